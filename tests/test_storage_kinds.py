"""Chosen kinds of story: one a story, people before models, gone with their article."""

from __future__ import annotations

from dataclasses import replace

from storage import kinds
from storage.database import connect
from storage.records import KindChoice
from tests.factories import NOW, article


def test_a_choice_replaces_every_earlier_one_of_its_story() -> None:
    db = connect(":memory:")
    one, two = article(db, 1), article(db, 2)
    first = KindChoice(one.id, "release", decided_at=NOW)
    kinds.choose(db, first, [one.id, two.id])
    assert kinds.of(db, [one.id, two.id]) == {one.id: first}
    second = replace(first, article_id=two.id, kind="technique")
    kinds.choose(db, second, [one.id, two.id])
    assert kinds.of(db, [one.id, two.id]) == {two.id: second}


def test_a_model_never_replaces_what_a_person_chose() -> None:
    db = connect(":memory:")
    one = article(db, 1)
    chosen = KindChoice(one.id, "post", "person", "人が選んだため", NOW)
    model = KindChoice(one.id, "paper", "model", "題名のため", NOW)
    kinds.choose(db, model, [one.id])
    kinds.choose(db, chosen, [one.id])
    kinds.choose(db, model, [one.id])
    assert kinds.of(db, [one.id]) == {one.id: chosen}


def test_a_choice_can_be_taken_back_and_goes_with_its_article() -> None:
    db = connect(":memory:")
    one, two = article(db, 1), article(db, 2)
    for a in (one, two):
        kinds.choose(db, KindChoice(a.id, "post", decided_at=NOW), [a.id])
    kinds.forget(db, [one.id])
    assert set(kinds.of(db, [one.id, two.id])) == {two.id}
    db.conn.execute("DELETE FROM articles WHERE id = ?", [two.id])
    assert kinds.of(db, [two.id]) == {}
