"""What to ask after what came back: the whole ladder of retries, as one pure function."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from llm.bodies import LAST_RUNG, RUNGS, WORDS_RUNG, Ask
from llm.errors import LLMError, LLMSystemic
from llm.faults import FAULTS, LONGEST_PAUSE, describe, is_systemic
from llm.outcome import Outcome
from llm.reading import Reading
from llm.tokens import estimate

MAX_ATTEMPTS = 8
MAX_DOUBLINGS = 2
MAX_FIXES = 2
# How often the same is asked again; a timed-out call may have been billed.
RETRIES = {
    "rate_limit": MAX_ATTEMPTS,
    "server": 3,
    "connection": 2,
    "cut": 2,
    "timeout": 1,
    "empty": 1,
    "not_json": 1,
    "no_choices": 1,
}
_BACKOFF = 0.5  # seconds, doubled with each retry
_LONGEST_BACKOFF = 20.0
_SUSPECT_ABOVE = 3000  # tokens; below, a server's own counting may differ as much
_SUSPECT_SHARE = 0.6


def next_ask(ask: Ask, outcome: Outcome, reading: Reading[Any], chance: float) -> Ask | None:
    """How to go on after an outcome without a value; None where there is no way.

    reading belongs to a good outcome; chance in [0, 1) spreads the waiting.
    """
    base = replace(ask, delay=0.0)
    if outcome.ok:
        return _after_wrong_form(base, outcome, reading)
    if outcome.kind == "truncated":
        return _after_truncation(base, outcome)
    if outcome.kind == "parameter_unsupported":
        return _after_parameter(base, outcome)
    if outcome.kind in ("format_unsupported", "bad_request"):
        # A plain 400 too: some servers do not say that it is the format which they refuse.
        return None if ask.grown or ask.rung >= LAST_RUNG else _lower(base, ask.rung + 1, "refused")
    return _again(base, outcome, chance)


def failure(ask: Ask, outcome: Outcome) -> LLMError:
    """The error of an outcome after which nothing more is tried."""
    kind, message = outcome.kind, outcome.error or describe(outcome.kind)
    if ask.grown and kind in ("context_overflow", "bad_request", "parameter_unsupported"):
        kind = "truncated"  # the server refused only the raised limit
        message = describe(kind, f"{ask.max_tokens} tokens were refused")
    elif kind == "truncated":
        spent = outcome.reasoning_tokens
        thought = f", {spent} of them for thinking" if spent else ""
        message = describe(kind, f"at {ask.max_tokens} tokens{thought}")
    systemic = is_systemic(kind, outcome.retry_after)
    return (LLMSystemic if systemic else LLMError)(kind, message, FAULTS[kind].hint)


def judged(outcome: Outcome, reading: Reading[Any]) -> Outcome:
    """The outcome to keep: a reply that arrived well but is not what was asked for is no
    good one, and no cache may serve it.
    """
    if not outcome.ok or reading.value is not None:
        return outcome
    error = describe("invalid_output", reading.complaint)
    return replace(outcome, ok=False, kind="invalid_output", error=error)


def remarks(body: Mapping[str, Any], outcome: Outcome, reading: Reading[Any]) -> tuple[str, ...]:
    """What should be known about an answer that was accepted."""
    made = ["repaired"] if reading.repaired else []
    expected = estimate("".join(message["content"] for message in body["messages"]))
    seen = outcome.input_tokens
    if seen is not None and expected > _SUSPECT_ABOVE and seen < expected * _SUSPECT_SHARE:
        # Ollama cuts a long input without a word (ollama#3839).
        made.append(f"the server may have cut the input: {seen} of about {expected} tokens read")
    return tuple(made)


def _after_wrong_form(ask: Ask, outcome: Outcome, reading: Reading[Any]) -> Ask | None:
    if ask.fixes >= MAX_FIXES:
        return None
    if reading.wrong_form and ask.rung < WORDS_RUNG:
        ask = _lower(ask, WORDS_RUNG, "not enforced")
    fixed = replace(ask, fixes=ask.fixes + 1, repair=(outcome.text, reading.complaint))
    return _noted(fixed, "asked again")


def _after_truncation(ask: Ask, outcome: Outcome) -> Ask | None:
    if ask.grown >= MAX_DOUBLINGS:
        return None
    if outcome.text and len(outcome.text.strip()) < len(outcome.text) / 2 and ask.rung < LAST_RUNG:
        # Guided decoding may write legal white space until the limit (vllm#8350).
        ask = _lower(ask, LAST_RUNG, "ran on in white space")
    grown = replace(ask, grown=ask.grown + 1, max_tokens=ask.max_tokens * 2)
    return _noted(grown, f"max_tokens raised to {grown.max_tokens}")


def _after_parameter(ask: Ask, outcome: Outcome) -> Ask | None:
    if "seed" in outcome.error and ask.with_seed:
        return _noted(replace(ask, with_seed=False), "seed left out")
    swaps = {"max_tokens": "max_completion_tokens", "max_completion_tokens": "max_tokens"}
    if any("max_" in note for note in ask.notes) or "tokens" not in outcome.error:
        return None
    field = swaps[ask.token_field]
    return _noted(replace(ask, token_field=field), f"max_ field is {field}")


def _again(ask: Ask, outcome: Outcome, chance: float) -> Ask | None:
    kind = outcome.kind
    done = Counter(ask.retries)[kind]
    too_long = kind == "rate_limit" and (outcome.retry_after or 0.0) > LONGEST_PAUSE
    if done >= RETRIES.get(kind, 0) or too_long:
        return None
    # The pause after a 429 is the gate's, shared by all; here only the retry is counted.
    wait = 0.0 if kind == "rate_limit" else min(_LONGEST_BACKOFF, _BACKOFF * 2**done)
    again = replace(ask, retries=(*ask.retries, kind), delay=wait * (0.5 + chance))
    return _noted(again, f"again after {kind}")


def _lower(ask: Ask, rung: int, why: str) -> Ask:
    return _noted(replace(ask, rung=rung), f"{RUNGS[ask.rung]} {why}")


def _noted(ask: Ask, note: str) -> Ask:
    return replace(ask, notes=(*ask.notes, note))
