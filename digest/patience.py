"""Waiting for a model server that is away for a moment."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from llm.errors import LLMError
from llm.faults import FAULTS

T = TypeVar("T")
FIRST_POLL, LAST_POLL = 1.0, 60.0  # seconds between two looks
TRIES = 8


async def patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """What the server answers, however often it was away for a moment. Raises LLMError."""
    for tried in range(TRIES):
        try:
            return await ask()
        except LLMError as fault:
            if not passing(fault) or tried + 1 == TRIES:
                raise
            await asyncio.sleep(min(LAST_POLL, FIRST_POLL * 2**tried))
    raise AssertionError("the last try returned or raised")


def passing(fault: LLMError) -> bool:
    """Whether the same may work in a moment."""
    return FAULTS[fault.kind].retryable and fault.kind != "not_json"
