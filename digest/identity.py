"""Which URLs, ids and texts are one and the same; from an entry to an article. Pure."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from digest.canonical import url_key, work_id
from digest.language import language_of
from digest.stories import stories
from digest.text import folded
from storage.records import Article, Entry
from storage.weeks import week_of

__all__ = ["content_hash", "external_id", "stories", "to_article", "url_key"]

# Dates before the web are mistakes, and so are those that overflow in another time zone.
OLDEST, LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def external_id(url: str, guid: str) -> str:
    """The id that a work has everywhere (arxiv:…, doi:…, x:…), else the feed's own guid or ""."""
    return work_id(url) or work_id(guid) or guid


def content_hash(title: str, text: str) -> str:
    """sha256 of title and text, blind to case, width, punctuation and white space."""
    return hashlib.sha256(f"{folded(title)}\n{folded(text)}".encode("utf-8", "replace")).hexdigest()


def plausible(moment: datetime | None) -> datetime | None:
    """The moment, or None for one that cannot be a date of publication."""
    return moment if moment is not None and OLDEST <= moment < LATEST else None


def to_article(entry: Entry, source_id: int | None, *, now: datetime) -> Article:
    """The article that an entry is; not stored yet.

    Its week is that of publication, or of `now` where the date is missing or in the future.
    """
    published = plausible(entry.published_at)
    return Article(
        source_id=source_id,
        url=entry.url,
        url_key=entry.url_key or url_key(entry.url, fragment=entry.anchored),
        external_id=entry.external_id,
        title=entry.title,
        kind=entry.kind,
        language=entry.language or language_of(f"{entry.title}\n{entry.text}"),
        authors=entry.authors,
        published_at=published,
        first_seen_at=now,
        week=week_of(min(published or now, now)),
        text=entry.text,
        text_chars=len(entry.text),
        text_origin=entry.origin if entry.text else "",
        content_hash=entry.content_hash or content_hash(entry.title, entry.text),
        links=entry.links,
        rights=entry.rights,
        points=entry.points,
    )
