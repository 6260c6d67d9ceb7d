"""選定: stories in and out, groups, the profile, under AppTest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database
from streamlit.testing.v1 import AppTest

from digest.taste import Profile
from digest.tasting import profile, save_profile
from pages import CHOOSE
from pages.shared import choosing
from storage import choices, digests
from storage.database import connect
from tests import factories as make
from tests.screens import html_of, open_screen

WEEK = make.WEEK


@pytest.fixture
def kept(home: Path) -> Iterator[Database]:
    db = connect(home / "digest.db")
    yield db
    db.close()


@pytest.fixture
def week(kept: Database) -> Database:
    """Four stories of one week, one of them hostile."""
    for n in range(1, 5):
        make.article(kept, n, title=f"LLMの記事 {n}号", week=WEEK, text="推論の話。" * 30 * n)
    make.article(kept, 5, title="<script>alert(5)</script> LLM", week=WEEK, text="推論。" * 400)
    return kept


def show(patch: pytest.MonkeyPatch, home: Path, **query: str) -> AppTest:
    return open_screen(patch, home, CHOOSE, **query)


def test_an_empty_home_says_what_to_do_next(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "まだ話題がありません" in html_of(show(monkeypatch, home))


def test_stories_are_put_in_and_out(
    home: Path, monkeypatch: pytest.MonkeyPatch, week: Database
) -> None:
    at = show(monkeypatch, home, week=WEEK)
    shown = html_of(at)
    assert "LLMの記事 4号" in shown
    assert "<script>" not in shown
    at.number_input(key="rank_limit").set_value(2).run()
    assert any("載る話題 2件" in box.value for box in at.subheader)
    assert "点数が" in html_of(at) or "僅差" in html_of(at)
    box: Any = at.segmented_control(key=f"choice_{WEEK}_a1")
    box.set_value("in").run()
    assert choices.of(week, WEEK) == {"a1": True}
    assert "人が入れた" in html_of(at)
    at.segmented_control(key=f"choice_{WEEK}_a1").set_value("auto").run()
    assert choices.of(week, WEEK) == {}


def test_near_the_cut_a_person_is_asked(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    for n in range(1, 5):
        make.article(kept, n, title=f"LLMの記事 {n}号", week=WEEK, text="推論の話。" * 99)
    at = show(monkeypatch, home, week=WEEK)
    assert not any("迷う" in box.value for box in at.subheader)  # all come in: no question
    at.number_input(key="rank_limit").set_value(2).run()
    assert [box.value for box in at.subheader] == [
        "迷う話題 4件",
        "載る話題 2件(うち迷う2件)",
        "載らない話題 2件(うち迷う2件)",
    ]
    assert html_of(at).count("今は載る") == html_of(at).count("今は載らない") == 2
    box: Any = at.segmented_control(key=f"choice_{WEEK}_a4")
    box.set_value("in").run()
    at.segmented_control(key=f"choice_{WEEK}_a1").set_value("out").run()
    assert next(b.value for b in at.subheader) == "迷う話題 2件"
    assert choices.of(kept, WEEK) == {"a1": False, "a4": True}


def test_stories_are_joined_and_taken_apart(
    home: Path, monkeypatch: pytest.MonkeyPatch, week: Database
) -> None:
    at = show(monkeypatch, home, week=WEEK, view="groups")
    at.multiselect(key="join").set_value(["a1", "a2"]).run()
    next(button for button in at.button if button.label == "まとめる").click().run()
    assert choices.pairs(week, [1, 2]) == {(1, 2): True}
    assert any("人がまとめた" in caption.value for caption in at.caption)
    at.button(key="apart_1").click().run()
    assert choices.pairs(week, [1, 2]) == {(1, 2): False}
    assert not any("人がまとめた" in caption.value for caption in at.caption)


@pytest.mark.usefixtures("week")
def test_the_profile_has_three_boxes(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    save_profile(kept, Profile(must=("3号",)))
    at = show(monkeypatch, home, week=WEEK, view="profile")
    assert not at.exception
    shown = show(monkeypatch, home, week=WEEK)
    assert "必ず載せる語(3号)" in html_of(shown)
    assert profile(kept) == Profile(must=("3号",))
    assert set(choosing.DECISIONS) == {"auto", "in", "out"}


def test_what_an_issue_of_last_week_told_is_shown_and_taken_apart(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    told = make.article(kept, 1, title="前の号の話", published_at=make.NOW - timedelta(days=7))
    item = make.item(kept, 0, told)
    digests.save(kept, make.issue(week=told.week, items=(item,)))
    again = make.article(kept, 2, title="前の号の話の転載", text=told.text * 9)
    choices.pair(kept, told.id, again.id, True, now=make.NOW)
    at = show(monkeypatch, home, week=WEEK, view="groups")
    assert any("前の号の話 — 前の号で伝えた記事" in box.value for box in at.markdown)
    at.button(key=f"apart_{told.id}").click().run()
    assert choices.pairs(kept, [told.id, again.id]) == {(told.id, again.id): False}
    assert "まとめられた話題はありません" in at.info[0].value
