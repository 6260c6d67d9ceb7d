"""Dates in Japanese and English notation. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from digest.check.fold import blanked

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = (
    r"(?P<name>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?(?![a-z])"
)
_YEAR = r"(?P<y>(?:19|20)\d\d)"
_DAY = r"(?P<d>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?!\d)"
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<era>令和|平成|昭和)\s*(?P<n>元|\d{1,2})\s*年度?(?:\s*(?P<m>1[0-2]|0?[1-9])\s*月(?:\s*"
        + _DAY
        + r"\s*日)?)?",
        r"(?<!\d)"
        + _YEAR
        + r"\s*年度?(?:\s*(?P<m>1[0-2]|0?[1-9])\s*月(?:\s*"
        + _DAY
        + r"\s*日)?)?",
        r"(?<!\d)" + _YEAR + r"[-/.](?P<m>1[0-2]|0?[1-9])(?:[-/.]" + _DAY + r")?(?![\d-])",
        r"(?<!\d)" + _DAY + r"\s+(?:of\s+)?" + _NAME + r",?\s+" + _YEAR + r"(?!\d)",
        r"(?<![A-Za-z])" + _NAME + r"\s+(?:" + _DAY + r",?\s+)?" + _YEAR + r"(?!\d)",
        r"(?<![A-Za-z])" + _NAME + r"\s+" + _DAY + r"(?![\d%.,]*\d|\s?%)",
        r"(?<!\d)" + _DAY + r"\s+(?:of\s+)?" + _NAME,
        r"(?<![\d/])(?P<m>1[0-2]|0?[1-9])\s*月\s*" + _DAY + r"\s*日",
        r"(?<![\d/.])(?P<m>1[0-2]|0?[1-9])/(?P<d>3[01]|[12]\d|0?[1-9])(?![\d/])",
        r"(?<![\d/])(?P<m>1[0-2]|0?[1-9])\s*月(?![号面額間])",
        r"(?:FY|[Ff]iscal(?: year)?)\s?" + _YEAR,
        r"(?<!\d)(?P<y>(?:19|20)\d0)s(?![A-Za-z])",
    )
)
_TWO = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_DAYS_BEFORE = re.compile(
    rf"(?<![\d.])(?P<one>3[01]|[12]\d|[1-9])(?:st|nd|rd|th)?\s?(?:-|to|and|until|or)\s?{_TWO} (?:of )?{_NAME}(?: {_YEAR})?"
)
_DAYS_BEHIND = re.compile(
    rf"{_NAME} {_TWO}\s?(?:-|to|and|until|or)\s?(?P<two>3[01]|[12]\d|[1-9])(?:st|nd|rd|th)?(?![\d%])"
)
_DAYS_JAPANESE = re.compile(
    r"(?<!\d)(?P<m>1[0-2]|[1-9])月(?:3[01]|[12]\d|[1-9])日(?:から|~|-|と|、|・|および|または)(?P<two>3[01]|[12]\d|[1-9])(?=日)"
)
_BARE_MONTH = re.compile(r"(?<![A-Za-z])" + _NAME)
_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?:\n\"“]\s?)$")
_VERBS = ("May", "March", "Mar")  # "May" and "March" may begin a sentence as verbs
_DECADES = [
    "twenties",
    "thirties",
    "forties",
    "fifties",
    "sixties",
    "seventies",
    "eighties",
    "nineties",
]
_DECADE = re.compile(rf"(?:the|early|late|mid)[ -](?P<name>{'|'.join(_DECADES)})(?![a-z])")
_DECADE_JAPANESE = re.compile(r"(?<!\d)(?P<n>[2-9]0)年代")
# the 28th of "October 26 and 28日": behind a day, larger, and no length of time
_LATER = re.compile(
    r"(?<![\d.,])(?P<d>3[01]|[12]\d|[1-9])日(?=[にのはも、。)]|まで|から|夕|朝|午|夜|時点|現在|付|と)"
)
_REACH = 60  # characters between them


@dataclass(frozen=True, slots=True)
class Day:
    """A date as far as a text says it; None: not said. start, end: its place."""

    year: int | None
    month: int | None
    day: int | None
    start: int = 0
    end: int = 0

    def agrees(self, other: Day) -> bool:
        """Whether everything but the year that this says stands in the other."""
        month = self.month is None or self.month == other.month
        return month and (self.day is None or self.day == other.day)


def dates(text: str) -> list[Day]:
    """Every date of a folded text (see fold.py), in order."""
    found: list[Day] = []
    lists = list(_lists(text))
    found += (day for day, _ in lists)
    text = blanked(text, [span for _, span in lists])
    for pattern in (*_PATTERNS, _BARE_MONTH):
        matches = list(pattern.finditer(text))
        if pattern is _BARE_MONTH:
            matches = [m for m in matches if not _is_verb(text, m)]
        found += (_day(match) for match in matches)
        text = blanked(text, [match.span() for match in matches])
    found += _decades(text)
    found.sort(key=lambda day: day.start)
    return sorted([*found, *_later(text, found)], key=lambda day: day.start)


def _is_verb(text: str, match: re.Match[str]) -> bool:
    """Whether a month may be another word: a small "may", or one that begins a sentence."""
    name = match["name"]
    begins = _SENTENCE_BEGINS.search(text, max(0, match.start() - 2), match.start())
    return name.rstrip(".") in _VERBS and bool(begins)


def _decades(text: str) -> Iterator[Day]:
    """The fifties, 50年代: told by their first year."""
    for match in _DECADE.finditer(text):
        yield Day(1920 + 10 * _DECADES.index(match["name"]), None, None, *match.span())
    for match in _DECADE_JAPANESE.finditer(text):
        yield Day(1900 + int(match["n"]), None, None, *match.span())


def _later(text: str, days: Sequence[Day]) -> Iterator[Day]:
    """28日 behind 10月26日 of one sentence."""
    named = [day for day in days if day.month and day.day]
    ends = [day.end for day in named]
    for match in _LATER.finditer(text) if named else ():
        place = bisect_right(ends, match.start()) - 1
        if place < 0 or match.start() - ends[place] > _REACH:
            continue
        last, number = named[place], int(match["d"])
        if "。" not in text[last.end : match.start()] and number > (last.day or 0):
            yield Day(last.year, last.month, number, *match.span())


def _lists(text: str) -> Iterator[tuple[Day, tuple[int, int]]]:
    """The day that shares its month with another: 8 and 26 September, 9月8日から26日."""
    for match in _DAYS_BEFORE.finditer(text):
        month = _MONTHS.index(match["name"][:3].lower()) + 1
        year = int(match["y"]) if match["y"] else None
        yield Day(year, month, int(match["one"]), *match.span("one")), match.span("one")
    for pattern in (_DAYS_BEHIND, _DAYS_JAPANESE):
        for match in pattern.finditer(text):
            name = match.groupdict().get("name")
            month = _MONTHS.index(name[:3].lower()) + 1 if name else int(match["m"])
            yield Day(None, month, int(match["two"]), *match.span("two")), match.span("two")


def spans(days: Iterable[Day]) -> list[tuple[int, int]]:
    """The places of dates."""
    return [(day.start, day.end) for day in days]


def _day(match: re.Match[str]) -> Day:
    groups = match.groupdict()
    month = groups.get("m")
    if groups.get("name"):
        month = str(_MONTHS.index(groups["name"][:3].lower()) + 1)
    year, day = groups.get("y"), groups.get("d")
    if groups.get("era"):
        year = str(_ERAS[groups["era"]] + (1 if groups["n"] == "元" else int(groups["n"])))
    return Day(
        int(year) if year else None,
        int(month) if month else None,
        int(day) if day else None,
        *match.span(),
    )
