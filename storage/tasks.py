"""Tasks and their examples; splits are made once and stay; openings of the sealed set count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlite_utils import Database

from storage.database import write
from storage.errors import NotFound
from storage.records import StoredExample, StoredTask
from storage.rows import from_row, stamp, to_row


def put(
    db: Database, task: StoredTask, examples: Sequence[StoredExample], *, now: datetime
) -> StoredTask:
    """Store or replace a task. An example that is known by its id keeps its split."""
    with write(db) as conn:
        before = find(db, task.name)
        added = before.added_at if before else now
        stored = replace(task, added_at=added, updated_at=now)
        known = splits(db, task.name)
        row = to_row(stored)
        pairs = ", ".join(f"{name} = excluded.{name}" for name in row if name != "name")
        conn.execute(
            f"INSERT INTO tasks ({', '.join(row)}) VALUES ({', '.join(f':{n}' for n in row)})"
            f" ON CONFLICT (name) DO UPDATE SET {pairs}",
            row,
        )
        conn.execute("DELETE FROM examples WHERE task = ?", [task.name])
        rows = [
            to_row(replace(e, position=i, split=known.get(e.example_id, e.split)))
            for i, e in enumerate(examples)
        ]
        conn.executemany(
            "INSERT INTO examples VALUES"
            " (:task, :example_id, :position, :input, :expected, :cluster, :split)",
            rows,
        )
        return stored


def find(db: Database, name: str) -> StoredTask | None:
    """One task."""
    row = db.conn.execute("SELECT * FROM tasks WHERE name = ?", [name]).fetchone()
    return None if row is None else from_row(StoredTask, row)


def get(db: Database, name: str) -> StoredTask:
    """Raises NotFound."""
    found = find(db, name)
    if found is None:
        raise NotFound("task", name, "`tasks list` shows the names, `tasks add FILE` adds one.")
    return found


def list_tasks(db: Database) -> list[StoredTask]:
    """In the order of their names."""
    rows = db.conn.execute("SELECT * FROM tasks ORDER BY name")
    return [from_row(StoredTask, row) for row in rows]


def examples(db: Database, name: str) -> list[StoredExample]:
    """In the order of the file."""
    rows = db.conn.execute("SELECT * FROM examples WHERE task = ? ORDER BY position", [name])
    return [from_row(StoredExample, row) for row in rows]


def splits(db: Database, name: str) -> dict[str, str]:
    """Example id → split of a task."""
    rows = db.conn.execute("SELECT example_id, split FROM examples WHERE task = ?", [name])
    return {row["example_id"]: row["split"] for row in rows}


def open_sealed(db: Database, task: str, session_id: str, *, now: datetime) -> None:
    """Count that a session looks at the sealed examples; a replay counts once."""
    with write(db) as conn:
        conn.execute(
            "INSERT OR IGNORE INTO sealed_openings VALUES (?, ?, ?)",
            [task, session_id, stamp(now)],
        )


def openings(db: Database, task: str) -> int:
    """How many sessions have looked at the sealed examples of a task."""
    count: int = db.conn.execute(
        "SELECT count(*) FROM sealed_openings WHERE task = ?", [task]
    ).fetchone()[0]
    return count
