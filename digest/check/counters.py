"""Counts whose digits a source has only with another unit: 38件 where it says 38分. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from digest.check.quantity import Quantity

TINY = 4  # counts up to here stand at many things
UNITED = (
    *("sec", "byte", "watt", "wh", "metre", "gram"),
    *("usd", "jpy", "eur", "gbp", "twd", "krw", "inr"),
)
_COUNTER = re.compile(
    r"[件人本台社個回枚校店冊名問票戸軒隻頭匹]|[カヶか]所|キロ(?!メートル|ワット|グラム|バイト)"
)


def of_another_unit(text: str, quantity: Quantity, known: Sequence[Quantity]) -> bool:
    """Whether a count of things has its digits only where the source gives hours or money."""
    if quantity.raw <= TINY or not _COUNTER.match(text, quantity.end):
        return False
    alike = [other for other in known if other.raw == quantity.raw]
    if text.startswith("キロ", quantity.end) and any(o.family in ("metre", "gram") for o in alike):
        return False
    return bool(alike) and all(other.family in UNITED for other in alike)
