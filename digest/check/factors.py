"""Factors: whether "3倍", 「3分の1」, 「半減」 is what two numbers give. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from digest.check.fitting import is_distance
from digest.check.quantity import Quantity

EXACT = 1e-9
ABOUT = 0.08  # how far a plain multiple may be rounded
LOOSE = 0.13  # and one told with 約 or in words (半分)
WIDE = 0.35  # how much more "more than" may leave open
_PART = re.compile(r"分の|半|/|third|quarter|fourth|fifth|tenth|half|halv", re.IGNORECASE)
_BY = re.compile(  # 「3分の1減った」 leaves two thirds
    r"(?:ほど|程度|余り|近く|強|弱)?(?:の)?(?:(?P<more>増|多|高|長|上)|減|少な|低|短|下|削|縮|安)"
)
_FRACTION = re.compile(r"(\d{1,6})分の1(?!\d)")
_TIMES = re.compile(r"(?:-?fold| times)(?![a-z])")
_FACTOR = re.compile(r"factor of (?:about |around |nearly |almost |over |more than )?$")


def is_multiple(quantity: Quantity) -> bool:
    """Whether it says how many times one number is another."""
    return factor(quantity) > 0


def factor(quantity: Quantity) -> float:
    """3 of 「3倍」, a third of 「3分の1」; 0 where it is no multiple."""
    if quantity.family == "x":
        return quantity.value
    return quantity.value / 100 if quantity.family == "%" and _PART.search(quantity.text) else 0.0


def fits(quantity: Quantity, a: float, b: float, behind: str = "") -> bool:
    """Whether a multiple is the ratio of two numbers, whichever is the larger; behind: what follows it."""
    low, high = sorted((abs(a), abs(b)))
    said = factor(quantity)
    if 0 < said < 1 and (by := _BY.match(behind)):
        said = 1 + said if by["more"] else 1 - said
    if not low or not said:
        return False
    ratio, wanted = high / low, (said if said >= 1 else 1 / said)
    bound = quantity.bound if said >= 1 else -quantity.bound
    room = LOOSE if quantity.approximate or said < 1 else ABOUT
    exact = quantity.decimals and abs(ratio - wanted) <= wanted * quantity.step / 2 * (1 + 1e-6)
    if exact or abs(ratio - wanted) <= room * wanted:
        return True
    over = (ratio - wanted) * bound
    return bool(bound) and 0 <= over <= max(
        WIDE * wanted, 1.0 if wanted >= 2 and bound > 0 else 0.0
    )


def told_as_share(quantity: Quantity, numbers: Sequence[Quantity]) -> bool:
    """Whether a source says 1割 or 「10%」 as a factor: 0.1倍, "0.1x"."""
    wanted = quantity.value / 100
    less = quantity.family == "%" and 0 < wanted < 1 and not is_distance(quantity)
    return less and any(o.family == "x" and abs(o.value - wanted) < EXACT for o in numbers)


def told_inversely(quantity: Quantity, numbers: Sequence[Quantity], text: str) -> bool:
    """Whether a source says 10分の1 by "a factor of 10", "10 times less"."""
    match = _FRACTION.match(quantity.text)
    if match is None:
        return False
    return any(
        other.raw == float(match[1])
        and (
            other.family == "x"
            or _TIMES.match(text, other.end)
            or _FACTOR.search(text, max(0, other.start - 30), other.start)
        )
        for other in numbers
    )
