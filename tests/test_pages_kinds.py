"""種類 on the editing screen, and exports that ask for evidence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlite_utils import Database

from pages import EDIT
from storage import digests, kinds, preferences, runs
from storage.database import connect
from tests import factories as make
from tests.screens import html_of, open_screen


@pytest.fixture
def home(tmp_path: Path) -> Path:
    db = connect(tmp_path / "digest.db")
    make.source(db, 1)
    make.digest(db, 2)
    db.close()
    return tmp_path


@pytest.fixture
def db(home: Path) -> Database:
    return connect(home / "digest.db")


def test_another_kind_is_kept_and_a_job_writes_that_item(
    home: Path, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = digests.get(db, make.WEEK).items[0].story_key
    at = open_screen(monkeypatch, home, EDIT, week=make.WEEK, item=key)
    box = next(one for one in at.selectbox if one.label == "種類")
    box.set_value("technique").run()
    assert not at.exception
    (choice,) = kinds.of(db, [int(key[1:])]).values()
    assert (choice.kind, choice.who) == ("technique", "person")
    queued = runs.list_runs(db, kind="item")
    assert [json.loads(run.arguments)["story"] for run in queued] == [key]


def test_auto_takes_the_choice_back(
    home: Path, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = digests.get(db, make.WEEK).items[0].story_key
    for value in ("post", "auto"):
        at = open_screen(monkeypatch, home, EDIT, week=make.WEEK, item=key)
        next(one for one in at.selectbox if one.label == "種類").set_value(value).run()
        assert not at.exception
    assert kinds.of(db, [int(key[1:])]) == {}


def test_an_export_that_asks_for_evidence_names_what_lacks_it(
    home: Path, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    db.conn.execute("UPDATE summaries SET method = 'model'")
    db.conn.execute("UPDATE claims SET evidence = '[]' WHERE id = 1")
    preferences.put(db, "export", {"supported": True})
    at = open_screen(monkeypatch, home, EDIT, week=make.WEEK, view="export")
    assert not at.exception
    assert "根拠の文が無い記述が1件あるため書き出しません" in at.error[0].value
    assert not at.code
    item = digests.get(db, make.WEEK).items[0].story_key
    shown = open_screen(monkeypatch, home, EDIT, week=make.WEEK, item=item)
    assert "根拠の文なし" in html_of(shown)
