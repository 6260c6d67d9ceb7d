"""One file per kind of source; COLLECTORS is all there is. docs/sources.md tells of each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from digest.collect.alternates import Found
from digest.collect.arxiv import collect_arxiv
from digest.collect.collected import Collected, failed
from digest.collect.discovery import discover
from digest.collect.feed import collect_feed
from digest.collect.page import collect_page
from digest.errors import UsageError, WorkbenchError
from digest.fetch import Fetch
from storage.records import Source

__all__ = ["COLLECTORS", "Collected", "Collector", "Found", "collect", "discover"]


class Collector(Protocol):
    """Asks one source of its kind; raises WorkbenchError for whatever goes wrong outside."""

    def __call__(self, fetch: Fetch, source: Source, *, now: datetime) -> Collected:
        """The source's new state and entries."""
        ...


COLLECTORS: Mapping[str, Collector] = {
    "feed": collect_feed,
    "arxiv": collect_arxiv,
    "page": collect_page,
}


def collect(fetch: Fetch, source: Source, *, now: datetime) -> Collected:
    """Ask one source. Never raises WorkbenchError: what went wrong is in Collected.source."""
    try:
        if source.kind not in COLLECTORS:
            known = ", ".join(COLLECTORS)
            raise UsageError(f"{source.kind!r} is no kind of source.", f"Known are: {known}.")
        return COLLECTORS[source.kind](fetch, source, now=now)
    except WorkbenchError as error:
        return failed(source, error, now=now)
