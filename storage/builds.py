"""Builds: what each build of a week did and spent; begin · finish · latest · spending."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from storage import calls
from storage.calls import Spending
from storage.database import write
from storage.records import Build
from storage.rows import from_row, sound, stamp


def begin(db: Database, job_id: str, week: str, *, now: datetime) -> None:
    """A build has begun; a job that is taken up again keeps its row."""
    with write(db) as conn:
        conn.execute(
            "INSERT INTO builds VALUES (?, ?, ?, NULL, '') ON CONFLICT (job_id) DO NOTHING",
            [job_id, week, stamp(now)],
        )


def finish(db: Database, job_id: str, report: str, *, now: datetime) -> None:
    """It came to its end; report is JSON."""
    with write(db) as conn:
        conn.execute(
            "UPDATE builds SET report = ?, built_at = ? WHERE job_id = ?",
            [sound(report), stamp(now), job_id],
        )


def latest(db: Database, week: str) -> Build | None:
    """The last build of a week that came to its end."""
    row = db.conn.execute(
        "SELECT * FROM builds WHERE week = ? AND built_at IS NOT NULL"
        " ORDER BY built_at DESC, started_at DESC LIMIT 1",
        [week],
    ).fetchone()
    return None if row is None else from_row(Build, row)


def spending(db: Database, week: str) -> Spending:
    """What all builds of a week spent, also those that did not come to their end."""
    rows = db.conn.execute("SELECT job_id FROM builds WHERE week = ?", [week])
    return calls.spending_of(db, [row["job_id"] for row in rows])
