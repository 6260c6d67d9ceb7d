"""What each kind of source counted for an article: points, bookmarks, upvotes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import groupby

from sqlite_utils import Database

from storage.database import write


def put(db: Database, article_id: int, kind: str, points: int) -> None:
    """Keep the most that a kind of source ever counted. kind: of storage.records.Source."""
    with write(db) as conn:
        conn.execute(
            "INSERT INTO counts VALUES (?, ?, ?) ON CONFLICT (article_id, kind)"
            " DO UPDATE SET points = excluded.points WHERE excluded.points > points",
            [article_id, kind, points],
        )


def of_week(db: Database, week: str) -> dict[int, dict[str, int]]:
    """Article id → kind of source → points, for a week's articles that have any."""
    rows = db.conn.execute(
        "SELECT c.* FROM articles AS a CROSS JOIN counts AS c ON c.article_id = a.id"
        " WHERE a.week = ? ORDER BY c.article_id, c.kind",
        [week],
    )
    return {
        article: {row["kind"]: row["points"] for row in own}
        for article, own in groupby(rows, key=lambda row: int(row["article_id"]))
    }


def usual(db: Database, weeks: Iterable[str]) -> Mapping[str, tuple[int, ...]]:
    """Kind of source → what it counted for each article of these weeks, ascending."""
    rows = db.conn.execute(
        "SELECT c.kind, c.points FROM articles AS a CROSS JOIN counts AS c ON c.article_id = a.id"
        " WHERE a.week IN (SELECT value FROM json_each(?)) ORDER BY c.kind, c.points",
        [json.dumps(list(weeks))],
    )
    return {
        kind: tuple(row["points"] for row in own)
        for kind, own in groupby(rows, key=lambda row: str(row["kind"]))
    }
