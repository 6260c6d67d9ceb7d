"""What fetch workers do: plain values in and out, the network between, no database."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from digest.ahead import collect_all
from digest.collect import Collected, discover
from digest.collect.address import web_address
from digest.collect.known import address_for
from digest.collect.wishes import checked
from digest.crew import crew
from digest.fetch import Fetch, HttpFetch, user_agent
from digest.flow import Address, Plain
from digest.pace import Pace
from digest.pages import full_text
from digest.papers.whole import whole
from digest.robots import Robots
from digest.sample import SAMPLE_HOST
from digest.settings import Settings
from storage.records import Article, Source
from storage.rows import dump, load

T = TypeVar("T")
SOURCES_AT_ONCE = 128  # most of the time they wait for servers
PAGES_AT_ONCE = 32  # extraction takes longer than waiting, and pages wait for it in memory
_MAKING = threading.Lock()
WATCHED = ("page",)  # kinds that read web pages again and again: robots.txt is looked at
_FORMAT = re.compile(r"(?:rss|atom|json|xml)?[ -]?(?:feed|フィード)?[ -]?[\d.]*", re.IGNORECASE)


def options(settings: Settings) -> Plain:
    """The settings that fetching needs, as plain values."""
    hosts = sorted(settings.allow_private_hosts)
    return {"contact": settings.contact, "hosts": hosts, "home": str(settings.home)}


def fetcher(chosen: Plain, where: Address | None = None) -> HttpFetch:
    """One fetcher a process and set of options: it keeps connections and the pace of hosts."""
    with _MAKING:  # batches begin together, and two fetchers would not know of each other's pace
        return _fetcher(chosen["contact"], tuple(chosen["hosts"]), chosen.get("home", ""), where)


def reader(chosen: Plain, where: Address | None = None) -> Robots:
    """The same with robots.txt looked at first: for pages that no person named."""
    fetch = fetcher(chosen, where)
    with _MAKING:
        return _reader(fetch)


@lru_cache(maxsize=8)
def _fetcher(contact: str, hosts: tuple[str, ...], home: str, where: Address | None) -> HttpFetch:
    places = {} if where is None else {SAMPLE_HOST: where}
    pace = Pace(folder=Path(home) if home else None)
    return HttpFetch(user_agent(contact), allow_private_hosts=hosts, host_map=places, pace=pace)


@lru_cache(maxsize=8)
def _reader(fetch: HttpFetch) -> Robots:
    return Robots(fetch)


def fetch_sources(batch: list[Plain], chosen: Plain, where: Address | None = None) -> list[Plain]:
    """Sources (as rows.dump writes them) → Collected.to_plain(), in order."""
    feeds, pages = fetcher(chosen, where), reader(chosen, where)

    def asked(source: Source) -> Fetch:
        return pages if source.id and source.kind in WATCHED else feeds

    sources: list[Source] = [load(Source, plain) for plain in batch]
    found = collect_all(feeds, asked, sources, crew(SOURCES_AT_ONCE))
    return [collected.to_plain() for collected in found]


def fetch_pages(batch: list[Plain], chosen: Plain, where: Address | None = None) -> list[Plain]:
    """Articles → the same with the text of their pages, in order."""
    fetch = reader(chosen, where)

    def one(plain: Plain) -> Plain:
        article: Article = load(Article, plain)
        return plain_record(full_text(fetch, article))

    return _side_by_side(one, batch, PAGES_AT_ONCE)


def fetch_papers(batch: list[Plain], chosen: Plain, where: Address | None = None) -> list[Plain]:
    """Papers → the same with their whole text where it can be had, in order."""
    fetch = reader(chosen, where)

    def one(plain: Plain) -> Plain:
        article: Article = load(Article, plain)
        return plain_record(whole(fetch, article))

    return _side_by_side(one, batch, PAGES_AT_ONCE)


FETCHES: dict[str, Callable[[list[Plain], Plain, Address | None], list[Plain]]] = {
    "fetch_sources": fetch_sources,
    "fetch_pages": fetch_pages,
    "fetch_papers": fetch_papers,
}


def find_sources(
    chosen: Plain, text: str, kind: str, title: str, settings: Plain | None = None
) -> list[Plain]:
    """Sources that a pasted address (or category, or hn: query) offers, best first.

    With a kind, or with settings that only one kind has, it is taken as it is. Raises UsageError
    and BadAddress for what is no address, FetchError and SourceError from the network.
    """
    wished = {str(name): str(value) for name, value in (settings or {}).items() if value}
    if not kind and {"selector", "pattern"} & wished.keys():
        kind = "page"
    if kind:
        url = address_for(kind, text)
        if not url:
            given = web_address(text)
            url = address_for(kind, given) or given
        taken = Source(url=url, kind=kind, title=title, settings=checked(kind, wished))
        return [plain_record(taken)]
    return [
        plain_record(
            Source(
                url=found.url,
                kind=found.kind,
                title=title or _telling(found.title),
                language=found.language,
                settings=checked(found.kind, dict(found.settings) | wished),
            )
        )
        for found in discover(fetcher(chosen), text)
    ]


def _telling(title: str) -> str:
    """A feed's title from a page's link; "" for mere "RSS", so that the feed names itself."""
    return "" if _FORMAT.fullmatch(title.strip()) else title


def plain_record(record: Source | Article) -> Plain:
    """A record as JSON values; rows.load reads it back."""
    import json

    plain: Plain = json.loads(dump(record))
    return plain


def collected(plain: Plain) -> Collected:
    """What fetch_sources gave for one source."""
    return Collected.from_plain(plain)


def _side_by_side(function: Callable[[T], Plain], values: Iterable[T], many: int) -> list[Plain]:
    return crew(many).run(function, list(values))
