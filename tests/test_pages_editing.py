"""What a writer changes: order, drops, words; nothing is lost, whatever is changed next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from digest.issue import apply_edits
from pages.shared import editing
from pages.shared.reader_list import Act
from storage import digests
from storage.database import connect
from tests import factories as make
from tests.conftest import NOW


@pytest.fixture
def kept(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setenv("DIGEST_HOME", str(home))
    db = connect(home / "digest.db")
    make.digest(db, 5)
    yield db
    db.close()


def order(db: Database) -> str:
    issue = apply_edits(digests.get(db, make.WEEK), digests.item_edits(db, make.WEEK))
    keys = [item.story_key for item in digests.get(db, make.WEEK).items]
    return "".join("ABCDE"[keys.index(one.item.story_key)] for one in issue.items)


def key(db: Database, letter: str) -> str:
    return digests.get(db, make.WEEK).items["ABCDE".index(letter)].story_key


@pytest.mark.parametrize(
    ("letter", "place", "after"),
    [
        ("A", 0, "ABCDE"),
        ("A", 4, "BCDEA"),
        ("E", 0, "EABCD"),
        ("B", 2, "ACBDE"),
        ("C", 99, "ABDEC"),
        ("D", -7, "DABCE"),
    ],
)
def test_an_item_moves_to_its_place(kept: Database, letter: str, place: int, after: str) -> None:
    editing.move(kept, make.WEEK, key(kept, letter), place, at=NOW)
    assert order(kept) == after


def test_moves_follow_one_another(kept: Database) -> None:
    for letter, place in (("E", 0), ("A", 3), ("C", 1)):
        editing.move(kept, make.WEEK, key(kept, letter), place, at=NOW)
    assert order(kept) == "ECBAD"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(steps=st.lists(st.tuples(st.sampled_from("ABCDE"), st.integers(0, 4), st.booleans())))
def test_any_moves_and_drops_keep_each_item_once(
    kept: Database, steps: list[tuple[str, int, bool]]
) -> None:
    for letter, place, dropped in steps:
        acts = [Act("drop", key(kept, letter), dropped), Act("move", key(kept, letter), place)]
        editing.take(make.WEEK, acts)
    dropped = {k for k, edit in digests.item_edits(kept, make.WEEK).items() if edit.dropped}
    left = {letter for letter in "ABCDE" if key(kept, letter) not in dropped}
    assert set(order(kept)) == left
    assert len(order(kept)) == len(left)
    if steps and not steps[-1][2]:  # the last one moved was not dropped
        assert order(kept).index(steps[-1][0]) == min(steps[-1][1], len(left) - 1)


def test_a_dropped_item_keeps_its_words_and_comes_back(kept: Database) -> None:
    editing.change_item(make.WEEK, key(kept, "B"), comment="読む価値がある。")
    editing.take(make.WEEK, [Act("drop", key(kept, "B"), True)])
    assert order(kept) == "ACDE"
    editing.take(make.WEEK, [Act("drop", key(kept, "B"), False)])
    assert order(kept) == "ABCDE"
    assert digests.item_edits(kept, make.WEEK)[key(kept, "B")].comment == "読む価値がある。"


def test_the_first_order_comes_back_and_words_stay(kept: Database) -> None:
    editing.change_item(make.WEEK, key(kept, "A"), headline="新しい見出し")
    editing.move(kept, make.WEEK, key(kept, "A"), 3, at=NOW)
    editing.reset_order(make.WEEK)
    assert order(kept) == "ABCDE"
    assert digests.item_edits(kept, make.WEEK)[key(kept, "A")].headline == "新しい見出し"


def test_words_of_the_issue_are_kept_one_by_one(kept: Database) -> None:
    editing.change_issue(make.WEEK, greeting="こんにちは。")
    editing.change_issue(make.WEEK, comment="よい週だった。")
    editing.change_issue(make.WEEK, outlook="来週も。", title="題")
    edit = digests.digest_edit(kept, make.WEEK)
    assert (edit.title, edit.greeting, edit.comment, edit.outlook) == (
        "題",
        "こんにちは。",
        "よい週だった。",
        "来週も。",
    )


def test_edits_survive_a_rebuild(kept: Database) -> None:
    editing.change_item(make.WEEK, key(kept, "C"), comment="残る。")
    editing.move(kept, make.WEEK, key(kept, "E"), 0, at=NOW)
    digests.save(kept, digests.get(kept, make.WEEK))
    assert order(kept) == "EABCD"
    assert digests.item_edits(kept, make.WEEK)[key(kept, "C")].comment == "残る。"


@pytest.mark.parametrize(
    "act", [Act("move", "a999", 1), Act("move", "a1", "up"), Act("open", "x", 1)]
)
def test_nonsense_from_the_browser_changes_nothing(kept: Database, act: Act) -> None:
    editing.take(make.WEEK, [act])
    assert order(kept) == "ABCDE"
