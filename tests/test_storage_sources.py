"""Sources: one row for a URL, errors forgotten when switched on, articles outlive them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlite_utils import Database

from storage import articles, sources
from storage.errors import NotFound
from storage.records import Source
from storage.rows import from_row
from tests import factories


def test_the_same_url_is_one_source_as_it_stands(db: Database) -> None:
    first = factories.source(db, 1, title="はじめの題")
    again = sources.add(db, Source(url=first.url, title="別の題", weight=3.0))
    assert again == first
    assert sources.list_sources(db) == [first]


def test_every_field_is_written_back(db: Database) -> None:
    stored = factories.source(db)
    changed = replace(stored, title="新", error="x", error_count=3, checked_at=factories.NOW)
    sources.save(db, changed)
    assert sources.get(db, stored.id) == changed


def test_switching_on_forgets_errors_and_off_keeps_them(db: Database) -> None:
    broken = factories.source(db, error="timed out", error_code="unreachable", error_count=5)
    off = sources.enable(db, broken.id, False)
    assert (off.enabled, off.error, off.error_count) == (False, "timed out", 5)
    assert sources.list_sources(db, enabled_only=True) == []
    on = sources.enable(db, broken.id, True)
    assert (on.enabled, on.error, on.error_code, on.error_count) == (True, "", "", 0)
    assert sources.get(db, broken.id) == on


def test_articles_outlive_their_source(db: Database) -> None:
    source = factories.source(db)
    article = factories.article(db, source_id=source.id)
    sources.delete(db, source.id)
    assert sources.list_sources(db) == []
    assert articles.get(db, article.id).source_id is None


def test_an_unknown_id_is_said(db: Database) -> None:
    for ask in (sources.get, sources.delete, lambda d, i: sources.enable(d, i, True)):
        with pytest.raises(NotFound, match="source 7"):
            ask(db, 7)


def test_sources_that_had_nothing_new_are_written_back_together(db: Database) -> None:
    one = factories.source(db, 1, title="One", notes=("kept",), entry_count=7)
    two = factories.source(db, 2, error="It broke.", error_code="x", error_count=3)
    gone = factories.source(db, 3)
    sources.delete(db, gone.id)
    asked = [
        replace(
            source,
            etag='"日本"',
            checked_at=factories.NOW,
            succeeded_at=factories.NOW,
            due_at=None,
            error="",
            error_code="",
            error_count=0,
            interval_minutes=90,
            api_total=None,
            seen=("a", "b"),
        )
        for source in (one, two, gone)
    ]
    elsewhere = [replace(a, title="Not by a person", weight=9.0, notes=()) for a in asked]
    assert sources.checked(db, elsewhere) == {one.id, two.id}
    assert sources.list_sources(db) == asked[:2]


def test_rows_are_what_sources_are_read_from(db: Database) -> None:
    factories.source(db, 1, settings=(("points", "10"),), enabled=False)
    kept = factories.source(db, 2, settings=(("points", "10"),), due_at=factories.NOW)
    (row,) = sources.rows(db, enabled_only=True)
    assert from_row(Source, json.loads(json.dumps(row))) == kept
    assert len(sources.rows(db)) == 2
