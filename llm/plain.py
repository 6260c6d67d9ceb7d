"""One answer in free words, by as many attempts as it takes and the budget allows."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from llm.bodies import LAST_RUNG, Ask, first_ask
from llm.budget import Budget
from llm.endpoint import Endpoint
from llm.errors import LLMError
from llm.prompt import Prompt
from llm.reading import Reading
from llm.sending import Attempt, Tried, send, wait
from llm.steps import MAX_ATTEMPTS, failure, next_ask


@dataclass(frozen=True, slots=True)
class Plain:
    """An answer as the model wrote it, and every attempt behind it."""

    text: str
    outcomes: tuple[Tried, ...]


def plain_body(endpoint: Endpoint, prompt: Prompt) -> dict[str, Any]:
    """The body of the first request: what llm.cache.request_key is taken of."""
    return _body(endpoint, prompt, first_ask(endpoint, prompt, LAST_RUNG))


async def plain(
    endpoint: Endpoint,
    prompt: Prompt,
    *,
    attempt: Attempt,
    budget: Budget | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    chance: Callable[[], float] = random.random,
) -> Plain:
    """Ask until there is an answer; attempt(slot, body) sends, slots from 0.

    Raises LLMError, LLMSystemic or BudgetExceeded, each with what was tried.
    """
    ask = first_ask(endpoint, prompt, LAST_RUNG)
    tried: list[Tried] = []
    try:
        for slot in range(MAX_ATTEMPTS):
            body = _body(endpoint, prompt, ask)
            outcome = await send(slot, body, endpoint, attempt, budget, sleep)
            tried.append((slot, body, outcome))
            if outcome.ok:
                return Plain(outcome.text, tuple(tried))
            following = next_ask(ask, outcome, Reading(None), chance())
            if following is None:
                break
            ask = following
            await wait(ask.delay, outcome, sleep)
        raise failure(ask, tried[-1][2])
    except LLMError as error:
        error.outcomes, error.notes = tuple(tried), ask.notes
        raise


def _body(endpoint: Endpoint, prompt: Prompt, ask: Ask) -> dict[str, Any]:
    """A Chat Completions request for text. No temperature: reasoning models refuse it."""
    body: dict[str, Any] = {
        "model": endpoint.model,
        "messages": [{"role": role, "content": text} for role, text in prompt.messages],
        ask.token_field: ask.max_tokens,
    }
    return body | ({"seed": prompt.seed} if prompt.seed is not None and ask.with_seed else {})
