"""What people decided on stories: in or out of an issue; told together or apart."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from sqlite_utils import Database

from storage.database import write
from storage.rows import stamp


def put(db: Database, week: str, story_key: str, wanted: bool | None, *, now: datetime) -> None:
    """A story is in (True), out (False), or left to the selection again (None)."""
    with write(db) as conn:
        conn.execute("DELETE FROM choices WHERE week = ? AND story_key = ?", [week, story_key])
        if wanted is not None:
            conn.execute(
                "INSERT INTO choices VALUES (?, ?, ?, ?)",
                [week, story_key, int(wanted), stamp(now)],
            )


def of(db: Database, week: str) -> dict[str, bool]:
    """Story key → whether it is in."""
    rows = db.conn.execute("SELECT story_key, wanted FROM choices WHERE week = ?", [week])
    return {row["story_key"]: bool(row["wanted"]) for row in rows}


def pair(db: Database, one: int, other: int, together: bool | None, *, now: datetime) -> None:
    """Two articles tell one story (True), two (False), or are left to the rules again (None)."""
    first, second = sorted((one, other))
    if first == second:
        return
    with write(db) as conn:
        conn.execute("DELETE FROM pairings WHERE one = ? AND other = ?", [first, second])
        if together is not None:
            conn.execute(
                "INSERT INTO pairings VALUES (?, ?, ?, ?)",
                [first, second, int(together), stamp(now)],
            )


def pairs(db: Database, article_ids: Iterable[int]) -> dict[tuple[int, int], bool]:
    """(smaller id, larger id) → together, among these articles."""
    ids = json.dumps(list(article_ids))
    rows = db.conn.execute(
        "SELECT one, other, together FROM pairings WHERE one IN (SELECT value FROM json_each(?))"
        " AND other IN (SELECT value FROM json_each(?)) ORDER BY decided_at, one, other",
        [ids, ids],
    )
    return {(row["one"], row["other"]): bool(row["together"]) for row in rows}
