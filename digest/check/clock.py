"""Times of day in Japanese and English notation: 午後2時17分, 14:17 and 2:17 p.m. are one. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_HALF_DAY, _DAY = 720, 1440  # minutes
_HOUR = r"(?P<h>[01]?\d|2[0-4])"
_PATTERNS = (
    re.compile(
        rf"(?P<half>午前|午後|朝|夜|夕方)?(?:の)?(?<![\d.,]){_HOUR}時(?!間|代|価|点|期|給|短|速)(?:(?P<m>[0-5]?\d)分(?!間)|(?P<thirty>半))?"
    ),
    re.compile(
        rf"(?<![\d.,:]){_HOUR}:(?P<m>[0-5]\d)(?::[0-5]\d)?(?![\d:])(?: ?(?P<half>[ap])\.?m\b\.?)?",
        re.IGNORECASE,
    ),
    re.compile(rf"(?<![\d.,:]){_HOUR} ?(?P<half>[ap])\.?m\b(?!\w)", re.IGNORECASE),
)
_ZONE = re.compile(
    r"(?<![A-Za-z])(?:UTC|GMT|[PMEC][SD]?T|CES?T|BST)(?![A-Za-z])"
    r"|(?:現地|米国|太平洋|東部|協定|夏)[一-龥]{0,3}時間?|時差|(?:local|eastern|pacific) (?:standard |daylight )?time",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?<![\d.,:])(?:1?\d|2[0-4])(?![\d:]|[.,]\d)")
_FROM = re.compile(r"(?:ごろ|頃|過ぎ|すぎ)?(?:から|~|に始まり、?)[^。\d]{0,12}")


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day: minutes since midnight; sure: whether it says before or after noon."""

    minutes: int
    sure: bool
    start: int
    end: int

    def agrees(self, other: Time) -> bool:
        """Whether both may be the same time; 2:17 may be 14:17."""
        apart = abs(self.minutes - other.minutes)
        return apart == 0 or (apart == _HALF_DAY and not (self.sure and other.sure))


def times(text: str) -> list[Time]:
    """The times of day of a folded text, in order."""
    found = [_time(m) for pattern in _PATTERNS for m in pattern.finditer(text)]
    return sorted(found, key=lambda time: time.start)


@dataclass(frozen=True, slots=True)
class Clock:
    """The times of day of a source, each once; those that follow each other; whether it names a zone other than Japan's.

    bare: its hours as far as it does not say that they are some: "between 9 and 5".
    """

    times: tuple[Time, ...]
    pairs: frozenset[tuple[int, int]]
    zoned: bool
    bare: frozenset[int]

    def spans(self, claim: str) -> list[tuple[int, int]]:
        """Where a folded claim tells times, if the source does: `unknown` looks at them."""
        return [(t.start, t.end) for t in times(claim)] if self.times else []

    def unknown(self, claim: str) -> list[Time]:
        """The times of a folded claim that the source does not tell; in another zone hours differ."""
        found = times(claim) if self.times else []
        zoned = self.zoned or bool(_ZONE.search(claim))
        found = [t for t in found if t.minutes % 60 or t.minutes // 60 not in self.bare]
        return [time for time in found if not any(_same(time, o, zoned) for o in self.times)]

    def turned(self, claim: str) -> Iterator[tuple[Time, Time]]:
        """From and to of a folded claim which the source has as to and from."""
        for first, last in pairwise(times(claim) if self.pairs else []):
            order = first.minutes, last.minutes
            known = order[::-1] in self.pairs and order not in self.pairs
            if known and _FROM.fullmatch(claim, first.end, last.start):
                yield first, last


def read(text: str) -> Clock:
    """The times of day of a folded source."""
    found = times(text)
    each = {(time.minutes, time.sure): time for time in found}
    pairs = frozenset((a.minutes, b.minutes) for a, b in pairwise(found))
    bare = frozenset(int(m[0]) for m in _BARE.finditer(text)) if found else frozenset()
    return Clock(tuple(each.values()), pairs, bool(found and _ZONE.search(text)), bare)


def seconds(first: Time, last: Time) -> float:
    """How long it is from one time of day to the next one like another, less than a day."""
    return 60.0 * ((last.minutes - first.minutes) % _DAY)


def _same(time: Time, other: Time, zoned: bool) -> bool:
    return time.agrees(other) or (zoned and (time.minutes - other.minutes) % 60 == 0)


def _time(match: re.Match[str]) -> Time:
    groups = match.groupdict()
    hour, half = int(groups["h"]), (groups.get("half") or "").lower()
    minute = int(groups.get("m") or (30 if groups.get("thirty") else 0))
    if half in ("午後", "夜", "夕方", "p") and hour < 12:
        hour += 12
    elif half in ("午前", "a") and hour == 12:
        hour = 0
    return Time(60 * hour + minute, bool(half) or hour > 12, *match.span())
