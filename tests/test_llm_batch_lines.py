"""The files of the Batch API: what goes in, and every way in which lines come back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from llm.batch_lines import read_lines, to_lines
from llm.batch_prices import cost
from llm.endpoint import Endpoint
from llm.prices import cost as direct_cost

NOW = 1_800_000_000.0
GOOD = {
    "choices": [{"finish_reason": "stop", "message": {"role": "assistant", "content": "はい"}}],
    "usage": {"prompt_tokens": 10, "completion_tokens": 2},
}


def line(name: Any, body: Any = GOOD, status: int = 200, error: Any = None) -> str:
    response = None if body is None else {"status_code": status, "body": body}
    return json.dumps({"custom_id": name, "response": response, "error": error})


def test_requests_become_lines_with_their_names() -> None:
    rows = [
        json.loads(row)
        for row in to_lines({"a": {"model": "m"}, "b": {"x": "改\n行"}}).splitlines()
    ]
    assert [row["custom_id"] for row in rows] == ["a", "b"]
    assert rows[0] == {
        "custom_id": "a",
        "method": "POST",
        "url": "/v1/chat/completions",
        "body": {"model": "m"},
    }
    assert rows[1]["body"] == {"x": "改\n行"}


def test_answers_are_joined_by_name_whatever_their_order() -> None:
    found = read_lines("\n".join([line("b"), line("a")]), now=NOW)
    assert {name: (one.ok, one.text) for name, one in found.items()} == {
        "a": (True, "はい"),
        "b": (True, "はい"),
    }
    assert (found["a"].input_tokens, found["a"].output_tokens) == (10, 2)


@pytest.mark.parametrize("broken", ["", "{", "[]", "null", line(None), line(7), "\u0000"])
def test_a_line_that_cannot_be_read_is_passed_over(broken: str) -> None:
    assert set(read_lines(f"{broken}\n{line('a')}\n", now=NOW)) == {"a"}


@pytest.mark.parametrize("code", ["batch_expired", "batch_cancelled"])
def test_what_was_never_worked_on_is_not_answered(code: str) -> None:
    assert read_lines(line("a", None, error={"code": code, "message": "x"}), now=NOW) == {}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (line("a", {"error": {"message": "Incorrect API key"}}, 401), "auth"),
        (line("a", {"error": {"message": "maximum context length"}}, 400), "context_overflow"),
        (line("a", {"error": {"message": "oops"}}, 500), "server"),
        (line("a", None, error={"code": "server_error", "message": "oops"}), "server"),
        (line("a", {"choices": []}), "no_choices"),
        (line("a", None), "no_choices"),
    ],
)
def test_a_refusal_is_the_fault_that_it_would_be_directly(text: str, kind: str) -> None:
    outcome = read_lines(text, now=NOW)["a"]
    assert (outcome.ok, outcome.kind) == (False, kind)


def test_a_good_answer_wins_over_a_bad_one_of_the_same_name() -> None:
    both = [line("a", {"error": {"message": "oops"}}, 500), line("a")]
    assert read_lines("\n".join(both), now=NOW)["a"].ok
    assert read_lines("\n".join(reversed(both)), now=NOW)["a"].ok


def test_a_batch_costs_half_where_that_is_published() -> None:
    where = Endpoint("https://api.openai.com/v1", "gpt-5.6")
    whole = direct_cost(where.base_url, where.model, 1000, 0, 100)
    assert whole is not None
    assert cost(where, where.model, 1000, 0, 100) == pytest.approx(whole / 2)
    assert cost(Endpoint("https://other.example/v1", "gpt-5.6"), "gpt-5.6", 1000, 0, 100) is None


def test_a_line_separator_inside_an_answer_is_no_end_of_a_line() -> None:
    said = "一行目\u2028二行目\u0085三行目"
    body = {"choices": [{"finish_reason": "stop", "message": {"content": said}}]}
    raw = json.dumps(
        {"custom_id": "a", "response": {"status_code": 200, "body": body}}, ensure_ascii=False
    )
    assert read_lines(f"{raw}\r\n{line('b')}\n", now=NOW)["a"].text == said
