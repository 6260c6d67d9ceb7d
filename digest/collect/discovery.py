"""From a pasted URL to sources: is it a feed, which feeds does the page name, where may one be."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from urllib.parse import urljoin

from digest.collect.address import web_address
from digest.collect.alternates import Found, feed_links, likely_feeds, page_language
from digest.collect.feed import parse
from digest.collect.instead import page_instead, sign_in
from digest.collect.known import kind_of_feed, known_source
from digest.collect.places import place_on
from digest.collect.watch import likely_pattern
from digest.collect.youtube import channel_feed, is_handle
from digest.decode import decode
from digest.errors import FetchError, NotAFeed, UsageError
from digest.fetch import Fetch, Response
from digest.papers.pdf import is_pdf
from digest.refusals import challenge
from digest.text import one_line

_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,1000})", re.IGNORECASE)
# Tried in this order below the page and below the host; the first that is a feed ends the search.
WELL_KNOWN = ("feed", "rss.xml", "atom.xml", "index.xml", "feed.xml", "rss")


def discover(fetch: Fetch, text: str) -> tuple[Found, ...]:
    """What can be subscribed at an address, best first.

    Itself, the feeds that its page names, the page watched for new links, the page as one article.
    Raises UsageError and BadAddress for what is no address, FetchError where it cannot be had.
    """
    if known := known_source(text):
        return (known,)
    url = web_address(text)
    if known := known_source(url):  # github.com/a/b, without the scheme
        return (known,)
    _refuse_accounts(url)
    if is_handle(url):
        return (Found("youtube", channel_feed(fetch, url)),)
    response = fetch(url)
    if is_pdf(response.body, response.content_type):
        return (Found("pdf", response.url),)
    body, itself = _as_feed(response, response.permanent_url or response.url)
    if itself:
        return (itself,)
    if challenge(response.headers, body) or sign_in(body, response.url):
        raise page_instead(body, response, "a page that can be read")
    feeds = tuple(replace(f, kind=kind_of_feed(f.url)) for f in _named(body, response))
    named = _TITLE.search(body)
    title = one_line(html.unescape(named[1])) if named else ""
    page = Found("page", response.url, title, page_language(body))
    pattern = likely_pattern(body, response.url)
    watched = (replace(page, settings=(("pattern", pattern),)),) if pattern else ()
    guessed = feeds or tuple(_answering(fetch, likely_feeds(body, response.url)))
    return (*(guessed or tuple(_guessed(fetch, response.url))), *watched, page)


def _named(body: str, response: Response) -> tuple[Found, ...]:
    return feed_links(body, response.url, response.headers.get("link", ""))


def _answering(fetch: Fetch, urls: Iterable[str]) -> Iterator[Found]:
    """Those of the addresses that answer with a feed, asked one after the other."""
    for url in urls:
        try:
            response = fetch(url)
        except FetchError:
            continue
        _, found = _as_feed(response, response.url)
        if found:
            yield found


def _refuse_accounts(url: str) -> None:
    if place_on(("x.com", "twitter.com", "mobile.twitter.com"), url):
        raise UsageError(
            "X has no public feed of an account.",
            "Add posts one by one with `add URL`, or look for the account's site or feed.",
        )


def _as_feed(response: Response, url: str) -> tuple[str, Found | None]:
    """The decoded body, and what it offers if it is a feed."""
    text = decode(response.body, response.content_type)
    try:
        parsed = parse(text, response)
    except NotAFeed:
        return text, None
    return text, Found(kind_of_feed(url), url, parsed.title, parsed.language)


def _guessed(fetch: Fetch, base: str) -> Iterator[Found]:
    """The first well-known path that answers with a feed without leading elsewhere."""
    folder = base if base.endswith("/") else base.rpartition("/")[0] + "/"
    places = dict.fromkeys((folder, urljoin(base, "/")))
    paths = (urljoin(place, name) for place in places for name in WELL_KNOWN)
    return islice(_answering(fetch, paths), 1)
