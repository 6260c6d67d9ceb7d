"""Kind `feed`: RSS 0.9x, 1.0 and 2.0, Atom, CDF, JSON Feed; mended where they are broken."""

from __future__ import annotations

import re
from datetime import datetime

from digest.collect.alternates import feed_links
from digest.collect.collected import Collected, Reading, ask
from digest.collect.entries import absolute, finish
from digest.collect.jsonfeed import read_json
from digest.collect.parsed import Parsed
from digest.collect.prolog import FEED_ROOTS, PAGE_ROOTS, read_prolog
from digest.decode import decode
from digest.errors import NotAFeed
from digest.fetch import Fetch, Response
from digest.refusals import challenge
from storage.records import Source

_SIGN_IN = re.compile(r"<title[^>]*>[^<]*(?:log ?in|sign ?in|ログイン|サインイン)", re.IGNORECASE)


def collect_feed(fetch: Fetch, source: Source, *, now: datetime) -> Collected:
    """Ask a feed. Raises FetchError, NotAFeed."""
    return ask(fetch, source, read_feed, now=now)


def read_feed(response: Response) -> Reading:
    """The entries of a feed in any format. Raises NotAFeed with what the body is instead."""
    parsed = parse(decode(response.body, response.content_type), response)
    base = absolute(response.headers.get("content-location", ""), response.url) or response.url
    entries, notes = finish(parsed.drafts, base, parsed.language, home=parsed.home)
    note = parsed.note
    if not parsed.drafts and not note:
        note = "The feed is empty at the moment."
    return Reading(parsed.title, parsed.language, entries, ((note,) if note else ()) + notes)


def parse(text: str, response: Response) -> Parsed:
    """A document in any format of feeds. Raises NotAFeed."""
    start = text.lstrip()[:1]
    if not start:
        raise NotAFeed("The answer is empty.", "Try again later, or check the address.")
    if start in "{[":
        return read_json(text)
    prolog = read_prolog(text)
    if prolog.root in PAGE_ROOTS:
        raise _page(text, response)
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


def _page(text: str, response: Response) -> NotAFeed:
    guard = challenge(response.headers, text)
    if guard:
        return NotAFeed(
            f"The answer is the bot challenge of {guard}, not a feed.",
            "Programs cannot pass it: look for an official feed or another source.",
        )
    if _SIGN_IN.search(text[:20_000]):
        return NotAFeed("The answer is a sign-in page, not a feed.", "Use a public address.")
    found = feed_links(text, response.url)
    if found:
        return NotAFeed("The answer is a web page, not a feed.", f"Its feed is {found[0].url}")
    return NotAFeed(
        "The answer is a web page, not a feed.",
        "Look for a feed on the site; a single page can be added as one article.",
    )
