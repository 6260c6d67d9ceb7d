"""Numbers that belong together: 3~5倍 share a unit, 1時間30分 are one quantity. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from digest.check.quantity import Quantity
from digest.check.units import ANY, COUNT, NAMED, joins

_DAY = 86400.0
_AGAINST = re.compile(
    r",? (?:against|versus|vs\.?|compared (?:with|to)|as opposed to|down from|up from|from|instead of|rather than|than|where)"
    r" (?:about |around |only |just |the |a |an |its |planned |usual |previous |expected )*",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"\s*(?:[.;,)](?!\d)|$|(?:in|for|on|at|by|before|last|a year|the|among|under|with) )"
)


def ranged(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """The first number of 3~5倍, 10 to 20%, 8、35、103億 has the unit of the last.

    It may have its 億 too: then it is given twice, as it stands and scaled.
    """
    out: list[Quantity] = []
    last: Quantity | None = None
    for quantity in reversed(found):
        bare = quantity.family in (ANY, COUNT) and not quantity.scaled
        if last is None or not bare or not joins(text[quantity.end : last.start]):
            out.append(quantity)
            last = quantity
            continue
        factor = last.value / last.raw if last.raw else 1.0
        shared = replace(quantity, family=last.family, value=quantity.raw * factor)
        if last.scaled:
            value, raw = shared.value * last.scale, shared.raw * last.scale
            out.append(replace(shared, scale=last.scale, value=value, raw=raw))
        out.append(shared)
        last = replace(shared, scale=last.scale)
    return out[::-1]


def against(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """The second number of "0.9 percent against 0.3" has the unit of the first."""
    out: list[Quantity] = []
    for quantity in found:
        last = out[-1] if out else None
        bare = quantity.family == ANY and not quantity.scaled
        united = last and last.raw and last.family not in (ANY, COUNT, NAMED, "x")
        if last and united and bare and _compared(text, last, quantity):
            value = quantity.raw * last.value / last.raw
            out.append(replace(quantity, family=last.family, value=value))
        else:
            out.append(quantity)
    return out


def _compared(text: str, first: Quantity, second: Quantity) -> bool:
    behind = _AGAINST.fullmatch(text, first.end, second.start)
    return bool(behind and _ENDS.match(text, second.end))


def compound(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """1時間30分 and 1年6カ月 are one quantity each; 1日30分 (half an hour a day) is two."""
    out: list[Quantity] = []
    for quantity in found:
        last = out[-1] if out else None
        if last is None or not _continues(text, last, quantity):
            out.append(quantity)
            continue
        unit = last.value / last.raw
        out[-1] = replace(
            last,
            text=text[last.start : quantity.end],
            value=last.value + quantity.value,
            raw=last.raw + quantity.value / unit,
            end=quantity.end,
        )
    return out


def _continues(text: str, first: Quantity, second: Quantity) -> bool:
    timed = first.family == second.family and first.family in ("sec", "month")
    adjoining = (
        text[first.end : second.start] in ("", " ", " and ", ", ") and first.value > second.value
    )
    return timed and adjoining and first.value / first.raw < _DAY
