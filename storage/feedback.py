"""Feedback: stars and words on a summary, one row for each person's role, never lost by a rebuild."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlite_utils import Database

from storage.database import write
from storage.records import Feedback
from storage.rows import from_row, to_row


@dataclass(frozen=True, slots=True)
class Rating:
    """The stars that summaries of one prompt version got."""

    prompt_version_id: int
    count: int
    mean: float


def put(db: Database, given: Feedback, *, now: datetime) -> Feedback:
    """Store what somebody thinks of a summary; the same role again replaces it.

    The summary's prompt version is stored with it. Raises ValueError for stars outside 1..5.
    """
    if given.stars is not None and not 1 <= given.stars <= 5:
        raise ValueError(f"{given.stars} stars: 1 to 5 can be given")
    with write(db) as conn:
        found = conn.execute(
            "SELECT prompt_version_id FROM summaries WHERE id = ?", [given.summary_id]
        ).fetchone()
        version = found["prompt_version_id"] if found else None
        row = to_row(replace(given, prompt_version_id=version, updated_at=now))
        pairs = ", ".join(f"{name} = excluded.{name}" for name in row)
        conn.execute(
            f"INSERT INTO feedback ({', '.join(row)}) VALUES ({', '.join(f':{n}' for n in row)})"
            f" ON CONFLICT (summary_id, who) DO UPDATE SET {pairs}",
            row,
        )
    (stored,) = (f for f in of_summary(db, given.summary_id) if f.who == given.who)
    return stored


def of_summary(db: Database, summary_id: int) -> list[Feedback]:
    """What was said about one summary."""
    rows = db.conn.execute("SELECT * FROM feedback WHERE summary_id = ? ORDER BY id", [summary_id])
    return [from_row(Feedback, row) for row in rows]


def of_story(db: Database, story_key: str) -> list[Feedback]:
    """What was said about any summary of a story, oldest first."""
    rows = db.conn.execute("SELECT * FROM feedback WHERE story_key = ? ORDER BY id", [story_key])
    return [from_row(Feedback, row) for row in rows]


def of_week(db: Database, week: str) -> dict[str, list[Feedback]]:
    """Story key → what was said about its summaries in a week's issue."""
    found: dict[str, list[Feedback]] = {}
    for row in db.conn.execute("SELECT * FROM feedback WHERE week = ? ORDER BY id", [week]):
        found.setdefault(row["story_key"], []).append(from_row(Feedback, row))
    return found


def stars(db: Database, prompt_version_id: int) -> list[int]:
    """Every rating that summaries of a prompt version got."""
    rows = db.conn.execute(
        "SELECT stars FROM feedback WHERE prompt_version_id = ? AND stars IS NOT NULL ORDER BY id",
        [prompt_version_id],
    )
    return [row["stars"] for row in rows]


def ratings(db: Database, name: str) -> list[Rating]:
    """The stars of each version of a prompt that got any, oldest version first."""
    rows = db.conn.execute(
        "SELECT f.prompt_version_id, count(f.stars) AS count, avg(f.stars) AS mean"
        " FROM feedback f JOIN prompt_versions v ON v.id = f.prompt_version_id"
        " WHERE v.name = ? AND f.stars IS NOT NULL GROUP BY v.id ORDER BY v.number",
        [name],
    )
    return [from_row(Rating, row) for row in rows]
