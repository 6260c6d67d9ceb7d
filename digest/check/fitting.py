"""Whether a result of reckoning is the number that a claim has. Pure."""

from __future__ import annotations

import re

from digest.check.quantity import Quantity
from digest.check.units import ANY, COUNT

IN_WORDS = 0.12  # how fine a number without digits of its own is: 3分の1
ABOUT = 0.08  # how far a ratio may be rounded
WHOLE = 0.7  # how far "less than one" may be below
POINT = 0.501  # and a share in per cent without 約, in units of its last digit
CLOSE = 0.02  # and an amount that is told with 約
PLAIN = (ANY, COUNT)

_POINTS = re.compile(r"point|pts?$|pp$|ポイント", re.IGNORECASE)


def fits(value: float, wanted: Quantity, *, exact: bool, bound: float = 0.0) -> bool:
    """Whether a result is the number, rounded at its last digit if it is a ratio or says 約."""
    off = abs(value - wanted.value)
    digits = wanted.step if wanted.scaled or wanted.decimals else 0.0
    if off <= max(1e-6 * abs(value), digits * wanted.value / 2):
        return True
    if wanted.bound and bound:  # 3倍以上, 4割近く
        over = (value - wanted.value) * wanted.bound
        open_to = WHOLE if wanted.raw == 1 and wanted.bound < 0 else bound  # 1ポイントに満たない
        if 0 <= over <= min(open_to, wanted.step or IN_WORDS) * wanted.value:
            return True
    if exact and not wanted.approximate:
        return False
    if wanted.family == "%" and not wanted.approximate and wanted.text.endswith("%"):
        return off <= POINT * 0.1**wanted.decimals
    rounded = off <= wanted.value * (wanted.step or IN_WORDS) / 2 * (1 + 1e-6)
    return off <= ABOUT * abs(value) and (rounded or (exact and off <= CLOSE * abs(value)))


def same_family(source: Quantity, wanted: Quantity) -> bool:
    """Whether a number of the source may give one of that kind; a score may give points."""
    if source.family in PLAIN and wanted.family == "%" and is_distance(wanted):
        return True
    return alike(source, wanted)


def is_distance(quantity: Quantity) -> bool:
    """Whether its unit says so: 11.5 points away from 62.3% needs no other word."""
    return quantity.family == "%" and bool(_POINTS.search(quantity.text))


def alike(a: Quantity, b: Quantity) -> bool:
    """Whether two numbers can be compared."""
    return a.family == b.family or (a.family in PLAIN and b.family in PLAIN)


def significant(quantity: Quantity) -> int:
    """How many digits it is written with, without the zeros at its end: 3 of 144億."""
    digits = re.sub(r"[^\d]", "", quantity.text)
    return len(digits.strip("0") if "." in quantity.text else digits.rstrip("0"))
