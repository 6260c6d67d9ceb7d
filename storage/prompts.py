"""Prompts: immutable numbered versions, labels (active, previous) that point at them, and
decisions that say who moved a label, why, and on which evidence.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from storage.database import write
from storage.errors import NotFound
from storage.records import Decision, PromptVersion
from storage.rows import from_row, to_row

WRITING = ("strategy", "samples")  # settings of a version that change what it writes


def add(db: Database, version: PromptVersion, *, now: datetime) -> PromptVersion:
    """Store the next version of a prompt; the same again gives the version that has it.

    The same is the same text, written with in the same way (WRITING).
    """
    with write(db) as conn:
        found = _twin(db, version)
        if found is not None:
            return found
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


def _twin(db: Database, version: PromptVersion) -> PromptVersion | None:
    rows = db.conn.execute(
        "SELECT * FROM prompt_versions WHERE name = ? AND text = ? ORDER BY number",
        [version.name, version.text],
    )
    wanted = way(version)
    return next((v for row in rows if way(v := from_row(PromptVersion, row)) == wanted), None)


def way(version: PromptVersion) -> dict[str, Any]:
    """The settings of a version that say how it writes; {} for what is not readable."""
    try:
        given = json.loads(version.settings)
    except ValueError:
        return {}
    return {name: given[name] for name in WRITING if isinstance(given, dict) and name in given}


def with_text(db: Database, name: str, text: str) -> PromptVersion | None:
    """The version of a prompt that has exactly this text."""
    row = db.conn.execute(
        "SELECT * FROM prompt_versions WHERE name = ? AND text = ?", [name, text]
    ).fetchone()
    return None if row is None else from_row(PromptVersion, row)


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


def promote(
    db: Database,
    version: PromptVersion,
    *,
    now: datetime,
    who: str = "person",
    reason: str = "",
    evidence: Mapping[str, Any] | None = None,
    action: str = "promote",
) -> Decision | None:
    """Make a stored version active and write the decision; None when it is active already."""
    with write(db) as conn:
        before = labels(db, version.name).get("active")
        if before == version.id:
            return None
        activate(db, version)
        decision = Decision(
            name=version.name,
            version_id=version.id,
            replaced_id=before,
            action=action,
            who=who,
            reason=reason,
            evidence=json.dumps(dict(evidence or {}), ensure_ascii=False),
            decided_at=now,
        )
        row = to_row(decision)
        cursor = conn.execute(
            f"INSERT INTO prompt_decisions ({', '.join(row)})"
            f" VALUES ({', '.join(f':{name}' for name in row)})",
            row,
        )
        return replace(decision, id=int(cursor.lastrowid or 0))


def rollback(db: Database, name: str, *, now: datetime, reason: str = "") -> PromptVersion:
    """Make `previous` active again. Raises NotFound when there is none."""
    with write(db):
        target = labels(db, name).get("previous")
        if target is None:
            list_versions(db, name)
            raise NotFound(
                "previous version of", name, f"`prompts show {name}` lists what there is."
            )
        version = get(db, target)
        promote(db, version, now=now, reason=reason, action="rollback")
        return version


def labels(db: Database, name: str) -> dict[str, int]:
    """Label → version id of one prompt."""
    rows = db.conn.execute("SELECT label, version_id FROM prompt_labels WHERE name = ?", [name])
    return {row["label"]: row["version_id"] for row in rows}


def decisions(db: Database, name: str) -> list[Decision]:
    """Newest first."""
    rows = db.conn.execute("SELECT * FROM prompt_decisions WHERE name = ? ORDER BY id DESC", [name])
    return [from_row(Decision, row) for row in rows]


def names(db: Database) -> list[str]:
    """Every prompt that has a version, in order."""
    rows = db.conn.execute("SELECT DISTINCT name FROM prompt_versions ORDER BY name")
    return [row["name"] for row in rows]


def list_versions(db: Database, name: str) -> list[PromptVersion]:
    """Oldest first. Raises NotFound for a prompt without versions."""
    rows = db.conn.execute("SELECT * FROM prompt_versions WHERE name = ? ORDER BY number", [name])
    found = [from_row(PromptVersion, row) for row in rows]
    if not found:
        raise NotFound("prompt", name, "`prompts list` shows the names.")
    return found


def numbered(db: Database, name: str, number: int) -> PromptVersion:
    """One version by its number. Raises NotFound."""
    for version in list_versions(db, name):
        if version.number == number:
            return version
    raise NotFound("version", f"{name}@{number}", f"`prompts show {name}` lists what there is.")


def active(db: Database, name: str) -> PromptVersion:
    """Raises NotFound."""
    row = db.conn.execute(
        "SELECT v.* FROM prompt_versions v JOIN prompt_labels l ON l.version_id = v.id"
        " WHERE l.name = ? AND l.label = 'active'",
        [name],
    ).fetchone()
    if row is None:
        raise NotFound("prompt", name, "`python -m prompt_tuner prompts list` shows the names.")
    return from_row(PromptVersion, row)


def get(db: Database, version_id: int) -> PromptVersion:
    """Raises NotFound."""
    row = db.conn.execute("SELECT * FROM prompt_versions WHERE id = ?", [version_id]).fetchone()
    if row is None:
        raise NotFound("prompt version", version_id)
    return from_row(PromptVersion, row)


def seed(
    db: Database, name: str, text: str, purpose: str, *, now: datetime, reason: str = "shipped"
) -> PromptVersion:
    """The active version; on first use the seed text becomes version 1 and active.

    A seed that a newer release of the program (or an edited task file) changed becomes a new
    version, active only where nobody has chosen another one than an older seed.
    """
    with write(db):
        current = labels(db, name).get("active")
        known = with_text(db, name, text)
        if current is not None and known is not None:
            return get(db, current)
        chosen = None if current is None else get(db, current)
        wanted = PromptVersion(name=name, text=text, purpose=purpose, reason=reason)
        if chosen is not None and chosen.origin != "seed":
            return chosen
        version = add(db, wanted, now=now)
        promote(db, version, now=now, who="program", reason=reason, action="seed")
        return version
