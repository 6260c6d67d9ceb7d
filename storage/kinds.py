"""The kinds that people chose for stories, and those that a model settled: one an article."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlite_utils import Database

from storage.database import write
from storage.records import KindChoice
from storage.rows import from_row, to_row


def choose(db: Database, choice: KindChoice, articles: Iterable[int]) -> None:
    """Store a choice for a story, in place of every earlier one of its articles.

    A model never replaces what a person chose.
    """
    with write(db) as conn:
        ids = {*articles, choice.article_id}
        if choice.who != "person" and any(c.who == "person" for c in of(db, ids).values()):
            return
        forget(db, ids)
        row = to_row(choice, skip=())
        conn.execute(
            "INSERT INTO kind_choices VALUES (:article_id, :kind, :who, :reason, :decided_at)", row
        )


def forget(db: Database, articles: Iterable[int]) -> None:
    """Leave the kind of a story to the rules again."""
    with write(db) as conn:
        conn.executemany(
            "DELETE FROM kind_choices WHERE article_id = ?", [(one,) for one in articles]
        )


def of(db: Database, articles: Iterable[int]) -> dict[int, KindChoice]:
    """Choices by article id, for those articles that have one."""
    rows = db.conn.execute(
        "SELECT * FROM kind_choices WHERE article_id IN (SELECT value FROM json_each(?))",
        [json.dumps(sorted(articles))],
    )
    return {row["article_id"]: from_row(KindChoice, row) for row in rows}
