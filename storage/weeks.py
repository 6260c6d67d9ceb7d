"""ISO weeks in Asia/Tokyo: named 2026-W47, shown 11/16~11/22. Pure."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")
_NAME = re.compile(r"([0-9]{4})-W([0-9]{2})")


def week_of(moment: datetime) -> str:
    """The ISO week (2026-W47) that an aware moment falls into in Tokyo."""
    year, week, _ = moment.astimezone(TOKYO).isocalendar()
    return f"{year:04d}-W{week:02d}"


def first_day(week: str) -> date:
    """The Monday of a week; ValueError when the name is no ISO week."""
    match = _NAME.fullmatch(week)
    if match is None:
        raise ValueError(f"{week!r} is not a week like 2026-W47")
    monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
    if not 1 < monday.year < date.max.year:
        raise ValueError(f"{week!r} is out of range")
    return monday


def bounds(week: str) -> tuple[datetime, datetime]:
    """[start, end) of a week as UTC moments."""
    monday = first_day(week)
    start = datetime(monday.year, monday.month, monday.day, tzinfo=TOKYO)
    following = monday + timedelta(days=7)
    end = datetime(following.year, following.month, following.day, tzinfo=TOKYO)
    return start.astimezone(UTC), end.astimezone(UTC)


def label(week: str) -> str:
    """How readers see a week: 11/16~11/22."""
    monday = first_day(week)
    sunday = monday + timedelta(days=6)
    return f"{monday.month}/{monday.day}~{sunday.month}/{sunday.day}"


def last_ended(now: datetime) -> str:
    """The week that has just ended at `now`."""
    return week_of(now - timedelta(days=7))


def previous(week: str) -> str:
    """The week before."""
    return week_of(bounds(week)[0] - timedelta(days=1))
