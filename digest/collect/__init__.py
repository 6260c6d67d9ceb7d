"""One file per kind of source; COLLECTORS is all there is. docs/sources.md tells of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from digest import due
from digest.collect.alternates import Found
from digest.collect.arxiv import collect_arxiv
from digest.collect.collected import Collected, failed
from digest.collect.discovery import discover
from digest.collect.feed import collect_feed
from digest.collect.folder import collect_folder, collect_mail
from digest.collect.github import collect_github
from digest.collect.hackernews import collect_hackernews
from digest.collect.hatena import collect_hatena
from digest.collect.huggingface import collect_huggingface
from digest.collect.page import collect_page
from digest.collect.pdf import collect_pdf
from digest.collect.qiita import collect_qiita
from digest.collect.reddit import collect_reddit
from digest.collect.wishes import with_enough_points
from digest.collect.x import collect_x
from digest.collect.youtube import collect_youtube
from digest.collect.zenn import collect_zenn
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
    "hackernews": collect_hackernews,
    "huggingface": collect_huggingface,
    "zenn": collect_zenn,
    "qiita": collect_qiita,
    "hatena": collect_hatena,
    "youtube": collect_youtube,
    "github": collect_github,
    "reddit": collect_reddit,
    "x": collect_x,
    "page": collect_page,
    "pdf": collect_pdf,
    "file": collect_folder,
    "mail": collect_mail,
}


def collect(fetch: Fetch, source: Source, *, now: datetime) -> Collected:
    """Ask one source. Never raises WorkbenchError: what went wrong is in Collected.source."""
    try:
        if source.kind not in COLLECTORS:
            known = ", ".join(COLLECTORS)
            raise UsageError(f"{source.kind!r} is no kind of source.", f"Known are: {known}.")
        found = COLLECTORS[source.kind](fetch, source, now=now)
        return _planned(with_enough_points(found), now)
    except WorkbenchError as error:
        return failed(source, error, now=now)


def _planned(found: Collected, now: datetime) -> Collected:
    """With the time of the next check, where the collector did not say one."""
    source = found.source
    if source.error or (source.due_at is not None and source.due_at > now):
        return found
    if found.unchanged:
        return replace(found, source=due.after_nothing(source, now))
    dates = [entry.published_at for entry in found.entries]
    return replace(found, source=due.after_news(source, dates, now))
