"""What parsers of feeds give, whatever the format: raw, hostile, anything may be missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

MAX_ENTRIES = 2000  # of one feed; the first, which are the newest


@dataclass(frozen=True, slots=True)
class Draft:
    """One entry."""

    link: str = ""
    guid: str = ""
    title: str = ""
    title_markup: bool = False
    body: str = ""
    body_markup: bool = True
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    language: str = ""
    points: int | None = None
    more_links: tuple[str, ...] = ()
    rights: str = ""  # a licence's URL, else the words


@dataclass(frozen=True, slots=True)
class Parsed:
    """A whole document; `version` is "" when the parser did not know it for a feed."""

    version: str = ""
    title: str = ""
    language: str = ""  # ja, en, zh, ko or ""
    home: str = ""  # the site that it belongs to
    drafts: tuple[Draft, ...] = ()
    note: str = ""  # why it was not read as it stands, or not whole
    rights: str = ""
    ttl_minutes: int = 0  # how long it may be cached, as it says; 0: not said
    total: int = 0  # how many entries there are elsewhere (OpenSearch); 0: not said
