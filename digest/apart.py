"""Heavy pure functions in helper processes: parsing and extraction hold the interpreter's lock.

Threads do not make them quicker, processes do. A helper costs half a second to start, so the
first calls of a run are made here, and later ones too while the helpers have enough to do.
Processes end with their parent, however it dies.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

T = TypeVar("T")
WORTH_IT = 24  # calls in a run before helpers are started
MOST = 3


class Processes:
    """The helper processes of one run."""

    def __init__(self, processes: int = 0) -> None:
        self._processes = processes or min(MOST, (os.cpu_count() or 1) - 1)
        self._lock = threading.Lock()
        self._calls = 0
        self._here = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None
        self._ready: Future[None] | None = None

    def run(self, function: Callable[..., T], *values: object) -> T:
        """function(*values), here or in a helper; both must be picklable module-level things."""
        pool = self._warm()
        if pool is not None:
            try:
                return self._sent(pool, function, *values).result()
            except BrokenProcessPool:  # a helper was killed: what it did is done here
                pass
        with self._here:
            return function(*values)

    def _sent(
        self, pool: ProcessPoolExecutor, function: Callable[..., T], *values: object
    ) -> Future[T]:
        try:
            return pool.submit(function, *values)
        except RuntimeError as error:  # the run is ending, or the pool is broken
            raise BrokenProcessPool from error

    def close(self) -> None:
        """Let the helpers go; the next run starts its own."""
        with self._lock:
            pool, self._pool, self._ready, self._calls = self._pool, None, None, 0
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=False)

    def expect(self, calls: int) -> None:
        """Say how many calls are coming, so that helpers can start before the first."""
        with self._lock:
            self._calls += calls
            self._start()

    def _warm(self) -> ProcessPoolExecutor | None:
        """The pool once it is there; None while the work is better done here."""
        with self._lock:
            self._calls += 1
            self._start()
            return self._pool if self._ready is not None and self._ready.done() else None

    def _start(self) -> None:
        if self._pool is not None or self._processes < 1 or self._calls < WORTH_IT:
            return
        from multiprocessing import get_context

        self._pool = ProcessPoolExecutor(self._processes, get_context("spawn"), _begin)
        self._ready = self._pool.submit(_nothing)


_PROCESSES = Processes()


def apart(function: Callable[..., T], *values: object) -> T:
    """function(*values) wherever it is done soonest."""
    return _PROCESSES.run(function, *values)


def expect(calls: int) -> None:
    """This many calls are coming."""
    _PROCESSES.expect(calls)


def close() -> None:
    """The run is over."""
    _PROCESSES.close()


def _begin() -> None:
    """In a helper: end with the parent, also when that is killed."""
    import digest.collect.xmlfeed  # noqa: F401 - slow to import, and what helpers mostly run

    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
    os._exit(0)


def _nothing() -> None:
    """What the first helper does to show that it is there."""
