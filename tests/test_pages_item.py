"""The item pane: what was accepted and why, where links lead, which paper is missing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from digest.linked import WHY
from pages import DIGEST, EDIT, Screen
from storage import digests, papers, runs
from storage.database import connect
from storage.records import Finding, Item, Link
from tests import factories as make
from tests.conftest import NOW
from tests.screens import html_of, markdown_of, open_screen, rows_of

EVIL = "<img src=x onerror=alert(1)>"
HOW = "計算で求めた数値: 「84.6」と「71.2」の差"


def changed(home: Path, **fields: Any) -> Item:
    """The first item of the only digest, with other fields."""
    db = connect(home / "digest.db")
    digest = make.digest(db, 2)
    first = replace(digest.items[0], **fields)
    digests.save(db, replace(digest, items=(first, *digest.items[1:])))
    db.close()
    return first


@pytest.mark.parametrize("screen", [DIGEST, EDIT], ids=["read", "edit"])
def test_what_was_accepted_stands_under_its_claim(
    screen: Screen, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = connect(home / "digest.db")
    section = make.digest(db, 2).items[0].summary.sections[0]
    db.close()
    said = section.claims[0].text
    ok = Finding("numbers", "OK", said, "13.4ポイント", section=section.name, claim=0, reason=HOW)
    whole = Finding("numbers", "OK", "見出し", EVIL, claim=-1, reason="見出しの数")
    item = changed(home, accepted=(ok, whole), findings=())
    shown = html_of(open_screen(monkeypatch, home, screen, item=item.story_key))
    assert f"13.4ポイント: {HOW}" in shown
    claim = shown.index(said)
    assert claim < shown.index(HOW) < shown.index("</li>", claim)
    assert "見出しの数" in shown
    assert EVIL not in shown


def test_what_was_accepted_is_nothing_to_check(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ok = Finding("numbers", "OK", "x", "13.4", section="結果", claim=0, reason=HOW)
    item = changed(home, accepted=(ok,), findings=())
    at = open_screen(monkeypatch, home, DIGEST)
    row = next(row for row in rows_of(at) if row["id"] == item.story_key)
    assert not [tag for tag, _ in row["tags"] if "要確認" in tag]


def test_a_dead_link_is_a_finding_of_the_item(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dead = Finding(
        "links", "NG", "https://a.example/x", "https://a.example/x", reason="リンク切れ(HTTP 404)"
    )
    moved = Finding(
        "links", "要確認", "https://b.example", "https://b.example", "https://c.example/new",
        reason="転送されている",
    )  # fmt: skip
    item = changed(home, findings=(dead, moved))
    shown = html_of(open_screen(monkeypatch, home, DIGEST, item=item.story_key))
    assert "NG リンク" in shown
    assert "リンク切れ(HTTP 404): https://a.example/x" in shown
    assert "移転先: https://c.example/new" in shown
    assert "見つかった値" not in shown


def test_a_linked_primary_source_comes_first_and_the_article_opens(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = connect(home / "digest.db")
    own = make.digest(db, 2).items[0].references[0]
    db.close()
    source = Link("https://arxiv.org/abs/2611.01234", "", "primary", reason=WHY)
    item = changed(home, references=(source, replace(own, role="secondary")))
    at = open_screen(monkeypatch, home, DIGEST, item=item.story_key)
    shown = html_of(at)
    assert "一次情報 · arxiv.org · " + WHY in shown
    assert shown.index("arxiv.org/abs/2611.01234") < shown.index("二次情報")
    row = next(row for row in rows_of(at) if row["id"] == item.story_key)
    assert row["url"] == own.url


def test_a_paper_that_is_missing_is_said_and_asked_for_at_once(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = changed(home)
    db = connect(home / "digest.db")
    lead = item.references[0].article_id
    assert lead is not None
    at = open_screen(monkeypatch, home, DIGEST, item=item.story_key)
    key = f"paper_{make.WEEK}_{item.story_key}"
    assert not [one for one in at.button if one.key == key]
    papers.missed(db, lead, "HTTP 404.", now=NOW)
    papers.missed(db, lead, "HTTP 404.", now=NOW + timedelta(days=1))
    at = open_screen(monkeypatch, home, DIGEST, item=item.story_key)
    said = "2回、最後は2026/11/21 12:00)。作成のときは2026/11/23 12:00以降にもう一度試します。"
    assert said in markdown_of(at).replace("\\", "")
    at.button(key=key).click().run()
    assert not at.exception, at.exception
    (job,) = runs.list_runs(db, kind="item")
    asked = json.loads(job.arguments)
    assert (asked["story"], asked["paper"]) == (item.story_key, True)
    db.close()
