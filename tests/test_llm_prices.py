"""What calls cost, how long texts are, what a request is called, and its row."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm import prices, tokens
from llm.cache import request_key
from llm.endpoint import Endpoint
from llm.prompt import Prompt
from llm.rows import to_call
from tests.fakes_llm import fault, good

OPENAI = "https://api.openai.com/v1"


def test_a_known_price() -> None:
    assert prices.cost(OPENAI, "gpt-5.6", 10_000, 8_000, 500) == pytest.approx(0.0212)
    assert prices.cost(OPENAI, "gpt-5.6", 10_000, None, 0) == pytest.approx(0.04)


@pytest.mark.parametrize(
    ("url", "model"),
    [
        ("http://127.0.0.1:4000/v1", "gpt-5.6"),
        ("https://gateway.example/v1", "openai/gpt-5.6"),
        ("https://gateway.example/v1", "GPT-5.6"),
        ("nonsense", "gpt-5.6"),
    ],
)
def test_a_makers_model_costs_the_same_through_a_proxy(url: str, model: str) -> None:
    assert prices.cost(url, model, 10_000, 8_000, 500) == pytest.approx(0.0212)


@pytest.mark.parametrize(
    ("url", "model"),
    [
        ("http://127.0.0.1:11434/v1", "llama3.1"),
        ("http://127.0.0.1:11434/v1", "gpt-oss:20b"),
        ("https://gateway.example/v1", "deepseek-chat"),
        (OPENAI, "no-such-model"),
        (OPENAI, ""),
    ],
)
def test_an_unknown_price_is_none_never_zero(url: str, model: str) -> None:
    assert prices.cost(url, model, 10_000, 0, 500) is None


@pytest.mark.parametrize(("given_in", "given_out"), [(None, 5), (5, None), (None, None)])
def test_without_counts_there_is_no_cost(given_in: int | None, given_out: int | None) -> None:
    assert prices.cost(OPENAI, "gpt-5.6", given_in, None, given_out) is None


def test_more_cached_than_read_is_read_as_all() -> None:
    assert prices.cost(OPENAI, "gpt-5.6", 100, 9_999, 0) == prices.cost(
        OPENAI, "gpt-5.6", 100, 100, 0
    )


def test_an_estimate_has_a_reserve() -> None:
    estimated = prices.estimate(OPENAI, "gpt-5.6", "あ" * 1000, 100)
    assert estimated == pytest.approx(1250 * 4e-6 + 100 * 20e-6)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("abcd", 1),
        ("abcde", 2),
        ("日本語", 3),
        ("ＧＰＴ", 3),
        ("GPTの量子化", 5),
        ("😀", 1),
    ],
)
def test_tokens_are_estimated(text: str, count: int) -> None:
    assert tokens.estimate(text) == count


@given(st.text())
def test_an_estimate_lies_between_a_quarter_and_all(text: str) -> None:
    assert len(text) / 4 <= tokens.estimate(text) <= len(text)


BODY = {"model": "m", "messages": [{"role": "user", "content": "記事"}], "max_tokens": 5}


def test_a_request_is_its_content() -> None:
    key = request_key("http://h/v1", BODY)
    assert len(key) == 64
    assert key == request_key("http://h/v1/", dict(reversed(BODY.items())))
    assert key == request_key("http://me:secret@h/v1?key=secret", BODY)
    assert key != request_key("http://other/v1", BODY)
    assert key != request_key("http://h/v1", BODY | {"max_tokens": 6})
    assert request_key("http://h/v1", {"x": "\ud800"}) != key


def test_the_row_of_an_attempt() -> None:
    secret = "sk-secret-0123456789"
    endpoint = Endpoint(f"http://me:{secret}@h/v1", "m", secret)
    outcome = good({"a": 1}, started_at="2026-11-20T03:00:00+00:00", cached_tokens=7, seconds=1.5)
    row = to_call(
        endpoint,
        Prompt("article", ()),
        BODY,
        outcome,
        uid="job/0",
        job_id="job",
        prompt_version_id=3,
    )
    assert (row.server, row.model, row.purpose, row.ok) == ("http://h/v1", "m", "article", True)
    assert (row.reply, row.cached_tokens, row.seconds) == ('{"a": 1}', 7, 1.5)
    assert row.started_at == datetime(2026, 11, 20, 3, tzinfo=UTC)
    assert row.key == request_key("http://h/v1", BODY)
    assert "記事" in row.messages
    assert secret not in repr(row)


def test_the_row_of_a_fault_says_what_to_do() -> None:
    row = to_call(
        Endpoint("http://h/v1", "m"),
        Prompt("article", ()),
        BODY,
        fault("refusal", refusal="I cannot."),
        uid="u",
        job_id="j",
        prompt_version_id=None,
    )
    assert (row.ok, row.error_kind, row.reply) == (False, "refusal", "I cannot.")
    assert "The model refused to answer." in row.error
    assert "reword the prompt" in row.error
    assert row.cost_usd is None
