"""Counts by kind of source, and scores by models: stored once, the most, by week."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sqlite_utils import Database

from storage import counts, model_scores
from storage.database import connect
from storage.migrations import MIGRATIONS
from storage.records import ModelScore
from tests import factories as make

WEEK = make.WEEK
SCORE = ModelScore(1, "way", "text", 7.5, "新しい", None, make.NOW)


def test_each_kind_keeps_the_most_that_it_counted(db: Database) -> None:
    make.article(db, 1)
    make.article(db, 2)
    make.article(db, 3, week="2026-W40")
    for kind, points in (("hatena", 5), ("hatena", 9), ("hatena", 3), ("hackernews", 120)):
        counts.put(db, 1, kind, points)
    counts.put(db, 2, "hatena", 2)
    counts.put(db, 3, "hatena", 1)
    assert counts.of_week(db, WEEK) == {1: {"hackernews": 120, "hatena": 9}, 2: {"hatena": 2}}
    assert counts.usual(db, [WEEK]) == {"hackernews": (120,), "hatena": (2, 9)}
    assert counts.usual(db, [WEEK, "2026-W40"])["hatena"] == (1, 2, 9)
    assert counts.usual(db, []) == {}


def test_counts_go_with_their_article(db: Database) -> None:
    make.article(db, 1)
    counts.put(db, 1, "hatena", 5)
    model_scores.save(db, [SCORE])
    db.conn.execute("DELETE FROM articles")
    assert counts.of_week(db, WEEK) == {}
    assert model_scores.of(db, "way", [1]) == {}


def test_points_of_an_older_database_are_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "digest.db"
    new = connect(path)
    make.source(new, 1, kind="hatena")
    make.article(new, 1, source_id=1, points=40)
    make.article(new, 2, points=41)  # by hand: nobody knows who counted
    new.conn.executescript("DROP TABLE counts; DROP TABLE model_scores; PRAGMA user_version=17")
    new.conn.execute("DELETE FROM _sqlite_migrations WHERE name = 's018_scores'")
    MIGRATIONS.apply(new)
    assert counts.of_week(new, WEEK) == {1: {"hatena": 40}}


def test_a_score_is_kept_as_it_was_given_first(db: Database) -> None:
    make.article(db, 1)
    make.article(db, 2)
    model_scores.save(db, [SCORE, replace(SCORE, article_id=2)])
    model_scores.save(db, [replace(SCORE, score=1.0), replace(SCORE, content="other", score=2.0)])
    found = model_scores.of(db, "way", [1, 99])
    assert found == {1: {"text": SCORE, "other": replace(SCORE, content="other", score=2.0)}}
    assert model_scores.of(db, "another way", [1, 2]) == {}
