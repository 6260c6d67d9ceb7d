"""The commands by which a person decides: rank, choose, group, profile."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from digest.__main__ import main
from storage.database import connect
from tests import factories as make

Told = Callable[..., Any]
WEEK = "2026-W46"


@pytest.fixture
def told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Told:
    """Run a command on a home of four articles of a week; its JSON, or its error."""
    db = connect(tmp_path / "digest.db")
    for n in range(1, 5):
        make.article(db, n, title=f"LLMの記事 {n}号", week=WEEK, text="推論の話。" * 9 * n)
    db.close()

    def run(*arguments: str) -> Any:
        code = main(["--home", str(tmp_path), *arguments, "--json"])
        out = capsys.readouterr()
        return json.loads(out.out) if code == 0 else out.err

    return run


def keys(found: dict[str, Any], part: str) -> list[str]:
    return [pick["story"] for pick in found[part]]


def test_a_choice_is_followed_and_taken_back(told: Told) -> None:
    before = told("rank", "--week", WEEK, "--limit", "2")
    assert len(keys(before, "picks")) == 2
    last = keys(before, "missed")[-1]
    assert told("choose", "--week", WEEK, last, "in")["decision"] == "in"
    after = told("rank", "--week", WEEK, "--limit", "2")
    assert last in keys(after, "picks")
    told("choose", "--week", WEEK, last, "out")
    assert last in keys(told("rank", "--week", WEEK, "--limit", "4"), "missed")
    told("choose", "--week", WEEK, last, "auto")
    assert keys(told("rank", "--week", WEEK, "--limit", "2"), "picks") == keys(before, "picks")


def test_what_scores_cannot_tell_is_asked(
    told: Told, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    db = connect(tmp_path / "digest.db")
    for n in (5, 6, 7):
        make.article(db, n, title=f"LLMの記事 {n}号", week=WEEK, text="推論の話。" * 360)
    db.close()
    assert set(told("rank", "--week", WEEK, "--limit", "2")["unsure"]) == {"a5", "a6", "a7"}
    main(["--home", str(tmp_path), "rank", "--week", WEEK, "--limit", "2"])
    shown = capsys.readouterr().out
    assert f"Ask (too near to call): choose --week {WEEK} STORY in|out" in shown
    assert re.search(r"a\d now in .*LLMの記事", shown)
    assert re.search(r"a\d now out .*LLMの記事", shown)
    told("choose", "--week", WEEK, "a6", "in")
    told("choose", "--week", WEEK, "a7", "out")
    assert told("rank", "--week", WEEK, "--limit", "2")["unsure"] == []


def test_articles_are_grouped_and_told_apart(told: Told) -> None:
    told("group", "1", "2", "together")
    grouped = told("rank", "--week", WEEK, "--limit", "4")
    story = next(p for p in grouped["picks"] if p["story"] == "a1")
    assert (sorted(story["articles"]), story["grouped"]) == ([1, 2], "人がまとめた")
    told("group", "2", "1", "apart")
    assert len(keys(told("rank", "--week", WEEK, "--limit", "4"), "picks")) == 4


def test_a_profile_is_added_to_and_cleared(told: Told) -> None:
    assert told("profile") == {"must": [], "nice": [], "never": []}
    told("profile", "--nice", "3号", "--never", "4号")
    assert told("profile", "--must", "1号") == {"must": ["1号"], "nice": ["3号"], "never": ["4号"]}
    found = told("rank", "--week", WEEK, "--limit", "2")
    assert set(keys(found, "picks")) == {"a1", "a3"}
    assert any("載せない語(4号)" in pick["reasons"] for pick in found["missed"])
    assert told("profile", "--clear") == {"must": [], "nice": [], "never": []}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("choose", "--week", WEEK, "a99", "in"), "a99"),
        (("rank", "--week", "2026-W01"), "2026-W01"),
        (("group", "1", "1", "apart"), "two different ids"),
        (("group", "1", "99", "apart"), "99"),
    ],
)
def test_what_is_not_there_is_said(told: Told, arguments: tuple[str, ...], words: str) -> None:
    assert words in told(*arguments)
