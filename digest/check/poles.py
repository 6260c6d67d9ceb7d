"""Opposites: what a claim says goes up or is allowed and its source says falls or is not. Pure.

Words of an axis are aligned by what stands around them; who exceeds whom is for whom.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digest.check import compare, senses
from digest.check.contexts import LONG, MANY, VERB, Bag, Item, contexts
from digest.check.denial import denied
from digest.check.direction import LOWER_IS_BETTER
from digest.check.features import KANA, Feature
from digest.check.lexicon import Concept, Mark, marks
from digest.check.quantity import Quantity
from digest.check.whom import order

MARGIN = 0.8  # how much better the opposite must fit than the same
BOTH = 1.2  # and where the source has both ends in one sentence
TAKEN = 0.7  # share of a fit at which another word of the claim is the source's
BESIDE = 0.5  # of the weight of another such word
TIED = 8  # characters between a number and the word that says it of that number
FAINT = 0.1  # a fit that is one at all
MEANT = 0.9  # for a word of the one sentence that the claim tells again
COMMON = frozenset(["size", "length", "value", "rank", "extreme", "amount", "timing", "start"])
LEAST = 1.0  # how well it must fit at all
NUMBER = 1.6  # weight of a number beside the word

_WHEN = re.compile(r"[ぁ-ん]{0,3}(?:たび|前[にの]|後[にの、]|あと|とき|まで|ごと|際|か否か|かどう)")
_APART = re.compile(r"[、。はがを]")
_HOW_MUCH = re.compile(r"(?:less|more|most|least|much|far|very) $", re.IGNORECASE)
_ADJACENT = re.compile(r"[、。;(]|, | but | while | whereas |一方")
# elsewhere a cause raises what in the other language rises
ORDERED = frozenset(
    ["rank", "buy", "win", "speed", "price", "invest", "strength", "sue", "fine", "replace"]
)
_BOUND = re.compile(
    r" than (?:[$€£]?\d|half|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|fifty|twice|a )"
)  # less than 5 ms
_THAN = re.compile(r"より|に比べ| than |compared (?:to|with)", re.IGNORECASE)
_NAMING = """io traintest domestic thinking support ware indoor sign week daynight beforeafter
internal sector firmsize half gross bound trade age broad employer lend urban rich supervised
winner duty flow whole connected central sync active bigsmall hire"""
NAMING = frozenset(_NAMING.split())


@dataclass(frozen=True, slots=True, eq=False)
class Pole:
    """A word that is an end of axes. signs: by axis, turned by negation; bag: what it is about.

    order: the keys of who does or exceeds, and of whom.
    """

    signs: dict[str, int]
    denied: bool
    bag: Bag
    order: tuple[frozenset[str], frozenset[str]]
    numbers: tuple[Quantity, ...]
    start: int
    end: int
    text: str

    @property
    def words(self) -> str:
        """The word as it is written."""
        return self.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Opposed:
    """A claim's word and the source's that says the opposite; turned: who and whom are exchanged."""

    start: int
    end: int
    right: str
    shown: str
    turned: bool
    denied: bool = False


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
        if not _BOUND.match(text, mark.end)
        and not _WHEN.match(text, mark.end)
        and any(c.sign and c.axis not in NAMING for c in mark.concepts)
        and not senses.told(text, mark.start, mark.end)
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
        )


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
        return mark.end == after[0].start
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


def opposed(claim: Sequence[Pole], source: Sequence[Pole], meant: str = "") -> Iterator[Opposed]:
    """The words of a claim whose opposite stands in the source in their place.

    meant: the sentence of the source that the claim tells again, where it is known.
    """
    found = {pole: _worst(pole, claim, source, meant) for pole in claim}
    for pole, worst in found.items():
        facing = [other for other in claim if _against(pole, other)[0] < 0]
        if worst is not None and all(found[other] is not None for other in facing):
            yield worst


def conflict(claim: Sequence[Pole], source: Sequence[Pole], text: str) -> bool:
    """Whether a sentence of the source has an opposite of any word of a claim, wherever."""
    return any(_against(a, b)[0] < 0 for b in source if b.text == text for a in claim)


def _worst(pole: Pole, claim: Sequence[Pole], source: Sequence[Pole], meant: str) -> Opposed | None:
    same, worst, best = 0.0, None, LEAST
    for other in source:
        sign, turned = _against(pole, other)
        fit = _fit(pole, other) if sign else 0.0
        if sign < 0 and _elsewhere(pole, other):
            continue
        if other.text == meant and fit >= FAINT and not pole.signs.keys() & COMMON:
            fit += MEANT
        if sign > 0:
            same = max(same, fit)
        elif sign < 0 and fit >= best and not _taken(other, fit, claim):
            worst = Opposed(pole.start, pole.end, other.words, other.text, turned, pole.denied)
            best = fit
    return worst if worst and best - same >= _margin(pole, worst, source) else None


def _elsewhere(pole: Pole, other: Pole) -> bool:
    """Whether a word says it of a number that the source's says of another: 39件と多かった."""
    for q in pole.numbers:
        gap = pole.text[q.end : pole.start]
        if q.end > pole.start or len(gap) > TIED or _APART.search(gap):
            continue
        key = f"#{q.value:.6g}"
        if any(compare.same(o, q) for o in other.numbers):
            return 0 < other.bag.get(key, NUMBER) < NUMBER / 2
        return any(
            o.family == q.family and other.bag.get(f"#{o.value:.6g}", 0.0) >= NUMBER / 2
            for o in other.numbers
        )
    return False


def _taken(other: Pole, fit: float, claim: Sequence[Pole]) -> bool:
    """Whether another word of the claim says what the source's does."""
    return any(_against(one, other)[0] > 0 and _fit(one, other) >= TAKEN * fit for one in claim)


def _margin(pole: Pole, worst: Opposed, source: Sequence[Pole]) -> float:
    """More where the sentence of the source says both, about different things."""
    both = any(s.text == worst.shown and _against(pole, s)[0] > 0 for s in source)
    return BOTH if both else MARGIN


def _against(pole: Pole, other: Pole) -> tuple[int, bool]:
    """1: a word of the source says the same, -1: the opposite, 0: nothing; and whether by its order."""
    common = pole.signs.keys() & other.signs.keys()
    if not common or (common == {"rank"} and _unlike(pole, other)):
        return 0, False
    sign = 1 if any(pole.signs[a] == other.signs[a] for a in common) else -1
    (who, whom), (they, them) = pole.order, other.order
    whole = bool(who & them and whom & they)
    alone = bool(whom & they and who and not them) or bool(who & them and they and not whom)
    turned = (whole or alone) and not (who & they or whom & them)
    ordered = common & ORDERED or (_THAN.search(pole.text) and _THAN.search(other.text))
    turned = turned and bool(ordered)
    return (-sign if turned else sign), turned


def _unlike(pole: Pole, other: Pole) -> bool:
    """Whether one says larger and the other better, of what may be better small."""
    return ("size" in pole.signs) != ("size" in other.signs) and bool(
        LOWER_IS_BETTER.search(pole.text + other.text)
    )


def _fit(pole: Pole, other: Pole) -> float:
    """How alike two words stand; a number alone is not enough."""
    common = sorted(pole.bag.keys() & other.bag.keys())
    named = any(key[0] != "#" for key in common)
    return sum(pole.bag[key] * other.bag[key] for key in common) if named else 0.0
