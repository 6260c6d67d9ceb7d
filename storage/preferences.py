"""Small settings that a person chose on a screen, as JSON values by name; never keys."""

from __future__ import annotations

import json
from typing import Any

from sqlite_utils import Database

from storage.database import write
from storage.rows import dump


def get(db: Database, name: str, default: Any = None) -> Any:
    """The stored value, or the default."""
    row = db.conn.execute("SELECT value FROM preferences WHERE name = ?", [name]).fetchone()
    return default if row is None else json.loads(row["value"])


def put(db: Database, name: str, value: Any) -> None:
    """Store a JSON value; None forgets it."""
    with write(db) as conn:
        conn.execute("DELETE FROM preferences WHERE name = ?", [name])
        if value is not None:
            conn.execute(
                "INSERT INTO preferences VALUES (?, ?)",
                [name, dump(value)],
            )
