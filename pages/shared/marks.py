"""What a reader's acts do: open marks as read, star and read are set or taken back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from sqlite_utils import Database

from pages.shared.db import now, writing
from pages.shared.reader_list import Act
from storage import articles, tags
from storage.errors import NotFound


def take(acts: list[Act], article_of: Callable[[str], int | None]) -> None:
    """Write the marks of some acts; rows without an article have none."""
    with writing() as db:
        for act in acts:
            article = article_of(act.row)
            if article is not None and act.verb in ("open", "read", "star"):
                _mark(db, article, act)


def _mark(db: Database, article: int, act: Act) -> None:
    starred = bool(act.value) if act.verb == "star" else None
    read = None if act.verb == "star" else act.verb == "open" or bool(act.value)
    with suppress(NotFound):
        articles.get(db, article)
        articles.mark(db, article, now=now(), read=read, starred=starred)


def set_mark(article: int, *, read: bool | None = None, starred: bool | None = None) -> None:
    """One mark, from a button."""
    with writing() as db:
        articles.mark(db, article, now=now(), read=read, starred=starred)


def set_memo(article: int, memo: str) -> bool:
    """A person's words about an article; False when it has been deleted meanwhile."""
    with writing() as db:
        try:
            articles.set_memo(db, article, memo)
        except NotFound:
            return False
    return True


def set_tags(article: int, wanted: list[str]) -> bool:
    """An article's tags; False when it has been deleted meanwhile."""
    with writing() as db:
        try:
            articles.get(db, article)
        except NotFound:
            return False
        tags.put(db, article, wanted, now=now())
    return True
