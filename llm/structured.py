"""One answer of a known form, by as many attempts as it takes and the budget allows."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic

from llm.bodies import build_body, first_ask, first_body
from llm.budget import Budget
from llm.endpoint import Endpoint
from llm.errors import LLMError
from llm.outcome import Outcome
from llm.prompt import Prompt
from llm.reading import Reading, T, read, read_reply
from llm.sending import Attempt, Tried, send, wait
from llm.steps import MAX_ATTEMPTS, failure, judged, next_ask, remarks

__all__ = ["MAX_ATTEMPTS", "Structured", "first_body", "read_reply", "structured"]


@dataclass(frozen=True, slots=True)
class Structured(Generic[T]):
    """An answer. rung is the one that worked (start there next time); notes are English."""

    value: T
    outcomes: tuple[Tried, ...]
    rung: int
    notes: tuple[str, ...]


async def structured(
    endpoint: Endpoint,
    prompt: Prompt,
    reply_type: type[T],
    *,
    rung: int,
    attempt: Attempt,
    budget: Budget | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    chance: Callable[[], float] = random.random,
) -> Structured[T]:
    """Ask until there is a value of reply_type; attempt(slot, body) sends, slots from 0.

    Raises LLMError, LLMSystemic or BudgetExceeded, each with what was tried.
    """
    ask = first_ask(endpoint, prompt, rung)
    tried: list[Tried] = []
    try:
        for slot in range(MAX_ATTEMPTS):
            body = build_body(endpoint, prompt, reply_type, ask)
            outcome = await send(slot, body, endpoint, attempt, budget, sleep)
            reading = _read(reply_type, outcome)
            tried.append((slot, body, judged(outcome, reading)))
            if reading.value is not None:
                notes = (*ask.notes, *remarks(body, outcome, reading))
                return Structured(reading.value, tuple(tried), ask.rung, notes)
            following = next_ask(ask, outcome, reading, chance())
            if following is None or slot + 1 == MAX_ATTEMPTS:
                break
            ask = following
            await wait(ask.delay, outcome, sleep)
        raise failure(ask, tried[-1][2])
    except LLMError as error:
        error.outcomes, error.notes = tuple(tried), ask.notes
        raise


def _read(reply_type: type[T], outcome: Outcome) -> Reading[T]:
    return read(reply_type, outcome.text) if outcome.ok else Reading(None)
