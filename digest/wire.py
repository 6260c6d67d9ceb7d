"""libcurl in a thread of its own: hundreds of requests at once, asked from any thread.

    got = wire().ask(Asked("https://example.org/feed", ("Accept: */*",), 15_000_000, 60.0))

One request is one hop. What a request may reach and read is in digest/transfer.py.
"""

from __future__ import annotations

import asyncio
import atexit
import threading
from collections import deque
from collections.abc import Iterable
from functools import cache, partial
from queue import SimpleQueue
from typing import Any

import pycurl

from digest.hop import Answer, Asked, Broken, Done
from digest.transfer import Transfer

AT_ONCE = 512  # requests, where the system allows so many open files
_SPARE_FILES = 150  # of the rest of the program
_FILES_EACH = 4  # two sockets (IPv6 and IPv4), its name being looked up, a kept connection
_END_SECONDS = 1.0


class Wire:
    """One thread that waits for many servers; it starts with the first request."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._left = at_once  # transfers that may still be made
        self._free: list[Transfer] = []
        self._waiting: deque[tuple[Asked, Done]] = deque()
        self._loop = asyncio.SelectorEventLoop()
        self._multi = pycurl.AsyncCurlMulti()
        self._multi.setopt(pycurl.M_MAXCONNECTS, at_once)
        self._thread = threading.Thread(target=self._loop.run_forever, name="wire", daemon=True)
        self._starting = threading.Lock()

    def ask(self, asked: Asked) -> Answer | Broken:
        """Ask, and wait for what comes of it."""
        came: SimpleQueue[Answer | Broken] = SimpleQueue()
        self.start([(asked, came.put)])
        return came.get()

    def start(self, requests: Iterable[tuple[Asked, Done]]) -> None:
        """Ask without waiting: each Done is called in the wire's thread, and must be quick."""
        with self._starting:
            if self._thread.ident is None:
                self._thread.start()
                atexit.register(self._end)
        self._loop.call_soon_threadsafe(self._take, list(requests))

    def _take(self, requests: list[tuple[Asked, Done]]) -> None:
        self._waiting.extend(requests)
        self._more()

    def _more(self) -> None:
        """Send what waits, as far as transfers go."""
        while self._waiting and (self._free or self._left):
            if not self._free:
                self._left -= 1
                self._free.append(Transfer())
            asked, done = self._waiting.popleft()
            transfer = self._free.pop()
            try:
                transfer.load(asked)
                sent = self._multi.add_handle(transfer.curl)
            except (pycurl.error, ValueError, TypeError) as error:
                self._free.append(transfer)
                done(Broken("broken", str(error)))
            else:
                sent.add_done_callback(partial(self._over, transfer, done))

    def _over(self, transfer: Transfer, done: Done, sent: asyncio.Future[Any]) -> None:
        try:
            result = transfer.result(sent.exception())
        except Exception as error:  # whoever waits must hear of it
            result = Broken("broken", repr(error))
        self._free.append(transfer)
        self._more()
        done(result)

    def _end(self) -> None:
        """The program ends: libcurl must not be in the middle of something."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_END_SECONDS)


@cache
def wire() -> Wire:
    """The one of this process: its connections are shared, and checked at every request."""
    return Wire(allowed(AT_ONCE))


def allowed(at_once: int) -> int:
    """How many requests at once the limit of open files allows, at most so many."""
    try:
        import resource
    except ImportError:  # Windows, where select() takes 512
        return min(at_once, 100)
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files == resource.RLIM_INFINITY:
        return at_once
    return max(8, min(at_once, (files - _SPARE_FILES) // _FILES_EACH))
