"""Prices times counts, shares of a whole, so much for each: what two unlike numbers give. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.check.fitting import PLAIN, fits, is_distance, same_family, significant
from digest.check.quantity import Quantity

WHOLE = 0.001  # and where one digit says it
EXACT = 0.005  # how far a share of a whole may be rounded where no 約 says so

_TOTAL = re.compile(
    r"合わせ|合計|計(?!画|測|器)|総|全|年間|1年|(?<!\d)[年月週]約?\d|なら|れば|すると|相当|換算|あたり|当たり|積|total|together|combined|in all|sum|worth",
    re.IGNORECASE,
)
_EACH = re.compile(r"あたり|当たり|平均|ごと|につき|1[人件社台日回枚]|per |each", re.IGNORECASE)


def products(
    claim: str, a: Quantity, b: Quantity, wanted: Quantity, *, near: bool
) -> Iterator[str]:
    """A price times a count, a share of a whole, the whole of a share, so much for each."""
    counted = b.family in PLAIN and b.raw > 1 and b.raw.is_integer()
    priced = a.family == wanted.family not in ("%", "x", *PLAIN) and counted
    if priced and _TOTAL.search(claim) and fits(a.value * b.raw, wanted, exact=True):
        yield "積"
    parted = b.family == "%" and a.family != "%" and b.value < 100 and not is_distance(b)
    parted = parted and (wanted.scaled or not wanted.decimals or wanted.family not in PLAIN)
    share = b.value / 100 if parted else 0.0
    if share and same_family(a, wanted):  # 13B of which 23% are no "3B"
        whole = abs(a.value * share - wanted.value) <= WHOLE * wanted.value
        share = share if significant(wanted) > 1 or whole else 0.0
        close = wanted.approximate or abs(a.value * share - wanted.value) <= EXACT * wanted.value
        if close and fits(a.value * share, wanted, exact=True):
            yield "積"
        if share and near and wanted.approximate and fits(a.value / share, wanted, exact=True):
            yield "全体"
    each = _EACH.search(claim) and counted and same_family(a, wanted) and a.family != "%"
    each = each and (a.family not in PLAIN or not a.decimals)
    if each and fits(a.value / b.raw, wanted, exact=False):
        yield "商"
