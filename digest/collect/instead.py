"""What an answer is instead of what was asked for: a challenge, a sign-in, a page. Pure."""

from __future__ import annotations

import re

from digest.collect.alternates import feed_links
from digest.errors import NotAFeed
from digest.fetch import Response
from digest.refusals import challenge

_SIGN_IN = re.compile(r"<title[^>]*>[^<]*(?:log ?in|sign ?in|ログイン|サインイン)", re.IGNORECASE)
_CONSENT = re.compile(r"https?://consent\.|<form[^>]{0,300}consent\.", re.IGNORECASE)


def sign_in(text: str, url: str = "") -> str:
    """Which wall a page is: "a sign-in page", "a consent page", or "" for none."""
    if _SIGN_IN.search(text[:20_000]):
        return "a sign-in page"
    return "a consent page" if _CONSENT.match(url) or _CONSENT.search(text[:20_000]) else ""


def page_instead(text: str, response: Response, wanted: str = "a feed") -> NotAFeed:
    """The error for a web page where something else was asked for, named as what it is."""
    guard = challenge(response.headers, text)
    if guard:
        return NotAFeed(
            f"The answer is the bot challenge of {guard}, not {wanted}.",
            "Programs cannot pass it: look for an official feed or another source.",
        )
    if wall := sign_in(text, response.url):
        return NotAFeed(f"The answer is {wall}, not {wanted}.", "Use a public address.")
    found = feed_links(text, response.url)
    if found:
        return NotAFeed(f"The answer is a web page, not {wanted}.", f"Its feed is {found[0].url}")
    return NotAFeed(
        f"The answer is a web page, not {wanted}.",
        "Look for a feed on the site; a page of links can be watched with the kind `page`.",
    )
