"""Politeness: one request at a time per host, a pause between two, a longer one where it asks."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path

from filelock import FileLock, Timeout

GAP_SECONDS = 1.0
# Hosts that ask for more in their terms (arXiv: https://info.arxiv.org/help/api/tou.html).
GAPS = {"arxiv.org": 3.0}
MOST_DELAY = 30.0  # a longer Crawl-delay would stop a week's collecting
PATIENCE = 20.0  # seconds of a Retry-After that are waited for; after longer ones we come back
_LOCK_SECONDS = 120.0  # another process may be waiting for a slow answer


class Pace:
    """Turns of requests, by host; safe to share between threads.

    folder: where processes of one home tell each other when hosts of GAPS are free again;
    without it they do not know of each other.
    """

    def __init__(
        self,
        gap: float = GAP_SECONDS,
        *,
        folder: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._gap = gap
        self._folder = folder if folder is not None and folder.is_dir() else None
        self._clock = clock
        self._sleep = sleep
        self._turns: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._free_at: dict[str, float] = {}
        self._delays: dict[str, float] = {}
        self._held: dict[str, float] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Wait for this host's turn; hold it while the request runs."""
        host = host.lower()
        name = self._shared(host)
        mine = self._turn_of(name)
        with mine, self._beside_others(name):
            wait = self._free(host, name) - self._clock()
            if wait > 0:
                self._sleep(wait)
            try:
                yield
            finally:
                self._over(host, name)

    def take(self, host: str, *, freely: bool = False) -> Callable[[], None] | None:
        """The turn of a host that is free right now: what ends it, from any thread; else None.

        freely: a host that has no turns, but may have asked to be left alone.
        """
        host = host.lower()
        name = self._shared(host)
        if self._held.get(name, 0.0) > self._clock():
            return None
        if freely:
            return lambda: None
        mine = self._turn_of(name)
        if name in GAPS or not mine.acquire(blocking=False):
            return None  # other processes may be asking it; or somebody here is
        if self._free(host, name) > self._clock():
            mine.release()
            return None

        def end() -> None:
            self._over(host, name)
            mine.release()

        return end

    def _turn_of(self, name: str) -> threading.Lock:
        with self._lock:
            return self._turns[name]

    def _free(self, host: str, name: str) -> float:
        return max(self._free_at.get(name, 0.0), self._free_at.get(f"{host}/", 0.0))

    def _over(self, host: str, name: str) -> None:
        ended = self._clock()
        self._free_at[name] = ended + GAPS.get(name, self._gap)
        if host in self._delays:
            self._free_at[f"{host}/"] = ended + self._delays[host]

    def slow_down(self, host: str, seconds: float) -> None:
        """From now on leave so many seconds between two requests to this very host, if it is more.

        Pages of arxiv.org may ask for more than its API does.
        """
        with self._lock:
            self._delays[host.lower()] = min(seconds, MOST_DELAY)

    def hold(self, host: str, seconds: float) -> None:
        """The host asked to be left alone for so long (Retry-After)."""
        with self._lock:
            self._held[self._shared(host.lower())] = self._clock() + seconds

    def rest(self, host: str) -> float:
        """Wait out a short pause that the host asked for; seconds left of a long one."""
        left = self._held.get(self._shared(host.lower()), 0.0) - self._clock()
        if 0 < left <= PATIENCE:
            self._sleep(left)
            return 0.0
        return max(0.0, left)

    @staticmethod
    def _shared(host: str) -> str:
        """export.arxiv.org and rss.arxiv.org count as one."""
        return next((name for name in GAPS if host == name or host.endswith(f".{name}")), host)

    def _beside_others(self, name: str) -> AbstractContextManager[None]:
        if self._folder is None or name not in GAPS:
            return nullcontext()
        return _between_processes(self._folder / f"pace-{name}", GAPS[name], self._sleep)


@contextmanager
def _between_processes(place: Path, gap: float, sleep: Callable[[float], None]) -> Iterator[None]:
    """One request at a time over all processes, `gap` seconds after the end of the last one.

    Politeness only: a folder that cannot be written, or a lock that stays taken, stops nobody.
    """
    lock = FileLock(f"{place}.lock")
    try:
        lock.acquire(timeout=_LOCK_SECONDS, poll_interval=0.05)
    except (Timeout, OSError):
        yield
        return
    try:
        if 0 <= (passed := _since(place)) < gap:
            sleep(gap - passed)
        yield
    finally:
        with suppress(OSError):
            place.touch()
        lock.release()


def _since(place: Path) -> float:
    """Seconds since the file was touched; -1 where there is none."""
    try:
        return time.time() - place.stat().st_mtime
    except OSError:
        return -1.0
