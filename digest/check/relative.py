"""Dates that a text tells by others: 来年4月, 11日, "next year", "by the end of the year". Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from digest.check.dates import Day, dates

ISSUED = re.compile(  # a line that says when a text was published, and nothing else
    r"^(?:(?:published|date|公開日|配信日|掲載日)\s?[::]\s?)?(20\d\d)[-/.](\d{1,2})[-/.](\d{1,2})\s*$",
    re.IGNORECASE | re.MULTILINE,
)
SHORTLY = 10  # days between an event and the report of it
LEAP = 2000  # a year that has every day
REACH = 120  # characters between a day and what was told on it

_YEARS: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(r"来年|翌年|来[春夏秋冬期]|next (?:year|spring|summer|autumn|fall|winter)|coming year|year[- ]end of next", re.IGNORECASE), 1),
    (re.compile(r"再来年|the year after next", re.IGNORECASE), 2),
    (re.compile(r"今年|本年|年内|年末|今期|今[春夏秋冬]|this (?:year|spring|summer|autumn|fall|winter)|year-end|end of the year", re.IGNORECASE), 0),
    (re.compile(r"昨年|去年|前年|昨[春夏秋冬]|last (?:year|spring|summer|autumn|fall|winter)|(?:previous|prior) year|a year (?:ago|earlier|before)", re.IGNORECASE), -1),
    (re.compile(r"一昨年|two years (?:ago|earlier)", re.IGNORECASE), -2),
)  # fmt: skip
BEFORE_THAT = re.compile(
    r"前年|(?:a|one) year (?:earlier|before)|(?:previous|prior) year|year[- ]on[- ]year",
    re.IGNORECASE,
)
_NEXT = re.compile(r"next (?=(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))", re.IGNORECASE)
_TURN = re.compile(r"年明け|early next year|new year", re.IGNORECASE)
_BARE = re.compile(r"(?<![\d月,.])(?<!月 )(?P<d>3[01]|[12]\d|[1-9])日(?![間本目分数]|にち)")
_NUMBERS = {
    word: n
    for n, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=1
    )
} | {"a": 1}
_DAY_BEFORE = ("前日", "the day before", "the previous day")
_AFTER_IT = re.compile(
    r"(?P<one>翌日|次の日|前日|the (?:next|following|previous) day|the day (?:after|before))(?! tomorrow| yesterday)"
    rf"|(?<![\w.])(?P<n>{'|'.join(_NUMBERS)}|[1-9]\d?) (?P<unit>days?|weeks?) (?P<way>later|earlier|after|before)\b"
    r"|(?<![\d.,])(?P<m>[1-9]\d?)(?P<mark>日|週間)(?P<side>後|前)",
    re.IGNORECASE,
)
_TODAY = re.compile(r"本日|きょう|今日|同日|\btoday\b|this morning", re.IGNORECASE)
_TOLD = re.compile(
    r"発表|公開|公表|明らか|示した|まとめ|報告|announc\w*|said|releas\w*|launch\w*|publish\w*|unveil\w*|report\w*",
    re.IGNORECASE,
)


def issued(text: str) -> date | None:
    """The day that a line of a text gives and nothing else."""
    for match in ISSUED.finditer(text):
        try:
            return date(*map(int, match.groups()))
        except ValueError:
            continue
    return None


def told(text: str, published: Sequence[date]) -> Iterator[Day]:
    """The dates that a folded text means without writing them."""
    yield from _following(text, published)
    for day in published[:2]:
        yield from _bare(text, day)
        for later, match in years(text):
            for month in dates(text[match.end() : match.end() + 12])[:1]:
                if month.start <= 1 and month.year is None:
                    start, end = (match.end() + place for place in (month.start, month.end))
                    yield Day(day.year + later, month.month, month.day, start, end)
            yield Day(day.year + later, None, None)
        for match in _NEXT.finditer(text):
            for month in dates(text[match.start() : match.end() + 12])[:1]:
                ahead = month.month is not None and month.month <= day.month
                start, end = (match.start() + place for place in (month.start, month.end))
                yield Day(day.year + ahead, month.month, month.day, start, end)
        if _TURN.search(text):
            yield Day(day.year + 1, None, None)
            yield Day(day.year + 1, 1, None)


def _following(text: str, published: Sequence[date]) -> Iterator[Day]:
    """その翌日, "two days later" and 4日 behind 11月2日."""
    named = [day for day in dates(text) if day.month and day.day]
    ends = [day.end for day in named]
    year = published[0].year if published else LEAP
    for match in _AFTER_IT.finditer(text):
        last = named[place] if (place := bisect_right(ends, match.start()) - 1) >= 0 else None
        when = _date(last, year) if last and match.start() - last.end <= REACH else None
        if last is not None and when is not None:
            other = when + timedelta(days=_apart(match))
            yield Day(other.year if last.year else None, other.month, other.day, *match.span())
    for match in _BARE.finditer(text):
        last = named[place] if (place := bisect_right(ends, match.start()) - 1) >= 0 else None
        if last is not None and match.start() - last.end <= REACH:
            yield Day(last.year, last.month, int(match["d"]), *match.span())


def _apart(match: re.Match[str]) -> int:
    """How many days later "three days earlier" (-3) is."""
    if match["one"]:
        return -1 if match["one"].lower() in _DAY_BEFORE else 1
    number = match["n"] or match["m"]
    days = _NUMBERS.get(number.lower()) or int(number)
    days *= (
        7 if (match["unit"] or "").lower() in ("week", "weeks") or match["mark"] == "週間" else 1
    )
    way = (match["way"] or match["side"]).lower()
    return days if way in ("later", "after", "後") else -days


def years(text: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Where a folded text tells a year by that of its publication, and how many later it is."""
    return ((later, match) for pattern, later in _YEARS for match in pattern.finditer(text))


def announced(text: str, days: Sequence[Day], published: Sequence[date]) -> bool:
    """Whether a text says on which day shortly before its publication something was told."""
    if _TODAY.search(text):
        return False
    ends = [m.end() for m in _TOLD.finditer(text)]
    stated = [day for day in days if day.end and day.month and day.day]
    return any(
        0 < (one - when).days <= SHORTLY
        for one in published[:1]
        for day in stated
        if any(0 <= end - day.end <= REACH for end in ends)
        for when in [_date(day, one.year)]
        if when
    )


def _date(day: Day, year: int) -> date | None:
    try:
        return date(day.year or year, day.month or 1, day.day or 1)
    except ValueError:
        return None


def _bare(text: str, published: date) -> Iterator[Day]:
    """11日 means this month, or the last one where that day is yet to come."""
    for match in _BARE.finditer(text):
        number = int(match["d"])
        before = (published.month - 2) % 12 + 1
        months = [published.month] if number <= published.day else [published.month, before]
        for month in months:
            yield Day(None, month, number, *match.span())
