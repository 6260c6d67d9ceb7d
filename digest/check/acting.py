"""Who does something to what, where claim and source say it in the same order. Pure.

「甲が乙を出した」 and "A released B": then neither name stands in the other's place. What is done *by* the second
is the other way round and is no such order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from digest.check.features import KANA

_OBJECT = re.compile(r"[」』)]?(?:の[^、。はがを]{1,8})?[をに](?!より|よって)")
_SUBJECT = re.compile(r"[」』)]?(?:社|側)?(?:は|が|も)")
_NO_SUBJECT = re.compile(r"[」』)]?(?:を|に|から|より|へ|と|や|、|・)")
_AGENT = re.compile(r"\b(?:by|from|than|against|over)(?: the| its)? [\"'“‘]?$", re.IGNORECASE)

Spot = tuple[str, int, int]  # a sentence and where a name stands in it


def kept(first: Spot, second: Spot, source: Iterable[tuple[Spot, Spot]]) -> bool:
    """Whether a claim has two names, in its order, in the parts that a sentence of the source gives them."""
    text, _, end = first
    if _NO_SUBJECT.match(text, end) or not _OBJECT.match(text, second[2]):
        return False
    return any(_same(one, other) for one, other in source)


def _same(one: Spot, other: Spot) -> bool:
    text, start, end = other
    if one[0] != text or one[2] > start:
        return False
    if KANA.search(text):
        return bool(_SUBJECT.match(text, one[2]) and _OBJECT.match(text, end))
    return not _AGENT.search(text, max(0, start - 16), start)
