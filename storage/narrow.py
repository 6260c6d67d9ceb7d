"""from:, kind:, week: and tag: of a query → conditions on articles. Pure, but for the SQL text.

A value may be quoted (from:"The Verge"); several of one name widen, others narrow, and a minus
excludes. Values are compared folded, so width and case do not matter.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from storage.terms import MAX_ASKED, fold

# What people write for a kind of story, besides its own name.
KIND_WORDS = {
    "論文": "paper",
    "記事": "article",
    "リリース": "release",
    "事例": "case_study",
    "技術": "technique",
    "技術解説": "technique",
    "投稿": "post",
}
_NAMES = "from|kind|week|tag"
_ASKED = re.compile(rf'(?:^|(?<=\s))(-?)({_NAMES})[:：](?:"([^"]*)"?|(\S*))', re.IGNORECASE)
# Scheme and host of an address: what stands before the first slash after "https://".
_HOST = "lower(substr(url, 1, ifnull(nullif(instr(substr(url, 9), '/'), 0) + 8, 300)))"


@dataclass(frozen=True, slots=True)
class Narrow:
    """One operator of a query: name is from, kind, week or tag; value is folded."""

    name: str
    value: str
    excluded: bool = False


def split(query: str) -> tuple[str, tuple[Narrow, ...]]:
    """The words of a query, and its operators; one without a value is passed over."""
    found = []
    for minus, name, quoted, bare in _ASKED.findall(query):
        value = fold(quoted or bare).strip()
        if value:
            found.append(Narrow(name.lower(), value, bool(minus)))
    return _ASKED.sub(" ", query).strip(), tuple(dict.fromkeys(found))[:MAX_ASKED]


def condition(db: Database, asked: Sequence[Narrow]) -> tuple[str, list[Any]]:
    """SQL on the articles table, and its values; ("1", []) where nothing is asked."""
    groups: defaultdict[tuple[str, bool], list[str]] = defaultdict(list)
    for one in asked:
        groups[one.name, one.excluded].append(one.value)
    parts, values = [], []
    for (name, excluded), wanted in groups.items():
        made = [_CONDITIONS[name](db, value) for value in wanted]
        either = " OR ".join(f"({sql})" for sql, _ in made)
        # What has no source is of none: NULL would be neither in nor out.
        parts.append(f"{'NOT ' if excluded else ''}coalesce({either}, 0)")
        values += [value for _, own in made for value in own]
    return " AND ".join(parts) or "1", values


def _from(db: Database, value: str) -> tuple[str, list[Any]]:
    """A source's title, folder or address, the host of the article, or an author."""
    rows = db.conn.execute("SELECT id, title, folder, url FROM sources").fetchall()
    ids = [r["id"] for r in rows if any(value in fold(r[n]) for n in ("title", "folder", "url"))]
    cased = any(c > "\x7f" and c.upper() != c for c in value)  # SQLite's lower() knows ASCII only
    if cased:
        db.conn.create_function("folded", 1, fold, deterministic=True)
    sql = (
        f"source_id IN (SELECT value FROM json_each(?)) OR instr({_HOST}, ?)"
        f" OR instr({'folded' if cased else 'lower'}(authors), ?)"
    )
    return sql, [json.dumps(ids), value, value]


def _kind(_db: Database, value: str) -> tuple[str, list[Any]]:
    return "kind = ?", [KIND_WORDS.get(value, value.replace(" ", "_"))]


def _week(_db: Database, value: str) -> tuple[str, list[Any]]:
    """2026-W47, or the beginning of it: 2026, 2026-W4."""
    return "substr(week, 1, length(?)) = ?", [value.upper(), value.upper()]


def _tag(_db: Database, value: str) -> tuple[str, list[Any]]:
    return "id IN (SELECT article_id FROM tags WHERE tag = ?)", [value]


_CONDITIONS = {"from": _from, "kind": _kind, "week": _week, "tag": _tag}
