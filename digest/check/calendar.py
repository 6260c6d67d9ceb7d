"""The dates that a story knows: those in its text and those on which it was published. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta, timezone

from digest.check.dates import Day, dates
from storage.records import Article
from storage.weeks import TOKYO

_PACIFIC = timezone(timedelta(hours=-8))
_YEAR = re.compile(r"(?<![\d.])(?:19|20)\d\d(?![\d.]\d)")
_LAST_YEAR = re.compile(r"昨年|去年|前年|last year|previous year|a year ago", re.IGNORECASE)
_NEXT_YEAR = re.compile(
    r"来年|翌年|来(?:春|夏|秋|冬|期)|来年度|next (?:year|spring|summer|autumn|fall|winter)|coming year",
    re.IGNORECASE,
)
_BARE_DAY = re.compile(r"(?<![\d月,.])(?:3[01]|[12]\d|[1-9])(?=日(?![間本数目]|にち))")
_THIS_YEAR = re.compile(
    r"今年|本年|年内|今期|今年度|this year|year-end|end of the year", re.IGNORECASE
)
_TODAY = re.compile(r"本日|きょう|今日|同日|\btoday\b|this morning", re.IGNORECASE)
_TOLD = re.compile(
    r"発表|公開|公表|明らか|示した|まとめ|報告|announc\w*|said|releas\w*|launch\w*|publish\w*|unveil\w*|report\w*",
    re.IGNORECASE,
)
SHORTLY = 10  # days between an event and the report of it
REACH = 120  # characters between a day and what was told on it
_DAYS = (
    "月曜|monday", "火曜|tuesday", "水曜|wednesday", "木曜|thursday", "金曜|friday", "土曜|saturday", "日曜|sunday",
)  # fmt: skip
_NEAR_DAYS = re.compile(r"昨日|明日|前日|翌日|yesterday|tomorrow", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Calendar:
    """What can stand behind a date of the summary."""

    days: tuple[Day, ...]
    years: frozenset[int]
    whole: frozenset[int]  # those that the text itself speaks of

    def missing(self, text: str) -> list[Day]:
        """The dates of a folded text that nothing here stands behind."""
        return [day for day in dates(text) if not self._knows(day)]

    def shown(self) -> str:
        """Its first dates, as a reader would write them."""
        return "、".join(dict.fromkeys(_written(day) for day in self.days[:6]))

    def _knows(self, day: Day) -> bool:
        if day.year is not None and day.year not in self.years:
            return False
        if day.month is None and day.day is None:
            return day.year in self.whole
        return any(
            day.agrees(other) and (None in (day.year, other.year) or day.year == other.year)
            for other in self.days
        )


def of(text: str, articles: Sequence[Article]) -> Calendar:
    """The calendar of a folded source text."""
    published = sorted({day for a in articles for day in _published(a)})
    days = [*dates(text), *(Day(d.year, d.month, d.day) for d in _near(text, published))]
    days += _bare(text, published)
    today = [] if _TODAY.search(text) or not _announced(text, days, published) else published
    days = [day for day in days if not any(_is(day, one) for one in today)]
    years = {day.year for day in days if day.year} | {int(m[0]) for m in _YEAR.finditer(text)}
    whole = set(years)
    for day in published:
        later = _NEXT_YEAR.search(text) or any(year > day.year for year in years)
        whole |= {day.year} if not later or _THIS_YEAR.search(text) else set()
        years.add(day.year)
        years |= {day.year - 1} if _LAST_YEAR.search(text) else set()
        years |= {day.year + 1} if _NEXT_YEAR.search(text) else set()
        whole |= years - {day.year}
    return Calendar(tuple(days), frozenset(years), frozenset(whole))


def _published(article: Article) -> list[date]:
    """The day in Tokyo and on the American west coast: both are right."""
    moment = article.published_at
    return [] if moment is None else [moment.astimezone(z).date() for z in (TOKYO, _PACIFIC)]


def _near(text: str, published: Sequence[date]) -> list[date]:
    """Those days, and the ones that "on Monday" or "yesterday" can mean."""
    out = set(published)
    named = [n for n, pattern in enumerate(_DAYS) if re.search(pattern, text, re.IGNORECASE)]
    for day in published:
        week = [day + timedelta(days=n) for n in range(-7, 8)]
        out |= {other for other in week if other.weekday() in named}
        if _NEAR_DAYS.search(text):
            out |= {day - timedelta(days=1), day + timedelta(days=1)}
    return sorted(out)


def _is(day: Day, one: date) -> bool:
    return (day.month, day.day) == (one.month, one.day)


def _announced(text: str, days: Sequence[Day], published: Sequence[date]) -> bool:
    """Whether a text says on which day shortly before its publication something was told."""
    told = [m.end() for m in _TOLD.finditer(text)]
    stated = [day for day in days if day.end and day.month and day.day]
    stated += _bare(text, published)
    return any(
        0 < (one - when).days <= SHORTLY
        for one in published[:1]
        for day in stated
        if any(0 <= end - day.end <= REACH for end in told)
        for when in [_date(day, one.year)]
        if when
    )


def _date(day: Day, year: int) -> date | None:
    try:
        return date(day.year or year, day.month or 1, day.day or 1)
    except ValueError:
        return None


def _bare(text: str, published: Sequence[date]) -> list[Day]:
    """A day without its month is the last one of that number: 18日、…を発表した."""
    out = []
    for match in _BARE_DAY.finditer(text) if published else ():
        latest, number = published[-1], int(match[0])
        month = latest.month if number <= latest.day else (latest.month - 2) % 12 + 1
        out.append(Day(None, month, number, *match.span()))
    return out


def _written(day: Day) -> str:
    parts = ((day.year, "年"), (day.month, "月"), (day.day, "日"))
    return "".join(f"{value}{sign}" for value, sign in parts if value)
