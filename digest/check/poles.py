"""Opposites: what a claim says goes up or is allowed and its source says falls or is not. Pure.

Who exceeds whom is for whom.py, which of two words stands against which for facing.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digest.check import senses
from digest.check.contexts import LONG, MANY, VERB, Bag, Item, contexts
from digest.check.denial import denied
from digest.check.features import KANA, Feature
from digest.check.lexicon import Concept, Mark, marks
from digest.check.quantity import Quantity
from digest.check.whom import order

BESIDE = 0.5  # of the weight of another such word
COMMON = frozenset(["size", "length", "value", "rank", "extreme", "amount", "timing", "start"])
BACK = 40  # characters before a word that are looked at
NUMBER = 1.6  # weight of a number beside the word

_WHEN = re.compile(
    r"[ぁ-ん]{0,3}(?:たび|前[にの]|後[にの、]|あと|とき|まで|ごと|際|か否か|かどう|れば、|たら、)|[ぁ-ん]{0,2}[うくすつぬむる]と、"
)
_USED_TO = re.compile(r"(?<!is )(?<!are )(?<!was )(?<!were )(?<!be )\bused to (?:[\w-]+ ){0,3}$")
_TIMES = re.compile(r"倍を[ぁ-ん]{0,4}$")  # 2倍を上回る規模
_MOST = re.compile(
    r"(?:最も|もっとも|一番|いちばん)[^、。]{0,8}$|\b(?:most|least) $", re.IGNORECASE
)
_MOST_ITSELF = re.compile(r"最|.*(?:est|most)$|top", re.IGNORECASE | re.DOTALL)
_HOW_MUCH = re.compile(r"(?:less|more|most|least|much|far|very) $", re.IGNORECASE)
_ADJACENT = re.compile(r"[、。;(]|, | but | while | whereas |一方")
_BOUND = re.compile(
    r" than (?:[$€£]?\d|half|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|fifty|twice|a )"
)  # less than 5 ms
_NAMING = """io traintest domestic thinking support ware indoor sign week daynight beforeafter
internal sector firmsize half gross bound trade age broad employer lend urban rich supervised
winner duty flow whole connected central sync active bigsmall hire"""
NAMING = frozenset(_NAMING.split())


@dataclass(frozen=True, slots=True, eq=False)
class Pole:
    """A word that is an end of axes. signs: by axis, turned by negation; bag: what it is about.

    order: the keys of who does or exceeds, and of whom. most: whether it is a superlative.
    """

    signs: dict[str, int]
    denied: bool
    bag: Bag
    order: tuple[frozenset[str], frozenset[str]]
    numbers: tuple[Quantity, ...]
    start: int
    end: int
    text: str
    most: bool

    @property
    def words(self) -> str:
        """The word as it is written."""
        return self.text[self.start : self.end]


def poles(
    lines: Sequence[tuple[str, Sequence[Quantity]]], more: Sequence[Feature] = ()
) -> tuple[Pole, ...]:
    """Every such word of some folded sentences."""
    return tuple(
        p for text, numbers in lines if len(text) <= LONG for p in _of(text, numbers, more)
    )


def _of(text: str, numbers: Sequence[Quantity], more: Sequence[Feature]) -> Iterator[Pole]:
    found = [
        (mark, [c for c in mark.concepts if c.sign and c.axis not in NAMING])
        for mark in marks(text)
        if not _idle(text, mark) and any(c.sign and c.axis not in NAMING for c in mark.concepts)
    ]
    found = [
        one
        for one, after in zip(found, [*found[1:], None], strict=False)
        if not _adverb(text, one[0], after)
    ]
    found = found * (len(found) <= MANY)  # more: a list, or made to be slow
    items = [Item(VERB, mark.start, mark.end) for mark, _ in found]
    for (mark, concepts), bag in zip(found, contexts(text, items, more), strict=True):
        turned = denied(text, mark.start, mark.end)
        about = _about(bag, mark)
        about |= {
            f"#{q.value:.6g}": NUMBER * _near(text, q, mark.start, mark.end, numbers, items)
            for q in numbers
            if q.text[-1:] != "B"  # the size of a model is its name
        }
        yield Pole(
            {c.axis: -c.sign if turned else c.sign for c in concepts},
            turned,
            about,
            order(text, mark.start, mark.end, numbers),
            tuple(numbers),
            mark.start,
            mark.end,
            text,
            _most(text, mark),
        )


def _idle(text: str, mark: Mark) -> bool:
    """Whether a word says nothing of what is so: less than 5, 増やすと、, "people used to"."""
    before = text[max(0, mark.start - BACK) : mark.start]
    return bool(
        _BOUND.match(text, mark.end)
        or _WHEN.match(text, mark.end)
        or _USED_TO.search(before)
        or _TIMES.search(before)
        or senses.told(text, mark.start, mark.end)
    )


def _most(text: str, mark: Mark) -> bool:
    """Whether it is a superlative: 最もコストの高い, "most expensive", "lowest"."""
    before = text[max(0, mark.start - BACK) : mark.start]
    return bool(_MOST.search(before) or _MOST_ITSELF.match(text[mark.start : mark.end]))


def _about(bag: Bag, mark: Mark) -> Bag:
    """What a word stands beside; other words with an opposite say less of it."""
    axes = {c.axis for c in mark.concepts} | COMMON
    return {
        key: weight * (BESIDE if key[0] in "+-" else 1.0)
        for key, weight in bag.items()
        if not key.startswith("nth:")
        and (key[0] not in "+-" or key[1:].partition(":")[0] not in axes)
    }


def _adverb(text: str, mark: Mark, after: tuple[Mark, list[Concept]] | None) -> bool:
    """Whether it only says how much of the next: 大きく減った, ほとんど減らない, less often."""
    if after is None:
        return False
    if KANA.search(text):
        when = any(c.axis in ("early", "schedule") for c in mark.concepts)  # 早く取り入れた
        return mark.end == after[0].start and not when
    return bool(_HOW_MUCH.match(text[mark.start : after[0].start]))


def _near(
    text: str,
    number: Quantity,
    start: int,
    end: int,
    numbers: Sequence[Quantity],
    items: Sequence[Item],
) -> float:
    """How near a number stands to a word: less for every other number and word between."""
    first, last = (number.end, start) if number.end <= start else (end, number.start)
    between = sum(first <= other.start and other.end <= last for other in numbers)
    words = sum(first <= item.start and item.end <= last for item in items)
    return float(0.7**between * 0.4**words * 0.5 ** len(_ADJACENT.findall(text[first:last])))
