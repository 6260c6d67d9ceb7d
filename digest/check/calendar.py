"""The dates that a story knows: those in its text and those on which it was published. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta, timezone

from digest.check import relative
from digest.check.dates import Day, dates
from storage.records import Article
from storage.weeks import TOKYO

_PACIFIC = timezone(timedelta(hours=-8))
_YEAR = re.compile(r"(?<![\d.])(?:19|20)\d\d(?![\d.]\d)")
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
    meant = list(relative.told(text, published))
    taken = {day.start for day in meant if day.end}  # 4月 of 来年4月 is of no other year
    days = [day for day in dates(text) if day.start not in taken] + meant
    days += (Day(d.year, d.month, d.day) for d in _near(text, published))
    if relative.announced(text, days, published):  # then not on the day of publication
        days = [day for day in days if not any(_is(day, one) for one in published)]
    spoken = {day.year for day in days if day.year and (day.end or not day.month)}
    spoken |= {int(m[0]) for m in _YEAR.finditer(text)}
    now = {day.year for day in published}
    alone = now if not any(year > max(now, default=0) for year in spoken) else set()
    return Calendar(tuple(days), frozenset(spoken | now), frozenset(spoken | alone))


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


def _written(day: Day) -> str:
    parts = ((day.year, "年"), (day.month, "月"), (day.day, "日"))
    return "".join(f"{value}{sign}" for value, sign in parts if value)
