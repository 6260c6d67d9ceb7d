"""How sources do: items a week, usual pauses, silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlite_utils import Database

from digest import gather
from digest.collect import Collected
from digest.health import REMEMBERED, Health, health
from storage import sources
from storage.records import Entry, Source
from tests import factories
from tests.conftest import NOW

DAY = timedelta(days=1)


def every(days: float, count: int, *, last: float) -> list:
    """Dates of items so many days apart, the newest `last` days ago."""
    return [NOW - (last + days * n) * DAY for n in range(count)]


def asked(**fields: object) -> Source:
    return replace(Source(id=1, succeeded_at=NOW, checked_at=NOW), **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("days", "last", "silent"),
    [
        (7, 20, None),
        (7, 22, 22),
        (1, 3.5, None),
        (1, 5, 5),
        (0.2, 5, 5),
        (30, 80, None),
        (30, 95, 95),
    ],
)
def test_three_times_the_usual_pause_is_silence(
    days: float, last: float, silent: int | None
) -> None:
    assert health(asked(), every(days, 30, last=last)).silent_days == silent


def test_items_a_week_are_those_of_its_time() -> None:
    assert health(asked(), every(1, 29, last=100)).per_week == pytest.approx(7, abs=0.3)
    assert health(asked(), every(0.1, 30, last=0)).per_week == 30
    assert health(asked(), []) == Health()


def test_a_source_that_is_not_asked_or_fails_is_not_called_silent() -> None:
    quiet = every(1, 30, last=60)
    assert health(asked(succeeded_at=NOW - 59 * DAY), quiet).silent_days is None
    assert health(asked(succeeded_at=None), quiet).silent_days is None
    assert health(asked(error="It broke."), quiet).silent_days is None


def test_a_few_items_or_one_burst_tell_no_pause() -> None:
    assert health(asked(), every(1, 4, last=60)).usual_days is None
    assert health(asked(), every(0.001, 30, last=60)).usual_days is None


def test_entries_that_another_source_brought_first_break_the_silence() -> None:
    seen = asked(newest_at=NOW - DAY)
    assert health(seen, every(1, 30, last=60)).silent_days is None


def test_rhythms_are_those_of_each_source(db: Database) -> None:
    one, two = factories.source(db, 1), factories.source(db, 2)
    for n in range(REMEMBERED + 5):
        entry = Entry(f"https://e.example/{n}", f"t{n}", published_at=NOW - n * DAY)
        gather.store(db, Collected(replace(one, entry_count=n), (entry,)), now=NOW)
    found = sources.rhythms(db, REMEMBERED)
    assert found[two.id] == ()
    assert found[one.id] == tuple(NOW - n * DAY for n in range(REMEMBERED))
