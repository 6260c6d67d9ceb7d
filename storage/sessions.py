"""Tuning sessions: begin · find · change · what was tried and how it scored."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from storage.database import write
from storage.errors import NotFound
from storage.records import Session, StoredCandidate, StoredEvaluation
from storage.rows import from_row, sound, stamp, to_row

FIELDS = ("state", "best_version_id", "progress", "result", "error")


def begin(db: Database, session: Session, *, now: datetime) -> Session:
    """Store a session; one that is known keeps its row."""
    row = to_row(session, skip=()) | {"created_at": stamp(now), "updated_at": stamp(now)}
    with write(db) as conn:
        conn.execute(
            f"INSERT INTO sessions ({', '.join(row)}) VALUES ({', '.join(f':{n}' for n in row)})"
            " ON CONFLICT (id) DO NOTHING",
            row,
        )
    return get(db, session.id)


def get(db: Database, session_id: str) -> Session:
    """Raises NotFound."""
    row = db.conn.execute("SELECT * FROM sessions WHERE id = ?", [session_id]).fetchone()
    if row is None:
        raise NotFound("session", session_id, "`tasks show TASK` lists the sessions of a task.")
    return from_row(Session, row)


def list_sessions(db: Database, *, task: str | None = None, limit: int = 50) -> list[Session]:
    """Newest first."""
    where, params = ("WHERE task = ?", [task]) if task else ("", [])
    rows = db.conn.execute(
        f"SELECT * FROM sessions {where} ORDER BY created_at DESC, rowid DESC LIMIT ?",
        [*params, limit],
    )
    return [from_row(Session, row) for row in rows]


def update(
    db: Database, session_id: str, *, now: datetime, only_if: Iterable[str] = (), **changes: Any
) -> bool:
    """Change some of FIELDS; with only_if just in one of these states. Whether it did."""
    unknown = set(changes) - set(FIELDS)
    if unknown:
        raise TypeError(f"a session has no {', '.join(sorted(unknown))} to change")
    row = {k: sound(v) if isinstance(v, str) else v for k, v in changes.items()}
    pairs = ", ".join(f"{name} = :{name}" for name in (*row, "updated_at"))
    states = list(only_if)
    marks = ", ".join(f":_{i}" for i in range(len(states)))
    where = f" AND state IN ({marks})" if states else ""
    given = row | {"updated_at": stamp(now), "id": session_id}
    given |= {f"_{i}": state for i, state in enumerate(states)}
    with write(db) as conn:
        done = conn.execute(f"UPDATE sessions SET {pairs} WHERE id = :id{where}", given)
    return bool(done.rowcount)


def keep(
    db: Database, candidates: Iterable[StoredCandidate], evaluations: Iterable[StoredEvaluation]
) -> None:
    """Store what a session tried; what is known already is replaced."""
    with write(db) as conn:
        for record in (*candidates, *evaluations):
            table = "candidates" if isinstance(record, StoredCandidate) else "evaluations"
            row = to_row(record)
            conn.execute(
                f"INSERT OR REPLACE INTO {table} ({', '.join(row)})"
                f" VALUES ({', '.join(f':{n}' for n in row)})",
                row,
            )


def candidates(db: Database, session_id: str) -> list[StoredCandidate]:
    """In the order of their rounds."""
    rows = db.conn.execute(
        "SELECT * FROM candidates WHERE session_id = ? ORDER BY round, rowid", [session_id]
    )
    return [from_row(StoredCandidate, row) for row in rows]


def evaluations(db: Database, session_id: str) -> list[StoredEvaluation]:
    """In the order in which they were stored."""
    rows = db.conn.execute(
        "SELECT * FROM evaluations WHERE session_id = ? ORDER BY rowid", [session_id]
    )
    return [from_row(StoredEvaluation, row) for row in rows]
