"""When two numbers say the same, and what a wrong one should have been. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from digest.check.quantity import Quantity
from digest.check.units import ANY, COUNT, SUFFIXES, comparable

_SPELT = re.compile("分の|半|に[約\\d]")
TOLERANCE = 0.05  # of a number marked as approximate (約, about, 以上, ...)
BOUND = 0.5  # of its last digit, which "more than" leaves open: 2倍あまり, 2万円以上
FINE = 0.01  # relative size of the last digit of 92.6, which nobody rounds to by 5 %
ROUNDED = 0.15  # and of one that is rounded at its own last digit
POWERS = (-4, -3, -2, -1, 1, 2, 3, 4)
LEAST = 10  # a bare number below is no evidence for a slip of ten
HUGE = 1e17
LARGE = 1e4  # from here on powers of ten are what goes wrong (万, 億, billion)


def same(source: Quantity, summary: Quantity) -> bool:
    """Whether the summary's number is the source's, rounded only where it says 約 or has decimals."""
    return any(_close(a, b, summary) for a, b in _pairs(source, summary))


def same_written(source: Quantity, summary: Quantity) -> bool:
    """Whether the digits are the same where one of them says no unit: "from 38 seconds to 4"."""
    return source.raw == summary.raw and bool({source.family, summary.family} & {ANY, COUNT})


def rounded(source: Quantity, summary: Quantity) -> bool:
    """Whether it would be the same if the summary said 約."""
    return any(nearly(a, b, summary.step) for a, b in _pairs(source, summary))


def powers_off(source: Quantity, summary: Quantity) -> bool:
    """Whether the two differ by a power of ten and by nothing else."""
    known = source.family == summary.family and source.family not in (ANY, COUNT)
    if not known and not source.scaled and source.raw < LEAST:
        return False
    return any(
        a and b and max(a, b) >= (0 if known else LARGE) and _power_of_ten(b / a)
        for a, b in _pairs(source, summary)
    )


def _power_of_ten(ratio: float) -> bool:
    return any(abs(ratio - 10.0**k) < 1e-6 * 10.0**k for k in POWERS)


def japanese(value: float, family: str = "") -> str:
    """1.03e11 → 1,030億; 1.75e8 → 1億7,500万; below 10,000 as it is; with the family's unit."""
    out, rest = "", value
    if value >= LARGE:
        for sign, size in (("兆", 1e12), ("億", 1e8), ("万", 1e4)):
            many, rest = divmod(rest, size)
            out += f"{many:,.0f}{sign}" if many else ""
    if rest >= 1 or not out:
        out += f"{rest:,.10g}" if not out else f"{rest:,.0f}"
    return out + SUFFIXES.get(family, "")


def expected(source: Quantity, family: str) -> str:
    """A source's number as a Japanese summary should write it."""
    if source.value >= HUGE:
        return source.text  # 10の25乗
    if family in (ANY, COUNT):
        return japanese(source.raw)
    return japanese(source.value, family) if family in SUFFIXES else source.text


def _pairs(source: Quantity, summary: Quantity) -> Iterable[tuple[float, float]]:
    """Values that may be compared: in one family's unit, else as written."""
    if not comparable(source.family, summary.family) or _unlike(source, summary):
        return
    if source.family == summary.family:
        yield source.value, summary.value
    else:
        yield source.raw, summary.raw
    shares = {source.family, summary.family}
    if shares == {"%", ANY}:  # 0.85 and 85%
        small, large = (source, summary) if source.family == ANY else (summary, source)
        if small.raw <= 1:
            yield (small.raw * 100, large.raw) if small is source else (large.raw, small.raw * 100)


def _unlike(source: Quantity, summary: Quantity) -> bool:
    """Whether one is a share in words, as 3分の1, and the other no share: 35 years."""
    spelt = any(_SPELT.search(q.text) for q in (source, summary) if q.family == "%")
    return spelt and source.family != summary.family and max(source.raw, summary.raw) > 1


def _close(a: float, b: float, summary: Quantity) -> bool:
    if abs(a - b) <= 1e-9 * max(abs(a), abs(b)):
        return True
    fine = 0 < summary.step < FINE and not summary.bound
    about = 0.0 if fine else TOLERANCE * abs(a)
    open_by = max(about, BOUND * summary.step * b)
    if summary.bound and 0 < (a - b) * summary.bound <= open_by:
        return True
    if summary.approximate:
        return nearly(a, b, summary.step) or abs(a - b) <= about
    decimal = summary.decimals > 0 and not summary.scaled
    return decimal and abs(a - b) <= b * summary.step / 2 * (1 + 1e-6)


def nearly(a: float, b: float, step: float) -> bool:
    """Whether a rounds to b at b's last significant digit."""
    return abs(a - b) <= min(b * step / 2 * (1 + 1e-6), ROUNDED * abs(a)) + 1e-9 * abs(a)
