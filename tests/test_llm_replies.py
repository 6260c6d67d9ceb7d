"""What stands in a reply with status 200, or in an error body."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.faults import FAULTS
from llm.replies import error_words, read_body, said
from tests.llm_servers import completion


def _read(reply: Any) -> Any:
    return read_body(json.dumps(reply))


def test_a_good_reply() -> None:
    usage = {
        "prompt_tokens": 100,
        "completion_tokens": 20,
        "prompt_tokens_details": {"cached_tokens": 64},
        "completion_tokens_details": {"reasoning_tokens": 5},
    }
    outcome = _read(completion("こんにちは", usage=usage))
    assert (outcome.ok, outcome.kind, outcome.text, outcome.finish) == (
        True,
        "",
        "こんにちは",
        "stop",
    )
    counted = (outcome.input_tokens, outcome.cached_tokens, outcome.output_tokens)
    assert (*counted, outcome.reasoning_tokens) == (100, 64, 20, 5)


@pytest.mark.parametrize("usage", [None, {}, [], "many", {"prompt_tokens": "7"}, {"prompt_tokens": True},
                                   {"prompt_tokens": -1}, {"prompt_tokens_details": 3}])  # fmt: skip
def test_a_count_that_is_not_there_is_unknown_not_zero(usage: Any) -> None:
    outcome = _read(completion("x", usage=usage))
    assert outcome.ok
    assert outcome.input_tokens is None
    assert outcome.cached_tokens is None


def test_text_in_parts_is_joined() -> None:
    parts = [{"type": "text", "text": "a"}, {"type": "image"}, 7, {"text": None}, {"text": "b"}]
    assert _read(completion(parts)).text == "ab"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "finish", "kind"),
    [
        ('{"a', "length", "truncated"),
        ("", "length", "truncated"),
        ("", "MAX_TOKENS", "truncated"),
        ("half", "content_filter", "content_filter"),
        ("", "SAFETY", "content_filter"),
        ("", "stop", "empty"),
        (" \n ", "stop", "empty"),
        (None, "tool_calls", "empty"),
        ("whole?", None, "cut"),
        ("whole?", "", "cut"),
        ("", "error", "server"),
        ("text", "eos_token", ""),
    ],
)
def test_how_a_reply_ended_is_told_apart(text: str | None, finish: str | None, kind: str) -> None:
    outcome = _read(completion(text, finish))
    assert (outcome.kind, outcome.ok) == (kind, not kind)


def test_a_refusal_keeps_its_words() -> None:
    reply = completion(None)
    reply["choices"][0]["message"]["refusal"] = "I cannot help with that."
    outcome = _read(reply)
    assert (outcome.kind, outcome.refusal) == ("refusal", "I cannot help with that.")
    assert "I cannot help" in outcome.error


@pytest.mark.parametrize(
    ("body", "content_type", "kind"),
    [
        ("<!DOCTYPE html><title>Log in</title>", "text/html", "html"),
        ("  <html>", "application/json", "html"),
        ("welcome", "text/html; charset=utf-8", "html"),
        ("", "application/json", "not_json"),
        ('{"choices": [', "application/json", "not_json"),
        ("data: {}\n\ndata: [DONE]", "text/event-stream", "not_json"),
        ("[" * 100_000, "application/json", "not_json"),
        ("[]", "application/json", "no_choices"),
        ("null", "application/json", "no_choices"),
        ("{}", "application/json", "no_choices"),
        ('{"choices": []}', "application/json", "no_choices"),
        ('{"choices": {"0": 1}}', "application/json", "no_choices"),
        ('{"choices": ["text"]}', "application/json", "no_choices"),
        ('{"choices": [{"message": null}]}', "application/json", "no_choices"),
        ('{"error": {"message": "Overloaded", "code": 529}}', "application/json", "server"),
        ('{"error": {"message": "slow down", "code": 429}}', "application/json", "rate_limit"),
        ('{"error": "model x not found"}', "application/json", "model_not_found"),
        ('{"error": {"code": "²³"}}', "application/json", "server"),
    ],
)
def test_bodies_that_are_no_answer(body: str, content_type: str, kind: str) -> None:
    outcome = read_body(body, content_type)
    assert (outcome.ok, outcome.kind) == (False, kind)
    assert outcome.error.startswith(FAULTS[kind].message)


def test_json_is_json_whatever_the_server_calls_it() -> None:
    assert read_body(json.dumps(completion("x")), "text/html").ok


def test_a_page_is_told_by_its_title() -> None:
    assert "Log in" in read_body("<html><title> Log in\n</title>").error


def test_error_in_a_choice() -> None:
    reply = completion("", "error")
    reply["choices"][0]["error"] = {"message": "upstream died", "code": 502}
    assert "upstream died" in _read(reply).error


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ('{"error": {"message": "no", "code": "c", "type": "t"}}', "no"),
        ('[{"error": {"message": "no", "status": "s"}}]', "no"),  # Google
        ('{"detail": "Not Found"}', "Not Found"),  # FastAPI
        ('{"detail": [{"loc": ["body"], "msg": "bad"}]}', '[{"loc": ["body"], "msg": "bad"}]'),
        ('{"error": "model not found"}', "model not found"),  # Ollama
        ('{"message": "no"}', "no"),
        ('"just words"', "just words"),
        ("just words", "just words"),
        ("<html><title>502 Bad Gateway</title>", "its title is '502 Bad Gateway'"),
        ("[" * 100_000, "[" * 100_000),
        ("", ""),
    ],
)
def test_the_words_of_an_error_body(body: str, shown: str) -> None:
    assert error_words(body)[0] == shown


def test_words_are_one_printable_line() -> None:
    assert said("a\x00b\n\n c\u202e\x1b[31m") == "a b c [31m"


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(),
                    lambda inner: st.lists(inner) | st.dictionaries(
                        st.sampled_from(["choices", "message", "error", "usage", "content", "code"])
                        | st.text(), inner)))  # fmt: skip
def test_no_json_breaks_the_reading(reply: Any) -> None:
    outcome = _read(reply)
    assert outcome.ok or outcome.kind in FAULTS
