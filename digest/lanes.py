"""Helper processes behind one queue: several calls a message, replaced when they grow or die.

Against ProcessPoolExecutor: what waits goes out together, which costs this process a third, and
a helper that has grown makes room for a new one, whatever the pages were.
"""

from __future__ import annotations

import ctypes
import gc
import os
import pickle
import signal
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import Any

TOGETHER = 32  # calls of one message at most, and
TOGETHER_BYTES = 256_000  # of them, unless it is one
MOST_DEATHS = 3  # of one helper and its successors; then it is not replaced
# Memory of a helper's own. It starts with 25 MB, 31 with trafilatura loaded.
ROOMY_BYTES = 80_000_000  # from here on what is free is given back after every message
GROWN_BYTES = 120_000_000  # what is left then; more is no longer free, so it makes room
_SPAWN = get_context("spawn")


class Lost(Exception):
    """The helper that had the call died, or there is none any more."""


class Call:
    """One call that waits: pickled (function, values), then its result or error, pickled."""

    def __init__(self, function: Callable[..., Any], values: tuple[object, ...]) -> None:
        self.asked = pickle.dumps((function, values), pickle.HIGHEST_PROTOCOL)
        self.answer: bytes | None = None  # None: lost
        self._waiting = threading.Lock()
        self._waiting.acquire()

    def end(self, answer: bytes | None) -> None:
        """Let whoever waits go on."""
        self.answer = answer
        self._waiting.release()

    def result(self) -> Any:
        """Raises what the function raised, and Lost."""
        self._waiting.acquire()
        if self.answer is None:
            raise Lost
        worked, value = pickle.loads(self.answer)
        if not worked:
            raise value
        return value


class Lanes:
    """So many processes and one queue before them."""

    def __init__(self, processes: int) -> None:
        self._queue: SimpleQueue[Call | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._lanes = 0
        self._ready = 0
        self._came = False
        self._ended = False
        self.widen(processes)

    def widen(self, processes: int) -> None:
        """Let it be so many, if they are fewer."""
        with self._lock:
            while self._lanes < processes and not self._ended:
                # Started here, not in the thread: a program that ends meanwhile leaves no half.
                try:
                    first = _started()
                except OSError:  # no more processes: the work is done here
                    return
                self._lanes += 1
                threading.Thread(target=self._lane, args=first, name="helper", daemon=True).start()

    @property
    def ready(self) -> bool:
        """Whether one has come up, and it or its successor takes calls."""
        return self._came and not self._ended

    def put(self, call: Call) -> None:
        """Queue a call. Raises Lost when there are no helpers any more."""
        with self._lock:
            if self._ended:
                raise Lost
            self._queue.put(call)

    def end(self) -> None:
        """Take no more calls; helpers leave when those that wait are done."""
        with self._lock:
            self._ended = True
            for _ in range(self._lanes):
                self._queue.put(None)

    def _lane(self, process: BaseProcess, door: Connection) -> None:
        """One helper and its successors, from a thread of this process."""
        deaths = 0
        try:
            while True:
                try:
                    with door:
                        if self._serve(door):
                            return
                except (EOFError, OSError):
                    deaths += 1
                process.join()
                if deaths == MOST_DEATHS:
                    return
                process, door = _started()
        except OSError:  # no more processes
            return
        finally:
            self._leave()

    def _serve(self, door: Connection) -> bool:
        """Hand calls to one helper; True when there will be no more, False when it has grown."""
        door.recv_bytes()  # it is there
        with self._lock:
            self._ready += 1
            self._came = True
        try:
            while (calls := self._next()) is not None:
                if _handed(door, calls):
                    return False
            return True
        finally:
            with self._lock:
                self._ready -= 1

    def _next(self) -> list[Call] | None:
        """Some of what waits, fewer when others have nothing to do; None: the end."""
        first = self._queue.get()
        if first is None:
            return None
        calls = [first]
        size = len(first.asked)
        for _ in range(min(TOGETHER - 1, self._queue.qsize() // max(1, self._ready))):
            if size > TOGETHER_BYTES:
                break
            more = self._queue.get()
            if more is None:
                self._queue.put(None)  # for the next turn
                break
            calls.append(more)
            size += len(more.asked)
        return calls

    def _leave(self) -> None:
        with self._lock:
            self._lanes -= 1
            if self._lanes:
                return
            self._ended = True
        while not self._queue.empty():
            if (call := self._queue.get()) is not None:
                call.end(None)


def _handed(door: Connection, calls: list[Call]) -> bool:
    """Send calls and end them with what comes back; whether the helper leaves now."""
    answers: list[bytes | None] = [None] * len(calls)
    try:
        door.send([call.asked for call in calls])
        *answers, leaves = door.recv()
        return bool(leaves)
    finally:
        for call, answer in zip(calls, answers, strict=True):
            call.end(answer)


def _started() -> tuple[BaseProcess, Connection]:
    """A helper, which leaves when its door is closed."""
    ours, theirs = _SPAWN.Pipe()
    with theirs:
        process = _SPAWN.Process(target=_help, args=(theirs,), daemon=True)
        process.start()
    return process, ours


def _help(door: Connection) -> None:
    """In a helper: answer until the other side is gone, or this process has grown."""
    import digest.collect.xmlfeed  # noqa: F401 - slow to import, and what helpers mostly run

    gc.freeze()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent; it takes us along
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    try:
        door.send_bytes(b"here")
        while True:
            answers: list[Any] = [_answer(asked) for asked in door.recv()]
            grown = _slimmed() > GROWN_BYTES
            door.send([*answers, grown])
            if grown:
                return
    except (EOFError, OSError):
        return


def _answer(asked: bytes) -> bytes:
    try:
        function, values = pickle.loads(asked)
        return pickle.dumps((True, function(*values)), pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        error.add_note(f"In a helper process:\n{traceback.format_exc()}")
        try:
            told = pickle.dumps((False, error), pickle.HIGHEST_PROTOCOL)
            pickle.loads(told)
        except Exception:
            return pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))
        return told


def _slimmed() -> int:
    """Bytes of memory that this process has for itself, when it has given back what is free."""
    if _own() > ROOMY_BYTES:
        with suppress(OSError, AttributeError):  # glibc alone has it; 2 ms
            ctypes.CDLL(None).malloc_trim(0)
    return _own()


def _own() -> int:
    """Resident bytes without what is shared; 0 where the system does not say (not Linux)."""
    try:
        with open("/proc/self/statm", "rb") as told:
            _, resident, shared = told.read().split()[:3]
            return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _leave_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
    os._exit(0)
