"""What a number of a claim may be a slip of: a power of ten off, or a bare number. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from digest.check import compare, relative
from digest.check.fitting import is_distance
from digest.check.quantity import Quantity
from digest.check.units import ANY, COUNT

_BARE = re.compile(r"(?<![\d.])\d++(?:\.\d++)*+(?![A-Za-z0-9%億万兆]|[.,]\d)")


def slips(quantity: Quantity, numbers: Sequence[Quantity]) -> bool:
    """Whether it looks like a number of the source with another unit or power of ten."""
    return any(
        compare.powers_off(other, quantity)
        or (other.raw == quantity.raw and other.family == quantity.family)
        for other in numbers
        if other.family != "%" or is_distance(other) == is_distance(quantity)
    )


def literally(quantity: Quantity, body: str) -> bool:
    """Whether a number without a unit stands in the source as it is: a version, a part of a date."""
    if quantity.family not in (ANY, COUNT) or quantity.scaled:
        return False
    digits = f"{quantity.raw:.10g}"
    return digits in _bare(body)


@lru_cache(maxsize=16)
def _bare(body: str) -> frozenset[str]:
    """The numbers of a source behind which no unit stands."""
    return frozenset(_BARE.findall(relative.ISSUED.sub("", body)))
