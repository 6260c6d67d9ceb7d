"""The choice of the Batch API: offered where a server has it or may, and kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlite_utils import Database

from digest.batch_choice import offered
from digest.settings import Settings
from pages import JOBS
from pages.shared import report_view
from storage import batches, runs
from storage.database import connect
from storage.records import SentBatch
from tests.conftest import NOW
from tests.screens import open_screen

OPENAI = Settings(model="gpt-5.6", api_key="k")
OWN = Settings(model="m", base_url="http://127.0.0.1:9/v1")


def ended(db: Database, uid: str, status: str) -> None:
    batches.begin(db, SentBatch(uid, "job", OWN.server, "m"), ["k"], now=NOW)
    batches.ended(db, uid, status, {}, now=NOW)


def test_what_is_known_of_a_server(db: Database) -> None:
    assert offered(db, Settings()) is False
    assert offered(db, OPENAI) is True
    assert offered(db, OWN) is None
    ended(db, "a", "unsupported")
    assert offered(db, OWN) is False
    ended(db, "b", "completed")
    assert offered(db, OWN) is True


def asked(home: Path) -> dict[str, object]:
    db = connect(home / "digest.db")
    (run,) = runs.list_runs(db, kind="weekly")
    db.close()
    return dict(json.loads(run.arguments))


def test_the_weekly_job_is_asked_for_by_batches(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    monkeypatch.setenv("DIGEST_MODEL", "gpt-5.6")
    at = open_screen(monkeypatch, home, JOBS)
    at.toggle(key="schedule_batch").set_value(True).run()
    at.button(key="weekly_now").click().run()
    assert not at.exception, at.exception
    assert asked(home)["batch"] is True


def test_without_a_server_that_has_it_there_is_no_choice(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = open_screen(monkeypatch, home, JOBS)
    assert not [one for one in at.toggle if one.key == "schedule_batch"]
    at.button(key="weekly_now").click().run()
    assert "batch" not in asked(home)


def test_the_report_says_what_went_into_no_batch() -> None:
    one = {"status": "completed", "requests": 7, "answered": 7, "error": None}
    shown = report_view._batches([one], 2)
    assert "直接の呼び出し" in shown
    assert "2回、通常の料金" in shown
    assert "直接" not in report_view._batches([one], 0)
    assert report_view._batches([], 9) == ""
