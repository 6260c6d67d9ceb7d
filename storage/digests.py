"""Digests and what writers decided about them (edits survive every rebuild)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlite_utils import Database

from storage import summaries
from storage.database import write
from storage.errors import NotFound
from storage.records import Claim, Digest, DigestEdit, Finding, Item, ItemEdit, Link
from storage.rows import dump, from_row, load, sound, stamp, to_row


def save(db: Database, digest: Digest) -> Digest:
    """Replace the week's issue; summaries must be stored. An equal issue keeps its built_at."""
    assert digest.built_at is not None
    with write(db) as conn:
        old = find(db, digest.week)
        if old is not None and replace(digest, built_at=old.built_at) == old:
            return old
        conn.execute("DELETE FROM digests WHERE week = ?", [digest.week])
        row = {
            "week": digest.week,
            "title": sound(digest.title),
            "highlights": dump(digest.highlights),
            "prompt": digest.highlights_prompt_version_id,
            "call": digest.highlights_call_id,
            "method": digest.method,
            "notes": dump(digest.notes),
            "considered": digest.considered,
            "built_at": stamp(digest.built_at),
        }
        conn.execute(
            "INSERT INTO digests VALUES (:week, :title, :highlights, :prompt, :call, :method,"
            " :notes, :considered, :built_at)",
            row,
        )
        conn.executemany(
            "INSERT INTO items VALUES (:week, :story_key, :position, :summary_id, :score,"
            " :reasons, :reference_links, :related, :findings, :accepted)",
            [_item_row(digest.week, item) for item in digest.items],
        )
    return digest


def _item_row(week: str, item: Item) -> dict[str, Any]:
    return {
        "week": week,
        "story_key": item.story_key,
        "position": item.position,
        "summary_id": item.summary.id,
        "score": item.score,
        "reasons": dump(item.reasons),
        "reference_links": dump(item.references),
        "related": dump(item.related),
        "findings": dump(item.findings),
        "accepted": dump(item.accepted),
    }


def find(db: Database, week: str) -> Digest | None:
    """The week's issue as it was built, without a writer's edits."""
    row = db.conn.execute("SELECT * FROM digests WHERE week = ?", [week]).fetchone()
    if row is None:
        return None
    rows = db.conn.execute(
        "SELECT * FROM items WHERE week = ? ORDER BY position, story_key", [week]
    )
    head = {name: row[name] for name in row.keys()} | {
        "items": (),
        "highlights": load(tuple[Claim, ...], row["highlights"]),
    }
    return replace(from_row(Digest, head), items=tuple(_item(db, item) for item in rows))


def _item(db: Database, row: Any) -> Item:
    return Item(
        story_key=row["story_key"],
        position=row["position"],
        summary=summaries.get(db, row["summary_id"]),
        score=row["score"],
        reasons=load(tuple[str, ...], row["reasons"]),
        references=load(tuple[Link, ...], row["reference_links"]),
        related=load(tuple[Link, ...], row["related"]),
        findings=load(tuple[Finding, ...], row["findings"]),
        accepted=load(tuple[Finding, ...], row["accepted"]),
    )


def get(db: Database, week: str) -> Digest:
    """Raises NotFound."""
    digest = find(db, week)
    if digest is None:
        raise NotFound("digest for", week, f"Run `build --week {week}` first.")
    return digest


def weeks(db: Database) -> list[str]:
    """Weeks that have an issue, newest first."""
    return [r["week"] for r in db.conn.execute("SELECT week FROM digests ORDER BY week DESC")]


def item_edits(db: Database, week: str) -> dict[str, ItemEdit]:
    """Edits by story key. A story that took in another one, and goes by another key since,
    keeps what a writer said of that one.
    """
    rows = db.conn.execute("SELECT * FROM item_edits WHERE week = ?", [week])
    edits = {row["story_key"]: from_row(ItemEdit, row) for row in rows}
    items = db.conn.execute("SELECT story_key, reference_links FROM items WHERE week = ?", [week])
    told = {row["story_key"]: row["reference_links"] for row in items}
    left = {key: edit for key, edit in edits.items() if key not in told}
    for key in told if left else ():
        links = load(tuple[Link, ...], told[key])
        own = next((left[k] for link in links if (k := f"a{link.article_id}") in left), None)
        if own is not None and key not in edits:
            edits[key] = replace(own, story_key=key)
    return edits


def save_item_edit(db: Database, edit: ItemEdit) -> None:
    """Insert or replace."""
    row = to_row(edit)
    with write(db) as conn:
        conn.execute(
            f"INSERT OR REPLACE INTO item_edits ({', '.join(row)})"
            f" VALUES ({', '.join(f':{name}' for name in row)})",
            row,
        )


def digest_edit(db: Database, week: str) -> DigestEdit:
    """An empty edit where nobody has written one."""
    row = db.conn.execute("SELECT * FROM digest_edits WHERE week = ?", [week]).fetchone()
    return DigestEdit(week) if row is None else from_row(DigestEdit, row)


def save_digest_edit(db: Database, edit: DigestEdit) -> None:
    """Insert or replace."""
    row = to_row(edit)
    with write(db) as conn:
        conn.execute(
            f"INSERT OR REPLACE INTO digest_edits ({', '.join(row)})"
            f" VALUES ({', '.join(f':{name}' for name in row)})",
            row,
        )
