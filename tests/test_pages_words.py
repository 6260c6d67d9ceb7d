"""Japanese for everything that the program keeps in English."""

from __future__ import annotations

from datetime import timedelta

import pytest

import digest.errors
from digest.check import CHECKS
from digest.collect import COLLECTORS
from digest.errors import WorkbenchError
from digest.export import EXPORTERS
from digest.settings import PURPOSES
from pages.shared import words
from pages.shared.export_view import FORMATS
from pages.shared.job_words import about, error_code, result
from storage.jobs import FINISHED
from storage.records import KINDS, Run, Summary
from tests.conftest import NOW

CODES = sorted({getattr(digest.errors, name).code for name in digest.errors.__all__})


@pytest.mark.parametrize("code", CODES)
def test_each_error_has_japanese_words_that_say_what_to_do(code: str) -> None:
    trouble = words.TROUBLES[code]
    assert trouble.what.endswith("。")
    assert trouble.todo.endswith("。")
    assert not trouble.what.isascii()


def test_no_words_are_left_for_errors_that_are_gone() -> None:
    assert set(words.TROUBLES) <= set(CODES)


def test_an_error_is_explained_with_its_own_sentence() -> None:
    shown = words.explain(WorkbenchError("Disk\n  full."))
    assert shown.endswith("(詳細: Disk full.)")
    assert words.trouble_text("never heard of") == words.trouble_text("workbench")
    assert len(words.trouble_text("fetch", "x" * 9999)) < 600


def test_all_names_have_words() -> None:
    assert set(words.KINDS) == set(KINDS)
    assert set(words.CHECKS) == set(CHECKS)
    assert set(words.SOURCE_KINDS) >= set(COLLECTORS)
    assert set(words.STATES) == {"queued", "running", *FINISHED}
    assert set(FORMATS) == set(EXPORTERS)
    assert set(words.PURPOSES) == set(PURPOSES)


@pytest.mark.parametrize(
    ("past", "shown"),
    [
        (timedelta(seconds=-5), "たった今"),
        (timedelta(seconds=59), "たった今"),
        (timedelta(minutes=3), "3分前"),
        (timedelta(hours=23, minutes=59), "23時間前"),
        (timedelta(days=2), "2日前"),
        (timedelta(days=20), "10/31"),
        (timedelta(days=700), "2024/12/20"),
    ],
)
def test_moments_are_told_as_people_do(past: timedelta, shown: str) -> None:
    assert words.ago(NOW - past, NOW) == shown


def test_times_are_tokyo_times() -> None:
    assert words.minute(NOW) == "2026/11/20 12:00"
    assert words.day(NOW) == "11/20"
    assert words.ago(None, NOW) == "まだ"
    assert words.day(None) == words.minute(None) == ""
    assert words.lasted(NOW, NOW + timedelta(seconds=200)) == "3分20秒"
    assert words.lasted(NOW, NOW + timedelta(seconds=45)) == "45秒"
    assert words.lasted(None, NOW) == ""


@pytest.mark.parametrize(
    ("method", "language", "label"),
    [
        ("model", "ja", ""),
        ("extractive", "ja", "抽出要約(原文のまま)"),
        ("extractive", "en", "抽出要約(原文のまま・英語)"),
        ("extractive", "de", "抽出要約(原文のまま・外国語)"),
        ("title", "en", "題名のみ(本文なし)"),
    ],
)
def test_how_a_summary_was_made_is_labelled(method: str, language: str, label: str) -> None:
    assert words.summary_label(Summary(method=method, language=language)) == label


def test_a_run_is_told_in_words() -> None:
    made = '{"collect": {"new": 17, "updated": 0, "unchanged": 2, "failed": 1}, "build": {"items": 12, "calls": 13}}'
    run = Run("sample-1", "sample", '{"week": "2026-W46"}', "done", result=made)
    assert result(run) == (
        "新着 17件 更新 0件 変更なし 2件 失敗 1件、12項目のダイジェスト(モデル呼び出し 13回)"
    )
    assert about(run) == "2026-W46(11/9~11/15)"
    assert about(Run("add-1", "add", '{"url": "https://a.example/"}')) == "https://a.example/"
    assert result(Run("c", "collect", result='{"new": 1}')) == "新着 1件"
    added = '{"articles": [{"title": "一"}, {"title": "二"}, {"title": "三"}, {"title": "四"}]}'
    assert result(Run("a", "add", result=added)) == "「一」「二」「三」ほか1件"


@pytest.mark.parametrize("broken", ["", "not json", "[]", "null", '{"collect": 3, "build": []}'])
def test_a_run_that_cannot_be_read_says_nothing(broken: str) -> None:
    run = Run("sample-1", "sample", broken, "failed", result=broken)
    assert (about(run), result(run), error_code(run)) == ("", "", "workbench")
    assert about(Run("b", "build", '{"week": "last week"}')) == "last week"
