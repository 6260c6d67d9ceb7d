"""この号の報告 on screens: every count is there, and text from outside stays text."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest import reporting
from digest.coverage import survey
from pages import DIGEST, EDIT, Screen
from pages.shared import report_view
from storage import builds, digests
from storage.calls import Spending
from storage.database import connect
from storage.records import Article, Pick, Source, Story
from tests import factories as make
from tests.conftest import NOW
from tests.screens import html_of, open_screen

EVIL = "<img src=x onerror=alert(1)>"


def surveyed() -> dict[str, object]:
    story = Story("a1", Article(id=1, source_id=1, title="題名"))
    missed = Pick(Story("a2", Article(id=2, title=EVIL, url="javascript:x")), 1.0, (EVIL,))
    sources = (
        Source(1, "s1", "arxiv", title=EVIL, api_total=120, api_kept=100),
        Source(2, "s2", "arxiv", error="HTTP 500."),
    )
    return survey((story, missed.story), (Pick(story, 2.0),), (missed,), sources)


@pytest.fixture
def told(home: Path) -> None:
    db = connect(home / "digest.db")
    digest = make.digest(db, 3)
    builds.begin(db, "one", digest.week, now=NOW)
    reporting.tell(db, "one", surveyed(), 4, digest, now=NOW)
    db.close()


@pytest.mark.parametrize(("screen", "view"), [(DIGEST, ""), (EDIT, "issue")])
def test_the_report_stands_under_the_issue(
    screen: Screen, view: str, home: Path, told: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = open_screen(monkeypatch, home, screen, **({"view": view} if view else {}))
    assert not at.exception, at.exception
    shown = html_of(at)
    for words in ("集めた記事", "2件", "120件中 100件", "不明", "モデルの呼び出しなし", "失敗"):
        assert words in shown, words
    assert EVIL not in shown
    assert "javascript:" not in shown


def test_an_issue_from_before_reports_says_so(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    db = connect(home / "digest.db")
    make.digest(db, 2)
    assert reporting.latest(db, digests.weeks(db)[0]) is None
    db.close()
    assert report_view.NONE in html_of(open_screen(monkeypatch, home, DIGEST))


def test_spending_is_told_with_what_the_prefix_cache_gave() -> None:
    from digest.coverage import spent

    whole = Spending(calls=3, failed=1, input_tokens=9000, cached_tokens=4000, output_tokens=50)
    assert report_view.spending(spent(whole)) == (
        "$0.0000 · 呼び出し 3回(失敗 1回) · 入力 9,000(うちキャッシュ 4,000) · 出力 50トークン"
    )
    assert report_view.spending(spent(Spending(calls=1, unpriced=1))).startswith("料金不明 · ")
    silent = report_view.spending(spent(Spending(calls=2, failed=1, unpriced=1, uncounted=1)))
    assert silent == "料金不明 · 呼び出し 2回(失敗 1回) · トークン数は不明"
