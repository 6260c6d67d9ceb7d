"""Batches at a model server: which requests each holds, and what came of them.

A row is there before its batch is submitted, and an answer as soon as it is read: whatever
is killed when, nothing is submitted or paid twice. Never keys.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from storage.database import write
from storage.records import SentBatch
from storage.rows import from_row, stamp


def begin(db: Database, batch: SentBatch, keys: Sequence[str], *, now: datetime) -> None:
    """A batch is about to be submitted with the requests of these keys."""
    with write(db) as conn:
        conn.execute(
            "INSERT INTO batches VALUES (?, ?, ?, ?, '', '', 'submitting', '', ?, NULL)",
            [batch.uid, batch.job_id, batch.server, batch.model, stamp(now)],
        )
        conn.executemany(
            "INSERT INTO batch_requests VALUES (?, ?, '')", [(batch.uid, key) for key in keys]
        )


def uploaded(db: Database, uid: str, file_id: str) -> None:
    """Its file is at the server: a batch may exist from now on."""
    with write(db) as conn:
        conn.execute("UPDATE batches SET file_id = ? WHERE uid = ?", [file_id, uid])


def submitted(db: Database, uid: str, batch_id: str) -> None:
    """The server gave it an id: from now on it is only waited for."""
    with write(db) as conn:
        conn.execute(
            "UPDATE batches SET batch_id = ?, status = 'waiting' WHERE uid = ?", [batch_id, uid]
        )


def troubled(db: Database, uid: str, error: str) -> None:
    """It cannot be asked for now, and may still bring something; "" where nobody knows why."""
    with write(db) as conn:
        conn.execute("UPDATE batches SET error = ? WHERE uid = ?", [error, uid])


def ended(
    db: Database,
    uid: str,
    status: str,
    outcomes: Mapping[str, Any],
    *,
    error: str = "",
    now: datetime,
) -> None:
    """Nothing more comes of it; outcomes: key → JSON value of what was answered."""
    with write(db) as conn:
        conn.execute(
            "UPDATE batches SET status = ?, error = ?, ended_at = ? WHERE uid = ?",
            [status, error, stamp(now), uid],
        )
        conn.executemany(
            "UPDATE batch_requests SET outcome = ? WHERE uid = ? AND key = ?",
            [(json.dumps(o, ensure_ascii=False), uid, key) for key, o in outcomes.items()],
        )


def outcome(db: Database, key: str, *, job_id: str = "") -> dict[str, Any] | None:
    """What some batch answered to a request; a failure only in the job whose batch it was."""
    row = db.conn.execute(
        "SELECT r.outcome FROM batch_requests r JOIN batches b ON b.uid = r.uid"
        " WHERE r.key = ? AND r.outcome <> ''"
        " AND (b.job_id = ? OR json_extract(r.outcome, '$.ok')) ORDER BY b.rowid DESC LIMIT 1",
        [key, job_id],
    ).fetchone()
    return None if row is None else json.loads(row["outcome"])


def holding(db: Database, key: str) -> SentBatch | None:
    """The open batch that a request is in, if any."""
    row = db.conn.execute(
        "SELECT b.* FROM batches b JOIN batch_requests r ON r.uid = b.uid"
        " WHERE r.key = ? AND b.ended_at IS NULL ORDER BY b.rowid DESC LIMIT 1",
        [key],
    ).fetchone()
    return None if row is None else from_row(SentBatch, row)


def is_submitted(db: Database, uid: str) -> bool:
    """Whether the server is known to have made it."""
    row = db.conn.execute("SELECT batch_id FROM batches WHERE uid = ?", [uid]).fetchone()
    return row is not None and row["batch_id"] != ""


def of_job(db: Database, job_id: str) -> list[SentBatch]:
    """Oldest first."""
    rows = db.conn.execute("SELECT * FROM batches WHERE job_id = ? ORDER BY rowid", [job_id])
    return [from_row(SentBatch, row) for row in rows]


def last_status(db: Database, server: str) -> str:
    """How the last batch of a server ended; "" where none has."""
    row = db.conn.execute(
        "SELECT status FROM batches WHERE server = ? AND ended_at IS NOT NULL"
        " ORDER BY rowid DESC LIMIT 1",
        [server],
    ).fetchone()
    return "" if row is None else str(row["status"])


def calls_of(db: Database, job_id: str) -> int:
    """How many calls of a job some batch answered, its own or one that an earlier job sent."""
    row = db.conn.execute(
        "SELECT count(DISTINCT c.key) AS n FROM model_calls c"
        " JOIN batch_requests r ON r.key = c.key WHERE c.job_id = ? AND r.outcome <> ''",
        [job_id],
    ).fetchone()
    return int(row["n"])


def counts(db: Database, uid: str) -> tuple[int, int]:
    """(requests, of them answered) of a batch."""
    row = db.conn.execute(
        "SELECT count(*) AS n, coalesce(sum(outcome <> ''), 0) AS answered"
        " FROM batch_requests WHERE uid = ?",
        [uid],
    ).fetchone()
    return row["n"], row["answered"]
