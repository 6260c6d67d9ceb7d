"""Answers that come in several sheets (pages): read one after another, kept as far as they came."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from digest.apart import apart
from digest.collect.collected import Collected, Reading
from digest.collect.parsed import MAX_ENTRIES
from digest.errors import FetchError, SourceError
from digest.fetch import Fetch, Response
from digest.identity import url_key
from storage.records import Entry, Source
from storage.rows import dump

MAX_SHEETS = 20


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of an answer."""

    reading: Reading
    total: int = 0  # how many the service says there are; 0: not said
    more: str = ""  # the URL of the next page; "" for none


def ask_sheets(
    fetch: Fetch,
    source: Source,
    first: str,
    read: Callable[[Response], Sheet],
    *,
    now: datetime,
) -> Collected:
    """Every page from `first` on, without validators: the pages are told apart by their entries.

    A page that fails after the first keeps what came before and says so. Raises FetchError and
    SourceError for the first page.
    """
    sheets, broken = _sheets(fetch, first, read)
    entries = _once(entry for sheet in sheets for entry in sheet.reading.entries)
    reading = sheets[0].reading
    checked = replace(
        source,
        title=source.title or reading.title,
        language=source.language or reading.language,
        checked_at=now,
        succeeded_at=now,
        error="",
        error_code="",
        error_count=0,
        body_hash=hashlib.sha256(dump([entries, broken]).encode()).hexdigest(),
    )
    if checked.body_hash == source.body_hash:
        return Collected(checked, unchanged=True)
    return Collected(checked, entries, notes=_told(sheets, len(entries), broken))


def _told(sheets: Sequence[Sheet], kept: int, broken: str) -> tuple[str, ...]:
    """What is worth saying of all pages."""
    told = [note for sheet in sheets for note in sheet.reading.notes]
    came = sum(len(sheet.reading.entries) for sheet in sheets)
    if came > kept:
        told.append(f"{came - kept} entries that came twice were kept once.")
    if sheets[0].total > came:
        told.append(f"{sheets[0].total:,} match; the newest {came:,} were read.")
    return tuple(dict.fromkeys((*told, *filter(None, [broken]))))


def _sheets(fetch: Fetch, first: str, read: Callable[[Response], Sheet]) -> tuple[list[Sheet], str]:
    """(sheets, why it ended early)."""
    sheets: list[Sheet] = []
    url, asked, came = first, {""}, 0
    while url not in asked:
        if len(sheets) == MAX_SHEETS or came >= MAX_ENTRIES:
            return sheets, f"The answer has more pages: the first {len(sheets)} were read."
        asked.add(url)
        try:
            sheets.append(apart(read, fetch(url, accept="application/json")))
        except (FetchError, SourceError) as error:
            if not sheets:
                raise
            why = error.message.rstrip(".")
            return sheets, f"Page {len(sheets) + 1} could not be read ({why}); it is asked again."
        url, fresh = sheets[-1].more, len(sheets[-1].reading.entries)
        came += fresh
        if not fresh:
            break
    return sheets, ""


def _once(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    kept: dict[str, Entry] = {}
    for entry in entries:
        kept.setdefault(entry.url_key or url_key(entry.url), entry)
    return tuple(kept.values())
