"""自動収集 on the screens: switched, told, and kept apart from other jobs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from pages import JOBS, SOURCES
from pages.shared.db import now
from storage import preferences, sources
from storage.database import connect
from storage.records import Source
from tests import factories as make
from tests.screens import html_of, markdown_of, open_screen


@pytest.fixture
def kept(home: Path) -> Database:
    db = connect(home / "digest.db")
    sources.add(db, Source(url="https://a.example/feed", kind="feed", title="A"))
    return db


def test_the_pace_is_chosen_and_kept(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    at = open_screen(monkeypatch, home, SOURCES)
    assert "30分ごとに" in markdown_of(at)
    at.segmented_control(key="refresh_minutes").set_value(15).run()
    assert preferences.get(kept, "refresh") == {"minutes": 15}
    at.segmented_control(key="refresh_minutes").set_value(0).run()
    assert preferences.get(kept, "refresh") == {"minutes": 0}
    assert "自動収集はオフです" in markdown_of(open_screen(monkeypatch, home, JOBS))


def test_what_the_environment_says_cannot_be_changed(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    monkeypatch.setenv("DIGEST_REFRESH_MINUTES", "45")
    at = open_screen(monkeypatch, home, SOURCES)
    assert at.segmented_control(key="refresh_minutes").disabled
    assert "45分ごとに" in markdown_of(at)
    assert "DIGEST_REFRESH_MINUTES" in markdown_of(at)


def test_automatic_runs_are_listed_when_asked_for(
    home: Path, monkeypatch: pytest.MonkeyPatch, kept: Database
) -> None:
    ended = now() - timedelta(minutes=5)
    make.run(kept, "refresh-1", kind="refresh", state="done", result='{"new": 7}', created_at=ended)
    at = open_screen(monkeypatch, home, JOBS)
    assert "新着 7件" not in html_of(at)
    at.toggle(key="with_refresh").set_value(True).run()
    assert "自動収集" in html_of(at)
    assert "新着 7件" in html_of(at)
