"""Sources: one row for a URL, errors forgotten when switched on, articles outlive them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlite_utils import Database

from storage import articles, sources
from storage.errors import NotFound
from storage.records import Source
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
