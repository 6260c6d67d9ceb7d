"""用語集: terms with evidence and issues; a person's words are kept at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from pages import EDIT, GLOSSARY
from pages.shared import job_words
from storage import glossary, preferences, runs
from storage.database import connect
from storage.records import Evidence, Run
from tests import factories as make
from tests.conftest import NOW
from tests.screens import html_of, markdown_of, open_screen, rows_of

HOSTILE = (
    "<script>alert(1)</script>",
    "![x](https://tracker.example/p.png) [click](javascript:alert(1))",
    ":material/delete: :red[x] $x$ {{x}} `x`",
    "' OR 1=1 --",
)


@pytest.fixture
def kept(home: Path) -> Iterator[Database]:
    db = connect(home / "digest.db")
    make.digest(db, 2)
    glossary.add_found(db, ["正答率", "MoE", "<b>RAG</b>"], now=NOW)
    said = (Evidence(47000, 2, "正答率は<i>42.5%</i>から上がった。"),)
    glossary.draft(db, "正答率", "正しい答えの割合。", said, now=NOW)
    glossary.draft(db, "MoE", "", (), note="記事に根拠となる文がありません", now=NOW)
    yield db
    db.close()


def test_an_empty_glossary_says_what_to_do(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    db = connect(home / "digest.db")
    at = open_screen(monkeypatch, home, GLOSSARY)
    assert not at.exception
    assert "用語はまだありません" in html_of(at)
    assert "定義はあなたが書きます" in html_of(at)
    at.button(key="glossary_draft").click().run()
    assert [run.state for run in runs.list_runs(db, kind="glossary")] == ["queued"]
    db.close()


def test_terms_with_definition_evidence_and_issues(
    kept: Database, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    term = glossary.get(kept, "正答率")
    at = open_screen(monkeypatch, home, GLOSSARY, item=str(term.id))
    assert not at.exception
    rows = {row["title"]: row for row in rows_of(at)}
    assert set(rows) == {"正答率", "MoE", "<b>RAG</b>"}
    assert rows["正答率"]["sub"] == "正しい答えの割合。"
    shown = html_of(at)
    assert "モデルの下書き" in shown
    assert "正答率は&lt;i&gt;42.5%&lt;/i&gt;から上がった。" in shown
    assert "3語 · 脚注になるもの 1語" in markdown_of(at)
    links = [one.label for one in at.get("page_link") if make.WEEK in one.label]
    assert len(links) == 1
    at = open_screen(monkeypatch, home, GLOSSARY, item=str(glossary.get(kept, "MoE").id))
    assert "記事に根拠となる文がありません" in html_of(at)


def test_hide_filter_and_add(kept: Database, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    term = glossary.get(kept, "正答率")
    at = open_screen(monkeypatch, home, GLOSSARY, item=str(term.id))
    at.toggle(key=f"hide_{term.id}").set_value(True).run()
    assert glossary.get(kept, "正答率").hidden
    at = open_screen(monkeypatch, home, GLOSSARY, only="hidden")
    assert [row["title"] for row in rows_of(at)] == ["正答率"]
    at = open_screen(monkeypatch, home, GLOSSARY, only="undefined")
    assert "正答率" not in [row["title"] for row in rows_of(at)]
    at.text_input(key="new_term").input("DPO")
    at.text_area(key="new_definition").input("好みの組から直接学ぶ方法。")
    next(one for one in at.button if one.label == "加える").click().run()
    added = glossary.get(kept, "DPO")
    assert (added.definition, added.origin) == ("好みの組から直接学ぶ方法。", "person")
    assert not at.exception


def test_the_export_shows_footnotes_unless_switched_off(
    kept: Database, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = open_screen(monkeypatch, home, EDIT, view="export")
    assert "正答率[^term-1]は42.5%" in at.code[0].value
    assert "[^term-1]: 正答率: 正しい答えの割合。" in at.code[0].value
    next(one for one in at.toggle if "用語集" in one.label).set_value(False).run()
    assert "[^term" not in at.code[0].value
    assert preferences.get(kept, "export")["glossed"] is False
    from digest.publishing import files

    assert "[^term" not in files(kept, make.WEEK, "zenn")[0].text


def test_the_end_of_the_job_is_told_in_words() -> None:
    made = {"found": 3, "drafted": 2, "undefined": 1, "calls": 1}
    told = "新しい用語 3語、定義の下書き 2語、定義のない用語 1語"
    assert job_words.result(Run("j", "glossary", result=json.dumps(made))) == told
    assert job_words.result(Run("j", "glossary", result="{}")) == ""


@pytest.mark.parametrize("nasty", HOSTILE)
def test_hostile_terms_stay_words(
    nasty: str, kept: Database, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    term = glossary.define(kept, nasty, nasty, now=NOW)
    at = open_screen(monkeypatch, home, GLOSSARY, item=str(term.id))
    assert not at.exception
    shown = html_of(at)
    assert "<script" not in shown
    assert "<img" not in shown
    assert "![x](" not in markdown_of(at)
