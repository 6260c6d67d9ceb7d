"""Guidelines are kept in versions; of reviews the newest counts."""

from __future__ import annotations

import pytest
from sqlite_utils import Database

from storage import guidelines
from storage.errors import NotFound
from storage.records import Guideline, Review, RuleFinding, RuleVerdict
from tests.conftest import NOW

FOUND = RuleFinding("NG", "- 最高", "最高", 0, 2, "使わない言葉", "とても良い")


def test_versions_are_kept_and_nothing_is_overwritten(db: Database) -> None:
    assert guidelines.current(db) == Guideline()
    one = guidelines.add(db, "## 一", now=NOW)
    two = guidelines.add(db, "## 二\ud800", now=NOW)
    assert guidelines.add(db, two.text, now=NOW) == two
    assert guidelines.current(db) == two
    assert guidelines.versions(db) == [two, one]
    assert guidelines.get(db, one.id) == one
    with pytest.raises(NotFound):
        guidelines.get(db, 99)


def test_the_newest_review_of_a_week(db: Database) -> None:
    held = guidelines.add(db, "## 一", now=NOW)
    verdicts = (RuleVerdict("R1", "一", "NG", (FOUND,)), RuleVerdict("R2", "二", "OK"))
    made = Review(0, "2026-W47", held.id, "a", verdicts, ("注",), NOW)
    assert guidelines.latest_review(db, "2026-W47") is None
    first = guidelines.save_review(db, made)
    assert first.verdicts == verdicts
    again = guidelines.save_review(db, made)
    assert guidelines.latest_review(db, "2026-W47") == again
    assert db.conn.execute("SELECT count(*) FROM reviews").fetchone()[0] == 1
    assert guidelines.latest_review(db, "2026-W48") is None
