"""Which feeds a page names in <link rel=alternate>. Pure."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from digest.collect.entries import absolute
from digest.language import language_code
from digest.text import clean, one_line

_NAMES = ("rss+xml", "atom+xml", "rdf+xml", "feed+json", "x-rss+xml", "x-atom+xml", "xml")
_TYPES = frozenset([f"application/{name}" for name in _NAMES] + ["text/rss+xml", "text/xml"])
_BASE = re.compile(r"<base\s[^<>]{1,2000}>", re.IGNORECASE)
_ANCHOR = re.compile(r"(<a\s[^<>]{1,2000}>)([^<]{0,60})", re.IGNORECASE)
_CALLED = re.compile(r"\b(?:RSS|Atom|feed)\b|フィード", re.IGNORECASE)
_FEED_LIKE = re.compile(
    r"/(?:rss|feeds?|atom|rdf)(?:[/._-][^?#]*)?(?:[?#]|$)|[^/]\.(?:rss|rdf|atom)(?:[?#]|$)"
    r"|(?:rss|feed|atom|index)[\w-]{0,20}\.xml(?:[?#]|$)",
    re.IGNORECASE,
)
_HEADER_LINK = re.compile(r"<([^<>]{1,2000})>((?:\s*;\s*[\w-]+\s*=\s*(?:\"[^\"]*\"|[^\s\",;]+))*)")
MAX_GUESSES = 4  # links of a page that look like feeds
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


def feed_links(text: str, address: str, header: str = "") -> tuple[Found, ...]:
    """The feeds that a page names in <link rel=alternate>, those of comments last.

    header: the answer's Link (RFC 8288), where sites without markup of their own name them.
    """
    found: dict[str, Found] = {}
    base = page_base(text, address)
    told = [(base, tag) for tag in map(_attributes, _LINK.findall(text[:500_000]))]
    told += [
        (address, _attributes(rest) | {"href": url})
        for url, rest in _HEADER_LINK.findall(header[:10_000])
    ]
    for where, attributes in told:
        kind = attributes.get("type", "").lower().partition(";")[0].strip()
        relations = attributes.get("rel", "").lower().split()
        if not {"alternate", "feed"} & {*relations} or not attributes.get("href"):
            continue
        if kind not in _TYPES and not ("feed" in relations and not kind):
            continue
        url = _joined(where, attributes["href"])
        if url and "/wp-json/" not in url:
            title = one_line(attributes.get("title", ""))
            found.setdefault(url, Found("feed", url, title, page_language(text)))
    # Comments' feeds come after the others, as people want the articles.
    return tuple(sorted(found.values(), key=lambda f: "comment" in f"{f.url} {f.title}".lower()))


def page_base(text: str, address: str) -> str:
    """Where a page's relative addresses begin: its <base>, else its own address."""
    tag = _BASE.search(text[:100_000])
    told = _attributes(tag[0]).get("href", "") if tag else ""
    return (_joined(address, told) if told else "") or address


def likely_feeds(text: str, address: str) -> tuple[str, ...]:
    """Where links of a page lead that look like feeds or are called so: those of its own site
    first, then those of a host for feeds; at most MAX_GUESSES.
    """
    base, host = page_base(text, address), urlsplit(address).hostname
    hrefs = (
        (_attributes(tag).get("href", ""), words) for tag, words in _ANCHOR.findall(text[:500_000])
    )
    likely = (href for href, words in hrefs if _FEED_LIKE.search(href) or _CALLED.search(words))
    urls = [url for url in dict.fromkeys(_joined(base, href) for href in likely) if url]
    own = [url for url in urls if urlsplit(url).hostname == host]
    others = [url for url in urls if (urlsplit(url).hostname or "").startswith("feeds.")]
    return tuple((own + [url for url in others if url not in own])[:MAX_GUESSES])


def _attributes(tag: str) -> dict[str, str]:
    return {
        name.lower(): clean(html.unescape(double or single or bare)).strip()
        for name, double, single, bare in _ATTRIBUTE.findall(tag)
    }


def _joined(base: str, href: str) -> str:
    return absolute(href.replace("feed://", "http://"), base)


def page_language(text: str) -> str:
    """The language that a page declares: ja, en, zh, ko or ""."""
    match = _LANG.search(text[:20_000])
    return language_code(match[1]) if match else ""
