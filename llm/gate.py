"""How many requests one server gets at a time, and the pause that a 429 puts on all of them."""

from __future__ import annotations

import asyncio
import random
import time
from types import TracebackType

from llm.faults import LONGEST_PAUSE
from llm.outcome import Outcome

_FIRST_PAUSE = 1.0  # seconds, where a 429 does not say how long; doubles with each in a row
_LAST_PAUSE = 30.0


class Pause:
    """Until when a server wants no request; shared by every event loop of the process."""

    def __init__(self) -> None:
        self.until = 0.0  # time.monotonic()
        self.strikes = 0

    def refused(self, retry_after: float | None) -> None:
        """A 429 came. Longer waits than LONGEST_PAUSE are for a person, not for us."""
        now = time.monotonic()
        if retry_after is None:
            if now < self.until:
                return  # one of the same wave
            retry_after = min(_LAST_PAUSE, _FIRST_PAUSE * 2 ** min(self.strikes, 8))
            self.strikes += 1
        if retry_after <= LONGEST_PAUSE:
            self.until = max(self.until, now + retry_after)

    async def over(self) -> None:
        """Wait until it is over, and a little longer so that not all start at once."""
        while (left := self.until - time.monotonic()) > 0:
            await asyncio.sleep(left + random.random() * min(1.0, left / 10))


class Gate:
    """Permits of one server in one event loop.

    A 429 halves how many may go at a time (once for all that were under way), every good
    answer allows one more again, up to `capacity`: failed requests count against a rate
    limit too, so a full wave after each pause would never get through.
    """

    def __init__(self, capacity: int, pause: Pause) -> None:
        self.capacity = capacity
        self.allowed = capacity
        self.pause = pause
        self._size = capacity  # permits that exist: free, or held by a request
        self._permits = asyncio.Semaphore(capacity)
        self._halved_at = 0.0

    async def __aenter__(self) -> float:
        """Wait for a permit and for the pause; the moment of starting, for report()."""
        await self._permits.acquire()
        try:
            await self.pause.over()
        except BaseException:
            self._leave()
            raise
        return time.monotonic()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._leave()

    def resize(self, capacity: int) -> None:
        """Another number at a time from now on."""
        if capacity != self.capacity:
            self.capacity = self.allowed = capacity
            self._open()

    def report(self, outcome: Outcome, started: float) -> None:
        """Learn from an outcome whose request started at `started`."""
        asked_to_wait = outcome.kind == "server" and outcome.retry_after is not None
        if outcome.kind == "rate_limit" or asked_to_wait:
            self.pause.refused(outcome.retry_after)
            if started >= self._halved_at:
                self.allowed = max(1, self.allowed // 2)
                self._halved_at = time.monotonic()
        elif outcome.ok:
            self.pause.strikes = 0
            self.allowed = min(self.capacity, self.allowed + 1)
            self._open()

    def _open(self) -> None:
        while self._size < self.allowed:
            self._size += 1
            self._permits.release()

    def _leave(self) -> None:
        if self._size > self.allowed:
            self._size -= 1  # this permit is not given back
        else:
            self._permits.release()
