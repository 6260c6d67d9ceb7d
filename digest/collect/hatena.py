"""Kind `hatena`: entries of Hatena Bookmark with their bookmarks as points.

https://b.hatena.ne.jp/help: hot and new entries of a category, a search (q, users), a site's
entries, a user's bookmarks, all as RSS 1.0 with hatena:bookmarkcount.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from urllib.parse import quote, urlencode

from digest.collect.collected import Collected, Reading
from digest.collect.feed import collect_at, read_feed
from digest.collect.places import Place, place_on
from digest.fetch import Fetch, Response
from storage.records import Source

_SITE = "https://b.hatena.ne.jp"
_SEARCHED = ("q", "t", "tag", "title", "text")  # words, or words in one place
_OWN_LINKS = re.compile(r"https?://(?:[\w.-]+\.)?(?:st-hatena\.com|hatena\.ne\.jp)/")
_NAME = re.compile(r"[\w-]{1,64}")
# Pages of the site itself.
_OWN = [
    "about",
    "help",
    "guide",
    "touch",
    "bookmarklet",
    "ctop",
    "config",
    "api",
    "my",
    "register",
    "video",
    "articles",
    "search",
    "login",
    "entry",
    "site",
    "add",
    "notice",
]


def feed_url(text: str) -> str:
    """The feed that a page of Hatena Bookmark means; "" for none.

    https://b.hatena.ne.jp/hotentry/it, .../entrylist/it, .../q/AI?users=50, .../USER/bookmark
    """
    place = place_on(("b.hatena.ne.jp",), text)
    if place is None:
        return ""
    parts = tuple(re.sub(r"\.rss$", "", part) for part in place.segments)
    if not parts:
        return f"{_SITE}/hotentry.rss"
    if parts[0] in ("hotentry", "entrylist"):
        return _listed(parts, place)
    if (parts[0] in _SEARCHED and len(parts) > 1) or (parts[0] == "search" and "q" in place.asked):
        return _search(parts, place)
    if parts[0] in _OWN or not _NAME.fullmatch(parts[0]):
        return ""
    return f"{_SITE}/{parts[0]}/bookmark.rss"


def _listed(parts: tuple[str, ...], place: Place) -> str:
    if len(parts) == 1:
        asked = {k: v for k, v in place.asked.items() if k in ("url", "sort", "threshold")}
        return f"{_SITE}/{parts[0]}.rss" + (f"?{urlencode(asked)}" if asked else "")
    return f"{_SITE}/{parts[0]}/{parts[1]}.rss" if _NAME.fullmatch(parts[1]) else ""


def _search(parts: tuple[str, ...], place: Place) -> str:
    words = place.asked["q"] if parts[0] == "search" else parts[1]
    kept = {k: v for k, v in place.asked.items() if k in ("sort", "users", "safe", "target")}
    field = "q" if parts[0] == "search" else parts[0]
    asked = {"mode": "rss", "sort": "recent"} | kept
    return f"{_SITE}/{field}/{quote(words, safe='%')}?{urlencode(asked)}"


def collect_hatena(fetch: Fetch, source: Source, *, now: datetime) -> Collected:
    """Ask a feed of Hatena Bookmark. Raises FetchError, NotAFeed, UsageError."""
    hint = "Give hot entries or a search: https://b.hatena.ne.jp/hotentry/it"
    return collect_at(fetch, source, feed_url(source.url), read_bookmarks, now=now, hint=hint)


def read_bookmarks(response: Response) -> Reading:
    """The entries of a feed, without the links to Hatena's own pictures. Raises NotAFeed."""
    reading = read_feed(response)
    entries = tuple(
        replace(e, links=tuple(link for link in e.links if not _OWN_LINKS.match(link)))
        for e in reading.entries
    )
    return replace(reading, entries=entries)
