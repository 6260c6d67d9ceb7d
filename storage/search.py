"""Full text search that finds Japanese words of any length: character bigrams in FTS5.

The index is contentless, so a row is removed with FTS5's 'delete' command and exactly the
text that was put in: article and index change in one transaction, in storage.articles only.
Whoever changes storage.terms.terms raises VERSION: the next writer then builds it anew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import islice

from sqlite_utils import Database

from storage import preferences
from storage.database import write
from storage.excerpts import Spans, excerpt, marks
from storage.narrow import Narrow, condition, split
from storage.records import Article
from storage.rows import from_row
from storage.terms import Asked, fold, fts, parse, pattern, terms

VERSION = 1
NARROWED = 500  # matches that are looked at together
CANDIDATES = 2000  # how many of the newest matches are ranked
_VERSION_KEY = "search_version"
_RANK = "bm25(search_index, 8.0, 1.0)"  # a word in the title weighs eight times one in the text


@dataclass(frozen=True, slots=True)
class Hit:
    """One article that was found, without its text; spans mark [start, end) in the snippet."""

    article: Article
    snippet: str
    spans: Spans
    score: float  # bm25, higher is better
    title_spans: Spans = ()


def search(
    db: Database,
    query: str,
    limit: int = 20,
    offset: int = 0,
    *,
    within: AbstractSet[int] | None = None,
) -> tuple[Hit, ...]:
    """The articles that hold every word of the query, best first; only those of `within`.

    Japanese words of any length match as exact substrings, other words by their beginning;
    "a phrase" holds together, -word excludes; from:, kind:, week: and tag: narrow
    (storage.narrow). No query is an error. One of operators alone lists the newest, one
    without a wanted word or operator finds nothing.
    """
    words, narrowing = split(query)
    asked = parse(words)
    if not narrowing:
        found = _ranked(db, asked)
    elif fts(asked):
        found = _narrowed(db, _ranked(db, asked), narrowing)
    else:
        found = _listed(db, narrowing, without=asked)
    if within is not None:
        found = (pair for pair in found if pair[0] in within)
    mixed = [one for one in asked if one.mixed]
    if mixed:
        found = _verified(db, found, mixed)
    start = max(0, offset)
    return _hits(db, islice(found, start, start + max(0, limit)), pattern(asked))


def _ranked(db: Database, asked: tuple[Asked, ...]) -> Iterator[tuple[int, float]]:
    """(id, bm25), lower is better: of the newest CANDIDATES by bm25, then the older ones.

    bm25 costs most where a word is in nearly every text, and tells least there; for single
    characters it is left out.
    """
    match = fts(asked)
    if not match:
        return
    best: dict[int, float] = {}
    below = 1 << 62
    if not all(one.vague for one in asked if not one.excluded):
        best = _newest(db, match)
        below = min(best, default=0) if len(best) == CANDIDATES else 0
        for rowid, score in _newest(db, fts(asked, column="title")).items():
            best[rowid] = min(score, best.get(rowid, score))
    yield from sorted(best.items(), key=lambda pair: (pair[1], -pair[0]))
    rows = db.conn.execute(
        "SELECT rowid FROM search_index WHERE search_index MATCH ? AND rowid < ?"
        " ORDER BY rowid DESC",
        [match, below],
    )
    yield from ((row[0], 0.0) for row in rows if row[0] not in best)


def _listed(
    db: Database, narrowing: Sequence[Narrow], *, without: Sequence[Asked]
) -> Iterator[tuple[int, float]]:
    """Every article that the operators leave and that has no excluded word, newest first."""
    where, values = condition(db, narrowing)
    if without := [one for one in without if not one.mixed]:
        where += " AND id NOT IN (SELECT rowid FROM search_index WHERE search_index MATCH ?)"
        values = [*values, " OR ".join(one.match for one in without)]
    rows = db.conn.execute(
        f"SELECT id FROM articles WHERE {where} ORDER BY sort_at DESC, id DESC", values
    )
    yield from ((row[0], 0.0) for row in rows)


def _narrowed(
    db: Database, found: Iterator[tuple[int, float]], narrowing: Sequence[Narrow]
) -> Iterator[tuple[int, float]]:
    """Those of the found that the operators leave, looked up as many at a time as are needed."""
    where, values = condition(db, narrowing)
    sql = f"SELECT id FROM articles WHERE id IN (SELECT value FROM json_each(?)) AND ({where})"
    while batch := list(islice(found, NARROWED)):
        ids = json.dumps([rowid for rowid, _ in batch])
        left = {row[0] for row in db.conn.execute(sql, [ids, *values])}
        yield from (pair for pair in batch if pair[0] in left)


def _newest(db: Database, match: str) -> dict[int, float]:
    rows = db.conn.execute(
        f"SELECT rowid, {_RANK} FROM search_index WHERE search_index MATCH ?"
        " ORDER BY rowid DESC LIMIT ?",
        [match, CANDIDATES],
    )
    return {row[0]: row[1] for row in rows}


def _verified(
    db: Database, found: Iterable[tuple[int, float]], mixed: Sequence[Asked]
) -> Iterator[tuple[int, float]]:
    """Those that really hold every word in which scripts meet, and no excluded one."""
    wanted = [pattern([one]) for one in mixed if not one.excluded]
    barred = [pattern([replace(one, excluded=False)]) for one in mixed if one.excluded]
    for rowid, score in found:
        row = db.conn.execute("SELECT title, text FROM articles WHERE id = ?", [rowid]).fetchone()
        texts = (fold(row["title"]), fold(row["text"]))
        if any(p.search(text) for p in barred for text in texts):
            continue
        if all(any(p.search(text) for text in texts) for p in wanted):
            yield rowid, score


def _hits(
    db: Database, found: Iterable[tuple[int, float]], wanted: re.Pattern[str]
) -> tuple[Hit, ...]:
    out = []
    for rowid, score in found:
        row = db.conn.execute("SELECT * FROM articles WHERE id = ?", [rowid]).fetchone()
        article = from_row(Article, row)
        snippet, spans = excerpt(article.text, wanted)
        light = replace(article, text="")
        out.append(Hit(light, snippet, spans, -score, marks(article.title, wanted)))
    return tuple(out)


def put(
    db: Database, article_id: int, before: tuple[str, str] | None, after: tuple[str, str] | None
) -> None:
    """Replace the index row of an article (title, text); runs in the caller's transaction."""
    if before == after:
        return
    if before is not None:
        db.conn.execute(
            "INSERT INTO search_index (search_index, rowid, title, body)"
            " VALUES ('delete', ?, ?, ?)",
            [article_id, terms(before[0]), terms(before[1])],
        )
    if after is not None:
        db.conn.execute(
            "INSERT INTO search_index (rowid, title, body) VALUES (?, ?, ?)",
            [article_id, terms(after[0]), terms(after[1])],
        )


def refresh(db: Database) -> bool:
    """Build the index anew where another version of `terms` made it; whether that was so."""
    if preferences.get(db, _VERSION_KEY) == VERSION:
        return False
    with write(db):
        stale: bool = preferences.get(db, _VERSION_KEY) != VERSION  # somebody may have by now
        if stale:
            rebuild(db)
    return stale


def rebuild(db: Database) -> None:
    """Index every article anew, in one transaction."""
    with write(db) as conn:
        conn.execute("INSERT INTO search_index (search_index) VALUES ('delete-all')")
        for row in conn.execute("SELECT id, title, text FROM articles ORDER BY id"):
            put(db, row["id"], None, (row["title"], row["text"]))
        conn.execute("INSERT INTO search_index (search_index) VALUES ('optimize')")
        preferences.put(db, _VERSION_KEY, VERSION)
