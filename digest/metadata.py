"""What a page says of itself in <head>, JSON-LD and <time>: title, date with time, authors. Pure.

trafilatura gives dates without a time and no author whose name has no space, as Japanese
names often have none; its values stand in where a page says nothing here.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from digest.text import elements, one_line, plain_text

HEAD_CHARS = 300_000
_META = re.compile(r"<meta\s[^<>]{1,3000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""(?<![\w:-])([\w:-]{1,60})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,2000})", re.IGNORECASE)
_LANG = re.compile(r"<html[^>]{0,500}?\slang\s*=\s*[\"']?([a-zA-Z]{2})\b", re.IGNORECASE)
_LD = re.compile(r"<script[^<>]{0,200}application/ld\+json[^<>]{0,200}>", re.IGNORECASE)
_TIME = re.compile(r"<time\s[^<>]{0,300}?datetime\s*=\s*[\"']([^\"']{8,40})", re.IGNORECASE)
_LICENCE = re.compile(r"<(?:a|link)\s[^<>]{0,300}?license[^<>]{0,300}>", re.IGNORECASE)
_RIGHTS = ("dcterms.license", "dc.rights", "dcterms.rights", "copyright")
_DATES = (
    "article:published_time",
    "datepublished",
    "date",
    "dc.date",
    "pubdate",
    "parsely-pub-date",
)
_TITLES = ("og:title", "twitter:title", "dc.title", "citation_title")
_DESCRIPTIONS = ("og:description", "description", "twitter:description")


@dataclass(frozen=True, slots=True)
class PageHead:
    """What the page claims; hostile like everything from outside, but plain text."""

    title: str = ""
    description: str = ""
    published_at: datetime | None = None
    authors: tuple[str, ...] = ()
    language: str = ""  # ja, en, zh, ko or ""
    rights: str = ""  # a licence's URL, else the words


def read_head(text: str) -> PageHead:
    """Read a decoded page."""
    start = text[:HEAD_CHARS]
    meta = _metas(start)
    linked = next(_articles(start), {})
    title = _first(meta, _TITLES) or one_line(str(linked.get("headline") or "")) or _named(start)
    title = _without_site(title, start)
    told = (_first(meta, _DATES[:1]), str(linked.get("datePublished") or ""), _first(meta, _DATES))
    times = (*told, *_TIME.findall(start)[:1])
    language = _LANG.search(start[:20_000])
    code = language[1].lower() if language else ""
    return PageHead(
        title=title,
        description=_first(meta, _DESCRIPTIONS),
        published_at=next(filter(None, map(read_moment, times)), None),
        authors=tuple(dict.fromkeys(_people(linked.get("author"), meta)))[:50],
        language=code if code in ("ja", "en", "zh", "ko") else "",
        rights=_rights(text, meta, linked),
    )


def _rights(text: str, meta: Mapping[str, list[str]], linked: Mapping[str, Any]) -> str:
    """The licence that a page links to, else what its metadata say of rights."""
    for tag in _LICENCE.findall(text[: 2 * HEAD_CHARS]):
        pairs = {n.lower(): html.unescape(d or s or b) for n, d, s, b in _ATTRIBUTE.findall(tag)}
        if "license" in pairs.get("rel", "").lower().split() and _is_url(pairs.get("href", "")):
            return one_line(pairs["href"], 300)
    told = linked.get("license")
    return one_line(told, 300) if isinstance(told, str) else _first(meta, _RIGHTS)[:300]


def _is_url(text: str) -> bool:
    return text.startswith(("http://", "https://"))


def _metas(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for tag in _META.findall(text):
        pairs = {n.lower(): html.unescape(d or s or b) for n, d, s, b in _ATTRIBUTE.findall(tag)}
        name = pairs.get("property") or pairs.get("name") or pairs.get("itemprop") or ""
        if name and pairs.get("content", "").strip():
            found.setdefault(name.lower(), []).append(pairs["content"])
    return found


def _first(meta: Mapping[str, list[str]], names: tuple[str, ...]) -> str:
    return next((one_line(meta[name][0], 1000) for name in names if name in meta), "")


def _named(text: str) -> str:
    title = _TITLE.search(text)
    return one_line(html.unescape(title[1])) if title else next(_headlines(text), "")


def _headlines(text: str) -> Iterator[str]:
    return (one_line(plain_text(found[:3000])) for found in elements(text, "h1", 5))


def _without_site(title: str, text: str) -> str:
    """The headline where the title is one with the site's name behind it."""
    for headline in _headlines(text):
        if len(headline) >= max(8, len(title) // 2) and title.startswith(headline):
            return headline
    return title


def _articles(text: str) -> Iterator[Mapping[str, Any]]:
    """JSON-LD objects that are some kind of article."""
    for match in islice(_LD.finditer(text), 20):
        try:
            data = json.loads(text[match.end() :].partition("</script")[0])
        except (ValueError, RecursionError):
            continue
        graph = data.get("@graph", [data]) if isinstance(data, Mapping) else data
        for node in graph if isinstance(graph, list) else ():
            kinds = str(node.get("@type")) if isinstance(node, Mapping) else ""
            if "Article" in kinds or "Posting" in kinds:
                yield node


def _people(author: Any, meta: Mapping[str, list[str]]) -> Iterator[str]:
    for person in author if isinstance(author, list) else [author]:
        name = person.get("name") if isinstance(person, Mapping) else person
        if isinstance(name, str) and _is_name(name):
            yield one_line(name, 200)
    for key in ("author", "citation_author", "dc.creator"):
        yield from (one_line(name, 200) for name in meta.get(key, ()) if _is_name(name))


def _is_name(text: str) -> bool:
    return bool(text.strip()) and "://" not in text


def read_moment(text: str) -> datetime | None:
    """An ISO 8601 date or date with time as UTC; a date alone is its midnight in UTC."""
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
