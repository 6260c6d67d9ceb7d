"""Many sources stored at once leave what each stored alone would."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from digest import gather
from digest.collect import Collected
from digest.collect.wishes import configured
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


def changed_meanwhile(db, **collected):
    """A source, given another selector while it was asked; what came of the answer to the old one."""
    before = factories.source(
        db,
        1,
        kind="page",
        settings=(("selector", "h2 a"),),
        etag='"old"',
        body_hash="old",
        seen=("a",),
        due_at=NOW,
    )
    asked = replace(
        before, etag='"new"', body_hash="new", seen=("a", "b"), due_at=LATER, checked_at=LATER
    )
    now_is = sources.change(db, before.id, lambda s: configured(s, {"selector": ".news a"}))
    assert (now_is.etag, now_is.body_hash, now_is.seen, now_is.due_at) == ("", "", (), None)
    (stored,) = gather.store_all(db, [Collected(asked, **collected)], now=LATER)
    return now_is, sources.get(db, before.id), stored


@pytest.mark.parametrize("collected", [{"unchanged": True}, {"entries": entries(1, 2)}, {}])
def test_settings_that_were_changed_during_a_check_are_read_anew(db, collected):
    now_is, after, stored = changed_meanwhile(db, **collected)
    assert replace(after, notes=()) == now_is
    assert articles.list_articles(db) == []
    assert collected.get("unchanged") or "settings were changed" in stored.notes[0]


def test_a_limit_of_quotation_that_was_changed_during_a_check_costs_no_entry(db):
    asked = factories.source(db, 1, body_hash="old")
    sources.change(db, asked.id, lambda s: configured(s, {"quotation": "open"}))
    (stored,) = gather.store_all(
        db, [Collected(replace(asked, body_hash="new"), entries(1, 2))], now=LATER
    )
    after = sources.get(db, asked.id)
    assert (stored.new, after.body_hash, after.settings) == (2, "new", (("quotation", "open"),))
