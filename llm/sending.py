"""One attempt within a budget, and the waiting before the next one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from llm.budget import Budget
from llm.endpoint import Endpoint
from llm.outcome import Outcome

Attempt = Callable[[int, dict[str, Any]], Awaitable[Outcome]]
Tried = tuple[int, dict[str, Any], Outcome]  # slot, body, what it came to
_POLL_SECONDS = 0.05


async def send(
    slot: int,
    body: dict[str, Any],
    endpoint: Endpoint,
    attempt: Attempt,
    budget: Budget | None,
    sleep: Callable[[float], Awaitable[None]],
) -> Outcome:
    """One attempt within the budget: reserved before, booked after."""
    if budget is None:
        return await attempt(slot, body)
    most = budget.most(body, endpoint)
    while not budget.fits(most):
        await sleep(_POLL_SECONDS)  # calls in flight hold the rest; most will cost less
    reserved = budget.admit(body, endpoint)
    outcome = Outcome(False, "cut")  # if attempt is cancelled: it may have been billed
    try:
        outcome = await attempt(slot, body)
    finally:
        budget.book(outcome, reserved)
    return outcome


async def wait(delay: float, outcome: Outcome, sleep: Callable[[float], Awaitable[None]]) -> None:
    """What is left of the delay since the outcome; nothing for one replayed from long ago."""
    if delay > 0 and outcome.started_at:
        started = datetime.fromisoformat(outcome.started_at)
        gone = (datetime.now(UTC) - started).total_seconds() - outcome.seconds
        if gone < delay:
            await sleep(delay - max(0.0, gone))
