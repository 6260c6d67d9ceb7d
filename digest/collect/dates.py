"""Dates as feeds write them, where feedparser reads another one or none. Pure.

feedparser takes 2026/11/15 and 2026年11月15日 for a day of the current month, JST and CET for
UTC, and gives up on 10:00:00+0900 without a space. All else is read as it reads it.
"""

from __future__ import annotations

import calendar
import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from typing import Any

from storage.weeks import TOKYO

# Names that mean one zone wherever they are written; hours from UTC.
_ZONES = {"JST": 9, "KST": 9, "HKT": 8, "SGT": 8, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3,
          "WEST": 1, "MSK": 3, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13}  # fmt: skip
_NAMED = re.compile(rf":\d\d\s*\(?({'|'.join(_ZONES)})\)?\s*\Z")
_BY_PLACE = re.compile(
    r"\s*(\d{4})\s*([/.年])\s*(\d{1,2})\s*[/.月]\s*(\d{1,2})\s*日?\s*(?:[(（].[)）])?[T\s,]*"
    r"(?:(午前|午後)?\s*(\d{1,2})\s*[:時]\s*(\d{1,2})\s*(?:[:分]\s*(\d{1,2})?(?:\.\d+)?\s*秒?)?)?\s*(.{0,20})\Z"
)
_OFFSET = re.compile(r"(?:GMT|UTC)?\s*([+-])(\d{1,2}):?(\d{2})")
_COMPACT = re.compile(r"\s*(\d{8}T\d{4}(?:\d{2})?(?:Z|[+-]\d{4})?)\s*\Z")
_EPOCH = re.compile(r"\s*(\d{10})(?:\d{3})?\s*\Z")
_GLUED = re.compile(r"(?<=:\d\d)(?=[+-]\d{4}\Z)")
_MONTH_FIRST = re.compile(r"(?:[A-Z][a-z]+,\s*)?([A-Z][a-z]{2,8})\.?\s+(\d{1,2}),?\s+(\d{4})\b")
_LONGEST = 100


def moment(written: str, parsed: Any) -> datetime | None:
    """The moment that a feed wrote; parsed: what feedparser made of it (a struct_time), or None."""
    if len(written) > _LONGEST:
        return _of(parsed)
    try:
        if by_place := _BY_PLACE.match(written):
            return _by_place(by_place)
        if plain := _EPOCH.match(written):
            return datetime.fromtimestamp(int(plain[1]), UTC)
        if compact := _COMPACT.match(written):
            told = datetime.fromisoformat(compact[1])
            return told.replace(tzinfo=told.tzinfo or UTC).astimezone(UTC)
        found = _of(parsed) or _by_name(written)
        named = _NAMED.search(written)
        return found - timedelta(hours=_ZONES[named[1]]) if found and named else found
    except (ValueError, OverflowError, OSError):
        return None


def _by_place(told: re.Match[str]) -> datetime | None:
    """Year, month, day, as Japanese and many programs write them."""
    year, sign, month, day, half, hour, minute, second, rest = told.groups()
    zone = _zone(rest.strip(), TOKYO if sign == "年" else UTC)
    if zone is None:
        return None
    later = 12 if half == "午後" and int(hour) < 12 else 0
    clock = (int(hour or 0) + later, int(minute or 0), int(second or 0))
    return datetime(int(year), int(month), int(day), *clock, tzinfo=zone).astimezone(UTC)


def _zone(text: str, usual: Any) -> Any:
    """The zone that is named; `usual` for none, None for what is no zone."""
    if text in ("", "Z", "UTC", "GMT"):
        return UTC if text else usual
    if text in _ZONES:
        return timezone(timedelta(hours=_ZONES[text]))
    if told := _OFFSET.fullmatch(text):
        ahead = timedelta(hours=int(told[2]), minutes=int(told[3]))
        return timezone(-ahead if told[1] == "-" else ahead)
    return None


def _by_name(written: str) -> datetime | None:
    """What feedparser gave up on: January 15, 2026, or a zone without a space before it."""
    text = _MONTH_FIRST.sub(r"\2 \1 \3", _GLUED.sub(" ", written.strip()), count=1)
    told = parsedate_tz(text if ":" in text else f"{text} 00:00:00")
    if told is None:
        return None
    return datetime(*told[:6], tzinfo=UTC) - timedelta(seconds=told[9] or 0)


def _of(parsed: Any) -> datetime | None:
    if not parsed:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (OverflowError, ValueError, OSError):
        return None
