"""robots.txt (RFC 9309) before pages are read that no person named one by one.

Feeds that a person subscribed and pages that a person gives are asked as a browser would.
"""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from urllib3.util import Url

from digest.errors import BadStatus, Disallowed, FetchError, TooLarge, TooManyRedirects, Unreachable
from digest.fetch import Fetch, Response
from digest.guard import as_url

if TYPE_CHECKING:
    from protego import Protego

AGENT = "weekly-ai-digest"  # the product token of digest.fetch.user_agent
APIS = ("https://export.arxiv.org/api/",)  # made for programs, whatever robots.txt says of pages
DAY, HOUR = 86_400.0, 3_600.0
HOSTS = 1000  # whose rules are remembered
READ = 500_000  # characters; RFC 9309 asks for 500 KiB
MAX_BYTES = 2_000_000
_NAMED = re.compile(r"^([ \t]*user-?[ \t]?agent[ \t]*:?[ \t]*)([^\r\n#]*)", re.I | re.M)


class Network(Fetch, Protocol):
    """HttpFetch, or a fake of it."""

    def trusts(self, place: Url) -> bool:
        """Whether a person allowed the host by name."""
        ...

    def slow_down(self, host: str, seconds: float) -> None:
        """Leave so many seconds between requests to the host."""
        ...


@dataclass(slots=True)
class _Site:
    lock: threading.Lock = field(default_factory=threading.Lock)
    until: float = float("-inf")
    rules: Protego | None = None  # None: everything is allowed
    error: FetchError | None = None  # why they could not be read: nothing is allowed


class Robots:
    """A Fetch that first looks whether the site lets programs read the page."""

    def __init__(self, fetch: Network, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._clock = clock
        self._sites: OrderedDict[str, _Site] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(
        self,
        url: str,
        *,
        etag: str = "",
        last_modified: str = "",
        accept: str = "",
        max_bytes: int | None = None,
    ) -> Response:
        """See Fetch. Raises Disallowed too, and what asking for robots.txt raised."""
        self._check(as_url(url))
        response = self._fetch(
            url, etag=etag, last_modified=last_modified, accept=accept, max_bytes=max_bytes
        )
        if response.url != url:
            self._check(as_url(response.url))
        return response

    def _check(self, place: Url) -> None:
        if self._fetch.trusts(place) or place.url.startswith(APIS):
            return
        site = self._site(place)
        if site.error is not None:
            raise site.error
        if site.rules is not None and not site.rules.can_fetch(place.url, AGENT):
            raise Disallowed(
                place.url,
                f"{place.host} asks programs not to read this page (robots.txt).",
                "Read it in a browser; a page that you add by its address is read all the same.",
            )

    def _site(self, place: Url) -> _Site:
        origin = place._replace(path=None, query=None, fragment=None).url
        with self._lock:
            site = self._sites.setdefault(origin, _Site())
            self._sites.move_to_end(origin)
            while len(self._sites) > HOSTS:
                self._sites.popitem(last=False)
        with site.lock:
            if site.until <= self._clock():
                self._ask(origin, place.host or "", site)
        return site

    def _ask(self, origin: str, host: str, site: _Site) -> None:
        """RFC 9309 2.3.1: 4xx allows everything; what fails otherwise allows nothing for now."""
        site.rules, site.error = None, None
        try:
            answer = self._fetch(f"{origin}/robots.txt", accept="text/plain", max_bytes=MAX_BYTES)
            site.rules = parse(answer.body.decode("utf-8-sig", "replace"))
            if delay := site.rules.crawl_delay(AGENT):
                self._fetch.slow_down(host, delay)
        except (TooLarge, TooManyRedirects):
            pass
        except FetchError as error:
            gone = isinstance(error, BadStatus) and 400 <= error.status < 500
            if isinstance(error, BadStatus | Unreachable) and (not gone or _busy(error)):
                site.error = _unread(host, error)
        site.until = self._clock() + (DAY if site.error is None else HOUR)


def parse(text: str) -> Protego:
    """The rules; other programs' names are one, as cost grows with their number times the rules."""
    from protego import Protego

    lines = "\n".join(text[:READ].splitlines())
    return Protego.parse(_NAMED.sub(_ours, lines))


def _ours(match: re.Match[str]) -> str:
    name = match[2].strip().lower()
    return match[0] if name == "*" or name.strip("*") == AGENT else f"{match[1]}others"


def _busy(error: FetchError) -> bool:
    return isinstance(error, BadStatus) and error.status == 429


def _unread(host: str, error: FetchError) -> FetchError:
    message = f"The robots.txt of {host} could not be read, so its pages are left alone for now."
    return Disallowed(error.url, f"{message} {error.message}", error.hint)
