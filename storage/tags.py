"""Tags: a person's own words on articles, to find them again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from sqlite_utils import Database

from storage.database import write
from storage.rows import sound, stamp
from storage.terms import fold

LONGEST = 40  # characters of a tag
MOST = 30  # tags of one article


def clean(tag: str) -> str:
    """How a tag is stored: folded, without a leading #, white space as single hyphens."""
    words = fold(sound(tag)).replace('"', " ").replace(",", " ").replace("、", " ").split()
    return "-".join(words).lstrip("#")[:LONGEST].strip("-")


def put(db: Database, article_id: int, tags: Iterable[str], *, now: datetime) -> tuple[str, ...]:
    """Make these the article's tags; gives them as stored."""
    wanted = list(dict.fromkeys(tag for tag in map(clean, tags) if tag))[:MOST]
    with write(db) as conn:
        conn.execute(
            "DELETE FROM tags WHERE article_id = ? AND tag NOT IN (SELECT value FROM json_each(?))",
            [article_id, json.dumps(wanted)],
        )
        conn.executemany(
            "INSERT OR IGNORE INTO tags VALUES (?, ?, ?)",
            [(article_id, tag, stamp(now)) for tag in wanted],
        )
    return tuple(sorted(wanted))


def of(db: Database, article_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Article id → its tags, in order; without those that have none."""
    rows = db.conn.execute(
        "SELECT article_id, tag FROM tags WHERE article_id IN (SELECT value FROM json_each(?))"
        " ORDER BY article_id, tag",
        [json.dumps(list(article_ids))],
    )
    found: dict[int, tuple[str, ...]] = {}
    for row in rows:
        found[row["article_id"]] = (*found.get(row["article_id"], ()), row["tag"])
    return found


def known(db: Database, limit: int = 200) -> tuple[tuple[str, int], ...]:
    """(tag, how many articles have it), the most used first."""
    rows = db.conn.execute(
        "SELECT tag, count(*) AS n FROM tags GROUP BY tag ORDER BY n DESC, tag LIMIT ?", [limit]
    )
    return tuple((row["tag"], row["n"]) for row in rows)
