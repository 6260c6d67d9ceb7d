"""Articles: save (insert or update, with the search index) · get · list · marks · memo."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, Literal

from sqlite_utils import Database

from storage import search
from storage.database import write
from storage.errors import NotFound
from storage.records import Article, Mark
from storage.rows import from_row, sound, stamp, to_row
from storage.whole import WHOLE

Outcome = Literal["new", "updated", "unchanged"]
_LIGHT = (
    "id, source_id, url, url_key, external_id, title, kind, language, authors, published_at, "
    "first_seen_at, week, text_chars, text_origin, content_hash, note, memo, points"
)
_TEXTS = tuple(field.name for field in fields(Article) if field.type == "str")
_LIST = "(SELECT value FROM json_each(?))"  # as many values as one likes


def save(db: Database, article: Article) -> tuple[Article, Outcome]:
    """Insert, or update the row with the same url_key when the content changed.

    What a person made (memo) and the first source, first sight and week of an article stay.
    A longer text is never replaced by a shorter one of another origin, nor its title by what
    another source calls it. Points alone are "unchanged": they are kept, but nothing is read anew.
    """
    article = _sound(article)
    with write(db) as conn:
        row = conn.execute("SELECT * FROM articles WHERE url_key = ?", [article.url_key]).fetchone()
        if row is None:
            return _insert(db, article), "new"
        stored = from_row(Article, row)
        merged = _merge(stored, article)
        if merged == stored:
            return stored, "unchanged"
        if merged == replace(stored, points=merged.points):
            conn.execute("UPDATE articles SET points = ? WHERE id = ?", [merged.points, merged.id])
            return merged, "unchanged"
        _update(db, stored, merged)
        return merged, "updated"


def _sound(article: Article) -> Article:
    """What SQLite can store, so that the same article again compares equal."""
    texts = {name: getattr(article, name) for name in _TEXTS}
    changed: dict[str, Any] = {n: sound(t) for n, t in texts.items() if sound(t) is not t}
    return replace(article, **changed) if changed else article


def _merge(stored: Article, fresh: Article) -> Article:
    poorer = fresh.text_origin != stored.text_origin and fresh.text_chars < stored.text_chars
    text_from = stored if poorer or not fresh.text else fresh
    own = stored.source_id == fresh.source_id  # others may call it by another title
    return replace(
        stored,
        title=(fresh.title if own else "") or stored.title or fresh.title,
        kind=fresh.kind if fresh.kind != "article" else stored.kind,
        external_id=stored.external_id or fresh.external_id,
        language=text_from.language or stored.language,
        authors=fresh.authors or stored.authors,
        published_at=stored.published_at or fresh.published_at,
        week=stored.week if stored.published_at or not fresh.published_at else fresh.week,
        text=text_from.text,
        text_chars=text_from.text_chars,
        text_origin=text_from.text_origin,
        content_hash=text_from.content_hash,
        note=text_from.note,
        memo=stored.memo or fresh.memo,
        links=text_from.links or stored.links,
        rights=stored.rights or fresh.rights,
        points=max((p for p in (stored.points, fresh.points) if p is not None), default=None),
    )


def _insert(db: Database, article: Article) -> Article:
    row = _row(article)
    names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
    cursor = db.conn.execute(f"INSERT INTO articles ({names}) VALUES ({marks})", row)
    stored = replace(article, id=int(cursor.lastrowid or 0))
    search.put(db, stored.id, None, (stored.title, stored.text))
    return stored


def _update(db: Database, before: Article, after: Article) -> None:
    row = _row(after)
    pairs = ", ".join(f"{name} = :{name}" for name in row)
    db.conn.execute(f"UPDATE articles SET {pairs} WHERE id = :id", row | {"id": after.id})
    search.put(db, after.id, (before.title, before.text), (after.title, after.text))


def _row(article: Article) -> dict[str, Any]:
    assert article.first_seen_at is not None
    shown = min(article.published_at or article.first_seen_at, article.first_seen_at)
    return to_row(article, skip=("id", "terms")) | {"sort_at": stamp(shown)}


def get(db: Database, article_id: int) -> Article:
    """With its text. Raises NotFound."""
    row = db.conn.execute(f"SELECT {WHOLE} FROM articles WHERE id = ?", [article_id]).fetchone()
    if row is None:
        raise NotFound("article", article_id, "`articles` lists what is stored.")
    return from_row(Article, row)


def get_many(db: Database, ids: Iterable[int]) -> list[Article]:
    """With their texts, in the order asked; unknown ids are left out."""
    wanted = list(ids)
    rows = db.conn.execute(
        f"SELECT {WHOLE} FROM articles WHERE id IN {_LIST}", [json.dumps(wanted)]
    )
    found = {row["id"]: from_row(Article, row) for row in rows}
    return [found[i] for i in wanted if i in found]


def find_by_key(db: Database, url_key: str) -> Article | None:
    """The article of a canonical URL."""
    row = db.conn.execute("SELECT * FROM articles WHERE url_key = ?", [url_key]).fetchone()
    return None if row is None else from_row(Article, row)


def known_keys(db: Database, keys: Iterable[str]) -> dict[str, tuple[str, int]]:
    """url_key → (text_origin, text_chars) of those that are stored."""
    rows = db.conn.execute(
        f"SELECT url_key, text_origin, text_chars FROM articles WHERE url_key IN {_LIST}",
        [json.dumps(list(keys))],
    )
    return {row["url_key"]: (row["text_origin"], row["text_chars"]) for row in rows}


def of_week(db: Database, week: str) -> list[Article]:
    """With their texts, oldest id first: what a build reads."""
    rows = db.conn.execute(f"SELECT {WHOLE} FROM articles WHERE week = ? ORDER BY id", [week])
    return [from_row(Article, row) for row in rows]


def list_articles(
    db: Database,
    *,
    week: str | None = None,
    source_id: int | None = None,
    kind: str | None = None,
    starred: bool = False,
    unread: bool = False,
    limit: int = 50,
    offset: int = 0,
) -> list[Article]:
    """A page, newest first, without the texts (text_chars says how long they are)."""
    where, params = _where(week, source_id, kind, starred, unread)
    sql = f"SELECT {_LIGHT} FROM articles {where} ORDER BY sort_at DESC, id DESC LIMIT ? OFFSET ?"
    return [from_row(Article, row) for row in db.conn.execute(sql, [*params, limit, offset])]


def count(
    db: Database,
    *,
    week: str | None = None,
    source_id: int | None = None,
    kind: str | None = None,
    starred: bool = False,
    unread: bool = False,
) -> int:
    """How many articles list_articles would page through."""
    where, params = _where(week, source_id, kind, starred, unread)
    n: int = db.conn.execute(f"SELECT count(*) FROM articles {where}", params).fetchone()[0]
    return n


def matching(
    db: Database,
    *,
    week: str | None = None,
    source_id: int | None = None,
    kind: str | None = None,
    starred: bool = False,
    unread: bool = False,
) -> frozenset[int]:
    """The ids of all articles that list_articles would page through."""
    where, params = _where(week, source_id, kind, starred, unread)
    return frozenset(row[0] for row in db.conn.execute(f"SELECT id FROM articles {where}", params))


def _where(
    week: str | None, source_id: int | None, kind: str | None, starred: bool, unread: bool
) -> tuple[str, list[Any]]:
    parts: list[str] = []
    params: list[Any] = []
    for name, value in (("week", week), ("source_id", source_id), ("kind", kind)):
        if value is not None:
            parts.append(f"{name} = ?")
            params.append(value)
    if starred:
        parts.append("id IN (SELECT article_id FROM marks WHERE starred_at IS NOT NULL)")
    if unread:
        parts.append("id NOT IN (SELECT article_id FROM marks WHERE read_at IS NOT NULL)")
    return (f"WHERE {' AND '.join(parts)}" if parts else ""), params


def weeks(db: Database) -> list[tuple[str, int]]:
    """(week, number of articles), newest week first."""
    sql = "SELECT week, count(*) FROM articles GROUP BY week ORDER BY week DESC"
    return [(row[0], row[1]) for row in db.conn.execute(sql)]


def set_memo(db: Database, article_id: int, memo: str) -> None:
    """A person's words about an article. Raises NotFound."""
    get(db, article_id)
    with write(db) as conn:
        conn.execute("UPDATE articles SET memo = ? WHERE id = ?", [memo, article_id])


def marks_of(db: Database, ids: Iterable[int]) -> dict[int, Mark]:
    """Marks by article id, for those that have one."""
    rows = db.conn.execute(
        f"SELECT * FROM marks WHERE article_id IN {_LIST}", [json.dumps(list(ids))]
    )
    return {row["article_id"]: from_row(Mark, row) for row in rows}


def mark(
    db: Database,
    article_id: int,
    *,
    now: datetime,
    read: bool | None = None,
    starred: bool | None = None,
) -> Mark:
    """Set or take back read and star; None leaves as it is. Raises NotFound."""
    with write(db) as conn:
        get(db, article_id)
        old = marks_of(db, [article_id]).get(article_id, Mark(article_id))
        new = replace(
            old,
            read_at=old.read_at if read is None else (now if read else None),
            starred_at=old.starred_at if starred is None else (now if starred else None),
        )
        conn.execute(
            "INSERT INTO marks VALUES (:article_id, :read_at, :starred_at) ON CONFLICT"
            " (article_id) DO UPDATE SET read_at = :read_at, starred_at = :starred_at",
            to_row(new, skip=()),
        )
    return new
