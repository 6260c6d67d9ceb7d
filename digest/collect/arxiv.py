"""Kind `arxiv`: the newest papers of a query or category, from the arXiv API, page by page.

https://info.arxiv.org/help/api/user-manual.html: Atom with all authors and the abstract; at most
one request in three seconds (digest/pace.py); answers change once a day. A bad query is answered
with a one-entry feed. Where the API does not answer, today's announcements stand in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from digest import due
from digest.apart import apart
from digest.collect.arxiv_answer import HOLLOW, read_announced, read_papers, scope
from digest.collect.arxiv_query import (
    API,
    PAGE_SIZE,
    announcements,
    is_stream,
    page_from,
    paper_url,
    query_url,
    submitted,
)
from digest.collect.collected import Collected, ask
from digest.errors import BadStatus, FetchError, SourceError, Unreachable, UsageError
from digest.fetch import Fetch, Response
from digest.pace import PATIENCE
from storage.records import Entry, Source

__all__ = ["API", "collect_arxiv", "paper_url", "query_url", "read_papers"]

MAX_PAPERS = 2000  # of one check
FIRST_DAYS = 14  # so that the last whole week is there, on whatever day one begins
OVERLAP_DAYS = 4  # papers are announced some days after they were submitted
MOST_DAYS = 31
TRIES = 3  # of a page that comes empty, as under load, or after a short Retry-After
_ACCEPT = "application/atom+xml"


def collect_arxiv(fetch: Fetch, source: Source, *, now: datetime) -> Collected:
    """Ask a query for its newest papers. Raises FetchError, SourceError, UsageError."""
    url = query_url(source.url) or source.url
    if not url.startswith(("http://", "https://")):
        hint = "Give a category like cs.CL, or a query URL of export.arxiv.org."
        raise UsageError(f"{source.url!r} is no arXiv query.", hint)
    asked = _Patient(fetch)
    if not is_stream(url):
        return ask(asked, source, read_papers, now=now, url=url, accept=_ACCEPT)
    try:
        return _in_pages(asked, source, submitted(url, _since(source, now), now), now)
    except (BadStatus, Unreachable) as error:
        busy = not isinstance(error, BadStatus) or error.status == 429 or error.status >= 500
        feed = announcements(url)
        if not feed or not busy:
            raise
        try:
            return _announced(fetch, source, feed, error, now)
        except (FetchError, SourceError):
            raise error from None


def _since(source: Source, now: datetime) -> datetime:
    """From which day on: what the last complete answer may not have held yet."""
    if source.succeeded_at is None:
        return now - timedelta(days=FIRST_DAYS)
    since = source.succeeded_at - timedelta(days=OVERLAP_DAYS)
    return max(since, now - timedelta(days=MOST_DAYS))


class _Patient:
    """A Fetch that asks again after a short Retry-After, which digest/pace.py waits for."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch

    def __call__(
        self,
        url: str,
        *,
        etag: str = "",
        last_modified: str = "",
        accept: str = "",
        max_bytes: int | None = None,
    ) -> Response:
        for left in reversed(range(TRIES)):
            try:
                return self._fetch(
                    url, etag=etag, last_modified=last_modified, accept=accept, max_bytes=max_bytes
                )
            except BadStatus as error:
                if not left or not 0 < error.retry_after <= PATIENCE:
                    raise
        raise AssertionError("the last try returns or raises")


def _in_pages(fetch: Fetch, source: Source, url: str, now: datetime) -> Collected:
    """The whole range, or as much as comes, and how much is missing."""
    first = _first(fetch, source, url, now)
    daily = replace(
        first, source=replace(first.source, interval_minutes=due.LONGEST, due_at=_tomorrow(now))
    )
    total = first.source.api_total or 0
    if first.unchanged or total <= PAGE_SIZE:
        return daily
    entries, why = _rest(fetch, url, first.entries, total)
    checked = replace(daily.source, api_kept=len(entries))
    notes = tuple(note for note in first.notes if note not in scope(total, len(first.entries), url))
    if len(entries) >= total:
        return Collected(checked, entries, notes=notes)
    told = f"{total:,} papers match; {len(entries):,} arrived{why}."
    if why != _CAPPED:  # the next check asks for all of it again
        checked = replace(
            checked, etag="", last_modified="", body_hash="", succeeded_at=source.succeeded_at
        )
    return Collected(checked, entries, notes=(*notes, told))


def _first(fetch: Fetch, source: Source, url: str, now: datetime) -> Collected:
    """The first page, asked again while it comes empty although papers match."""
    for left in reversed(range(TRIES)):
        try:
            return ask(fetch, source, read_papers, now=now, url=url, accept=_ACCEPT)
        except SourceError as error:
            if not left or error.hint != HOLLOW:
                raise
    raise AssertionError("the last try returns or raises")


_CAPPED = f" (one check reads {MAX_PAPERS:,} at most, the newest)"


def _rest(
    fetch: Fetch, url: str, first: Sequence[Entry], total: int
) -> tuple[tuple[Entry, ...], str]:
    """The papers of all pages, each once, and why it stopped before the end."""
    found = {entry.external_id or entry.url: entry for entry in first}
    for start in range(PAGE_SIZE, min(total, MAX_PAPERS), PAGE_SIZE):
        try:
            page = _page(fetch, page_from(url, start))
        except (FetchError, SourceError) as error:
            return tuple(found.values()), f", then it stopped: {error.message}"
        for entry in page:  # papers that came in meanwhile push others to the next page
            found.setdefault(entry.external_id or entry.url, entry)
    return tuple(found.values()), _CAPPED if total > MAX_PAPERS else ""


def _page(fetch: Fetch, url: str) -> tuple[Entry, ...]:
    """Raises FetchError; SourceError for a page that stays empty."""
    for left in reversed(range(TRIES)):
        try:
            return apart(read_papers, fetch(url, accept=_ACCEPT)).entries
        except SourceError:
            if not left:
                raise
    raise AssertionError("the last try returns or raises")


def _tomorrow(now: datetime) -> datetime:
    return now + timedelta(minutes=due.LONGEST)


def _announced(
    fetch: Fetch, source: Source, feed: str, error: FetchError, now: datetime
) -> Collected:
    """What arXiv announces today, as its API does not answer; it is asked again in an hour."""
    reading = apart(read_announced, fetch(feed))
    note = f"The API did not answer ({error.message}): today's announcements were read instead."
    waited = error.retry_after if isinstance(error, BadStatus) else 0.0
    checked = replace(
        source,
        checked_at=now,
        error="",
        error_code="",
        error_count=0,
        api_total=None,
        api_kept=None,
        title=source.title or reading.title,
        language=source.language or "en",
    )
    later = due.after_failure(checked, now, wait=waited)
    return Collected(later, reading.entries, notes=(note, *reading.notes))
