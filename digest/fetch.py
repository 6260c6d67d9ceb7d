"""Polite HTTP behind one small Protocol: conditional GET, limits of size and time, pacing.

    fetch = HttpFetch(user_agent("mail@example.org"))
    response = fetch("https://example.org/feed", etag=..., last_modified=...)

Certificates are always checked, proxies of the environment not used, cookies not kept. Which
addresses may be reached is digest/guard.py; every failure is a FetchError of digest/errors.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

from urllib3 import BaseHTTPResponse
from urllib3.exceptions import HTTPError, ProtocolError
from urllib3.util import Url

from digest.due import asked_wait
from digest.errors import BadStatus, TooLarge, TooManyRedirects
from digest.guard import Guard, as_url, guarded_pools, seconds_left, start_clock
from digest.pace import Pace
from digest.refusals import bad_status, resting, unreachable

TOTAL_SECONDS = 60.0
MAX_BYTES = 15_000_000  # decoded
MAX_REDIRECTS = 10
VERSION = "0.1"
_CHUNK = 65_536
_EXCERPT = 4096  # of an error page
_PLAIN = {"User-Agent", "Accept-Encoding", "Accept"}
_MOVED = (301, 302, 303, 307, 308)
_FOR_GOOD = (301, 308)
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
        self._pools = guarded_pools(self._guard)
        self._pace = pace or Pace()
        self._seconds = total_seconds
        self._headers = {"User-Agent": user_agent, "Accept-Encoding": "gzip, deflate"}

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
        headers = {**self._headers, "Accept": accept or _ACCEPT}
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        limit = MAX_BYTES if max_bytes is None else max_bytes
        place, permanent, for_good, left = as_url(url), "", True, self._seconds
        seen = {place.url}
        while True:
            answer = self._hop(place, headers, limit, left)
            if isinstance(answer, Response):
                return replace(answer, permanent_url=permanent)
            place, status, left = answer
            for_good = for_good and status in _FOR_GOOD
            permanent = place.url if for_good else permanent
            if place.url in seen or len(seen) > MAX_REDIRECTS:
                raise _endless(url, loop=place.url in seen)
            seen.add(place.url)

    def _hop(
        self, place: Url, headers: dict[str, str], limit: int, seconds: float
    ) -> Response | tuple[Url, int, float]:
        """One request: an answer, or where a redirect points, its status, and the seconds left."""
        host = place.host or ""
        self._rest(place)
        with nullcontext() if self.trusts(place) else self._pace.turn(host):
            self._rest(place)  # it may have asked for it while this one waited
            start_clock(seconds)
            try:
                raw = self._ask(place, headers)
                try:
                    answer = _read(place, raw, limit, conditional=not headers.keys() <= _PLAIN)
                    return answer if isinstance(answer, Response) else (*answer, seconds_left())
                except BaseException:
                    raw.close()
                    raise
            except BadStatus as error:
                if error.retry_after and error.status in (429, 503):
                    self._pace.hold(host, error.retry_after)
                raise
            except (HTTPError, OSError, ValueError) as error:
                raise unreachable(place.url, error) from error

    def trusts(self, place: Url) -> bool:
        """Whether a person allowed this host by name: neither slowed nor asked for robots.txt."""
        port = place.port or (443 if place.scheme == "https" else 80)
        return self._guard.trusts(place.host or "", port)

    def slow_down(self, host: str, seconds: float) -> None:
        """What a robots.txt asks for (Crawl-delay)."""
        self._pace.slow_down(host, seconds)

    def _rest(self, place: Url) -> None:
        if wait := self._pace.rest(place.host or ""):
            raise resting(place.url, wait)

    def _ask(self, place: Url, headers: dict[str, str]) -> BaseHTTPResponse:
        try:
            return self._send(place, headers)
        except ProtocolError:  # a kept connection that the server had closed meanwhile
            return self._send(place, headers)

    def _send(self, place: Url, headers: dict[str, str]) -> BaseHTTPResponse:
        """As PoolManager.urlopen, which would take the parsed URL apart once more."""
        pool = self._pools.connection_from_host(place.host, place.port, place.scheme)
        return pool.urlopen(
            "GET",
            place.request_uri,
            headers=headers,
            redirect=False,
            preload_content=False,
            assert_same_host=False,  # it is the pool of this host
        )


def _read(
    place: Url, raw: BaseHTTPResponse, limit: int, *, conditional: bool
) -> Response | tuple[Url, int]:
    headers = {name.lower(): value for name, value in raw.headers.items()}
    if raw.status == 304 and conditional:
        raw.drain_conn()
        return Response(place.url, 304, headers, b"", not_modified=True)
    if raw.status in _MOVED and "location" in headers:
        raw.close()
        return as_url(_location(headers["location"]), place.url), raw.status
    if not 200 <= raw.status < 300:
        start = raw.read(_EXCERPT, decode_content=True)
        raw.close()
        wait = asked_wait(headers, datetime.now(UTC))
        words = start.decode("utf-8", "replace")
        raise bad_status(place.url, raw.status, headers, words, retry_after=wait)
    return Response(place.url, raw.status, headers, _body(place.url, raw, headers, limit))


def _body(url: str, raw: BaseHTTPResponse, headers: Mapping[str, str], limit: int) -> bytes:
    told = headers.get("content-length", "")
    if told.isdigit() and int(told) > limit:
        raise _too_large(url, limit)
    parts: list[bytes] = []
    size = 0
    for part in raw.stream(_CHUNK, decode_content=True):
        size += len(part)
        if size > limit:
            raise _too_large(url, limit)
        parts.append(part)
    return b"".join(parts)


def _location(value: str) -> str:
    """Some servers put raw UTF-8 into the header, which http.client reads as Latin-1."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def _too_large(url: str, limit: int) -> TooLarge:
    return TooLarge(
        url,
        f"The answer is larger than {limit / 1e6:g} MB.",
        "Feeds and pages are smaller: check the address.",
    )


def _endless(url: str, *, loop: bool) -> TooManyRedirects:
    what = "in a circle" if loop else f"more than {MAX_REDIRECTS} times"
    hint = "Open it in a browser and use the address at which you arrive."
    return TooManyRedirects(url, f"The address redirects {what}.", hint)
