"""Digests: replaced whole, found as saved; a writer's edits survive every rebuild."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlite_utils import Database

from storage import digests
from storage.errors import NotFound
from storage.records import Claim, DigestEdit, Evidence, ItemEdit
from tests import factories

WEEK = factories.WEEK
LATER = factories.NOW + timedelta(hours=1)


def test_what_is_saved_is_what_is_found(db: Database) -> None:
    highlights = (Claim("今週は。", (Evidence(1, 0, "引用"),)),)
    saved = factories.digest(db, highlights=highlights, method="mixed", notes=("注記",))
    assert digests.find(db, WEEK) == digests.get(db, WEEK) == saved
    assert [item.position for item in saved.items] == [0, 1, 2]
    assert saved.items[1].findings == (factories.finding(),)


def test_an_equal_issue_keeps_its_moment_and_another_replaces_it(db: Database) -> None:
    first = factories.digest(db)
    assert digests.save(db, replace(first, built_at=LATER)) == first
    shorter = replace(first, items=first.items[:1], built_at=LATER)
    assert digests.save(db, shorter) == shorter == digests.find(db, WEEK)
    assert db.conn.execute("SELECT count(*) FROM items").fetchone()[0] == 1


def test_edits_survive_a_rebuild(db: Database) -> None:
    first = factories.digest(db)
    key = first.items[0].story_key
    edit = ItemEdit(
        WEEK, key, position=2, dropped=True, headline="私の", comment="所感", updated_at=LATER
    )
    words = DigestEdit(WEEK, title="題", comment="感想", updated_at=LATER)
    digests.save_item_edit(db, edit)
    digests.save_digest_edit(db, words)
    digests.save(db, replace(first, items=(), built_at=LATER))
    assert digests.item_edits(db, WEEK) == {key: edit}
    assert digests.digest_edit(db, WEEK) == words
    digests.save_item_edit(db, replace(edit, dropped=False, position=None))
    assert digests.item_edits(db, WEEK)[key].position is None
    assert digests.item_edits(db, "2026-W01") == {}
    assert digests.digest_edit(db, "2026-W01") == DigestEdit("2026-W01")


def test_weeks_are_listed_newest_first(db: Database) -> None:
    for week in ("2026-W09", "2025-W52", "2026-W10"):
        factories.digest(db, 1, week=week)
    assert digests.weeks(db) == ["2026-W10", "2026-W09", "2025-W52"]
    with pytest.raises(NotFound) as caught:
        digests.get(db, "2026-W11")
    assert "build --week 2026-W11" in caught.value.hint


def test_words_about_a_story_stay_when_another_takes_it_in(db: Database) -> None:
    first = factories.digest(db)
    old, new = first.items[1], first.items[0]
    digests.save_item_edit(db, ItemEdit(WEEK, old.story_key, comment="所感", updated_at=LATER))
    both = replace(new, references=(*new.references, *old.references))
    digests.save(db, replace(first, items=(both, first.items[2]), built_at=LATER))
    edits = digests.item_edits(db, WEEK)
    assert edits[new.story_key] == replace(edits[old.story_key], story_key=new.story_key)
    digests.save_item_edit(db, ItemEdit(WEEK, new.story_key, comment="新", updated_at=LATER))
    assert digests.item_edits(db, WEEK)[new.story_key].comment == "新"
