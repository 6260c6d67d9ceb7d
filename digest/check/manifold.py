"""Multiples of the one sentence that a claim tells again: 2倍 for "four times last summer's". Pure.

`multiples.py` accepts a multiple that any place like the claim gives. Where one sentence is clearly
meant and says one multiple itself, only that sentence counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from digest.check import compare, factors
from digest.check.placing import Placed
from digest.check.quantity import Quantity
from digest.check.units import ANY, COUNT, NAMED

MOST = 12  # numbers of a sentence that are compared
PLAIN = (ANY, COUNT, NAMED)
_TIMES = re.compile(r"(?:-?fold| times)(?![a-z])")
_SPELT = re.compile(r"分の|third|quarter|fifth|tenth|half|halv|半")


def wrong(
    claim: str, numbers: Sequence[Quantity], meant: str, source: Sequence[Placed]
) -> Iterator[tuple[Quantity, Placed]]:
    """The multiples of a folded claim for which the sentence that is meant has another."""
    here = [one for one in source if meant and one.text == meant and one.number][:MOST]
    told = [(one, value) for one in here if one.number and (value := _said(one.number, meant))]
    known = [one.number for one in here if one.number]
    mine = [number for number in numbers if factors.is_multiple(number)]
    if len(told) != 1 or any(_agrees(claim, number, told[0][1]) for number in mine):
        return
    for number in mine:
        if not _given(claim, number, numbers, known):
            yield number, told[0][0]


def _said(number: Quantity, text: str) -> float:
    """The multiple that a number says in words, 0 for none."""
    if number.family in PLAIN and _TIMES.match(text, number.end):
        return number.raw
    if number.family == "x":
        return number.value
    share = number.family == "%" and _SPELT.search(number.text)
    return number.value / 100 if share else 0.0


def _agrees(claim: str, number: Quantity, value: float) -> bool:
    """Whether a multiple says the same as another one, or what it leaves."""
    fits = (value, 1 - value if value < 1 else 1 + value)
    return any(v > 0 and factors.fits(number, 1.0, v, claim[number.end :]) for v in fits)


def _given(
    claim: str, number: Quantity, own: Sequence[Quantity], known: Sequence[Quantity]
) -> bool:
    """Whether two numbers of the sentence, or of the claim itself, give the multiple."""
    mine = [q for q in own if q.start != number.start]
    pairs = [*combinations(known, 2), *combinations(mine, 2)]
    pairs += [(a, b) for a in mine for b in known if not compare.same(b, a)]
    return any(
        _alike(a, b) and factors.fits(number, a.value, b.value, claim[number.end :])
        for a, b in pairs
    )


def _alike(a: Quantity, b: Quantity) -> bool:
    same = a.family == b.family or (a.family in PLAIN and b.family in PLAIN)
    return same and a.family != "x" and min(a.value, b.value) > 0
