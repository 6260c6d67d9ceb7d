"""Index pages without a feed: their links, by a CSS selector or a pattern, and which are new.

The first look marks what is there; later looks give what was not there before.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from fnmatch import fnmatchcase
from functools import partial
from itertools import islice
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from digest.collect.alternates import page_language
from digest.collect.collected import Collected, Reading, ask
from digest.collect.entries import absolute, finish
from digest.collect.instead import page_instead, sign_in
from digest.collect.parsed import Draft
from digest.decode import decode
from digest.errors import NotAFeed, SourceError, UsageError
from digest.fetch import Fetch, Response
from digest.identity import url_key
from digest.refusals import challenge
from digest.text import clean, one_line
from storage.records import Entry, Source

MAX_LINKS = 500  # of one look
MAX_ANCHORS = 20_000  # of a page that are looked at
MAX_SEEN = 5000  # marks that are kept
_ACCEPT = "text/html, application/xhtml+xml, */*;q=0.5"
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,1000})", re.IGNORECASE)
_HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
_MORE = re.compile(r"(?:read|learn|see) more|続きを読む|もっと見る|詳しく(?:は|見る)?|more", re.I)
_FEW = 3  # links below a page's own address: enough to propose watching it


def is_watched(source: Source) -> bool:
    """Whether the links of a page are what is collected, not the page itself."""
    chosen = dict(source.settings)
    return bool(chosen.get("selector") or chosen.get("pattern"))


def check_selector(selector: str) -> None:
    """Raises UsageError for what is no CSS selector."""
    if selector:
        _selecting(selector)


def watch_page(fetch: Fetch, source: Source, *, now: datetime) -> Collected:
    """The links that are new on a page. Raises FetchError, SourceError, UsageError."""
    chosen = dict(source.settings)
    selector, pattern = chosen.get("selector", ""), chosen.get("pattern", "")
    check_selector(selector)
    read = partial(read_links, selector=selector, pattern=pattern)
    found = ask(fetch, source, read, now=now, accept=_ACCEPT)
    if found.unchanged:
        return found
    fresh = tuple(e for e in found.entries if _mark(e) not in set(source.seen))
    marks = dict.fromkeys((*map(_mark, found.entries), *source.seen))
    after = replace(found.source, seen=tuple(marks)[:MAX_SEEN])
    if source.seen:
        return replace(found, source=after, entries=fresh)
    told = f"{len(found.entries)} links are there now; those that come later are collected."
    return replace(found, source=after, entries=(), notes=(told, *found.notes))


def _mark(entry: Entry) -> str:
    return hashlib.sha256((entry.url_key or entry.url).encode("utf-8", "replace")).hexdigest()[:12]


def read_links(response: Response, selector: str, pattern: str) -> Reading:
    """The links of a page that match. Raises NotAFeed for no page, SourceError for no link."""
    text = clean(decode(response.body, response.content_type))
    if challenge(response.headers, text) or sign_in(text, response.url):
        raise page_instead(text, response, "the page that is watched")
    if not re.search(r"<[a-zA-Z!]", text[:5000]):
        raise NotAFeed("The answer is no web page.", "Check the address, or try again later.")
    links = _matching(_document(text), response.url, selector, pattern)
    if not links:
        which = f"the selector {selector!r}" if selector else f"the pattern {pattern!r}"
        raise SourceError(
            f"No link of the page matches {one_line(which, 200)}.",
            "The page may have changed, or need a browser: choose another selector or pattern.",
        )
    drafts = [Draft(link=url, title=title, guid=url) for url, title in links.items()]
    entries, notes = finish(drafts[:MAX_LINKS], response.url)
    if len(drafts) > MAX_LINKS:
        notes = (*notes, f"{len(drafts):,} links match; the first {MAX_LINKS} were read.")
    named = _TITLE.search(text)
    return Reading(one_line(named[1]) if named else "", page_language(text), entries, notes)


def _document(text: str) -> Any:
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        return None


def _matching(document: Any, base: str, selector: str, pattern: str) -> dict[str, str]:
    """URL → title of the links that match, in the order of the page, each page once."""
    found: dict[str, tuple[str, str]] = {}
    here = url_key(base)
    begin = base if document is None else _base(document, base)
    for anchor in islice(_anchors(document, selector), MAX_ANCHORS):
        url = absolute(anchor.get("href") or "", begin)
        if not url or (pattern and not fits(url, pattern)):
            continue
        key = url_key(url)
        if key == here:
            continue
        title = _title(anchor)
        if key not in found or len(title) > len(found[key][1]):
            found[key] = (urldefrag(url).url, title)
    return dict(found.values())


def _anchors(document: Any, selector: str) -> Iterator[Any]:
    if document is None:
        return
    if not selector:
        yield from document.iter("a")
        return
    for element in _selecting(selector)(document):
        yield from [element] if element.tag == "a" else element.iter("a")


def _selecting(selector: str) -> Any:
    from lxml.cssselect import CSSSelector, SelectorError

    try:
        return CSSSelector(selector[:500], translator="html")
    except (SelectorError, ValueError) as error:
        raise UsageError(
            f"{selector[:100]!r} is no CSS selector ({one_line(str(error), 100)}).",
            "Write one like `main h2 a`; a browser's tools show the classes of a page.",
        ) from error


def _base(document: Any, base: str) -> str:
    told = next((one.get("href") for one in document.iter("base") if one.get("href")), "")
    return absolute(told, base) or base


def fits(url: str, pattern: str) -> bool:
    """Whether a URL has a pattern's form: * is anything; with a leading slash it is the path's."""
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    text = path if pattern.startswith("/") else url
    if "*" not in pattern:
        return pattern in text
    return fnmatchcase(text, pattern.replace("[", "[[]").replace("?", "[?]"))


def _title(anchor: Any) -> str:
    """What a link says: its heading where it wraps a card, else its words, else a picture's."""
    for heading in anchor.iter(*_HEADINGS):
        if words := one_line(" ".join(heading.itertext())):
            return words
    words = one_line(" ".join(anchor.itertext()))
    if words and not _MORE.fullmatch(words.strip(" .…→›»")):
        return words
    told = one_line(anchor.get("aria-label") or anchor.get("title") or "")
    pictures = (one_line(image.get("alt") or "") for image in anchor.iter("img"))
    return told or next(filter(None, pictures), "")


def likely_pattern(text: str, base: str) -> str:
    """The pattern that fits the articles of an index page, or "" where it has too few."""
    document = _document(clean(text))
    own = re.sub(r"/(?:index\.\w+)?$", "", urlsplit(base).path)
    links = [] if document is None else list(_inside(document, base))
    if own:
        below = sum(path.startswith(f"{own}/") for path in links)
        return f"{own}/*" if below >= _FEW else ""
    folders = Counter(_folders(links))
    name, count = folders.most_common(1)[0] if folders else ("", 0)
    return f"/{name}/*" if count >= _FEW + 1 else ""


def _inside(document: Any, base: str) -> Iterator[str]:
    """The paths of a page's links to its own host, each once."""
    host = urlsplit(base).hostname
    seen: set[str] = set()
    for anchor in document.iter("a"):
        try:
            parts = urlsplit(urljoin(base, anchor.get("href") or ""))
        except ValueError:
            continue
        if parts.hostname == host and parts.path not in seen:
            seen.add(parts.path)
            yield parts.path


def _folders(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        parts = [part for part in path.split("/") if part]
        if len(parts) > 1:
            yield parts[0]
