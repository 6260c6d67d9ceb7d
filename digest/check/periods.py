"""Two dates of a claim as from and to, where its source has them as to and from. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from digest.check.dates import Day, dates

_TO = re.compile(r"\s?(?:から|~|-|to|until|through|and|より)\s?(?:約)?", re.IGNORECASE)

Pair = tuple[Day, Day]


def periods(text: str) -> Iterator[Pair]:
    """The dates of a folded text that are joined as from and to, in its order."""
    for first, last in pairwise(dates(text)):
        if first.month and last.month and _TO.fullmatch(text[first.end : last.start]):
            yield first, last


def turned(claim: str, source: Sequence[Pair]) -> Iterator[tuple[Pair, Pair]]:
    """The periods of a claim that its source has only the other way round, with the source's."""
    for first, last in periods(claim):
        forth = [p for p in source if first.agrees(p[0]) and last.agrees(p[1])]
        back = [p for p in source if first.agrees(p[1]) and last.agrees(p[0])]
        if back and not forth and not first.agrees(last):
            yield (first, last), back[0]
