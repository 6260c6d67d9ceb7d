"""Where a change ends told as its size: 「620減った」, from 1,140 to 620 there. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from digest.check.changes import Change
from digest.check.compare import same
from digest.check.fitting import alike, is_distance
from digest.check.quantity import Quantity
from digest.check.told import Line

_SIZED = re.compile(
    r"(?:[一-龥]{1,2}|[ァ-ヺー]{2,8})?(?:ほど|程度|分|も|ずつ)?の?"
    r"(?:減っ|減り|減少|減ら|増え|増やし|増加|上昇|低下|下がっ|上がっ|下げ|上げ|短縮|縮ま|縮め|短くな|長くな|伸び|伸ばし|削減|削っ|改善|悪化)"
)
_FROM = re.compile(r"[^、。\d]{0,12}(?:から|より|→)")


def wrong(
    claim: str, own: Sequence[Quantity], known: Sequence[tuple[Change, Line]]
) -> Iterator[tuple[Quantity, Change, str]]:
    """The numbers of a folded claim that are told as sizes of a change and are its ends, with it."""
    for number in own:
        share = number.family in ("%", "x") and not is_distance(number)
        if share or not _SIZED.match(claim, number.end) or _FROM.match(claim, number.end):
            continue
        ends = [(change, line) for change, line in known if _ends(change, number)]
        sizes = any(_is_size(line, number) for _, line in known)
        if ends and not sizes:
            (change, line) = ends[0]
            yield number, change, line.text


def _ends(change: Change, number: Quantity) -> bool:
    """Whether a number is an end of a change and not how large it is."""
    first, last = change
    if not (alike(first, number) and alike(last, number)):
        return False
    size = abs(first.value - last.value)
    return (same(last, number) or same(first, number)) and abs(size - number.value) > 0.1 * size


def _is_size(line: Line, number: Quantity) -> bool:
    """Whether a sentence of the source has it as the size of a change too."""
    return any(same(other, number) and not _at_an_end(line.text, other) for other in line.numbers)


def _at_an_end(text: str, other: Quantity) -> bool:
    """Whether "from", "to", から or に stand at a number."""
    before = text[max(0, other.start - 24) : other.start]
    return bool(_BEFORE.search(before) or _BEHIND.match(text, other.end))


_BEFORE = re.compile(
    r"(?:\b(?:from|to|of|was|than|at)|→)(?: (?:about|around|just|only|some|nearly|over))?[ $€£¥]*$"
)
_BEHIND = re.compile(r"[^、。\d]{0,4}(?:から|に|へ|まで|→|だった)")
