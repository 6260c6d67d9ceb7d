"""What asking a source once gave: its new state, its entries, and notes for a person."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from digest.apart import apart
from digest.errors import WorkbenchError
from digest.fetch import Fetch, Response
from storage.records import Entry, Source
from storage.rows import from_row, to_row


@dataclass(frozen=True, slots=True)
class Reading:
    """What a body says, whatever its format."""

    title: str = ""
    language: str = ""  # as the feed claims it: ja, en, zh, ko or ""
    entries: tuple[Entry, ...] = ()
    notes: tuple[str, ...] = ()  # what was kept, mended or left out, in English


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
    response = fetch(
        url or source.url, etag=source.etag, last_modified=source.last_modified, accept=accept
    )
    checked = replace(
        source, checked_at=now, succeeded_at=now, error="", error_code="", error_count=0
    )
    if response.not_modified:
        return Collected(checked, unchanged=True)
    checked = _validated(checked, response)
    if checked.body_hash == source.body_hash:
        return Collected(checked, unchanged=True)
    reading = apart(read, response)
    named = replace(
        checked,
        title=source.title or reading.title,
        language=source.language or reading.language,
    )
    entries = tuple(
        e if e.language else replace(e, language=named.language) for e in reading.entries
    )
    return Collected(named, entries, notes=reading.notes + _moved(response))


def _validated(source: Source, response: Response) -> Source:
    """With what makes the next request conditional."""
    return replace(
        source,
        etag=response.headers.get("etag", "")[:1000],
        last_modified=response.headers.get("last-modified", "")[:100],
        body_hash=hashlib.sha256(response.body).hexdigest(),
    )


def _moved(response: Response) -> tuple[str, ...]:
    if not response.permanent_url:
        return ()
    return (f"The source has moved for good to {response.permanent_url}.",)


def failed(source: Source, error: WorkbenchError, *, now: datetime) -> Collected:
    """The source with what went wrong; its validators stay those of the last good answer."""
    return Collected(
        replace(
            source,
            checked_at=now,
            error=str(error),
            error_code=error.code,
            error_count=source.error_count + 1,
        )
    )
