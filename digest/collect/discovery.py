"""From a pasted URL to sources: is it a feed, which feeds does the page name, where may one be."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import urljoin

from digest.collect.alternates import Found, feed_links, page_language
from digest.collect.arxiv import query_url
from digest.collect.feed import parse
from digest.decode import decode
from digest.errors import FetchError, NotAFeed
from digest.fetch import Fetch, Response
from digest.text import one_line

_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,1000})", re.IGNORECASE)
# Tried in this order below the page and below the host; the first that is a feed ends the search.
WELL_KNOWN = ("feed", "rss.xml", "atom.xml", "index.xml", "feed.xml", "rss")


def discover(fetch: Fetch, url: str) -> tuple[Found, ...]:
    """What can be subscribed at a URL, best first: itself, its feeds, the page as one article.

    Raises FetchError where the URL itself cannot be had.
    """
    if query := query_url(url):
        return (Found("arxiv", query, "arXiv"),)
    response = fetch(url if "://" in url else f"https://{url}")
    text, itself = _as_feed(response, response.permanent_url or response.url)
    if itself:
        return (itself,)
    feeds = feed_links(text, response.url) or tuple(_guessed(fetch, response.url))
    named = _TITLE.search(text)
    title = one_line(html.unescape(named[1])) if named else ""
    return (*feeds, Found("page", response.url, title, page_language(text)))


def _as_feed(response: Response, url: str) -> tuple[str, Found | None]:
    """The decoded body, and what it offers if it is a feed."""
    text = decode(response.body, response.content_type)
    try:
        parsed = parse(text, response)
    except NotAFeed:
        return text, None
    return text, Found("feed", url, parsed.title, parsed.language)


def _guessed(fetch: Fetch, base: str) -> Iterator[Found]:
    """The first well-known path that answers with a feed without leading elsewhere."""
    folder = base if base.endswith("/") else base.rpartition("/")[0] + "/"
    root = urljoin(base, "/")
    for place in dict.fromkeys((folder, root)):
        for name in WELL_KNOWN:
            url = urljoin(place, name)
            try:
                response = fetch(url)
            except FetchError:
                continue
            _, found = _as_feed(response, response.url)
            if found:
                yield found
                return
