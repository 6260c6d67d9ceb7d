"""Summaries with their claims: save once per content key · get · find."""

from __future__ import annotations

from dataclasses import replace

from sqlite_utils import Database

from storage.database import write
from storage.errors import NotFound
from storage.records import Claim, Evidence, Section, Summary
from storage.rows import dump, from_row, load, sound, to_row


def save(db: Database, summary: Summary) -> Summary:
    """Store a summary and its claims; the same key again gives what is stored."""
    with write(db) as conn:
        found = find(db, summary.key)
        if found is not None:
            return found
        row = to_row(summary, skip=("id", "sections"))
        cursor = conn.execute(
            f"INSERT INTO summaries ({', '.join(row)})"
            f" VALUES ({', '.join(f':{name}' for name in row)})",
            row,
        )
        stored = replace(summary, id=int(cursor.lastrowid or 0))
        _insert_claims(db, stored)
        return get(db, stored.id)


def _insert_claims(db: Database, summary: Summary) -> None:
    rows = [
        (summary.id, sound(section.name), s, c, sound(claim.text), dump(claim.evidence))
        for s, section in enumerate(summary.sections)
        for c, claim in enumerate(section.claims)
    ]
    db.conn.executemany(
        "INSERT INTO claims (summary_id, section, section_position, position, text, evidence)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        rows,
    )


def get(db: Database, summary_id: int) -> Summary:
    """Raises NotFound."""
    row = db.conn.execute("SELECT * FROM summaries WHERE id = ?", [summary_id]).fetchone()
    if row is None:
        raise NotFound("summary", summary_id)
    return replace(from_row(Summary, row), sections=_sections(db, summary_id))


def find(db: Database, key: str) -> Summary | None:
    """The summary of a content key."""
    row = db.conn.execute("SELECT id FROM summaries WHERE key = ?", [key]).fetchone()
    return None if row is None else get(db, row["id"])


def share_with(db: Database, words: str, *, last: int = 50) -> float:
    """The share (0 to 1) of the last summaries by a model whose choice says these words."""
    row = db.conn.execute(
        "SELECT avg(instr(choice, ?) > 0) FROM (SELECT choice FROM summaries"
        " WHERE method = 'model' ORDER BY id DESC LIMIT ?)",
        [words, last],
    ).fetchone()
    return row[0] or 0.0


def _sections(db: Database, summary_id: int) -> tuple[Section, ...]:
    rows = db.conn.execute(
        "SELECT * FROM claims WHERE summary_id = ? ORDER BY section_position, position",
        [summary_id],
    )
    grouped: dict[tuple[int, str], list[Claim]] = {}
    for row in rows:
        evidence = load(tuple[Evidence, ...], row["evidence"])
        claim = Claim(text=row["text"], evidence=evidence, id=row["id"])
        grouped.setdefault((row["section_position"], row["section"]), []).append(claim)
    return tuple(Section(name, tuple(claims)) for (_, name), claims in grouped.items())
