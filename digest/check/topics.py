"""The subject of a sentence, which all of its numbers belong to. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from digest.check.contexts import Bag, Item
from digest.check.features import features

SHARED = 0.9  # of a subject's weight, for whatever it is the subject of

_CLAUSE = re.compile(
    r"。.|; |, (?:while|whereas|but|against|compared|although)\b| but | while | whereas ",
    re.IGNORECASE,
)


def shared(text: str, items: Sequence[Item], bags: Sequence[Bag]) -> None:
    """Give the names before all numbers of a folded sentence to each, where no other name follows.

    Else the first number would be taken for theirs, whatever number a language puts first.
    """
    first = min((item.start for item in items), default=0)
    names = [f for f in features(text) if f.key[0] == "@" and not _inside(f.start, f.end, items)]
    if not names or names[-1].end > first or _CLAUSE.search(text, first):
        return
    for bag in bags:
        for name in names:
            bag[name.key] = max(bag.get(name.key, 0.0), SHARED * name.weight)


def _inside(start: int, end: int, items: Sequence[Item]) -> bool:
    return any(start < item.end and item.start < end for item in items)
