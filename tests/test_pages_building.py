"""What a person sees before a build: what it will cost, and the limits that hold it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database
from streamlit.testing.v1 import AppTest

from pages import CHOOSE, EDIT
from pages.shared import cost_words
from storage import runs
from storage.database import connect
from tests import factories as make
from tests.builds import WEEK, fill
from tests.screens import markdown_of, open_screen

FOUND: dict[str, Any] = {
    "calls": 11,
    "cached": 2,
    "input_tokens": 25_953,
    "output_tokens": 8_000,
    "most_output_tokens": 22_500,
    "cost_usd": 0.0412,
    "most_usd": 1.5,
}


@pytest.fixture
def db(home: Path) -> Iterator[Database]:
    fill(home, 3)
    opened = connect(home / "digest.db")
    yield opened
    opened.close()


def with_model(patch: pytest.MonkeyPatch) -> None:
    patch.setenv("OPENAI_API_KEY", "k")
    patch.setenv("DIGEST_MODEL", "gpt-5.6")


def told(at: AppTest) -> str:
    """What a reader sees: escapes of Markdown left out."""
    return markdown_of(at).replace("\\", "")


def asked(db: Database) -> dict[str, Any]:
    (run,) = runs.list_runs(db, kind="build")
    return dict(json.loads(run.arguments))


def opened(patch: pytest.MonkeyPatch, home: Path) -> AppTest:
    at = open_screen(patch, home, EDIT)
    at.session_state["build_tools"] = True
    at.run()
    assert not at.exception, at.exception
    return at


def test_the_first_digest_is_preceded_by_its_cost(
    home: Path, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_model(monkeypatch)
    at = open_screen(monkeypatch, home)
    assert not at.exception, at.exception
    assert "見積もり: 呼び出し 4回" in told(at)
    at.number_input(key="build_usd").set_value(0.0001).run()
    assert "足りない見込み" in told(at)
    at.number_input(key="build_calls").set_value(2).run()
    assert "上限の2回では足りません" in told(at)
    at.button(key="build_go").click().run()
    given = asked(db)
    assert (given["week"], given["limit"]) == (WEEK, 10)
    assert (given["settings"]["max_usd"], given["settings"]["max_calls"]) == (0.0001, 2)


def test_without_a_model_it_costs_nothing(
    home: Path, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = open_screen(monkeypatch, home)
    assert cost_words.NO_MODEL in told(at)
    at.button(key="build_go").click().run()
    assert asked(db)["settings"]["max_usd"] is None


def test_the_editing_screen_reads_the_week_only_when_asked(
    home: Path, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_model(monkeypatch)
    make.digest(db, 2)
    assert "見積もり" not in told(open_screen(monkeypatch, home, EDIT))
    at = opened(monkeypatch, home)
    assert "見積もり: 呼び出し" in told(at)
    assert "作り直しても残ります" in told(at)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "費用 約$0.0412(最大$1.50)"),
        ({"output_tokens": None}, "出力 最大22,500トークン、費用 最大$1.50"),
        ({"cost_usd": None, "most_usd": None}, "費用は不明(料金表にないモデル)"),
        ({"calls": 0}, "新しい呼び出しはありません(保存済み 2件は再利用)。費用はかかりません"),
    ],
)
def test_estimates_in_words(changed: dict[str, Any], said: str) -> None:
    assert said in cost_words.estimate(FOUND | changed)


@pytest.mark.parametrize(
    ("usd", "calls", "changed", "said"),
    [
        (None, None, {}, ""),
        (1.0, 20, {}, ""),
        (None, 3, {}, "上限の3回では足りません"),
        (0.01, None, {}, "上限の$0.0100では足りない見込みです"),
        (0.01, None, {"cost_usd": None}, "金額の上限は効きません"),
    ],
)
def test_a_limit_that_is_too_low_is_said_before(
    usd: float | None, calls: int | None, changed: dict[str, Any], said: str
) -> None:
    found = cost_words.short_of(FOUND | changed, usd, calls)
    assert found.startswith(said) if not changed else said in found
    assert bool(found) == bool(said)


def test_a_week_that_is_built_again_keeps_its_number_of_items(
    home: Path, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.digest(db, 13)
    at = opened(monkeypatch, home)
    assert at.number_input(key=f"build_limit_{make.WEEK}").value == 13
    at.button(key="build_go").click().run()
    assert asked(db)["limit"] == 13
    assert not at.session_state["build_tools"]  # what is made stands in sight


def test_the_number_chosen_for_the_ranking_is_the_one_that_is_built(
    home: Path, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = open_screen(monkeypatch, home, CHOOSE)
    at.number_input(key="rank_limit").set_value(4).run()
    at.session_state["rank_build"] = True
    at.run()
    at.button(key="build_go").click().run()
    assert asked(db)["limit"] == 4
