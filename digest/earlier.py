"""Reads the items of past issues, as their readers saw them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlite_utils import Database

from digest.continuity import Past
from storage import articles, digests
from storage.records import Item, ItemEdit

ISSUES = 8  # that are looked at, newest first


def past_items(db: Database, week: str) -> tuple[Past, ...]:
    """The items of the issues before a week, newest issue first; dropped ones were not seen."""
    weeks = [other for other in digests.weeks(db) if other < week][:ISSUES]
    return tuple(past for other in weeks for past in _of(db, other))


def issued(db: Database, week: str) -> frozenset[int]:
    """The ids of the articles that items of the issues before a week rest on."""
    weeks = [other for other in digests.weeks(db) if other < week][:ISSUES]
    return frozenset(i for other in weeks for i in _ids(db, other))


def _ids(db: Database, week: str) -> Iterator[int]:
    edits = digests.item_edits(db, week)
    for item in digests.get(db, week).items:
        if item.story_key in edits and edits[item.story_key].dropped:
            continue
        yield from (link.article_id for link in item.references if link.article_id)
        if item.story_key[1:].isdecimal():
            yield int(item.story_key[1:])


def _of(db: Database, week: str) -> list[Past]:
    edits = digests.item_edits(db, week)
    out = []
    for item in digests.get(db, week).items:
        edit = edits.get(item.story_key, ItemEdit(week, item.story_key))
        found = articles.get_many(db, [i for link in item.references if (i := link.article_id)])
        if found and not edit.dropped:
            out.append(Past(week, item.story_key, _headline(item, edit), tuple(found)))
    return out


def _headline(item: Item, edit: ItemEdit) -> str:
    return (edit.headline or "").strip() or item.summary.headline
