"""Where a model is, and that its key goes nowhere."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest

from llm.endpoint import Endpoint, public_url

SECRET = "sk-secret-0123456789"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://api.openai.com/v1/", "https://api.openai.com/v1"),
        ("http://user:pw@10.0.0.1:8000/v1?key=abc#x", "http://10.0.0.1:8000/v1"),
        ("http://[::1]:1234/v1", "http://[::1]:1234/v1"),
        ("HTTP://LocalHost:11434", "http://localhost:11434"),
        ("no url", "no url"),
        ("user:pw@host", ""),
        ("http://[::1", "http://[::1"),
    ],
)
def test_a_url_is_shown_without_credentials(url: str, shown: str) -> None:
    assert public_url(url) == shown


def test_the_key_is_in_no_repr_and_no_pickle() -> None:
    endpoint = Endpoint(f"http://me:{SECRET}@host/v1?key={SECRET}", "m", SECRET)
    assert SECRET not in f"{endpoint} {endpoint!r} {endpoint.server}"
    with pytest.raises(TypeError, match="holds a key"):
        pickle.dumps(endpoint)
    assert replace(endpoint, model="other").api_key == SECRET


def test_secrets_are_the_key_and_what_the_url_hides() -> None:
    assert Endpoint("http://h/v1", "m").secrets == ()
    found = Endpoint("http://me:p%40ss@h/v1", "m", " key ").secrets
    assert set(found) == {"key", "p%40ss", "p@ss", "bWU6cEBzcw=="}


@pytest.mark.parametrize(
    ("url", "field"),
    [
        ("https://api.openai.com/v1", "max_completion_tokens"),
        ("https://eu.api.openai.com/v1", "max_completion_tokens"),
        ("https://me.openai.azure.com/openai/v1/", "max_completion_tokens"),
        ("https://notapi.openai.com.example/v1", "max_tokens"),
        ("https://evilapi.openai.com/v1", "max_tokens"),
        ("http://127.0.0.1:11434/v1", "max_tokens"),
        ("nonsense", "max_tokens"),
    ],
)
def test_only_openai_and_azure_get_the_new_token_field(url: str, field: str) -> None:
    assert Endpoint(url, "m").token_field == field


@pytest.mark.parametrize("url", ["", "127.0.0.1:8000/v1", "ftp://h/v1", "http://", "http://h:x/v1"])
def test_what_is_no_url_is_told_before_sending(url: str) -> None:
    assert Endpoint(url, "m").problem()[0] == "bad_url"


@pytest.mark.parametrize("key", ["sk-abc def", "sk-abc\nHost: x", "キー", "sk-“quoted”"])
def test_what_is_no_key_is_told_without_the_key(key: str) -> None:
    kind, detail = Endpoint("http://h/v1", "m", key).problem()
    assert kind == "auth"
    assert key not in detail


def test_a_good_endpoint_has_no_problem() -> None:
    assert Endpoint("http://h/v1", "m", " sk-abc\n").problem() == ("", "")
    assert Endpoint("http://h/v1", "m").problem() == ("", "")


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1:1/v1", True),
        ("http://[::1]/v1", True),
        ("http://localhost/v1", True),
        ("http://10.0.0.1/v1", False),
        ("https://localhost.example.com/v1", False),
    ],
)
def test_loopback_is_recognised(url: str, here: bool) -> None:
    assert Endpoint(url, "m").is_loopback is here
