"""ISO weeks in Tokyo, at their edges."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.weeks import bounds, first_day, label, last_ended, previous, week_of

moments = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


def test_a_week_begins_on_monday_midnight_in_tokyo() -> None:
    midnight = datetime(2026, 11, 15, 15, tzinfo=UTC)  # Monday 00:00 there
    assert week_of(midnight) == "2026-W47"
    assert week_of(midnight - timedelta(microseconds=1)) == "2026-W46"
    assert bounds("2026-W47") == (midnight, midnight + timedelta(days=7))


@given(moments)
def test_a_moment_lies_in_its_week(moment: datetime) -> None:
    week = week_of(moment)
    start, end = bounds(week)
    assert start <= moment < end
    assert previous(week) == week_of(start - timedelta(seconds=1)) == last_ended(moment)


def test_the_turn_of_the_year_and_long_years() -> None:
    assert week_of(datetime(2026, 12, 31, tzinfo=UTC)) == "2026-W53"
    assert week_of(datetime(2027, 1, 1, tzinfo=UTC)) == "2026-W53"
    assert first_day("2027-W01") == date(2027, 1, 4)
    assert previous("2027-W01") == "2026-W53"
    assert label("2026-W53") == "12/28~1/3"


def test_readers_see_days() -> None:
    assert label("2026-W47") == "11/16~11/22"


@pytest.mark.parametrize(
    "name",
    [
        *("", "2026", "2026-W00", "2026-W54", "2025-W53", "2026-47", "2026-W1", "0000-W01"),
        *("9999-W52", "2026-W47 ", "２０２６-W47", "2026-W47\n", "../../x", "2026-w47"),
    ],
)
def test_what_is_no_week_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        first_day(name)
