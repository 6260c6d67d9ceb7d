"""Many sources stored at once leave what each stored alone would."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from digest import gather
from digest.collect import Collected
from storage import articles, sources
from storage.database import connect
from storage.records import Entry
from tests import factories
from tests.conftest import NOW

LATER = NOW + timedelta(hours=1)


def entries(source: int, count: int) -> tuple[Entry, ...]:
    return tuple(
        Entry(f"https://e.example/{source}/{n}", f"{source}-{n}", "text") for n in range(count)
    )


def world(db):
    """Sources of every sort, as they were asked, and what came of it."""
    kept = [
        factories.source(db, n, title=f"Source {n}", notes=("old",), entry_count=n)
        for n in range(1, 9)
    ]
    asked = [
        replace(s, etag=f'"{s.id}"', checked_at=LATER, succeeded_at=LATER, interval_minutes=75)
        for s in kept
    ]
    sources.save(db, replace(kept[1], title="By a person", weight=2.0, enabled=False))
    sources.delete(db, kept[2].id)
    sources.delete(db, kept[7].id)
    return [
        Collected(asked[0], unchanged=True),
        Collected(asked[1], unchanged=True),
        Collected(asked[2], unchanged=True),
        Collected(asked[3], entries(4, 3), notes=("new",)),
        Collected(replace(asked[4], error="It broke.", error_code="x", error_count=1)),
        Collected(
            replace(asked[5], moved_to="https://new.example/", moved_count=2), unchanged=True
        ),
        Collected(asked[6], entries(7, 2), unchanged=True),
        Collected(asked[7], entries(8, 2)),
    ]


@pytest.mark.parametrize("together", [1, 4, 500])
def test_together_is_as_one_by_one(tmp_path, together):
    dbs = [connect(tmp_path / name) for name in ("one.db", "all.db")]
    worlds = [world(db) for db in dbs]
    alone = [gather.store(dbs[0], collected, now=LATER) for collected in worlds[0]]
    stored = gather.store_all(dbs[1], worlds[1], now=LATER, together=together)
    by_id = sorted(stored, key=lambda s: s.source_id or 0)
    assert [replace(s, title="") for s in by_id] == [replace(s, title="") for s in alone]
    assert sources.list_sources(dbs[1]) == sources.list_sources(dbs[0])
    assert [a.url for a in articles.list_articles(dbs[1])] == [
        a.url for a in articles.list_articles(dbs[0])
    ]
    for db in dbs:
        db.close()


def test_nothing_at_all_is_stored_as_nothing(db):
    assert gather.store_all(db, [], now=NOW) == []
