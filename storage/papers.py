"""Whole papers that could not be had: how often it was tried, and when it is worth trying again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlite_utils import Database

from storage.database import write
from storage.records import PaperMiss
from storage.rows import from_row, stamp

FIRST_WAIT = timedelta(hours=24)  # arXiv often has no HTML on a paper's first day
LONGEST_WAIT = timedelta(days=16)


def missed(db: Database, article_id: int, reason: str, *, now: datetime) -> PaperMiss:
    """It could not be had: each time in a row doubles the wait, from a day to 16."""
    with write(db) as conn:
        before = misses(db, [article_id]).get(article_id)
        count = 1 + (before.count if before else 0)
        due = now + min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(count - 1, 10))
        conn.execute(
            "INSERT OR REPLACE INTO paper_misses (article_id, count, tried_at, due_at, reason)"
            " VALUES (?, ?, ?, ?, ?)",
            [article_id, count, stamp(now), stamp(due), reason],
        )
    return PaperMiss(article_id, count, now, due, reason)


def had(db: Database, article_id: int) -> None:
    """It was read, or is to be tried at once."""
    with write(db) as conn:
        conn.execute("DELETE FROM paper_misses WHERE article_id = ?", [article_id])


def misses(db: Database, articles: Iterable[int]) -> dict[int, PaperMiss]:
    """What could not be had, by article id."""
    rows = db.conn.execute(
        "SELECT * FROM paper_misses WHERE article_id IN (SELECT value FROM json_each(?))",
        [json.dumps(sorted(articles))],
    )
    return {row["article_id"]: from_row(PaperMiss, row) for row in rows}


def typical_chars(db: Database, *, last: int = 50) -> int | None:
    """The mean length of the last papers that were read whole; None before any."""
    row = db.conn.execute(
        "SELECT avg(text_chars) FROM (SELECT text_chars FROM articles"
        " WHERE kind = 'paper' AND text_origin = 'paper' ORDER BY id DESC LIMIT ?)",
        [last],
    ).fetchone()
    return None if row[0] is None else round(row[0])
