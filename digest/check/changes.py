"""From one number to another: 45分から3時間に where the source has "from three hours to 45". Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from digest.check import earlier
from digest.check.factors import is_multiple
from digest.check.quantity import Quantity
from digest.check.units import comparable

Change = tuple[Quantity, Quantity]

_COUNTER = r"\s?[一-龥々ァ-ヺー]{0,6}\s?(?:だったの|だった状態)?"
_TO = re.compile(rf"{_COUNTER}(?:から|→|->|より)[^。;]{{0,24}}$")
_COUNTED = re.compile(r"\s?[一-龥]{1,2}から")  # 21.3件から1年目に
_THEN = re.compile(rf"{_COUNTER}(?:[にへ]|まで|と(?![もはき])|、|。|$|\()")
_FROM = re.compile(r"\bfrom (?:[a-z]+ ){0,3}$", re.IGNORECASE)
_TO_ENGLISH = re.compile(r"[^.;]{0,30}?\b(?:to|down to|up to)\s(?:[a-z]+ ){0,2}$", re.IGNORECASE)
_BACK = re.compile(
    r"[^.;,]{0,60},\s(?:down|up) from (?:an? |the |some |about |around |just |only |roughly )?$|,?[^.;,]{0,20},?\s(?:(?:down|up) )?from (?:an? |the )?$|[^.;,]{0,24} (?:instead of|rather than) (?:an? )?$|, not (?:an? )?$",
    re.IGNORECASE,
)
_GREW = re.compile(
    rf"{_COUNTER}から(?![^。、]{{0,16}}[にへ]\s?(?:増|減|上|下|伸|縮|改善|悪化))[^。]{{0,8}}(?:増|減|上|下|伸|縮|改善|悪化)"
)
_BEFORE_THAT = re.compile(r"(?:で|に|り|し|て)、[^。]{0,14}$|\([^。()]{0,10}$")

FAR = 20  # times by which the two numbers of a change in one unit may differ


def changes(sentence: str, numbers: Sequence[Quantity]) -> Iterator[Change]:
    """Pairs (before, after) that a folded sentence names."""
    steps = [  # 4%から3倍の12%に; 1年目 and "of answers had one" are no amounts
        q
        for q in numbers
        if not is_multiple(q) and not sentence.startswith("目", q.end) and q.text.lower() != "one"
    ]
    for first, second in pairwise(steps):
        between = sentence[first.end : second.start]
        alike = first.family == second.family or not _COUNTED.match(between)
        if not (alike and comparable(first.family, second.family)) or first.value == second.value:
            continue
        behind = sentence[second.end :]
        forth = _TO.match(between) and _THEN.match(behind)
        english = _FROM.search(sentence, 0, first.start) and _TO_ENGLISH.fullmatch(between)
        back = _BEFORE_THAT.search(between) and _GREW.match(behind)
        past = earlier.order(sentence, first, second)
        if forth or english or past == earlier.EARLIER_FIRST:
            yield _in_its_unit(first, second), _in_its_unit(second, first)
        elif back or _BACK.fullmatch(between) or past == earlier.LATER_FIRST:
            yield _in_its_unit(second, first), _in_its_unit(first, second)


def _in_its_unit(bare: Quantity, other: Quantity) -> Quantity:
    """A number without a unit in that of the other: 310 milliseconds instead of 240."""
    if bare.family or bare.scaled or not other.raw or not bare.raw:
        return bare
    factor = other.value / other.raw
    if factor == 1.0 or not 1 / FAR < bare.raw / other.raw < FAR:
        return bare
    return replace(bare, value=bare.raw * factor, family=other.family)
