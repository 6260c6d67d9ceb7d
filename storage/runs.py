"""Runs: what jobs do, in words and counts for people; the engine keeps the checkpoints."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from storage.database import write
from storage.records import Run
from storage.rows import from_row, sound, stamp, to_row


def save(db: Database, run: Run) -> None:
    """Insert; a run that is known already keeps its row."""
    row = to_row(run)
    with write(db) as conn:
        conn.execute(
            f"INSERT INTO runs ({', '.join(row)}) VALUES ({', '.join(f':{n}' for n in row)})"
            " ON CONFLICT (job_id) DO NOTHING",
            row,
        )


def claim(db: Database, run: Run) -> str:
    """Insert, unless the same job waits or runs already; the id of the one that does."""
    with write(db) as conn:
        twin = conn.execute(
            "SELECT job_id FROM runs WHERE kind = :kind AND arguments = :arguments"
            " AND state IN ('queued', 'running') AND job_id <> :job_id ORDER BY created_at LIMIT 1",
            to_row(run),
        ).fetchone()
        if twin is not None:
            return str(twin["job_id"])
        save(db, run)
    return run.job_id


def update(
    db: Database,
    job_id: str,
    *,
    now: datetime,
    state: str | None = None,
    stage: str | None = None,
    done: int | None = None,
    total: int | None = None,
    result: str | None = None,
    error: str | None = None,
) -> None:
    """Change the named fields of a run that has not ended; an end is final."""
    given = {
        "state": state,
        "stage": stage,
        "done": done,
        "total": total,
        "result": result,
        "error": error,
    }
    row: dict[str, object] = {}
    for name, value in given.items():
        if value is not None:
            row[name] = sound(value) if isinstance(value, str) else value
    row["updated_at"] = stamp(now)
    pairs = ", ".join(f"{name} = :{name}" for name in row)
    with write(db) as conn:
        conn.execute(
            f"UPDATE runs SET {pairs} WHERE job_id = :job_id"
            " AND state NOT IN ('done', 'failed', 'cancelled')",
            row | {"job_id": job_id},
        )


def forget_ended(db: Database, kind: str, *, before: datetime) -> None:
    """Delete the runs of a kind that ended before a moment."""
    with write(db) as conn:
        conn.execute(
            "DELETE FROM runs WHERE kind = ? AND updated_at < ?"
            " AND state IN ('done', 'failed', 'cancelled')",
            [kind, stamp(before)],
        )


def find(db: Database, job_id: str) -> Run | None:
    """One run."""
    row = db.conn.execute("SELECT * FROM runs WHERE job_id = ?", [job_id]).fetchone()
    return None if row is None else from_row(Run, row)


def list_runs(
    db: Database,
    *,
    kind: str | None = None,
    but: str | None = None,
    state: str | None = None,
    limit: int = 50,
) -> list[Run]:
    """Newest first; but: a kind that is left out."""
    asked = (("kind = ?", kind), ("kind <> ?", but), ("state = ?", state))
    parts = [(test, value) for test, value in asked if value is not None]
    where = f"WHERE {' AND '.join(test for test, _ in parts)}" if parts else ""
    rows = db.conn.execute(
        f"SELECT * FROM runs {where} ORDER BY created_at DESC, rowid DESC LIMIT ?",
        [*(v for _, v in parts), limit],
    )
    return [from_row(Run, row) for row in rows]
