"""Prompts: immutable numbered versions, and labels (active, previous) that point at them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlite_utils import Database

from storage.database import write
from storage.errors import NotFound
from storage.records import PromptVersion
from storage.rows import from_row, to_row


def add(db: Database, version: PromptVersion, *, now: datetime) -> PromptVersion:
    """Store the next version of a prompt; the same text again gives the version that has it."""
    with write(db) as conn:
        row = conn.execute(
            "SELECT * FROM prompt_versions WHERE name = ? AND text = ?",
            [version.name, version.text],
        ).fetchone()
        if row is not None:
            return from_row(PromptVersion, row)
        number = conn.execute(
            "SELECT coalesce(max(number), 0) + 1 FROM prompt_versions WHERE name = ?",
            [version.name],
        ).fetchone()[0]
        fresh = replace(version, number=number, created_at=now)
        row = to_row(fresh)
        cursor = conn.execute(
            f"INSERT INTO prompt_versions ({', '.join(row)})"
            f" VALUES ({', '.join(f':{name}' for name in row)})",
            row,
        )
        return replace(fresh, id=int(cursor.lastrowid or 0))


def activate(db: Database, version: PromptVersion) -> None:
    """Point `active` at a stored version; what was active becomes `previous`."""
    with write(db) as conn:
        conn.execute(
            "INSERT OR REPLACE INTO prompt_labels SELECT name, 'previous', version_id"
            " FROM prompt_labels WHERE name = ? AND label = 'active' AND version_id <> ?",
            [version.name, version.id],
        )
        conn.execute(
            "INSERT OR REPLACE INTO prompt_labels VALUES (?, 'active', ?)",
            [version.name, version.id],
        )


def active(db: Database, name: str) -> PromptVersion:
    """Raises NotFound."""
    row = db.conn.execute(
        "SELECT v.* FROM prompt_versions v JOIN prompt_labels l ON l.version_id = v.id"
        " WHERE l.name = ? AND l.label = 'active'",
        [name],
    ).fetchone()
    if row is None:
        raise NotFound("prompt", name)
    return from_row(PromptVersion, row)


def get(db: Database, version_id: int) -> PromptVersion:
    """Raises NotFound."""
    row = db.conn.execute("SELECT * FROM prompt_versions WHERE id = ?", [version_id]).fetchone()
    if row is None:
        raise NotFound("prompt version", version_id)
    return from_row(PromptVersion, row)


def seed(db: Database, name: str, text: str, purpose: str, *, now: datetime) -> PromptVersion:
    """The active version; on first use the seed text becomes version 1 and active.

    A seed that a newer release of the program changed becomes a new version, active only
    where nobody has chosen another one than an older seed.
    """
    with write(db):
        try:
            current = active(db, name)
        except NotFound:
            current = None
        if current is not None and current.origin != "seed":
            return current
        wanted = PromptVersion(name=name, text=text, purpose=purpose, reason="shipped")
        version = add(db, wanted, now=now)
        if current is None or current.id != version.id:
            activate(db, version)
        return version
