"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/), which feedparser does not read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from digest.collect.dates import moment
from digest.collect.parsed import MAX_ENTRIES, Draft, Parsed
from digest.collect.values import moment_of, text_of
from digest.errors import NotAFeed
from digest.language import language_code
from digest.text import one_line


def read_json(text: str) -> Parsed:
    """Raises NotAFeed for what is no JSON Feed."""
    try:
        data = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        raise NotAFeed(
            f"The answer is broken JSON ({one_line(str(error), 100)}).",
            "Try again later, or check the address.",
        ) from error
    if not isinstance(data, Mapping) or not isinstance(data.get("items"), list):
        raise _other_json()
    if "jsonfeed.org" not in text_of(data.get("version")) and "title" not in data:
        raise _other_json()
    items = data["items"]
    ours = tuple(_names(data))  # of items that name nobody
    drafts = tuple(_draft(one, ours) for one in items[:MAX_ENTRIES] if isinstance(one, Mapping))
    return Parsed(
        version="json",
        title=one_line(text_of(data.get("title"))),
        language=language_code(text_of(data.get("language"))),
        home=text_of(data.get("home_page_url")),
        drafts=drafts,
        note=_note(items, len(drafts)),
    )


def _other_json() -> NotAFeed:
    return NotAFeed(
        "The answer is JSON, but no JSON Feed.",
        "Look for the site's RSS or Atom feed.",
    )


def _note(items: list[Any], kept: int) -> str:
    if len(items) > MAX_ENTRIES:
        return f"The feed has {len(items):,} entries; its first {MAX_ENTRIES:,} were read."
    broken = len(items) - kept
    return f"{broken} entries that are no objects were left out." if broken else ""


def _draft(item: Mapping[str, Any], ours: tuple[str, ...]) -> Draft:
    markup, plain = text_of(item.get("content_html")), text_of(item.get("content_text"))
    body = markup or plain or text_of(item.get("summary"))
    link, linked = text_of(item.get("url")), text_of(item.get("external_url"))
    return Draft(
        link=link or linked,
        guid=one_line(text_of(item.get("id")), 1000),
        title=text_of(item.get("title")),
        body=body,
        body_markup=bool(markup),
        authors=tuple(_names(item)) or ours,
        published=_moment(item.get("date_published")),
        updated=_moment(item.get("date_modified")),
        language=language_code(text_of(item.get("language"))),
        more_links=(linked,) if linked and link else (),
    )


def _moment(value: Any) -> datetime | None:
    """ISO 8601, as the specification wants it, or what else a feed may write."""
    return moment_of(value) or moment(text_of(value), None)


def _names(item: Mapping[str, Any]) -> Iterator[str]:
    listed = item.get("authors")
    people = listed if isinstance(listed, list) else [item.get("author")]  # 1.0 has one
    for person in people:
        if name := text_of(person.get("name") if isinstance(person, Mapping) else person):
            yield name
