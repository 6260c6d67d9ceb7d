"""What is asked after what came back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pydantic import BaseModel

from llm.bodies import Ask
from llm.errors import LLMSystemic
from llm.faults import FAULTS
from llm.outcome import Outcome
from llm.reading import Reading, read
from llm.steps import RETRIES, failure, judged, next_ask, remarks
from tests.fakes_llm import fault, good

FIRST = Ask(0, 1000)
NONE: Reading[Any] = Reading(None)


class Reply(BaseModel):
    title: str


def _next(ask: Ask, outcome: Outcome) -> Ask | None:
    reading: Reading[Any] = read(Reply, outcome.text) if outcome.ok else NONE
    return next_ask(ask, outcome, reading, 0.5)


@pytest.mark.parametrize("kind", sorted(RETRIES.keys() - {"rate_limit"}))
def test_the_same_is_asked_again_a_few_times_with_longer_waits(kind: str) -> None:
    ask: Ask | None = FIRST
    waits = []
    while ask is not None:
        waits.append(ask.delay)
        ask = _next(ask, fault(kind))
    assert len(waits) - 1 == RETRIES[kind]
    assert waits[1:] == [0.5 * 2**n for n in range(RETRIES[kind])]
    assert FAULTS[kind].retryable


@pytest.mark.parametrize("kind", sorted(kind for kind in FAULTS if not FAULTS[kind].retryable))
def test_what_will_not_pass_is_not_asked_again_as_it_was(kind: str) -> None:
    after = _next(FIRST, fault(kind))
    assert after is None or replace(after, notes=()) != FIRST


def test_a_rate_limit_waits_at_the_gate_and_a_long_one_not_at_all() -> None:
    after = _next(FIRST, fault("rate_limit", retry_after=60.0))
    assert after is not None
    assert after.delay == 0.0
    assert _next(FIRST, fault("rate_limit", retry_after=121.0)) is None


def test_a_refused_format_steps_down_the_ladder_to_its_end() -> None:
    ask, rungs = FIRST, []
    while (following := _next(ask, fault("format_unsupported"))) is not None:
        ask = following
        rungs.append(ask.rung)
    assert rungs == [1, 2, 3]
    assert ask.notes[0] == "json_schema refused"


def test_an_unexplained_refusal_may_be_the_format() -> None:
    after = _next(FIRST, fault("bad_request"))
    assert after is not None
    assert after.rung == 1
    assert _next(Ask(3, 1000), fault("bad_request")) is None


def test_a_cut_reply_gets_twice_the_room_twice() -> None:
    once = _next(FIRST, fault("truncated", text='{"title": "あ'))
    assert once is not None
    twice = _next(once, fault("truncated"))
    assert twice is not None
    assert (once.max_tokens, twice.max_tokens, twice.rung) == (2000, 4000, 0)
    assert _next(twice, fault("truncated")) is None


def test_a_reply_that_ran_on_in_white_space_is_asked_without_a_format() -> None:
    after = _next(FIRST, fault("truncated", text='{"title": ' + " \n" * 500))
    assert after is not None
    assert (after.rung, after.max_tokens) == (3, 2000)


def test_a_refused_parameter_is_changed_or_left_out_once() -> None:
    words = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."
    after = _next(FIRST, fault("parameter_unsupported", words))
    assert after is not None
    assert after.token_field == "max_completion_tokens"
    assert _next(after, fault("parameter_unsupported", words)) is None
    seed = _next(FIRST, fault("parameter_unsupported", "extra field: seed"))
    assert seed is not None
    assert (seed.with_seed, seed.token_field) == (False, "max_tokens")
    assert _next(seed, fault("parameter_unsupported", "extra field: seed")) is None


def test_a_schema_that_the_server_ignores_is_put_into_words() -> None:
    after = _next(FIRST, good("はい、要約します。"))
    assert after is not None
    assert after.rung == 2
    assert after.repair is not None
    assert after.repair[0] == "はい、要約します。"
    assert after.notes == ("json_schema not enforced", "asked again")


def test_a_wrong_value_is_sent_back_on_the_same_rung_twice() -> None:
    wrong: Reading[Any] = Reading(None, "title: too long")
    once = next_ask(FIRST, good({"title": "x"}), wrong, 0.5)
    assert once is not None
    assert once.rung == 0
    twice = next_ask(once, good({"title": "x"}), wrong, 0.5)
    assert twice is not None
    assert next_ask(twice, good({"title": "x"}), wrong, 0.5) is None


def test_the_error_says_how_far_it_went() -> None:
    error = failure(Ask(0, 4000, grown=2), fault("truncated", reasoning_tokens=3900))
    assert "at 4000 tokens, 3900 of them for thinking" in error.message
    assert error.hint == FAULTS["truncated"].hint
    refused = failure(Ask(0, 4000, grown=2), fault("context_overflow", "8192 at most"))
    assert refused.kind == "truncated"


@pytest.mark.parametrize("kind", sorted(FAULTS))
def test_systemic_faults_are_systemic_errors(kind: str) -> None:
    error = failure(FIRST, fault(kind))
    assert (error.kind, isinstance(error, LLMSystemic)) == (kind, FAULTS[kind].systemic)


def test_a_long_rate_limit_is_systemic() -> None:
    assert isinstance(failure(FIRST, fault("rate_limit", retry_after=3600.0)), LLMSystemic)


def test_a_wrong_reply_is_no_good_outcome() -> None:
    wrong: Reading[Any] = Reading(None, "title: Field required")
    kept = judged(good("x", cost_usd=0.1), wrong)
    assert (kept.ok, kept.kind, kept.text, kept.cost_usd) == (False, "invalid_output", "x", 0.1)
    assert "title: Field required" in kept.error
    right: Reading[Any] = Reading(Reply(title="x"))
    assert judged(good("x"), right) == good("x")
    assert judged(fault("cut"), NONE) == fault("cut")


def test_an_input_that_was_cut_is_suspected() -> None:
    body = {"messages": [{"role": "user", "content": "あ" * 10_000}]}
    mended: Reading[Any] = Reading(None, repaired=True)
    assert remarks(body, good("", input_tokens=9_000), NONE) == ()
    assert remarks(body, good("", input_tokens=None), NONE) == ()
    (note,) = remarks(body, good("", input_tokens=4_096), NONE)
    assert "4096 of about 10000" in note
    assert remarks(body, good("", input_tokens=9_000), mended) == ("repaired",)
