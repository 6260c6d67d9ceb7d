"""Sources: add · save · get · list · delete."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from storage.database import write
from storage.errors import NotFound
from storage.records import Source
from storage.rows import from_row, moment, to_row

_KEPT = (
    *("id", "url", "kind", "title", "folder", "weight", "enabled", "settings", "added_at"),
    *("entry_count", "notes"),
)
_ASKED = ("id", "settings")  # an answer says nothing of a source that was changed since
_CHECK = (
    "UPDATE sources SET "
    + ", ".join(
        f"{f.name} = json_extract(new.value, '$.{f.name}')"
        for f in fields(Source)
        if f.name not in _KEPT
    )
    + " FROM json_each(?) AS new WHERE "
    + " AND ".join(f"sources.{name} = json_extract(new.value, '$.{name}')" for name in _ASKED)
)
_STORED = "SELECT json_group_array(id) FROM sources WHERE id IN (SELECT value FROM json_each(?))"


def add(db: Database, source: Source) -> Source:
    """Store a source; one with the same URL is returned as it stands."""
    row = to_row(source)
    names = ", ".join(row)
    marks = ", ".join(f":{name}" for name in row)
    with write(db) as conn:
        conn.execute(
            f"INSERT INTO sources ({names}) VALUES ({marks}) ON CONFLICT (url) DO NOTHING", row
        )
        stored = conn.execute("SELECT * FROM sources WHERE url = ?", [source.url]).fetchone()
    return from_row(Source, stored)


def save(db: Database, source: Source) -> None:
    """Write every field of a stored source back."""
    row = to_row(source)
    pairs = ", ".join(f"{name} = :{name}" for name in row)
    with write(db) as conn:
        conn.execute(f"UPDATE sources SET {pairs} WHERE id = :id", row | {"id": source.id})


def change(db: Database, source_id: int, changed: Callable[[Source], Source]) -> Source:
    """Write back what `changed` makes of a source as it is stored now. Raises NotFound."""
    with write(db):
        after = changed(get(db, source_id))
        save(db, after)
    return after


def checked(db: Database, batch: Sequence[Source]) -> frozenset[int]:
    """Write back sources that were asked and had nothing new; the ids that are still stored.

    What people and the last reading say of them stays; so does all of one whose settings were
    changed while it was asked. One statement for all: a thread that stores beside many that
    fetch waits for its turn after every one.
    """
    left_out = tuple(name for name in _KEPT if name not in _ASKED)
    rows = json.dumps([to_row(source, skip=left_out) for source in batch])
    with write(db) as conn:
        conn.execute(_CHECK, [rows])
        found = conn.execute(_STORED, [json.dumps([source.id for source in batch])]).fetchone()
    return frozenset(json.loads(found[0]))


def get(db: Database, source_id: int) -> Source:
    """Raises NotFound."""
    row = db.conn.execute("SELECT * FROM sources WHERE id = ?", [source_id]).fetchone()
    if row is None:
        raise NotFound("source", source_id, "`sources list` shows the ids.")
    return from_row(Source, row)


def find_by_url(db: Database, url: str) -> Source | None:
    """The source of exactly this URL."""
    row = db.conn.execute("SELECT * FROM sources WHERE url = ?", [url]).fetchone()
    return None if row is None else from_row(Source, row)


def enable(db: Database, source_id: int, enabled: bool) -> Source:
    """Switch a source on (forgetting its past errors: it is due now) or off. Raises NotFound."""
    with write(db):
        changed = replace(get(db, source_id), enabled=enabled)
        if enabled:
            changed = replace(changed, error="", error_code="", error_count=0, due_at=None)
        save(db, changed)
    return changed


def list_sources(db: Database, *, enabled_only: bool = False) -> list[Source]:
    """All sources in the order they were added."""
    return [from_row(Source, row) for row in rows(db, enabled_only=enabled_only)]


def rows(db: Database, *, enabled_only: bool = False) -> list[dict[str, Any]]:
    """As list_sources, as rows of plain values, which from_row reads."""
    where = "WHERE enabled = 1" if enabled_only else ""
    return [dict(row) for row in db.conn.execute(f"SELECT * FROM sources {where} ORDER BY id")]


def rhythms(db: Database, limit: int) -> dict[int, tuple[datetime, ...]]:
    """Source id → when its newest items (at most `limit`) came, newest first; one look for all."""
    newest = (
        "SELECT json_group_array(sort_at) FROM (SELECT sort_at FROM articles"
        " WHERE source_id = s.id ORDER BY sort_at DESC LIMIT ?)"
    )
    found = db.conn.execute(f"SELECT s.id, ({newest}) FROM sources AS s", [limit])
    return {row[0]: tuple(moment(text) for text in json.loads(row[1])) for row in found}


def newest_article(db: Database) -> int:
    """The highest id of an article; 0 where there is none."""
    newest: int = db.conn.execute("SELECT coalesce(max(id), 0) FROM articles").fetchone()[0]
    return newest


def brought(db: Database, source_ids: Sequence[int | None], *, after: int) -> list[int]:
    """The ids beyond `after` of the articles that these sources brought."""
    asked = json.dumps(list(source_ids))
    rows = db.conn.execute(
        "SELECT id FROM articles WHERE id > ?"
        " AND source_id IN (SELECT value FROM json_each(?)) ORDER BY id",
        [after, asked],
    )
    return [row[0] for row in rows]


def delete(db: Database, source_id: int) -> None:
    """Forget a source; its articles stay. Raises NotFound."""
    get(db, source_id)
    with write(db) as conn:
        conn.execute("DELETE FROM sources WHERE id = ?", [source_id])
