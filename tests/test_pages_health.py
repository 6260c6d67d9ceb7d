"""ソース shows how each source does: its next check, items a week, silence, what an API counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digest import gather
from digest.collect import Collected
from pages import SOURCES
from storage import sources
from storage.database import connect
from storage.records import Entry, Source
from tests.screens import html_of, markdown_of, open_screen, rows_of

NOW = datetime.now(UTC)


def brought(home: Path, number: int, *, last: float, **fields: object) -> int:
    """A source whose newest item is `last` days old, one every two days before."""
    db = connect(home / "digest.db")
    url = f"https://feed.example/{number}"
    stored = sources.add(db, Source(url=url, title=f"feed {number}"))
    told = [NOW - timedelta(days=last + 2 * n) for n in range(20)]
    entries = tuple(Entry(f"{url}/{n}", f"t {n}", published_at=at) for n, at in enumerate(told))
    asked = replace(stored, checked_at=NOW, succeeded_at=NOW, body_hash="x", **fields)  # type: ignore[arg-type]
    gather.store(db, Collected(asked, entries), now=NOW)
    db.close()
    return stored.id


def test_silent_sources_are_marked_counted_and_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = brought(tmp_path, 1, last=30)
    brought(tmp_path, 2, last=1)
    at = open_screen(monkeypatch, tmp_path, SOURCES, item=str(silent))
    assert [row["tags"] for row in rows_of(at)] == [[["更新なし", "warn"]], []]
    assert "更新なし 1件" in markdown_of(at)
    assert "30日間、新しい記事がありません。ふだんは約2日おきに届きます。" in html_of(at)
    found = open_screen(monkeypatch, tmp_path, SOURCES, only="silent")
    assert [row["id"] for row in rows_of(found)] == [str(silent)]


def test_the_next_check_and_what_is_missing_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = brought(
        tmp_path,
        1,
        last=1,
        due_at=NOW + timedelta(hours=12),
        interval_minutes=720,
        api_total=812,
        api_kept=700,
        rights="CC <BY>",
    )
    shown = html_of(open_screen(monkeypatch, tmp_path, SOURCES, item=str(number)))
    assert "間隔 約12時間" in shown
    assert "週に約3.7件" in shown
    assert "812件中 700件を取得、不足あり" in shown
    assert "CC &lt;BY&gt;" in shown
