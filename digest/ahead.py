"""Sources that were read before, asked all at once, without a thread for each.

Most of them have nothing new, which is known without reading anything: those are done where
they arrive. The others go on in a thread each, with the answer that came.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from queue import SimpleQueue
from typing import Any, NoReturn

from digest.collect import Collected, collect
from digest.crew import Crew
from digest.fetch import Fetch, HttpFetch, Request, Response, request_of
from digest.flow import now
from digest.hop import Answer, Broken
from storage.records import Source

Chosen = Callable[[Source], Fetch]  # with which Fetch a source is asked


def collect_all(
    network: HttpFetch, chosen: Chosen, sources: Sequence[Source], crew: Crew
) -> list[Collected]:
    """Ask each source, in order; chosen: `network` itself, or what asks it in another way."""
    found: dict[int, Collected] = {}

    def others() -> Iterator[tuple[int, Fetch]]:
        came: SimpleQueue[tuple[int, Answer | Broken]] = SimpleQueue()
        begun = _begin(network, chosen, sources, came)
        yield from ((n, chosen(s)) for n, s in enumerate(sources) if n not in begun)
        for _ in begun:
            number, got = came.get()
            fetch = _Given(network, begun[number], got)
            if _is_known(got, sources[number]):
                found[number] = collect(fetch, sources[number], now=now())
            else:
                yield number, fetch

    def one(asked: tuple[int, Fetch]) -> tuple[int, Collected]:
        number, fetch = asked
        return number, collect(fetch, sources[number], now=now())

    found.update(crew.run(one, others()))
    return [found[number] for number in range(len(sources))]


def _begin(
    network: HttpFetch,
    chosen: Chosen,
    sources: Sequence[Source],
    came: SimpleQueue[tuple[int, Answer | Broken]],
) -> dict[int, Request]:
    """The numbers of sources that are being asked, and for what."""
    known = [n for n, s in enumerate(sources) if s.body_hash and chosen(s) is network]
    wanted = [(n, request) for n in known if (request := _first(sources[n])) is not None]
    asked = [(request, partial(_arrive, came, n)) for n, request in wanted]
    begun = network.begin(asked)
    return {n: request for (n, request), is_it in zip(wanted, begun, strict=True) if is_it}


def _arrive(
    came: SimpleQueue[tuple[int, Answer | Broken]], number: int, got: Answer | Broken
) -> None:
    came.put((number, got))


def _is_known(got: Answer | Broken, source: Source) -> bool:
    """Whether an answer needs no reading: 304, or the bytes of last time."""
    if isinstance(got, Broken):
        return False
    same = got.status == 200 and hashlib.sha256(got.body).hexdigest() == source.body_hash
    return got.status == 304 or same


class _Wanted(BaseException):
    """Not an error: nobody on the way may catch it."""

    def __init__(self, request: Request) -> None:
        self.request = request


def _ask(url: str, **how: Any) -> NoReturn:
    raise _Wanted(request_of(url, **how))


def _first(source: Source) -> Request | None:
    """What the collector of a source asks for before anything else."""
    try:
        collect(_ask, source, now=now())
    except _Wanted as wanted:
        return wanted.request
    return None  # nothing: it will say why


class _Given:
    """A Fetch to which the first answer came already."""

    def __init__(self, network: HttpFetch, request: Request, got: Answer | Broken) -> None:
        self._network = network
        self._given: tuple[Request, Answer | Broken] | None = (request, got)

    def __call__(self, url: str, **how: Any) -> Response:
        """See Fetch. A collector asks for the same first whenever it is run."""
        given, self._given = self._given, None
        if given is not None:
            return self._network.follow(*given)
        return self._network(url, **how)
