"""Heavy pure functions in helper processes: parsing and extraction hold the interpreter's lock.

Threads do not make them quicker, processes do. A helper costs half a second to start, so the
first calls of a run are made here, and later ones too until the helpers are there.
Processes end with their parent, however it dies (digest/lanes.py).
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import TypeVar

from digest.lanes import Call, Lanes, Lost

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
        self._helpers: Lanes | None = None

    def run(self, function: Callable[..., T], *values: object) -> T:
        """function(*values), here or in a helper; both must be picklable module-level things."""
        helpers = self._warm()
        if helpers is not None:
            try:
                call = Call(function, values)
                helpers.put(call)
                result: T = call.result()
                return result
            except Lost:  # a helper was killed: what it did is done here
                pass
        with self._here:
            return function(*values)

    def close(self) -> None:
        """Let the helpers go; the next run starts its own."""
        with self._lock:
            helpers, self._helpers, self._calls = self._helpers, None, 0
        if helpers is not None:
            helpers.end()

    def expect(self, calls: int, *, hard: bool = False) -> None:
        """Say how many calls are coming, so that helpers can start before the first.

        hard: they take so long that this process only waits; then it lends its processor too.
        """
        with self._lock:
            self._calls += calls
            self._start()
            if hard and self._helpers is not None:
                self._helpers.widen(min(MOST, self._processes + 1))

    def _warm(self) -> Lanes | None:
        """The helpers once one is there; None while the work is better done here."""
        with self._lock:
            self._calls += 1
            self._start()
            return self._helpers if self._helpers is not None and self._helpers.ready else None

    def _start(self) -> None:
        if self._helpers is None and self._processes > 0 and self._calls >= WORTH_IT:
            self._helpers = Lanes(self._processes)


_PROCESSES = Processes()


def apart(function: Callable[..., T], *values: object) -> T:
    """function(*values) wherever it is done soonest."""
    return _PROCESSES.run(function, *values)


def expect(calls: int, *, hard: bool = False) -> None:
    """This many calls are coming; hard: of a page each, not of a feed."""
    _PROCESSES.expect(calls, hard=hard)


def close() -> None:
    """The run is over."""
    _PROCESSES.close()
