"""feedparser's dictionaries as drafts: which of its many fields is the link, the text, the date.

Known traps: `.author` is the last author only; RSS 1.0's dc:date fills `updated` alone;
`updated` answers with `published` where it is missing, unless asked with `in`. Pure.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from digest.collect.dates import moment
from digest.collect.parsed import Draft
from digest.language import language_code
from digest.text import one_line, plain_text


def draft_of(entry: Any, version: str) -> Draft:
    """One entry as feedparser leaves it (a FeedParserDict), told apart into fields."""
    detail = entry.get("title_detail") or {}
    markup_title = detail.get("type") not in ("text/plain", None)
    title = str(entry.get("title") or "")
    if not markup_title and not version.startswith("atom"):
        title = html.unescape(title)  # many RSS feeds escape their titles twice
    body, markup = _body(entry)
    return Draft(
        link=_link(entry),
        guid=one_line(str(entry.get("id") or ""), 1000),
        title=title,
        title_markup=markup_title,
        body=body,
        body_markup=markup,
        authors=tuple(_names(entry)),
        published=_moment(entry, "published", "created"),
        updated=_moment(entry, "updated"),
        language=language_code(str(detail.get("language") or "")),
        points=_points(entry),
        more_links=tuple(_links(entry, "related", "via")),
        rights=rights_of(entry),
    )


def rights_of(element: Any) -> str:
    """The licence that a feed or entry links to, else what it says of its rights, one line."""
    licence = next((href for href in _links(element, "license") if href.startswith("http")), "")
    if licence or not element.get("rights"):
        return licence[:500]
    detail = element.get("rights_detail") or {}
    words = str(element["rights"])
    return one_line(words if detail.get("type") == "text/plain" else plain_text(words), 300)


def _link(entry: Any) -> str:
    found = (entry.get("link"), *_links(entry, "alternate"), *_links(entry, "enclosure"))
    return next((str(link) for link in found if link and not _mere_id(entry, str(link))), "")


def _mere_id(entry: Any, link: str) -> bool:
    """Whether a "link" is a guid that is no address: RSS takes every guid for one unless told."""
    return link == entry.get("id") and bool(re.fullmatch(r"[\w{}-]+", link, re.ASCII))


def _links(entry: Any, *relations: str) -> Iterator[str]:
    for link in entry.get("links") or ():
        if link.get("rel") in relations and link.get("href"):
            yield str(link["href"])


def _body(entry: Any) -> tuple[str, bool]:
    """The longest of content and summary, and whether it is markup."""
    found = [(str(c.get("value") or ""), c.get("type")) for c in entry.get("content") or ()]
    summary = entry.get("summary_detail") or {}
    found.append((str(entry.get("summary") or ""), summary.get("type")))
    value, kind = max(found, key=lambda pair: len(pair[0]))
    return value, kind != "text/plain"


def _names(entry: Any) -> Iterator[str]:
    """All authors: feedparser's `.author` is the last one only, and broken feeds keep `&amp;`."""
    people = entry.get("authors") or ()
    for person in people:
        if name := person.get("name") or person.get("email"):
            yield html.unescape(str(name))
    if not any(people) and (told := entry.get("author")):
        yield html.unescape(str(told))


def _moment(entry: Any, *keys: str) -> datetime | None:
    for key in keys:
        if key in entry:
            parsed = entry.get(f"{key}_parsed") if f"{key}_parsed" in entry else None
            if found := moment(str(entry.get(key) or ""), parsed):
                return found
    return None


def _points(entry: Any) -> int | None:
    """Bookmarks that Hatena counts for the entry, or likes that YouTube does (Media RSS)."""
    rated = entry.get("media_starrating")
    likes = rated.get("count") if isinstance(rated, dict) else ""
    told = str(entry.get("hatena_bookmarkcount") or likes or "")
    return int(told) if re.fullmatch("[0-9]{1,9}", told) else None
