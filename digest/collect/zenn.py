"""Kind `zenn`: a topic, a user, a publication or the trend of Zenn, by their feeds."""

from __future__ import annotations

import re
from datetime import datetime

from digest.collect.collected import Collected
from digest.collect.feed import collect_at, read_feed
from digest.collect.places import place_on
from digest.fetch import Fetch
from storage.records import Source

_SITE = "https://zenn.dev"
_NAME = re.compile(r"[\w%.-]{1,300}")
# Pages of the site itself.
_OWN = [
    "api",
    "about",
    "books",
    "enter",
    "events",
    "faq",
    "images",
    "legal",
    "manual",
    "search",
    "privacy",
    "settings",
    "terms",
    "dashboard",
    "pricing",
    "publications",
    "tech-or-idea",
]


def feed_url(text: str) -> str:
    """The feed that a page of Zenn means; "" for none.

    https://zenn.dev (trend), .../topics/llm, .../USER, .../p/PUBLICATION, an article (its author)
    """
    place = place_on(("zenn.dev",), text)
    if place is None:
        return ""
    parts = place.segments[:-1] if place.segments[-1:] == ("feed",) else place.segments
    every = "?all=1" if place.asked.get("all") == "1" else ""  # not only what is liked
    if not parts or parts in (("articles",), ("trend",)):
        return f"{_SITE}/feed{every}"
    if not all(_NAME.fullmatch(part) for part in parts):
        return ""
    if parts[0] in ("topics", "p"):
        return f"{_SITE}/{parts[0]}/{parts[1]}/feed{every}" if len(parts) > 1 else ""
    return "" if parts[0] in _OWN else f"{_SITE}/{parts[0]}/feed{every}"


def collect_zenn(fetch: Fetch, source: Source, *, now: datetime) -> Collected:
    """Ask a feed of Zenn. Raises FetchError, NotAFeed, UsageError."""
    hint = "Give a topic, user or publication: https://zenn.dev/topics/llm"
    return collect_at(fetch, source, feed_url(source.url), read_feed, now=now, hint=hint)
