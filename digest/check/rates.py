"""How often or for how long a number counts: 毎分10件 where the source has ten a second. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digest.check.compare import same
from digest.check.quantity import Quantity
from digest.check.units import ANY, COUNT

_PERIODS = ("second", "minute", "hour", "day", "week", "month", "year")
_SAID = ("秒", "分", "時間", "日", "週", "月", "年")  # how a reader would call them
_ENGLISH = re.compile(
    r"(?:[ -][a-z]+){0,3}? ?(?:per|an?|each|every|/) ?(?P<period>second|minute|hour|day|week|month|year)s?\b"
    r"(?! (?:ago|earlier|before|later|after|in advance|old|or))"
    r"|(?:[ -][a-z]+){0,3}? (?P<ly>hourly|daily|weekly|monthly|yearly|annually)\b",
    re.IGNORECASE,
)
_LY = {"hourly": 2, "daily": 3, "weekly": 4, "monthly": 5, "yearly": 6, "annually": 6}
_EVERY = r"毎(?P<every>秒|分|時|日|週|月|年)"
_ONE = r"(?<![\d.,])1(?P<one>秒|分|時間|日|週間?|[カか]月|年)間?(?:あたり|当たり|につき|に)?"
_BARE = r"(?<![前昨同翌去今来毎半\d一-龥])(?P<bare>[週月年])(?:間|額)?"
_BEFORE = re.compile(
    rf"(?:{_EVERY}|{_ONE}|{_BARE})(?:に|で)?(?:約|およそ|平均|最大|計|最低)*[$€£¥]?$"
)
_BEHIND = re.compile(r"[^、。\d]{0,8}?/(?P<slash>秒|分|時間?|日|週|月|年)")
_JAPANESE = {"秒": 0, "分": 1, "時": 2, "日": 3, "週": 4, "月": 5, "か月": 5, "カ月": 5, "年": 6}
NEAR = 16  # characters before a number that may say for how long it counts


@dataclass(frozen=True, slots=True)
class Wrong:
    """A number of a claim, the source's sentence with it, and for how long it counts there."""

    number: Quantity
    shown: str
    period: str


def wrong(
    claim: str, own: Sequence[Quantity], source: Sequence[tuple[str, Sequence[Quantity]]]
) -> Iterator[Wrong]:
    """The numbers of a folded Japanese claim that count for another time than everywhere in the source.

    A sentence that has the number without a time decides nothing, and then neither does any other.
    """
    for number in own:
        period = _of(claim, number)
        if period is None or number.family == "x" or number.value == 1:
            continue
        known = [
            (_of(text, other), text)
            for text, numbers in source
            for other in numbers
            if _alike(other, number) and same(other, number)
        ]
        if known and all(at is not None and at != period for at, _ in known):
            first, shown = known[0]
            yield Wrong(number, shown, _SAID[first or 0])


def _alike(a: Quantity, b: Quantity) -> bool:
    plain = (ANY, COUNT)
    return a.family == b.family or (a.family in plain and b.family in plain)


def _of(text: str, number: Quantity) -> int | None:
    """For how long a number of a folded sentence counts, as a place in the order of periods."""
    if match := _BEFORE.search(text, max(0, number.start - NEAR), number.start):
        word = next(word for word in match.groups() if word)
        return _JAPANESE[word.removesuffix("間")]
    if match := _BEHIND.match(text, number.end):
        return _JAPANESE[match["slash"].removesuffix("間")]
    match = _ENGLISH.match(text, number.end)
    if match is None:
        return None
    return _LY[match["ly"].lower()] if match["ly"] else _PERIODS.index(match["period"].lower())
