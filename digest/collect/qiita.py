"""Kind `qiita`: a tag, a user, an organisation or the trend of Qiita, by their feeds."""

from __future__ import annotations

import re
from datetime import datetime

from digest.collect.collected import Collected
from digest.collect.feed import collect_at, read_feed
from digest.collect.places import place_on
from digest.fetch import Fetch
from storage.records import Source

_SITE = "https://qiita.com"
_NAME = re.compile(r"[\w%.@+-]{1,300}")
# Pages of the site itself.
_OWN = [
    "about",
    "advent-calendar",
    "api",
    "drafts",
    "events",
    "login",
    "official-columns",
    "official-events",
    "privacy",
    "question-feed",
    "search",
    "settings",
    "signup",
    "stories",
    "terms",
    "opportunities",
    "features",
    "release-notes",
    "badges",
    "organizations",
]


def feed_url(text: str) -> str:
    """The feed that a page of Qiita means; "" for none.

    https://qiita.com (trend), .../tags/llm, .../USER, .../organizations/NAME, an item (its author)
    """
    place = place_on(("qiita.com",), text)
    if place is None:
        return ""
    parts = tuple(p for p in place.segments if not re.fullmatch(r"(?:feed|activities)(\.atom)?", p))
    if not parts or parts in (("popular-items",), ("trend",)):
        return f"{_SITE}/popular-items/feed.atom"
    if not all(_NAME.fullmatch(part) for part in parts):
        return ""
    if parts[0] == "tags" and len(parts) > 1:
        return f"{_SITE}/tags/{parts[1]}/feed.atom"
    if parts[0] == "organizations" and len(parts) > 1:
        return f"{_SITE}/organizations/{parts[1]}/activities.atom"
    return "" if parts[0] in (*_OWN, "tags") else f"{_SITE}/{parts[0]}/feed.atom"


def collect_qiita(fetch: Fetch, source: Source, *, now: datetime) -> Collected:
    """Ask a feed of Qiita. Raises FetchError, NotAFeed, UsageError."""
    hint = "Give a tag, a user or an organisation: https://qiita.com/tags/llm"
    return collect_at(fetch, source, feed_url(source.url), read_feed, now=now, hint=hint)
