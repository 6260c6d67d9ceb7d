"""Effects that count what is asked, so that the path depends on no cache and no clock."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import nullcontext
from typing import Any

from llm.errors import BudgetExceeded
from prompt_tuner.effects import Effects, Messages
from prompt_tuner.records import Example

Role = str  # task, reflect or judge
SLOTS = 100


class Meter:
    """Effects with a limit. The same question twice counts once: the second is a cache's.

    calls: distinct questions by role. What a cache answers counts too, so that a session
    that is replayed after a kill stops where it would have stopped. at_once: calls in flight.
    """

    def __init__(self, effects: Effects, limit: int, at_once: int | None = None) -> None:
        self._effects = effects
        self._permits = asyncio.Semaphore(at_once) if at_once else nullcontext()
        self._seen: set[tuple[Any, ...]] = set()
        self._asked: Counter[tuple[Messages, int]] = Counter()
        self.limit = limit
        self.calls: Counter[Role] = Counter(task=0, reflect=0, judge=0)

    async def run(self, prompt: str, example: Example, repeat: int) -> str:
        """See Effects."""
        self._count("task", prompt, example.id, repeat)
        async with self._permits:
            return await self._effects.run(prompt, example, repeat)

    async def reflect(self, messages: Messages, repeat: int) -> str:
        """See Effects."""
        self._count("reflect", tuple(messages), repeat)
        async with self._permits:
            return await self._effects.reflect(messages, repeat)

    async def judge(self, messages: Messages, repeat: int) -> Mapping[str, Any]:
        """See Effects."""
        self._count("judge", tuple(messages), repeat)
        async with self._permits:
            return await self._effects.judge(messages, repeat)

    def asker(self, slot: int) -> Callable[[Messages], Awaitable[str]]:
        """Reflections of one of several proposals at a time: new whenever the same is asked.

        Which repeat it is depends on the slot, not on who asks first.
        """

        async def ask(messages: Messages) -> str:
            key = (tuple(messages), slot)
            repeat = self._asked[key] * SLOTS + slot
            self._asked[key] += 1
            return await self.reflect(key[0], repeat)

        return ask

    def left(self) -> int:
        """Calls still allowed."""
        own = self.limit - self.calls.total()
        below = self._effects.left() if isinstance(self._effects, Meter) else None
        return own if below is None else min(own, below)

    def known(self, prompt: str, example: Example, repeat: int) -> bool:
        """Whether this answer was asked for before."""
        return ("task", prompt, example.id, repeat) in self._seen

    def _count(self, role: Role, *question: Any) -> None:
        key = (role, *question)
        if key in self._seen:
            return
        if self.left() <= 0:
            raise BudgetExceeded(
                "budget",
                f"All {self.limit} calls of this part of the session are made.",
                "Raise --max-calls.",
            )
        self._seen.add(key)
        self.calls[role] += 1
