"""Whole papers that could not be had: the wait grows, and is forgotten by success."""

from __future__ import annotations

from datetime import timedelta

from sqlite_utils import Database

from storage import papers
from tests import factories as make
from tests.conftest import NOW


def test_each_miss_in_a_row_doubles_the_wait(db: Database) -> None:
    one = make.article(db, 1, kind="paper")
    waits = []
    for _ in range(7):
        told = papers.missed(db, one.id, "HTTP 404.", now=NOW)
        assert told.due_at is not None
        waits.append((told.due_at - NOW) / timedelta(days=1))
    assert waits == [1, 2, 4, 8, 16, 16, 16]
    stored = papers.misses(db, [one.id, 99])
    assert stored == {one.id: told}
    assert (told.count, told.tried_at, told.reason) == (7, NOW, "HTTP 404.")


def test_success_begins_anew(db: Database) -> None:
    one = make.article(db, 1, kind="paper")
    papers.missed(db, one.id, "x", now=NOW)
    papers.had(db, one.id)
    assert papers.misses(db, [one.id]) == {}
    assert papers.missed(db, one.id, "x", now=NOW).count == 1


def test_the_usual_length_is_that_of_papers_read_whole(db: Database) -> None:
    assert papers.typical_chars(db) is None
    make.article(db, 1, kind="paper", text="x" * 900)  # an abstract
    assert papers.typical_chars(db) is None
    make.article(db, 2, kind="paper", text="x" * 1000, text_origin="paper")
    make.article(db, 3, kind="paper", text="x" * 3000, text_origin="paper")
    assert papers.typical_chars(db) == 2000
