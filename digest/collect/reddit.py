"""Kind `reddit`: a subreddit, a user or a search, by its feed.

A post that points elsewhere is taken for the page that it points to, with the discussion among
its links, as Hacker News' stories are.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlencode

from digest.collect.collected import Collected, Reading
from digest.collect.feed import collect_at, read_parsed
from digest.collect.parsed import Draft, Parsed
from digest.collect.places import place_on
from digest.fetch import Fetch, Response
from digest.text import links_of
from storage.records import Source

_SITE = "https://www.reddit.com"
_SORTS = ("hot", "new", "top", "rising", "best", "controversial")
_NAME = re.compile(r"[\w+-]{1,100}")
_LINK = re.compile(r"""<a\s[^<>]{0,200}?href="([^"<>]{1,2000})"[^<>]{0,100}>\s*\[link\]\s*</a>""")
_END = re.compile(r"(?:&#32;|\s)*submitted by(?:&#32;|\s)*<a\s.{0,3000}\Z", re.DOTALL)
_OWN_HOSTS = re.compile(r"https?://(?:[\w-]+\.)*(?:reddit\.com|redd\.it)/", re.IGNORECASE)


def feed_url(text: str) -> str:
    """The feed that a page of reddit means; "" for none.

    https://www.reddit.com/r/LocalLLaMA, .../r/LocalLLaMA/top/?t=week, .../user/NAME
    """
    place = place_on(("reddit.com",), text)
    if place is None:
        return ""
    parts = tuple(part for part in place.segments if part != ".rss")
    parts = (*parts[:-1], parts[-1].removesuffix(".rss")) if parts else ()
    if len(parts) < 2 or parts[0] not in ("r", "user", "u") or not _NAME.fullmatch(parts[1]):
        return ""
    asked = {
        k: v for k, v in place.asked.items() if k in ("t", "limit", "sort", "q", "restrict_sr")
    }
    sort = f"/{parts[2]}" if len(parts) > 2 and parts[2] in (*_SORTS, "search") else ""
    where = "r" if parts[0] == "r" else "user"
    return f"{_SITE}/{where}/{parts[1]}{sort}/.rss" + (f"?{urlencode(asked)}" if asked else "")


def collect_reddit(fetch: Fetch, source: Source, *, now: datetime) -> Collected:
    """Ask a feed of reddit, or one post. Raises FetchError, NotAFeed, UsageError."""
    hint = "Give a subreddit: https://www.reddit.com/r/LocalLLaMA"
    if post := post_url(source.url):
        found = collect_at(fetch, source, f"{post}.rss", read_reddit, now=now, hint=hint)
        return replace(found, entries=found.entries[:1])  # the others are its comments
    return collect_at(fetch, source, feed_url(source.url), read_reddit, now=now, hint=hint)


def post_url(url: str) -> str:
    """The address of one post without its title, with a slash at the end; "" for any other."""
    place = place_on(("reddit.com",), url)
    if place is None or place.segments[:1] != ("r",) or place.segments[2:3] != ("comments",):
        return ""
    known = place.segments[3] if len(place.segments) > 3 else ""
    return f"{_SITE}/r/{place.segments[1]}/comments/{known}/" if _NAME.fullmatch(known) else ""


def read_reddit(response: Response) -> Reading:
    """The posts of a feed of reddit. Raises NotAFeed."""
    return read_parsed(response, _posts)


def _posts(parsed: Parsed) -> Parsed:
    return replace(parsed, language="en", drafts=tuple(map(_post, parsed.drafts)))


def _post(draft: Draft) -> Draft:
    """Without reddit's closing line; a link's own page first."""
    pointed = _LINK.search(draft.body)
    body = _END.sub("", draft.body)
    names = tuple(name.removeprefix("/u/") for name in draft.authors)
    bare = replace(draft, body=body, authors=names)
    target = links_of(f'<a href="{pointed[1]}">', draft.link)[:1] if pointed else ()
    if not target or _OWN_HOSTS.match(target[0]):
        return bare
    more = (*draft.more_links, draft.link)
    return replace(bare, link=target[0], guid="", authors=(), more_links=more)
