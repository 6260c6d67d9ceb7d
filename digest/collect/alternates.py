"""Which feeds a page names in <link rel=alternate>. Pure."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from urllib.parse import urljoin

from digest.language import language_code
from digest.text import clean, one_line

_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "text/rss+xml")
_LINK = re.compile(r"<link\s[^<>]{1,2000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""(?<![\w-])([\w-]{1,60})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_LANG = re.compile(r"<html[^>]{0,500}?\slang\s*=\s*[\"']?([\w-]{2,10})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """One source that a URL offers."""

    kind: str  # a key of COLLECTORS
    url: str
    title: str = ""
    language: str = ""
    settings: tuple[tuple[str, str], ...] = ()


def feed_links(text: str, base: str) -> tuple[Found, ...]:
    """The feeds that a page names in <link rel=alternate>, those of comments last."""
    found: dict[str, Found] = {}
    for attributes in map(_attributes, _LINK.findall(text[:500_000])):
        kind = attributes.get("type", "").lower().partition(";")[0].strip()
        relations = attributes.get("rel", "").lower().split()
        if "alternate" not in relations or kind not in _TYPES or not attributes.get("href"):
            continue
        url = _joined(base, attributes["href"])
        if url and "/wp-json/" not in url:
            title = one_line(attributes.get("title", ""))
            found.setdefault(url, Found("feed", url, title, page_language(text)))
    # Comments' feeds come after the others, as people want the articles.
    return tuple(sorted(found.values(), key=lambda f: "comment" in f"{f.url} {f.title}".lower()))


def _attributes(tag: str) -> dict[str, str]:
    return {
        name.lower(): clean(html.unescape(double or single or bare)).strip()
        for name, double, single, bare in _ATTRIBUTE.findall(tag)
    }


def _joined(base: str, href: str) -> str:
    try:
        url = urljoin(base, href.replace("feed://", "http://"))
    except ValueError:
        return ""
    return url if url.startswith(("http://", "https://")) else ""


def page_language(text: str) -> str:
    """The language that a page declares: ja, en, zh, ko or ""."""
    match = _LANG.search(text[:20_000])
    return language_code(match[1]) if match else ""
