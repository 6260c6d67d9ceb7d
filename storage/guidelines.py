"""The workbench's guideline in versions, and what its reviews of issues found."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from storage.database import write
from storage.errors import NotFound
from storage.records import Guideline, Review
from storage.rows import from_row, stamp, to_row


def current(db: Database) -> Guideline:
    """The version in force; an empty one (id 0) where nobody has written any."""
    row = db.conn.execute("SELECT * FROM guidelines ORDER BY id DESC LIMIT 1").fetchone()
    return Guideline() if row is None else from_row(Guideline, row)


def get(db: Database, guideline_id: int) -> Guideline:
    """Raises NotFound."""
    row = db.conn.execute("SELECT * FROM guidelines WHERE id = ?", [guideline_id]).fetchone()
    if row is None:
        raise NotFound("guideline", guideline_id)
    return from_row(Guideline, row)


def add(db: Database, text: str, *, now: datetime) -> Guideline:
    """A new version; the current one where nothing has changed. Nothing is ever overwritten."""
    with write(db) as conn:
        known = current(db)
        if known.text == text:
            return known
        row = to_row(Guideline(text=text))
        conn.execute(
            "INSERT INTO guidelines (text, created_at) VALUES (?, ?)", [row["text"], stamp(now)]
        )
        return current(db)


def versions(db: Database) -> list[Guideline]:
    """Newest first."""
    rows = db.conn.execute("SELECT * FROM guidelines ORDER BY id DESC")
    return [from_row(Guideline, row) for row in rows]


def save_review(db: Database, review: Review) -> Review:
    """Store what a review found; the same guideline and text again replace what was there."""
    row = to_row(review)
    with write(db) as conn:
        conn.execute(
            "DELETE FROM reviews WHERE week = ? AND text_hash = ?", [review.week, review.text_hash]
        )
        conn.execute(
            f"INSERT INTO reviews ({', '.join(row)}) VALUES ({', '.join(f':{n}' for n in row)})",
            row,
        )
        stored = latest_review(db, review.week)
    assert stored is not None
    return stored


def latest_review(db: Database, week: str) -> Review | None:
    """The newest review of a week's issue."""
    row = db.conn.execute(
        "SELECT * FROM reviews WHERE week = ? ORDER BY id DESC LIMIT 1", [week]
    ).fetchone()
    return None if row is None else from_row(Review, row)
