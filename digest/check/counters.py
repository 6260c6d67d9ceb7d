"""Counts whose digits a source has only with another unit: 38件 where it says 38分. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from digest.check.compare import same
from digest.check.quantity import Quantity

SIZED = ("sec", "byte", "watt", "wh", "metre")  # families of several units
TINY = 4  # counts up to here stand at many things
UNITED = (
    *("sec", "byte", "watt", "wh", "metre", "gram"),
    *("usd", "jpy", "eur", "gbp", "twd", "krw", "inr"),
)
_COUNTER = re.compile(
    r"[件人本台社個回枚校店冊名問票戸軒隻頭匹]|[カヶか]所|キロ(?!メートル|ワット|グラム|バイト)"
)


def of_another_size(quantity: Quantity, known: Sequence[Quantity]) -> bool:
    """Whether the source has a number's digits with another unit of its family, hours for minutes.

    Then a bare number there, of a date or a score, is not what was meant.
    """
    alike = [other for other in known if other.raw == quantity.raw]
    own = [other for other in alike if other.family == quantity.family]
    return (
        quantity.family in SIZED
        and bool(own)
        and all(other.value != quantity.value for other in own)
        and not any(same(other, quantity) for other in known if other.family == quantity.family)
    )


def of_another_unit(text: str, quantity: Quantity, known: Sequence[Quantity]) -> bool:
    """Whether a count of things has its digits only where the source gives hours or money."""
    if quantity.raw <= TINY or not _COUNTER.match(text, quantity.end):
        return False
    alike = [other for other in known if other.raw == quantity.raw]
    if text.startswith("キロ", quantity.end) and any(o.family in ("metre", "gram") for o in alike):
        return False
    return bool(alike) and all(other.family in UNITED for other in alike)
