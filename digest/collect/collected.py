"""What asking a source once gave: its new state, its entries, and notes for a person."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from digest import due
from digest.apart import apart
from digest.errors import BadStatus, WorkbenchError
from digest.fetch import Fetch, Response
from digest.papers.pdf import is_pdf
from storage.records import Entry, Source
from storage.rows import from_row, to_row


@dataclass(frozen=True, slots=True)
class Reading:
    """What a body says, whatever its format."""

    title: str = ""
    language: str = ""  # as the feed claims it: ja, en, zh, ko or ""
    entries: tuple[Entry, ...] = ()
    notes: tuple[str, ...] = ()  # what was kept, mended or left out, in English
    rights: str = ""  # licence or terms of the whole, as stated
    ttl_minutes: int = 0  # how long it asks to be left alone; 0: not said
    total: int | None = None  # how many an API counts for what was asked; None: not said


@dataclass(frozen=True, slots=True)
class Collected:
    """One check of one source. On failure source.error says why and entries are empty."""

    source: Source
    entries: tuple[Entry, ...] = ()
    unchanged: bool = False  # 304, or the same bytes as last time
    notes: tuple[str, ...] = ()

    def to_plain(self) -> dict[str, Any]:
        """As JSON values, for a job step."""
        return {
            "source": to_row(self.source, skip=()),
            "entries": [to_row(entry, skip=()) for entry in self.entries],
            "unchanged": self.unchanged,
            "notes": list(self.notes),
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Collected:
        """What to_plain gave, read back."""
        return cls(
            source=from_row(Source, plain["source"]),
            entries=tuple(from_row(Entry, entry) for entry in plain["entries"]),
            unchanged=plain["unchanged"],
            notes=tuple(plain["notes"]),
        )


def ask(
    fetch: Fetch,
    source: Source,
    read: Callable[[Response], Reading],
    *,
    now: datetime,
    url: str = "",
    accept: str = "",
) -> Collected:
    """Conditional GET of `url` (default: the source's own), then `read` if anything changed.

    Raises FetchError, and SourceError where `read` does.
    """
    asked = url or source.url
    response = fetch(asked, etag=source.etag, last_modified=source.last_modified, accept=accept)
    checked = _arrived(source, asked, response, now)
    least = due.fresh_minutes(response.headers)
    if not response.not_modified:
        checked = _validated(checked, response)
    if response.not_modified or checked.body_hash == source.body_hash:
        return Collected(due.after_nothing(checked, now, least=least), unchanged=True)
    alone = is_pdf(response.body, response.content_type)  # which has a process of its own
    reading = read(response) if alone else apart(read, response)
    named = _told(checked, reading)
    entries = tuple(
        e if e.language else replace(e, language=named.language) for e in reading.entries
    )
    dates = (entry.published_at for entry in entries)
    planned = due.after_news(named, dates, now, least=max(least, reading.ttl_minutes))
    return Collected(planned, entries, notes=reading.notes + _moved(planned))


def _told(source: Source, reading: Reading) -> Source:
    """With what the answer says of the whole; names that a person gave stay."""
    return replace(
        source,
        title=source.title or reading.title,
        language=source.language or reading.language,
        rights=reading.rights or source.rights,
        api_total=reading.total,
        api_kept=None if reading.total is None else len(reading.entries),
    )


def _arrived(source: Source, asked: str, response: Response, now: datetime) -> Source:
    """The source after an answer; lasting redirects are counted, and gather.py acts on two."""
    to = response.permanent_url if asked == source.url else ""
    return replace(
        source,
        checked_at=now,
        succeeded_at=now,
        error="",
        error_code="",
        error_count=0,
        moved_to=to,
        moved_count=(source.moved_count * (source.moved_to == to) + 1) if to else 0,
    )


def _validated(source: Source, response: Response) -> Source:
    """With what makes the next request conditional."""
    return replace(
        source,
        etag=response.headers.get("etag", "")[:1000],
        last_modified=response.headers.get("last-modified", "")[:100],
        body_hash=hashlib.sha256(response.body).hexdigest(),
    )


def _moved(source: Source) -> tuple[str, ...]:
    return (f"The source has moved for good to {source.moved_to}.",) if source.moved_to else ()


def failed(source: Source, error: WorkbenchError, *, now: datetime) -> Collected:
    """The source with what went wrong; its validators stay those of the last good answer.

    One that is gone for good (HTTP 410) is switched off, and says so.
    """
    refusal = error if isinstance(error, BadStatus) else None
    gone = refusal is not None and refusal.status == 410
    told = " The source was switched off; switch it on again if it comes back." if gone else ""
    after = replace(
        source,
        checked_at=now,
        error=f"{error}{told}",
        error_code=error.code,
        error_count=source.error_count + 1,
        enabled=source.enabled and not gone,
    )
    return Collected(due.after_failure(after, now, wait=refusal.retry_after if refusal else 0.0))
