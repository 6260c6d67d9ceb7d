"""Polite HTTP behind one small Protocol: conditional GET, limits of size and time, pacing.

    fetch = HttpFetch(user_agent("mail@example.org"))
    response = fetch("https://example.org/feed", etag=..., last_modified=...)

Certificates are always checked, proxies of the environment not used, cookies not kept. Which
addresses may be reached is digest/guard.py; every failure is a FetchError of digest/errors.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Protocol

from urllib3.util import Url

from digest.due import asked_wait
from digest.errors import FetchError
from digest.guard import Guard, as_url, refused
from digest.hop import Answer, Asked, Broken, Done
from digest.pace import Pace
from digest.refusals import bad_status, endless, late, resting, too_large, unreachable

TOTAL_SECONDS = 60.0
MAX_BYTES = 15_000_000  # decoded
MAX_REDIRECTS = 10
VERSION = "0.1"
_EXCERPT = 4096  # of an error page
_MOVED = (301, 302, 303, 307, 308)
_FOR_GOOD = (301, 308)
_BUSY = (429, 503)
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json,"
    " application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.8, */*;q=0.5"
)


@dataclass(frozen=True, slots=True)
class Response:
    """A good answer (2xx), or 304 with not_modified and no body."""

    url: str  # after redirects
    status: int
    headers: Mapping[str, str]  # lower-case names
    body: bytes
    not_modified: bool = False
    permanent_url: str = ""  # where 301 and 308 alone led; "" when nowhere new

    @property
    def content_type(self) -> str:
        """The header as it came, or ""."""
        return self.headers.get("content-type", "")


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for, where redirects may lead on: headers as lines, limit in decoded bytes."""

    place: Url
    headers: tuple[str, ...]
    limit: int
    conditional: bool


def request_of(
    url: str,
    *,
    etag: str = "",
    last_modified: str = "",
    accept: str = "",
    max_bytes: int | None = None,
) -> Request:
    """The arguments of a Fetch as one value. Raises BadAddress."""
    told = {"Accept": accept or _ACCEPT, "If-None-Match": etag, "If-Modified-Since": last_modified}
    headers = tuple(f"{name}: {value}" for name, value in told.items() if value)
    limit = MAX_BYTES if max_bytes is None else max_bytes
    return Request(as_url(url), headers, limit, bool(etag or last_modified))


class Fetch(Protocol):
    """Anything that gets a URL: HttpFetch, or a dictionary of pages in tests."""

    def __call__(
        self,
        url: str,
        *,
        etag: str = "",
        last_modified: str = "",
        accept: str = "",
        max_bytes: int | None = None,
    ) -> Response:
        """Raises FetchError (BadAddress, Unreachable, BadStatus, TooLarge, TooManyRedirects)."""
        ...


def user_agent(contact: str = "") -> str:
    """How this program names itself to servers; contact: a mail address or URL of its user."""
    told = "".join(c for c in contact if " " <= c <= "~" and c not in "()")[:200].strip()
    return f"weekly-ai-digest/{VERSION} (feed reader{f'; +{told}' if told else ''})"


class HttpFetch:
    """The network. Threads may share one: it keeps connections and the pace of hosts."""

    def __init__(
        self,
        user_agent: str,
        *,
        allow_private_hosts: Iterable[str] = (),
        host_map: Mapping[str, tuple[str, int]] | None = None,
        pace: Pace | None = None,
        total_seconds: float = TOTAL_SECONDS,
    ) -> None:
        allowed = frozenset(host.strip().lower() for host in allow_private_hosts)
        self._guard = Guard(allowed, dict(host_map or {}))
        self._pace = pace or Pace()
        self._seconds = total_seconds
        from digest.wire import wire  # who only parses need not load it

        self._wire = wire()
        self._agent = f"User-Agent: {user_agent}"

    def __call__(
        self,
        url: str,
        *,
        etag: str = "",
        last_modified: str = "",
        accept: str = "",
        max_bytes: int | None = None,
    ) -> Response:
        """See Fetch. All hops together have 60 s; waiting for a host's turn does not count."""
        asked = request_of(
            url, etag=etag, last_modified=last_modified, accept=accept, max_bytes=max_bytes
        )
        return self.follow(asked)

    def follow(self, request: Request, first: Answer | Broken | None = None) -> Response:
        """Ask, and go where redirects point; first: what was answered to begin() already."""
        place, permanent, for_good, left = request.place, "", True, self._seconds
        seen = {place.url}
        while True:
            asked = self._asked(place, request, left)
            got, first = self._hop(place, asked) if first is None else first, None
            if isinstance(got, Broken):
                raise _failure(place, got) from got
            answer = _read(place, got, request)
            if isinstance(answer, Response):
                return replace(answer, permanent_url=permanent)
            place, left = answer, left - got.seconds
            for_good = for_good and got.status in _FOR_GOOD
            permanent = place.url if for_good else permanent
            if place.url in seen or len(seen) > MAX_REDIRECTS:
                raise endless(request.place.url, MAX_REDIRECTS, loop=place.url in seen)
            seen.add(place.url)

    def begin(self, requests: Iterable[tuple[Request, Done]]) -> list[bool]:
        """Ask whose host is free now, without waiting; whether each was asked.

        Done is called in another thread, and what it gets goes to follow().
        """
        told: list[tuple[Asked, Done]] = []
        begun: list[bool] = []
        for request, done in requests:
            host = request.place.host or ""
            asked = self._asked(request.place, request, self._seconds)
            end = self._pace.take(host, freely=asked.trusted is not None)
            begun.append(end is not None)
            if end is not None:
                told.append((asked, partial(self._ended, host, end, done)))
        self._wire.start(told)
        return begun

    def _ended(self, host: str, end: Callable[[], None], done: Done, got: Answer | Broken) -> None:
        if isinstance(got, Answer):
            self._heed(host, got)
        end()
        done(got)

    def _asked(self, place: Url, request: Request, seconds: float) -> Asked:
        trusted, instead = self._guard.trusted(place), self._guard.instead_of(place.host or "")
        return Asked(
            place.url, (self._agent, *request.headers), request.limit, seconds, trusted, instead
        )

    def _hop(self, place: Url, asked: Asked) -> Answer | Broken:
        """One request. Raises BadStatus for a host that rests, Unreachable when it is too late."""
        host = place.host or ""
        if asked.seconds <= 0:
            raise late(place.url)
        self._rest(place)
        with nullcontext() if asked.trusted else self._pace.turn(host):
            self._rest(place)  # it may have asked for it while this one waited
            got = self._wire.ask(asked)
            if isinstance(got, Answer):
                self._heed(host, got)
            return got

    def _heed(self, host: str, answer: Answer) -> None:
        """Leave the host alone if it asks for that."""
        wait = asked_wait(answer.headers, datetime.now(UTC)) if answer.status in _BUSY else 0.0
        if wait:
            self._pace.hold(host, wait)

    def trusts(self, place: Url) -> bool:
        """Whether a person allowed this host by name: neither slowed nor asked for robots.txt."""
        return self._guard.trusted(place) is not None

    def slow_down(self, host: str, seconds: float) -> None:
        """What a robots.txt asks for (Crawl-delay)."""
        self._pace.slow_down(host, seconds)

    def _rest(self, place: Url) -> None:
        if wait := self._pace.rest(place.host or ""):
            raise resting(place.url, wait)


def _failure(place: Url, broken: Broken) -> FetchError:
    return refused(place.host or "") if broken.kind == "private" else unreachable(place.url, broken)


def _read(place: Url, got: Answer, request: Request) -> Response | Url:
    """The response, or where a redirect points. Raises BadAddress, BadStatus, TooLarge."""
    if got.status == 304 and request.conditional:
        return Response(place.url, 304, got.headers, b"", not_modified=True)
    if got.status in _MOVED and "location" in got.headers:
        return as_url(_location(got.headers["location"]), place.url)
    if not 200 <= got.status < 300:
        wait = asked_wait(got.headers, datetime.now(UTC))
        words = got.body[:_EXCERPT].decode("utf-8", "replace")
        raise bad_status(place.url, got.status, got.headers, words, retry_after=wait)
    if got.cut:
        raise too_large(place.url, request.limit)
    return Response(place.url, got.status, got.headers, got.body)


def _location(value: str) -> str:
    """Some servers put raw UTF-8 into the header, which is read as Latin-1."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value
