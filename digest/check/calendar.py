"""The dates that a story knows: those in its text and those on which it was published. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta, timezone

from digest.check import quarters, relative
from digest.check.dates import Day, dates
from digest.check.fold import blanked
from storage.records import Article
from storage.weeks import TOKYO

_PACIFIC = timezone(timedelta(hours=-8))
_YEAR = re.compile(r"(?<![\d.])(?:19|20)\d\d(?![\d.]\d)")
_DAYS = (
    "月曜|monday", "火曜|tuesday", "水曜|wednesday", "木曜|thursday", "金曜|friday", "土曜|saturday", "日曜|sunday",
)  # fmt: skip
REACH = 300  # characters between a month and the year that it may be of
AHEAD = 6  # months that a month without a year may lie ahead
BEFORE, BEHIND = 90, 40  # characters around it that say so
_AHEAD = re.compile(
    r"\b(?:will|plans?|due|expect\w*|foreseen|scheduled|until|starts?|begins?|launch(?:es)?|ships?|follows?|opens?|going to|set to|hopes?|intends?)\b"
    r"|\b(?:from|by) (?:early |mid-|late )?$|予定|計画|方針|見込|目指|始め|開始|まで|から|提供する|公開する|発売する|広げる|導入する|実施する",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.!?] |[。\n]")
_SAID = {"来年": 1, "今年": 0, "本年": 0, "昨年": -1, "去年": -1}
_QUARTER = re.compile(r"\s?(?:の|度)?(?:第[1-4一二三四]四半期|[上下]半期|[前後]半)")
_NEAR_DAYS = re.compile(r"昨日|明日|前日|翌日|yesterday|tomorrow", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Calendar:
    """What can stand behind a date of the summary."""

    days: tuple[Day, ...]
    years: frozenset[int]
    whole: frozenset[int]  # those that the text itself speaks of
    now: frozenset[int] = frozenset()  # of publication
    told: tuple[tuple[int, int], ...] = ()  # where the text tells a year, in order
    quarters: frozenset[int] = frozenset()

    def missing(self, text: str) -> list[Day]:
        """The dates of a folded text that nothing here stands behind."""
        text = blanked(text, quarters.spans(text, self.quarters))
        said = [self._dated(day, text) for day in dates(text)]
        return [day for day in said if not self._knows(day) and not self._quarter(day, text)]

    def _dated(self, day: Day, text: str) -> Day:
        """来年9月 with the year that it means."""
        later = _SAID.get(text[max(0, day.start - 2) : day.start])
        if day.year is not None or day.month is None or later is None or not self.now:
            return day
        return replace(day, year=min(self.now) + later)

    def shown(self) -> str:
        """Its first dates, as a reader would write them."""
        return "、".join(dict.fromkeys(_written(day) for day in self.days[:6]))

    def _quarter(self, day: Day, text: str) -> bool:
        """Whether it is the year of publication of a quarter, which a source need not say."""
        return day.year in self.years and bool(_QUARTER.match(text, day.end))

    def _knows(self, day: Day) -> bool:
        if day.year is not None and day.year not in self.years:
            return False
        if day.month is None and day.day is None:
            return day.year in self.whole
        return any(day.agrees(other) and self._same_year(day, other) for other in self.days)

    def _same_year(self, day: Day, other: Day) -> bool:
        """A month without a year may be of that of publication, or of one told near it."""
        if day.year is None or other.year is not None or not other.end or not self.now:
            return None in (day.year, other.year) or day.year == other.year
        first = bisect_left(self.told, (other.start - REACH, 0))
        near = self.told[first : bisect_left(self.told, (other.end + REACH, 0))]
        return day.year in self.now or any(year == day.year for _, year in near)


def of(text: str, articles: Sequence[Article]) -> Calendar:
    """The calendar of a folded source text."""
    published = sorted({day for a in articles for day in _published(a)})
    written = dates(text)
    known = {day.start for day in written if day.day}  # 15日 behind 12月1日 is no other day
    meant = [d for d in relative.told(text, published) if d.year or d.start not in known]
    taken = {day.start for day in meant if day.end}  # 4月 of 来年4月 is of no other year
    days = [day for day in written if day.start not in taken] + meant
    coming = [day for one in published[:1] for day in _coming(text, days, one)]
    days += (Day(d.year, d.month, d.day) for d in _near(text, published))
    if relative.announced(text, days, published):  # then not on the day of publication
        days = [day for day in days if not any(_is(day, one) for one in published)]
    heads = [m.span() for m in relative.ISSUED.finditer(text)]  # no part of what it tells
    told = [day for day in days if not any(a <= day.start < b for a, b in heads) or not day.end]
    spoken = {day.year for day in told if day.year and (day.end or not day.month)}
    spoken |= {int(m[0]) for m in _YEAR.finditer(blanked(text, heads))}
    now = {day.year for day in published}
    if relative.BEFORE_THAT.search(text):  # "a year earlier", of any year that is told
        spoken |= {year - 1 for year in spoken if year <= min(now, default=year)}
    alone = now if not any(year > max(now, default=0) for year in spoken) else set()
    years = spoken | now | {day.year for day in coming if day.year}
    places = {(day.start, day.year) for day in days if day.end and day.year}
    places |= {(m.start(), int(m[0])) for m in _YEAR.finditer(text)}
    places |= {(m.start(), now_ + years_) for now_ in now for years_, m in relative.years(text)}
    return Calendar(
        (*days, *coming),
        frozenset(years),
        frozenset(spoken | alone),
        frozenset(now),
        tuple(sorted(places)),
        quarters.told(text),
    )


def _coming(text: str, days: Sequence[Day], published: date) -> Iterator[Day]:
    """The months without a year that lie ahead, in the next one: "will move in January"."""
    for day in days:
        ahead = ((day.month or published.month) - published.month) % 12
        if day.year is not None or not 0 < ahead <= AHEAD or (day.month or 0) > published.month:
            continue
        before = _STOP.split(text[max(0, day.start - BEFORE) : day.start])[-1]
        behind = _STOP.split(text[day.end : day.end + BEHIND])[0]
        if day.end and (_AHEAD.search(before) or _AHEAD.search(behind)):
            yield Day(published.year + 1, day.month, day.day, day.start, day.end)


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
