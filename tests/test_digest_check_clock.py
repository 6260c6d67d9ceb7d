"""Times of day in both languages' notations."""

from __future__ import annotations

import pytest

from digest.check import clock


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("午後2時17分", [857]),
        ("14:17", [857]),
        ("2:17 p.m. and 11 am", [857, 660]),
        ("朝9時半から18時まで", [570, 1080]),
        ("12 a.m., 12 p.m.", [0, 720]),
        ("24時間、3時点、時給1,200円、1.5時、16:9.", []),
    ],
)
def test_times_are_read(text: str, minutes: list[int]) -> None:
    assert [time.minutes for time in clock.times(text)] == minutes


def test_a_time_without_half_agrees_with_both() -> None:
    noon, night, bare = (clock.times(text)[0] for text in ("14:30", "午前2時30分", "2時30分"))
    assert bare.agrees(noon)
    assert bare.agrees(night)
    assert not noon.agrees(night)


def test_hours_differ_between_zones_minutes_do_not() -> None:
    told = clock.read("Calls failed from 14:05 to 17:48 UTC.")
    assert told.unknown("日本時間の23時5分から") == []
    assert [time.minutes for time in told.unknown("23時15分から")] == [1395]
    assert clock.read("Calls failed at 14:05.").unknown("23時5分から")


def test_a_bare_hour_of_the_source_is_no_other_time() -> None:
    assert not clock.read("From 8:30 the desk is open, between 9 and 5 by phone.").unknown(
        "9時から"
    )


def test_from_and_to_are_not_exchanged() -> None:
    told = clock.read("It lasted from 14:05 to 17:48.")
    assert list(told.turned("17時48分から14時5分まで"))
    assert not list(told.turned("14時5分から17時48分まで"))


def test_a_night_is_no_negative_time() -> None:
    late, early = clock.times("23:30 から 1:15")
    assert clock.seconds(late, early) == 105 * 60
