"""The export screen: every change of an option is kept, and a check holds for what was checked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database
from streamlit.testing.v1 import AppTest

from digest import reviewed
from digest.compose import UNTRANSLATED
from digest.publishing import files, load_issue
from pages import EDIT
from pages.shared import editing, job_words
from storage import digests, preferences, summaries
from storage.database import connect
from storage.records import Run
from tests import factories as make
from tests.screens import html_of, markdown_of, open_screen

CHECKED = "すべての項目を人が原文と照らして確認した"
LATER = "2026-W48"


@pytest.fixture
def kept(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setenv("DIGEST_HOME", str(home))
    db = connect(home / "digest.db")
    make.digest(db, 2)
    yield db
    db.close()


@pytest.fixture
def at(kept: Database, home: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    return open_screen(monkeypatch, home, EDIT, view="export", week=make.WEEK)


def shown(at: AppTest) -> str:
    """The file as the screen shows it."""
    return str(at.code[0].value)


def test_every_change_of_a_switch_is_kept(at: AppTest, kept: Database) -> None:
    def switch(on: bool) -> str:
        next(one for one in at.toggle if "published" in one.label).set_value(on).run()
        assert preferences.get(kept, "export")["published"] is on
        return shown(at)

    assert ["published: true" in switch(on) for on in (True, False, True, False)] == [
        True,
        False,
        True,
        False,
    ]


def test_every_change_of_a_line_is_kept(at: AppTest) -> None:
    for topic in ("rag", "音声", "robot", "動画"):
        next(one for one in at.text_input if "トピック" in one.label).set_value(topic).run()
        assert f'topics: ["{topic}"]' in shown(at)


def test_a_wrong_emoji_can_be_put_right(at: AppTest) -> None:
    for text, wrong in (("ab", True), ("🐙", False), ("", True), ("📰", False)):
        next(one for one in at.text_input if "絵文字" in one.label).set_value(text).run()
        assert bool(at.error) is wrong
    assert 'emoji: "📰"' in shown(at)


def test_a_check_by_a_person_is_not_said_of_the_next_week(
    at: AppTest, kept: Database, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def says(week: str) -> bool:
        again = open_screen(monkeypatch, home, EDIT, view="export", week=week)
        assert not again.exception
        return "人が原文と照らして確認しました" in shown(again)

    next(one for one in at.toggle if one.label == CHECKED).set_value(True).run()
    make.digest(kept, 2, week=LATER)
    assert (says(make.WEEK), says(LATER)) == (True, False)


def test_a_check_by_a_person_holds_for_the_words_that_were_checked(kept: Database) -> None:
    def said() -> bool:
        return reviewed.stands(kept, load_issue(kept, make.WEEK))

    assert not said()
    reviewed.say(kept, load_issue(kept, make.WEEK), True)
    assert said()
    digest = digests.get(kept, make.WEEK)
    editing.change_item(make.WEEK, digest.items[0].story_key, comment="読んだ。", dropped=True)
    assert said()
    first, second = digest.items
    section = second.summary.sections[0]
    other = replace(section, claims=(replace(section.claims[0], text="別の文です。"),))
    summary = summaries.save(kept, replace(second.summary, id=0, key="other", sections=(other,)))
    digests.save(kept, replace(digest, items=(first, replace(second, summary=summary))))
    assert not said()
    reviewed.say(kept, load_issue(kept, make.WEEK), True)
    assert said()
    editing.change_item(make.WEEK, first.story_key, dropped=False)
    assert not said()  # the item that is back was not there when a person looked
    reviewed.say(kept, load_issue(kept, make.WEEK), False)
    assert preferences.get(kept, f"reviewed_{make.WEEK}") is None


@pytest.mark.parametrize("stored", ["x", 7, {"a": 1}, [1, None], []])
def test_nonsense_that_is_stored_says_nothing(kept: Database, stored: object) -> None:
    preferences.put(kept, f"reviewed_{make.WEEK}", stored)
    assert not reviewed.stands(kept, load_issue(kept, make.WEEK))


def test_the_counts_above_an_issue_are_of_what_is_in_it(
    kept: Database, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "2件 / 話題 7件" in html_of(open_screen(monkeypatch, home))
    editing.change_item(make.WEEK, digests.get(kept, make.WEEK).items[1].story_key, dropped=True)
    seen = html_of(open_screen(monkeypatch, home))
    assert "1件 / 話題 7件" in seen
    assert "要確認 1件" not in seen  # the item with the finding is out


def test_what_a_writer_can_do_is_said_to_the_writer_alone(
    kept: Database, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = digests.get(kept, make.WEEK)
    first = digest.items[0]
    english = summaries.save(
        kept, replace(first.summary, id=0, key="en", method="extractive", language="en")
    )
    items = (replace(first, summary=english), *digest.items[1:])
    digests.save(kept, replace(digest, items=items, notes=(UNTRANSLATED,)))
    assert "モデルを選んでください" in html_of(open_screen(monkeypatch, home))
    text = files(kept, make.WEEK, "zenn")[0].text
    assert UNTRANSLATED in text
    assert "モデル" not in text.split(":::")[1]


@pytest.mark.parametrize(
    ("links", "told"),
    [
        ([], "確かめるリンクがありません"),
        ([{"url": "https://a.example/", "state": "ok", "status": 200}], "リンク1件を確かめました"),
    ],
)
def test_no_link_was_looked_at_is_not_no_link_is_dead(
    kept: Database,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    links: list[dict[str, Any]],
    told: str,
) -> None:
    result = json.dumps({"week": make.WEEK, "links": links, "ok": len(links)})
    made = make.run(kept, "links-1", kind="links", state="done", result=result)
    at = open_screen(monkeypatch, home, EDIT, view="export", week=make.WEEK)
    assert not at.exception
    assert told in markdown_of(at)
    assert ("切れたものはありません" in markdown_of(at)) is bool(links)
    assert job_words.result(made) == ("到達 1件" if links else "確かめるリンクがありません")


def test_the_preview_says_what_readers_are_told_first(
    kept: Database, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def preview() -> str:
        return html_of(open_screen(monkeypatch, home, EDIT, view="preview", week=make.WEEK))

    seen = preview()
    for line in (
        "注意事項",
        "未確認: 人による確認は",
        "項目が1件あり",
        "モデルを使わずに作りました。",
    ):
        assert line in seen
    reviewed.say(kept, load_issue(kept, make.WEEK), True)
    assert "人が原文と照らして確認しました" in preview()


@pytest.mark.parametrize(
    ("method", "findings", "told"),
    [
        ("model", 0, "AIの下書き"),
        ("model", 2, "AIの下書き、要確認 2か所"),
        ("extractive", 0, "原文から抽出(AI未使用)"),
        ("unheard", 1, ""),
    ],
)
def test_how_an_item_was_written_anew_is_told(method: str, findings: int, told: str) -> None:
    result = json.dumps({"week": make.WEEK, "method": method, "findings": findings})
    assert job_words.result(Run("j", "item", result=result)) == told
