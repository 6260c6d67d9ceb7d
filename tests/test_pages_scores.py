"""選定 with a model's scores: the switch, what is said, and the score with its reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from digest import candidates
from digest.prompting import unseeded
from digest.ranking import stories_of
from digest.settings import Settings
from digest.summarize.scores import PROMPT, content
from pages import CHOOSE
from pages.shared import report_view, score_toggle
from storage import builds, model_scores, preferences
from storage.database import connect
from storage.records import ModelScore
from tests import factories as make
from tests.screens import html_of, open_screen

WEEK = make.WEEK
SERVER = {"base_url": "http://127.0.0.1:9/v1", "model": "m"}
TOLD = {"candidates": 40, "scored": 38, "questions": 1, "hushed": 1, "fault": ""}


@pytest.fixture
def kept(home: Path) -> Iterator[Database]:
    db = connect(home / "digest.db")
    for n in range(1, 5):
        make.article(db, n, title=f"LLMの記事 {n}号", week=WEEK, text="推論の話。" * 300 * n)
    yield db
    db.close()


def scored(db: Database) -> None:
    """The last of four stories is worth most, for a reason with markup in it."""
    chosen = Settings(**SERVER, model_score=True)  # type: ignore[arg-type]
    used = candidates.way_of(db, chosen, unseeded(db, PROMPT))
    for story in stories_of(db, WEEK):
        best = story.key == "a1"
        why = "<script>alert(1)</script>手順が具体的" if best else "既知の話"
        score = ModelScore(
            story.lead.id, used, content(story.lead), 10 if best else 2, why, None, make.NOW
        )
        model_scores.save(db, [score])


def told(db: Database, scored: dict[str, Any]) -> None:
    """The report of a build of the week."""
    job = f"job {scored['fault']}"
    builds.begin(db, job, WEEK, now=make.NOW)
    at = make.NOW + timedelta(minutes=not scored["fault"])
    builds.finish(db, job, json.dumps({"scored": scored, "cost": {}}), now=at)


def captions(at: Any) -> str:
    return "\n".join(caption.value for caption in at.caption).replace("\\", "")


def test_the_switch_is_off_and_is_kept(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    at = open_screen(monkeypatch, home, CHOOSE, week=WEEK)
    switch: Any = at.toggle(key="model_score")
    assert switch.value is False
    assert "評価" not in captions(at)
    switch.set_value(True).run()
    assert preferences.get(kept, "model") == {"model_score": True}
    assert score_toggle.NO_MODEL in captions(at)
    at.toggle(key="model_score").set_value(False).run()
    assert preferences.get(kept, "model") == {"model_score": False}


def test_scores_move_stories_and_are_told(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    preferences.put(kept, "model", SERVER | {"model_score": True})
    at = open_screen(monkeypatch, home, CHOOSE, week=WEEK)
    assert "評価はまだありません" in captions(at)
    assert "モデルの評価" not in html_of(at)
    fault = TOLD | {"fault": "モデルの応答が時間内に届きませんでした"}
    told(kept, fault)
    at = open_screen(monkeypatch, home, CHOOSE, week=WEEK)
    said = "前回は得られませんでした(モデルの応答が時間内に届きませんでした)。評価なしの順位です。"
    assert said in captions(at)
    told(kept, TOLD)
    scored(kept)
    at = open_screen(monkeypatch, home, CHOOSE, week=WEEK)
    assert "4件に評価があります。指示らしい文を含む1件には尋ねません。" in captions(at)
    shown = html_of(at)
    assert shown.index("LLMの記事 1号") < shown.index("LLMの記事 4号")
    assert "モデルの評価10/10(&lt;script&gt;" in shown
    assert "<script>" not in shown
    at.toggle(key="model_score").set_value(False).run()
    assert "モデルの評価" not in html_of(at)
    assert preferences.get(kept, "model") == SERVER | {"model_score": False}


def test_the_environment_decides_where_it_says_so(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    monkeypatch.setenv("DIGEST_MODEL_SCORE", "1")
    at = open_screen(monkeypatch, home, CHOOSE, week=WEEK)
    switch: Any = at.toggle(key="model_score")
    assert (switch.value, switch.disabled) == (True, True)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (None, ""),
        (TOLD, "候補40件中 38件、指示らしい文のため尋ねない 1件"),
        (TOLD | {"hushed": 0, "fault": "モデルが未設定です"}, "38件。モデルが未設定です。"),
    ],
)
def test_the_report_says_what_was_asked(told: Any, words: str) -> None:
    rows = report_view._scored(told)
    assert [name for name, _ in rows] == (["モデルの評価"] if told else [])
    assert words in "".join(value for _, value in rows)
