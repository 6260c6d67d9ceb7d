"""What models think that articles are worth: stored once for what they were given to read."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlite_utils import Database

from storage.database import write
from storage.records import ModelScore
from storage.rows import from_row, to_row


def save(db: Database, scores: Iterable[ModelScore]) -> None:
    """Keep them; what was scored before in the same way stays as it is."""
    with write(db) as conn:
        conn.executemany(
            "INSERT INTO model_scores VALUES (:article_id, :way, :content, :score, :reason,"
            " :call_id, :created_at) ON CONFLICT DO NOTHING",
            [to_row(score, skip=()) for score in scores],
        )


def of(db: Database, way: str, articles: Iterable[int]) -> dict[int, dict[str, ModelScore]]:
    """Article id → content → score, of those that were scored in this way."""
    rows = db.conn.execute(
        "SELECT * FROM model_scores WHERE way = ?"
        " AND article_id IN (SELECT value FROM json_each(?))",
        [way, json.dumps(sorted(articles))],
    )
    found: dict[int, dict[str, ModelScore]] = {}
    for row in rows:
        score = from_row(ModelScore, row)
        found.setdefault(score.article_id, {})[score.content] = score
    return found
