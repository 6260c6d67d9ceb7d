"""The numbers of a source by size, so that one is found without looking at all of them. Pure."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

from digest.check.compare import POWERS, TOLERANCE
from digest.check.quantity import Quantity
from digest.check.units import ANY

FEW = 64  # numbers; so many are looked at one by one
NEAR = 1.02  # of the widest rounding, for what lies at its edge
EXACT = 2e-6  # relative; powers of ten are compared to 1e-6


class Numbers:
    """The numbers of a source: `like` gives those that may say what a number of a claim says."""

    def __init__(self, numbers: Sequence[Quantity]) -> None:
        self.all = numbers
        pairs = sorted({(size, n) for n, q in enumerate(numbers) for size in _sizes(q)})
        self._sizes = [size for size, _ in pairs]
        self._places = [n for _, n in pairs]
        self._like = lru_cache(maxsize=256)(self._found)

    def like(self, wanted: Quantity) -> Sequence[Quantity]:
        """Every number that is the same, rounded, or a power of ten off, in the source's order.

        Others may be among them: it is for compare.py to tell.
        """
        return self.all if len(self.all) <= FEW else self._like(wanted)

    def _found(self, wanted: Quantity) -> tuple[Quantity, ...]:
        places: set[int] = set()
        for low, high in _ranges(wanted):
            first, last = bisect_left(self._sizes, low), bisect_right(self._sizes, high)
            places.update(self._places[first:last])
        return tuple(self.all[n] for n in sorted(places))


def _sizes(one: Quantity) -> set[float]:
    """What a number may be compared by: in its family's unit, as written, 0.85 as 85."""
    sizes = {one.value, one.raw} | ({100 * one.raw} if one.family == ANY else set())
    return {size for size in sizes if not math.isnan(size)}


def _ranges(wanted: Quantity) -> Iterator[tuple[float, float]]:
    """Where a number of the source may lie that a claim's is taken from."""
    loose = TOLERANCE if wanted.approximate or wanted.bound else 0.0
    wide = NEAR * max(loose / (1 - loose), wanted.step / 2) + EXACT
    for size in _sizes(wanted):
        yield size - wide * abs(size), size + wide * abs(size)
        for power in POWERS:
            other = size / 10.0**power
            yield other - EXACT * abs(other), other + EXACT * abs(other)
