"""続報 on screens: it is shown with its reason, and the writer may take it away."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pages import DIGEST, EDIT
from storage import digests
from storage.database import connect
from storage.records import Link
from tests import factories as make
from tests.screens import html_of, open_screen, rows_of

EARLIER = Link("https://old.example/a", "前の話", "earlier", None, "2026-W45", "同じ名前がある")


@pytest.fixture
def key(home: Path) -> str:
    """The item of the only digest that goes on from an earlier one."""
    db = connect(home / "digest.db")
    digest = make.digest(db, 2)
    first = replace(digest.items[0], related=(EARLIER,))
    digests.save(db, replace(digest, items=(first, digest.items[1])))
    db.close()
    return first.story_key


def test_a_reader_sees_what_an_item_goes_on_from(
    home: Path, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = open_screen(monkeypatch, home, DIGEST, item=key)
    shown = html_of(at)
    assert "続報(前回: 11/2~11/8)" in shown
    assert "https://old.example/a" in shown
    assert "同じ名前がある" in shown
    row = next(row for row in rows_of(at) if row["id"] == key)
    assert ["続報", "good"] in row["tags"]


def test_a_writer_takes_it_away_for_good(
    home: Path, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = open_screen(monkeypatch, home, EDIT, item=key)
    assert "続報(前回: 11/2~11/8)" in html_of(at)
    at.toggle(key=f"follows_{make.WEEK}_{key}").set_value(False).run()
    assert not at.exception
    assert "続報(" not in html_of(at)
    db = connect(home / "digest.db")
    assert digests.item_edits(db, make.WEEK)[key].standalone
    db.close()
    reader = open_screen(monkeypatch, home, DIGEST, item=key)
    assert "続報" not in html_of(reader)
