"""The glossary: terms, their definitions with evidence, and the weeks that use them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlite_utils import Database

from storage.database import write
from storage.errors import NotFound
from storage.records import Evidence, Term
from storage.rows import dump, from_row, sound, stamp
from storage.terms import fold

_INSERT = (
    "INSERT INTO glossary (key, term, definition, evidence, origin, hidden, note, created_at,"
    " updated_at) VALUES (?, ?, ?, '[]', ?, 0, '', ?, ?) ON CONFLICT (key) DO "
)


def list_terms(db: Database) -> list[Term]:
    """All terms, also hidden ones, by their folded form."""
    return [from_row(Term, row) for row in db.conn.execute("SELECT * FROM glossary ORDER BY key")]


def get(db: Database, term: str) -> Term:
    """A term however it is written (width and case). Raises NotFound."""
    row = db.conn.execute("SELECT * FROM glossary WHERE key = ?", [_key(term)]).fetchone()
    if row is None:
        raise NotFound("term", term, "`glossary list` shows what there is.")
    return from_row(Term, row)


def add_found(db: Database, terms: Iterable[str], *, now: datetime) -> int:
    """Add terms that are not known yet, without a definition; how many were new."""
    at = stamp(now)
    with write(db) as conn:
        before = conn.total_changes
        rows = [(_key(term), sound(term), "", "found", at, at) for term in terms if _key(term)]
        conn.executemany(_INSERT + "NOTHING", rows)
        return int(conn.total_changes - before)


def define(db: Database, term: str, definition: str, *, now: datetime) -> Term:
    """A person's definition, of a known term or a new one."""
    at = stamp(now)
    with write(db) as conn:
        conn.execute(
            _INSERT + "UPDATE SET definition = excluded.definition, origin = 'person', note = '',"
            " updated_at = excluded.updated_at",
            [_key(term), sound(term.strip()), sound(definition.strip()), "person", at, at],
        )
        return get(db, term)


def draft(
    db: Database,
    term: str,
    definition: str,
    evidence: tuple[Evidence, ...],
    *,
    note: str = "",
    call_id: int | None = None,
    now: datetime,
) -> bool:
    """A model's definition with its evidence, or the reason why there is none.

    Never over what a person wrote or another draft holds; whether it was taken.
    """
    with write(db) as conn:
        done = conn.execute(
            "UPDATE glossary SET definition = ?, evidence = ?, origin = ?, note = ?,"
            " call_id = ?, updated_at = ? WHERE key = ? AND origin = 'found'",
            [
                sound(definition),
                dump(evidence),
                "model" if definition else "found",
                sound(note),
                call_id,
                stamp(now),
                _key(term),
            ],
        )
        return done.rowcount == 1


def hide(db: Database, term: str, hidden: bool, *, now: datetime) -> Term:
    """Leave a term out of exports, or take it back. Raises NotFound."""
    with write(db) as conn:
        conn.execute(
            "UPDATE glossary SET hidden = ?, updated_at = ? WHERE key = ?",
            [int(hidden), stamp(now), _key(term)],
        )
        return get(db, term)


def defined(db: Database) -> tuple[tuple[str, str], ...]:
    """(term, definition) of what readers are told."""
    rows = db.conn.execute(
        "SELECT term, definition FROM glossary WHERE hidden = 0 AND definition <> '' ORDER BY key"
    )
    return tuple((row["term"], row["definition"]) for row in rows)


def written(db: Database) -> list[tuple[str, str]]:
    """(week, what an item of its issue says), the newest week first, items in their order."""
    rows = db.conn.execute(
        "SELECT i.week, i.story_key, s.headline, c.text FROM items i"
        " JOIN summaries s ON s.id = i.summary_id LEFT JOIN claims c ON c.summary_id = s.id"
        " ORDER BY i.week DESC, i.position, i.story_key, c.section_position, c.position"
    )
    out: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        texts = out.setdefault((row["week"], row["story_key"]), [row["headline"]])
        texts.append(row["text"] or "")
    return [(week, "\n".join(texts)) for (week, _), texts in out.items()]


def _key(term: str) -> str:
    return " ".join(fold(sound(term)).split())
