"""HTML for st.html from text of the outside: everything is escaped, links are http(s) only. Pure.

`Html` marks what is safe already, so that a str can never slip through unescaped.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import NewType
from urllib.parse import urlsplit

Html = NewType("Html", str)

EMPTY = Html("")
# Characters that reorder or hide what stands around them (UAX #9 and zero-width).
_INVISIBLE = re.compile(
    "[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b-\x1f\x7f]"
)


def text(value: object) -> Html:
    """Anything as inert text."""
    return Html(html.escape(_INVISIBLE.sub("", str(value)), quote=True))


def tag(name: str, *inner: Html, cls: str = "", **attributes: str) -> Html:
    """An element; attribute values are escaped, names come from the code."""
    given = ({"class": cls} if cls else {}) | attributes
    shown = "".join(f' {key}="{html.escape(value, quote=True)}"' for key, value in given.items())
    return Html(f"<{name}{shown}>{''.join(inner)}</{name}>")


def join(parts: Iterable[Html], between: str = "") -> Html:
    """Pieces one after another; `between` is text."""
    return Html(text(between).join(parts))


def safe_url(url: str) -> str:
    """The URL when a browser may open it: http or https with a host; "" otherwise."""
    try:
        parts = urlsplit(url.strip())
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    return url.strip() if usable and not re.search(r"[\s\x00-\x1f\\]", url.strip()) else ""


def link(url: str, label: str, cls: str = "") -> Html:
    """A link that opens in a new tab; inert text where the URL is not one to open."""
    if not safe_url(url):
        return text(label)
    return tag(
        "a",
        text(label),
        cls=cls,
        href=safe_url(url),
        target="_blank",
        rel="noopener noreferrer nofollow",
    )


def host(url: str) -> str:
    """example.com of a URL, without www; "" when there is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def badge(label: str, tone: str = "plain") -> Html:
    """A small label; tones: plain, warn, bad, good."""
    return tag("span", text(label), cls=f"badge {tone}")


def paragraphs(value: str) -> Html:
    """Plain text, a paragraph for each line: extracted texts have one line for a block."""
    return join(tag("p", text(line.strip())) for line in value.splitlines() if line.strip())
