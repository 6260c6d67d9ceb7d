"""Replays of past weeks: begin · find · keep a pair · choose · what choices teach."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from storage.database import write
from storage.errors import NotFound
from storage.records import Replay, ReplayPair
from storage.rows import from_row, stamp, to_row

CHOICES = ("active", "candidate", "tie")
_LESSONS = {
    "active": "使用中の版の方が良い",
    "candidate": "新しい版の方が良い",
    "tie": "どちらも同じくらい",
}


def begin(db: Database, replay: Replay, *, now: datetime) -> Replay:
    """Store a replay."""
    row = to_row(replay, skip=()) | {"created_at": stamp(now)}
    with write(db) as conn:
        conn.execute(
            f"INSERT INTO replays ({', '.join(row)}) VALUES ({', '.join(f':{n}' for n in row)})",
            row,
        )
    return get(db, replay.id)


def get(db: Database, replay_id: str) -> Replay:
    """Raises NotFound."""
    row = db.conn.execute("SELECT * FROM replays WHERE id = ?", [replay_id]).fetchone()
    if row is None:
        raise NotFound("replay", replay_id, "`replay NAME@N --week W` begins one.")
    return from_row(Replay, row)


def list_replays(db: Database, *, name: str = "", limit: int = 50) -> list[Replay]:
    """Newest first."""
    where, params = ("WHERE prompt_name = ?", [name]) if name else ("", [])
    rows = db.conn.execute(
        f"SELECT * FROM replays {where} ORDER BY created_at DESC, rowid DESC LIMIT ?",
        [*params, limit],
    )
    return [from_row(Replay, row) for row in rows]


def keep(db: Database, pair: ReplayPair) -> None:
    """Store a pair; a choice that was made stays."""
    row = to_row(pair, skip=())
    written = ("position", "title", "active_text", "candidate_text", "note")
    pairs = ", ".join(f"{name} = excluded.{name}" for name in written)
    with write(db) as conn:
        conn.execute(
            f"INSERT INTO replay_pairs ({', '.join(row)})"
            f" VALUES ({', '.join(f':{n}' for n in row)})"
            f" ON CONFLICT (replay_id, story_key) DO UPDATE SET {pairs}",
            row,
        )


def pairs(db: Database, replay_id: str) -> list[ReplayPair]:
    """In the order of the week's digest."""
    rows = db.conn.execute(
        "SELECT * FROM replay_pairs WHERE replay_id = ? ORDER BY position", [replay_id]
    )
    return [from_row(ReplayPair, row) for row in rows]


def choose(
    db: Database, replay_id: str, story_key: str, choice: str, comment: str, *, now: datetime
) -> None:
    """Keep which of the two somebody prefers. Raises ValueError, NotFound."""
    if choice not in CHOICES:
        raise ValueError(f"{choice} is none of {', '.join(CHOICES)}")
    with write(db) as conn:
        done = conn.execute(
            "UPDATE replay_pairs SET choice = ?, comment = ?, chosen_at = ?"
            " WHERE replay_id = ? AND story_key = ?",
            [choice, comment, stamp(now), replay_id, story_key],
        )
    if not done.rowcount:
        raise NotFound("pair", f"{replay_id} {story_key}")


def lessons(db: Database, story_key: str) -> list[str]:
    """What blind choices with a comment say about a story, in Japanese, oldest first."""
    rows = db.conn.execute(
        "SELECT choice, comment FROM replay_pairs"
        " WHERE story_key = ? AND choice <> '' AND comment <> '' ORDER BY chosen_at",
        [story_key],
    )
    return [f"見比べた人({_LESSONS[row['choice']]}): {row['comment']}" for row in rows]
