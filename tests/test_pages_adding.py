"""Adding by address on the screens: what is offered, asked, refused; nothing is stored by a GET."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database
from streamlit.testing.v1 import AppTest

from pages import ARTICLES, SOURCES
from pages.shared.addresses import refusal
from storage import runs, sources
from storage.database import connect
from storage.records import Source
from tests import factories as make
from tests.screens import html_of, open_screen, rows_of

URL = "https://x.com/someone/status/1083472984252260352"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def kept(home: Path) -> Database:
    return connect(home / "digest.db")


def button(at: AppTest, label: str) -> object:
    return next(one for one in at.button if one.label == label)


def test_the_bookmarklet_fills_in_and_stores_only_on_the_button(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    at = open_screen(monkeypatch, home, ARTICLES, add=URL)
    assert not at.exception
    assert any(one.value == URL for one in at.text)
    assert runs.list_runs(kept) == []
    at.text_input(key="asked_memo").set_value("あとで読む")
    at.button(key="asked_go").click().run()
    (run,) = runs.list_runs(kept, kind="add")
    asked = json.loads(run.arguments)
    assert (asked["url"], asked["memo"], asked["text"]) == (URL, "あとで読む", "")
    assert "add" not in at.query_params


def test_what_is_not_wanted_is_forgotten(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    at = open_screen(monkeypatch, home, ARTICLES, add=URL)
    at.button(key="asked_close").click().run()
    assert "add" not in at.query_params
    assert runs.list_runs(kept) == []


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "file:///etc/passwd",
        "https://user:hunter2@e.example/",
        "https://e.example/\u202egpj.exe",
        "**bold** [x](https://e.example)",
        "x" * 5000,
    ],
)
def test_a_hostile_address_is_refused_with_words(
    url: str, home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    at = open_screen(monkeypatch, home, ARTICLES, add=url)
    assert not at.exception
    assert "URL" in at.error[0].value
    assert not any(one.key == "asked_go" for one in at.button)
    assert runs.list_runs(kept) == []


def test_a_text_can_be_pasted_with_the_address(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    at = open_screen(monkeypatch, home, ARTICLES)
    at.text_input(key="add_url").set_value(URL)
    at.text_area(key="add_text").set_value("投稿の本文")
    button(at, "追加する").click().run()  # type: ignore[attr-defined]
    (run,) = runs.list_runs(kept, kind="add")
    assert json.loads(run.arguments)["text"] == "投稿の本文"


@pytest.mark.parametrize("text", ["cs.CL", "hn:LLM points>=100", "zenn.dev/topics/llm"])
def test_categories_and_queries_are_taken_as_sources(
    text: str, home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    at = open_screen(monkeypatch, home, SOURCES)
    at.text_input(key="new_url").set_value(text)
    at.form_submit_button[0].click().run()
    (run,) = runs.list_runs(kept, kind="subscribe")
    assert json.loads(run.arguments)["url"] == text


def test_several_feeds_wait_for_a_choice(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    found = [
        {"url": "https://b.example/posts.xml", "title": "Posts", "kind": "feed", "settings": []},
        {"url": "https://zenn.dev/b/feed", "title": "", "kind": "zenn", "settings": []},
        {"url": "https://b.example/", "title": "B", "kind": "page", "settings": [["pattern", "/p/*"]]},
        {"url": "https://b.example/", "title": "B", "kind": "page", "settings": []},
    ]  # fmt: skip
    result = json.dumps({"choose": True, "found": found})
    make.run(kept, "subscribe-1", kind="subscribe", state="done", result=result, updated_at=_now())
    at = open_screen(monkeypatch, home, SOURCES)
    assert "4件の候補" in at.expander[0].label
    shown = [one.value for one in at.text]
    assert shown[0] == "Posts\nhttps://b.example/posts.xml"
    assert "Zenn" in shown[1]
    assert "新しいリンクを見張る(/p/*)" in shown[2]
    assert "このページだけを記事にする" in shown[3]
    at.button(key="found_2").click().run()
    asked = json.loads(runs.list_runs(kept, kind="subscribe")[0].arguments)
    assert (asked["kind"], asked["chosen"]) == ("page", {"pattern": "/p/*"})
    sources.add(kept, Source(url="https://b.example/posts.xml", added_at=_now()))
    (picked, *_) = runs.list_runs(kept, kind="subscribe", state="queued")
    runs.update(kept, picked.job_id, now=_now(), state="done", result='{"found": []}')
    at = open_screen(monkeypatch, home, SOURCES)
    assert "ほかに3件の候補" in at.expander[0].label
    at.button(key="found_close").click().run()
    assert len(at.expander) == 0


def test_settings_and_notes_of_a_source(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    page = Source(url="https://b.example/", kind="page", settings=(("pattern", "/p/*"),),
                  notes=("3 <b>entries</b> were left out.",), added_at=_now())  # fmt: skip
    source = sources.add(kept, page)
    at = open_screen(monkeypatch, home, SOURCES, item=str(source.id))
    assert "3 &lt;b&gt;entries&lt;/b&gt; were left out." in html_of(at)
    assert "/p/*" in html_of(at)
    at.text_input(key=f"setting_{source.id}_selector").set_value("main >")
    button(at, "保存").click().run()  # type: ignore[attr-defined]
    assert "CSS セレクタ" in at.error[0].value
    at.text_input(key=f"setting_{source.id}_selector").set_value("main a")
    button(at, "保存").click().run()  # type: ignore[attr-defined]
    stored = sources.get(kept, source.id)
    assert dict(stored.settings) == {"selector": "main a", "pattern": "/p/*"}


def test_points_are_shown(home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database) -> None:
    counted = make.article(kept, 1, points=1234)
    make.article(kept, 2, points=0)
    at = open_screen(monkeypatch, home, ARTICLES, item=str(counted.id))
    assert "1,234ポイント" in html_of(at)
    assert [row["sub"].endswith("1,234ポイント") for row in rows_of(at)] == [True, False]


@pytest.mark.parametrize("text", ["https://e.example/", "e.example/a"])
def test_what_is_an_address_is_not_refused(text: str) -> None:
    assert refusal(text) == ""


def _now() -> datetime:
    return datetime.now(UTC)
