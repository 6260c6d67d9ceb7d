"""The guideline on the editing screen: written, kept in versions, reviewed, and in the way."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from digest.errors import ExportError, UsageError
from digest.export.words import words
from digest.flow import Job
from digest.guideline.gate import BLOCKS, blocked, issue_text, require, standing
from digest.guideline.issue_review import run
from digest.publishing import files
from digest.settings import Settings
from pages import EDIT
from pages.shared import editing, job_words, verdicts_view
from storage import digests, guidelines, jobs, preferences, runs
from storage.database import connect
from storage.records import Claim, RuleFinding, RuleVerdict, Run, Section
from tests import factories as make
from tests.conftest import NOW
from tests.fakes_llm import FakeLLM
from tests.issues import TEXTS, hostile
from tests.screens import html_of, markdown_of, open_screen
from tests.tools import ROOT

GUIDELINE = "## 禁止\n- 「正答率」\n\n## 効能\n言い切らない。\n"


@pytest.fixture
def kept(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setenv("DIGEST_HOME", str(home))
    db = connect(home / "digest.db")
    make.digest(db, 2)
    yield db
    db.close()


def review(db: Database) -> dict[str, object]:
    """What the job `review` does, without a model."""
    make.run(db, "review-1", kind="review", state="done")
    job = Job("review-1", Settings(), {"week": make.WEEK}, db)
    return asyncio.run(run(job, FakeLLM().attempt))


def test_the_words_of_an_issue_are_those_of_its_export(kept: Database) -> None:
    key = digests.get(kept, make.WEEK).items[0].story_key
    editing.change_item(make.WEEK, key, comment="一つ_目の*所感* <b> [x](y) #1")
    text = issue_text(kept, make.WEEK)
    assert "一つ_目の*所感* <b> [x](y) #1" in text
    assert "## 見出し: 例の記事 47000" in text
    assert "- 検証では3つのモデルと1,200件の質問を使った。" in text
    assert "https://news.example" not in text
    assert words("---\ntitle: x\n---\n\n:::message\n**注意**\n:::\n") == "注意\n"


@pytest.mark.parametrize("text", TEXTS)
def test_words_of_hostile_issues_keep_what_is_seen(text: str) -> None:
    from digest.export import ExportOptions, export
    from digest.export.escape import clean

    issue = hostile(text, "https://example.com/a")
    seen = words(export(issue, "markdown", ExportOptions("a1b2"))[0].text)
    assert clean(text)[:200] in " ".join(seen.split())


def test_a_review_is_a_job_whose_findings_stay(kept: Database) -> None:
    with pytest.raises(UsageError):
        review(kept)
    guidelines.add(kept, GUIDELINE, now=NOW)
    made = review(kept)
    assert made["verdict"] == "NG"
    assert made["counts"] == {"OK": 0, "要確認": 1, "NG": 1}
    known, fresh = standing(kept, make.WEEK)
    assert known is not None
    assert fresh
    text = issue_text(kept, make.WEEK)
    assert all(text[f.start : f.end] == "正答率" for f in known.verdicts[0].findings)
    editing.change_issue(make.WEEK, comment="変えた")
    assert standing(kept, make.WEEK) == (known, False)
    assert runs.find(kept, "review-1") is not None


def test_the_gate_closes_only_when_the_writer_says_so(kept: Database) -> None:
    guidelines.add(kept, GUIDELINE, now=NOW)
    assert blocked(kept, make.WEEK) == ""
    preferences.put(kept, BLOCKS, "NG")
    assert blocked(kept, make.WEEK) == "unreviewed"
    review(kept)
    assert blocked(kept, make.WEEK) == "found"
    with pytest.raises(ExportError, match="against the guideline"):
        require(kept, make.WEEK)
    guidelines.add(kept, "## 効能\n言い切らない。\n", now=NOW)
    assert blocked(kept, make.WEEK) == "stale"
    review(kept)
    assert blocked(kept, make.WEEK) == ""  # only 要確認, as no model is set
    preferences.put(kept, BLOCKS, "要確認")
    assert blocked(kept, make.WEEK) == "found"
    guidelines.add(kept, "", now=NOW)
    assert blocked(kept, make.WEEK) == ""
    assert files(kept, make.WEEK, "zenn")


def test_the_screen(kept: Database, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = open_screen(monkeypatch, home, EDIT, view="guideline")
    assert not at.exception
    assert "見出しごとに1つの規則" in markdown_of(at)
    at.text_area[0].input(GUIDELINE)
    next(b for b in at.button if b.label == "保存").click().run()
    assert guidelines.current(kept).text == GUIDELINE
    assert "2個の規則のうち、1個はモデルが" in markdown_of(at)
    review(kept)
    at = open_screen(monkeypatch, home, EDIT, view="guideline")
    assert "<mark>正答率</mark>" in html_of(at)
    assert "使わない言葉" in html_of(at)
    at.selectbox(key="guideline_blocks").select("NG").run()
    assert preferences.get(kept, BLOCKS) == "NG"
    at = open_screen(monkeypatch, home, EDIT, view="export")
    assert any("残っています" in one.value for one in at.error)
    assert not at.get("download_button")


def test_a_statement_without_evidence_is_no_obstacle_to_a_review(
    kept: Database, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = make.article(kept, 7, published_at=NOW)
    bare = make.summary(kept, about, method="model", sections=(Section("", (Claim("根拠なし"),)),))
    item = make.item(kept, 2, about, summary=bare)
    digest = digests.get(kept, make.WEEK)
    digests.save(kept, replace(digest, items=(*digest.items, item)))
    preferences.put(kept, "export", {"supported": True})
    with pytest.raises(ExportError):
        files(kept, make.WEEK, "zenn")
    guidelines.add(kept, GUIDELINE, now=NOW)
    preferences.put(kept, BLOCKS, "NG")
    assert review(kept)["verdict"] == "NG"
    for view in ("guideline", "export"):
        at = open_screen(monkeypatch, home, EDIT, view=view)
        assert not at.exception
    assert any("残っています" in one.value for one in at.error)


def test_what_is_typed_outlives_a_look_at_another_view(
    kept: Database, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = open_screen(monkeypatch, home, EDIT, view="guideline")
    at.text_area[0].input(GUIDELINE).run()
    assert "まだ保存していません" in markdown_of(at)
    for view in ("preview", "guideline"):
        box: Any = at.segmented_control(key="view")
        box.set_value(view).run()
    assert at.text_area[0].value == GUIDELINE
    assert guidelines.current(kept).text == ""
    at.button(key="guideline_save").click().run()
    assert guidelines.current(kept).text == GUIDELINE
    assert "まだ保存していません" not in markdown_of(at)


def test_the_button_queues_a_job(
    kept: Database, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guidelines.add(kept, GUIDELINE, now=NOW)
    at = open_screen(monkeypatch, home, EDIT, view="guideline")
    at.button(key="review_go").click().run()
    queued = runs.list_runs(kept, kind="review")
    assert [run.state for run in queued] == ["queued"]
    assert not at.exception


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("短い文だ。", "短い<mark>文</mark>だ。"),
        (f"{'あ' * 24}文{'い' * 24}", f"{'あ' * 24}<mark>文</mark>{'い' * 24}"),
        (f"{'あ' * 25}文{'い' * 25}", f"…{'あ' * 24}<mark>文</mark>{'い' * 24}…"),
        ("前の行\n文\n次の行", "<div><mark>文</mark></div>"),
    ],
)
def test_a_passage_that_is_cut_says_so(written: str, shown: str) -> None:
    at = written.index("文")
    found = RuleFinding("NG", "「文」", "文", at, at + 1)
    assert shown in str(verdicts_view.verdicts([RuleVerdict("R1", "", "NG", (found,))], written))


def test_the_end_of_the_job_is_told_in_words() -> None:
    made = {"week": make.WEEK, "verdict": "NG", "counts": {"OK": 3, "要確認": 0, "NG": 2}}
    assert job_words.result(Run("j", "review", result=json.dumps(made))) == "NG 2件 OK 3件"
    assert job_words.result(Run("j", "review", result="{}")) == ""
    assert job_words.result(Run("j", "review", result='{"counts": {}}')) == "規則がありません"


def test_a_worker_runs_the_job(kept: Database, home: Path) -> None:
    guidelines.add(kept, GUIDELINE, now=NOW)
    asked = {"week": make.WEEK, "settings": Settings(home=home).public()}
    job_id = jobs.start(jobs.Engine(home, ""), "review", asked, db=kept, now=NOW)
    worker = [sys.executable, "-m", "digest", "--home", str(home), "worker", "--idle-exit", "1"]
    subprocess.run(worker, cwd=ROOT, check=True, capture_output=True, timeout=120)
    done = runs.find(kept, job_id)
    assert done is not None
    assert (done.state, job_words.result(done)) == ("done", "NG 1件 要確認 1件")
    assert standing(kept, make.WEEK)[1]
