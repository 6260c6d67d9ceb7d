"""Politeness: one request at a time per host, and a pause between two."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

GAP_SECONDS = 1.0
# Hosts that ask for more in their terms (arXiv: https://info.arxiv.org/help/api/tou.html).
GAPS = {"arxiv.org": 3.0}


class Pace:
    """Turns of requests, by host; safe to share between threads."""

    def __init__(
        self,
        gap: float = GAP_SECONDS,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._gap = gap
        self._clock = clock
        self._sleep = sleep
        self._turns: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._free_at: dict[str, float] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Wait for this host's turn; hold it while the request runs."""
        name = self._shared(host.lower())
        with self._lock:
            mine = self._turns[name]
        with mine:
            wait = self._free_at.get(name, 0.0) - self._clock()
            if wait > 0:
                self._sleep(wait)
            try:
                yield
            finally:
                self._free_at[name] = self._clock() + GAPS.get(name, self._gap)

    @staticmethod
    def _shared(host: str) -> str:
        """export.arxiv.org and rss.arxiv.org count as one."""
        return next((name for name in GAPS if host == name or host.endswith(f".{name}")), host)
