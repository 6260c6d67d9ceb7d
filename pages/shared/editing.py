"""What a writer changes in an issue: order, drops, words. Every change is saved at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from digest.issue import apply_edits
from pages.shared.db import now, writing
from pages.shared.reader_list import Act
from storage import digests
from storage.records import Digest, ItemEdit


def take(week: str, acts: list[Act]) -> None:
    """Moves and drops from the list."""
    with writing() as db:
        for act in acts:
            if act.verb == "move" and isinstance(act.value, int):
                move(db, week, act.row, act.value, at=now())
            elif act.verb == "drop":
                change_item(week, act.row, db=db, dropped=bool(act.value))


def move(db: Database, week: str, story_key: str, place: int, *, at: datetime) -> None:
    """Put an item at a place (0 first) among those that stay; the others keep their order."""
    digest, edits = digests.get(db, week), digests.item_edits(db, week)
    order = [one.item.story_key for one in apply_edits(digest, edits).items]
    if story_key not in order:
        return
    order.remove(story_key)
    order.insert(max(0, place), story_key)
    base = _base(digest)
    for number, key in enumerate(order):
        old = edits.get(key, ItemEdit(week, key))
        if old.position != base + number:
            digests.save_item_edit(db, replace(old, position=base + number, updated_at=at))


def change_item(week: str, story_key: str, *, db: Database | None = None, **fields: Any) -> None:
    """Set fields of an item's edit: dropped, headline, comment."""
    if db is None:
        with writing() as own:
            change_item(week, story_key, db=own, **fields)
        return
    old = digests.item_edits(db, week).get(story_key, ItemEdit(week, story_key))
    digests.save_item_edit(db, replace(old, **fields, updated_at=now()))


def change_issue(week: str, **fields: Any) -> None:
    """Set fields of the issue's edit: title, greeting, comment, outlook."""
    with writing() as db:
        old = digests.digest_edit(db, week)
        digests.save_digest_edit(db, replace(old, **fields, updated_at=now()))


def reset_order(week: str) -> None:
    """Back to the order that the digest was built with; words and drops stay."""
    with writing() as db:
        for edit in digests.item_edits(db, week).values():
            digests.save_item_edit(db, replace(edit, position=None, updated_at=now()))


def _base(digest: Digest) -> int:
    """Positions are counted from the digest's smallest, see digest.issue.apply_edits."""
    return min((item.position for item in digest.items), default=0)
