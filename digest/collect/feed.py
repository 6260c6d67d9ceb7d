"""Kind `feed`: RSS 0.9x, 1.0 and 2.0, Atom, CDF, JSON Feed; mended where they are broken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from digest.collect.collected import Collected, Reading, ask
from digest.collect.entries import absolute, finish
from digest.collect.instead import page_instead
from digest.collect.jsonfeed import read_json
from digest.collect.parsed import Parsed
from digest.collect.prolog import FEED_ROOTS, PAGE_ROOTS, read_prolog
from digest.decode import decode
from digest.errors import NotAFeed, UsageError
from digest.fetch import Fetch, Response
from storage.records import Source


def collect_feed(fetch: Fetch, source: Source, *, now: datetime) -> Collected:
    """Ask a feed. Raises FetchError, NotAFeed."""
    return ask(fetch, source, read_feed, now=now)


def collect_at(
    fetch: Fetch,
    source: Source,
    url: str,
    read: Callable[[Response], Reading],
    *,
    now: datetime,
    hint: str,
) -> Collected:
    """Ask the feed of a site that a kind knows; "" is none. Raises UsageError, FetchError, NotAFeed."""
    if not url:
        raise UsageError(f"{source.url!r} is nothing that {source.kind} can read.", hint)
    return ask(fetch, source, read, now=now, url=url)


def read_feed(response: Response) -> Reading:
    """The entries of a feed in any format. Raises NotAFeed with what the body is instead."""
    return read_parsed(response, lambda parsed: parsed)


def read_parsed(response: Response, told: Callable[[Parsed], Parsed]) -> Reading:
    """As read_feed, after `told` has put right what one site writes in its own way."""
    parsed = told(parse(decode(response.body, response.content_type), response))
    base = absolute(response.headers.get("content-location", ""), response.url) or response.url
    entries, notes = finish(parsed.drafts, base, parsed.language, home=parsed.home)
    note = parsed.note
    if not parsed.drafts and not note:
        note = "The feed is empty at the moment."
    notes = ((note,) if note else ()) + notes
    return Reading(parsed.title, parsed.language, entries, notes, parsed.rights, parsed.ttl_minutes)


def parse(text: str, response: Response) -> Parsed:
    """A document in any format of feeds. Raises NotAFeed."""
    start = text.lstrip()[:1]
    if not start:
        raise NotAFeed("The answer is empty.", "Try again later, or check the address.")
    if start in "{[":
        return read_json(text)
    prolog = read_prolog(text)
    if prolog.root in PAGE_ROOTS:
        raise page_instead(text, response)
    if prolog.root == "opml":
        raise NotAFeed("The answer is an OPML list of feeds.", "Import it as a file instead.")
    from digest.collect.xmlfeed import read_xml

    parsed = read_xml(text, prolog)
    if not parsed.drafts and not parsed.version and prolog.root not in FEED_ROOTS:
        raise NotAFeed(
            "The answer is neither RSS, Atom nor JSON Feed.",
            "Check the address: a feed's often ends in /feed, .xml or .rss.",
        )
    return parsed
