"""Threads that wait for servers: one crew for all batches, so that a slow server of one batch
holds up no thread of the next.

Leaner than ThreadPoolExecutor, whose futures cost as much as a tenth of a request, each.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from queue import SimpleQueue
from typing import Any, TypeVar

HEAPS = 2
_ARENAS = -8  # M_ARENA_MAX of malloc.h
T = TypeVar("T")
R = TypeVar("R")


class Crew:
    """So many threads, started when they are first needed; they end with the process."""

    def __init__(self, many: int) -> None:
        self._many = many
        self._threads = 0
        self._idle = threading.Semaphore(0)
        self._lock = threading.Lock()
        self._work: SimpleQueue[tuple[_Batch, int]] = SimpleQueue()

    def run(self, function: Callable[[T], R], values: Iterable[T]) -> list[R]:
        """The function of each value, in order; raises the first error when all have ended.

        Values may come one after the other: each is begun as soon as it is there.
        """
        batch = _Batch(function)
        for number, value in enumerate(values):
            batch.expect(value)
            self._work.put((batch, number))
            self._more()
        return batch.results()

    def _more(self) -> None:
        if self._idle.acquire(blocking=False):
            return
        with self._lock:
            if self._threads < self._many:
                self._threads += 1
                threading.Thread(target=self._work_on, name="crew", daemon=True).start()

    def _work_on(self) -> None:
        while True:
            batch, number = self._work.get()
            batch.do(number)
            del batch  # an idle thread must not hold what it did last
            self._idle.release()


class _Batch:
    """What one call of run() waits for."""

    def __init__(self, function: Callable[[Any], Any]) -> None:
        self._function = function
        self._values: list[Any] = []
        self._results: list[Any] = []
        self._errors: dict[int, BaseException] = {}
        self._left = 1  # more values may come
        self._lock = threading.Lock()
        self._ended = threading.Event()

    def expect(self, value: Any) -> None:
        with self._lock:
            self._left += 1
        self._values.append(value)
        self._results.append(None)

    def do(self, number: int) -> None:
        try:
            self._results[number] = self._function(self._values[number])
        except BaseException as error:  # whoever waits is told
            self._errors[number] = error
        self._values[number] = None  # it may be large
        self._one_less()

    def results(self) -> list[Any]:
        self._one_less()
        self._ended.wait()
        if self._errors:
            raise self._errors[min(self._errors)]
        return self._results

    def _one_less(self) -> None:
        with self._lock:
            self._left -= 1
            last = self._left == 0
        if last:
            self._ended.set()


@cache
def crew(many: int) -> Crew:
    """The crew of this process of that many threads."""
    return Crew(many)


def share_heaps() -> None:
    """Few heaps for all threads: each of glibc's own keeps what large answers left free.

    Heard only while there are fewer than eight: so at the start of a program.
    """
    with suppress(OSError, AttributeError):  # glibc alone has it
        ctypes.CDLL(None).mallopt(_ARENAS, HEAPS)
