"""Right numbers at wrong things, seen by what stands around them in claim and source. Pure.

Two numbers of a claim are exchanged if what the claim says around each fits the source's place of
the other better than its own; one number is wrong if another of its kind fits clearly better.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from digest.check import compare, rows
from digest.check.contexts import Bag
from digest.check.placing import Placed
from digest.check.touching import confirmed
from digest.check.units import COUNT

TWO = 0.45  # how much better two exchanged numbers must fit
BESIDE = 0.45  # where the numbers beside them count too
CONTRARY = -1.5  # but not where all else says the contrary
AGAINST = -0.5  # and how little the numbers beside them may say the contrary
ONE = 2.4  # and one of several
LONE = 1.45  # or the only one
MOVED = 0.3  # and a change as a whole
SURE = 0.35  # what the better place must share at all
SMALL = 4
LIKELY = 100  # for two, and for one alone
LIKELY_ALONE = 40  # how many times larger a number is that another was taken for

_CHANGED = re.compile(  # the size of a change, which need not stand in the source
    r"[^、。はがを\d]{0,2}(?:短|長|減|増|下が|上が|下げ|上げ|引き|伸び|縮|延び|上回|下回|高い|低い|多い|少な|速|遅)"
)
_LISTED = re.compile(r"(?:[^ぁ-ん。]|[はがのともで])*")  # one verb for both
_RANGE = re.compile(r"\s?[~〜–-]\s?")
_PART = re.compile(r"^[^、。]{0,4}(?:のうち|中)")


@dataclass(frozen=True, slots=True)
class Exchanged:
    """An item at the wrong thing: what stands there in the source, and where."""

    start: int
    end: int
    right: str
    shown: str


def exchanged(claim: Sequence[Placed], source: Sequence[Placed]) -> Iterator[Exchanged]:
    """The items of a claim that its source gives to another thing."""
    own = {n: [s for s in source if _same(s, c)] for n, c in enumerate(claim)}
    told: set[int] = set()
    for a, b in combinations(range(len(claim)), 2):
        alike = claim[a].item.kind == claim[b].item.kind and _may_be(claim[a], claim[b])
        if not alike or not own[a] or not own[b]:
            continue
        if (
            not ({a, b} & told)
            and not _equal(claim[a], claim[b])
            and _crossed(claim[a], claim[b], own[a], own[b])
        ):
            told |= {a, b}
            yield _found(claim[a], claim[b].words, own[a][0])
    for first, last in combinations(claim, 2):
        if moved := _moved(first, last, source, claim):
            yield _found(first, f"{moved[0].words}→{moved[1].words}", moved[0])
    for n, one in enumerate(claim):
        if n not in told and own[n] and not _idle(one) and not _sizes(one):
            better = _better(one, own[n], source, claim)
            if better is not None:
                yield _found(one, better.words, better)


def _may_be(a: Placed, b: Placed, most: float = LIKELY) -> bool:
    """Whether two numbers can have been exchanged: no from and to, no whole and its part."""
    listed = a.text == b.text and _LISTED.fullmatch(a.text[a.item.end : b.item.start])
    if _sizes(a) != _sizes(b) and not listed:
        return False
    if a.text == b.text and (b.item.start in a.item.then or _RANGE.fullmatch(_gap(a, b))):
        return False
    if a.number is None or b.number is None:
        return True
    within = a.text[a.item.end : b.item.start] if a.text == b.text else ""
    part = _PART.search(within) and a.number.value > b.number.value
    timed = a.item.kind in ("sec", "month")
    if (
        timed
        and abs(a.number.value / (a.number.raw or 1) - b.number.value / (b.number.raw or 1)) > 1e-9
    ):
        return False  # hours are not taken for weeks
    low, high = sorted((a.number.value, b.number.value))
    return not part and high <= most * low


def _gap(a: Placed, b: Placed) -> str:
    return a.text[a.item.end : b.item.start]


def is_size(text: str, end: int) -> bool:
    """Whether a number is the size of a change or a whole of which parts are told."""
    return bool(_CHANGED.match(text, end) or _PART.match(text[end : end + 8]))


def _sizes(one: Placed) -> bool:
    """Whether it is the size of a change, which need not stand in the source."""
    return one.item.kind != "points" and bool(_CHANGED.match(one.text[one.item.end :]))


def _found(one: Placed, right: str, where: Placed) -> Exchanged:
    return Exchanged(one.item.start, one.item.end, right, where.text)


def _of_one_list(a: Placed, b: Placed, at_a: Sequence[Placed], at_b: Sequence[Placed]) -> bool:
    """Whether claim and source list both numbers in the same order, and no more is said of each."""
    return rows.listed(a.text, a.item, b.item) and any(
        p.text == q.text and rows.listed(p.text, p.item, q.item) for p in at_a for q in at_b
    )


def _crossed(a: Placed, b: Placed, at_a: Sequence[Placed], at_b: Sequence[Placed]) -> bool:
    """Whether the two fit better the other way round, with or without the numbers beside them."""
    if confirmed(a, at_a, at_b) or confirmed(b, at_b, at_a) or _of_one_list(a, b, at_a, at_b):
        return False
    plain, anchored = (
        _fit(a, at_b, b, beside)
        + _fit(b, at_a, a, beside)
        - _fit(a, at_a, b, beside)
        - _fit(b, at_b, a, beside)
        for beside in (False, True)
    )
    beside = anchored > BESIDE and plain > CONTRARY
    return beside or (plain > TWO and anchored > AGAINST)


def _fit(one: Placed, places: Sequence[Placed], other: Placed, beside: bool) -> float:
    """How well a surrounding fits the best of some places; what both share says nothing."""
    pair = {f"#{p.number.value:.6g}" for p in (one, other) if p.number is not None}
    own = {
        k: w - other.bag.get(k, 0.0)
        for k, w in one.bag.items()
        if k[0] != "#" or (beside and k not in pair)
    }
    return max(sum(w * p.bag.get(k, 0.0) for k, w in own.items()) for p in places)


def _moved(
    a: Placed, b: Placed, source: Sequence[Placed], claim: Sequence[Placed]
) -> tuple[Placed, Placed] | None:
    """The change of the source that fits a claim's "from a to b" better than its own."""
    if b.item.start not in a.item.then:
        return None
    turns = [
        (p, q)
        for p, q in pairwise(source)
        if p.text == q.text and q.item.start in p.item.then and p.item.kind == a.item.kind
    ]
    own = [_both(a, b, turn) for turn in turns if _same(turn[0], a) and _same(turn[1], b)]
    rest = [turn for turn in turns if not any(_same(p, c) for p in turn for c in claim)]
    if not own or not rest:
        return None
    best = max(rest, key=lambda turn: _both(a, b, turn))
    if confirmed(a, [p for p, _ in turns if _same(p, a)], [best[0]]):
        return None
    return best if _both(a, b, best) - max(own) > MOVED else None


def _both(a: Placed, b: Placed, turn: tuple[Placed, Placed]) -> float:
    return _share(a.bag, turn[0].bag) + _share(b.bag, turn[1].bag)


def _lone(one: Placed, claim: Sequence[Placed]) -> bool:
    """Whether a claim has no other number of the kind."""
    return not any(c is not one and c.item.kind == one.item.kind for c in claim)


def _better(
    one: Placed, own: Sequence[Placed], source: Sequence[Placed], claim: Sequence[Placed]
) -> Placed | None:
    """A number of the kind that fits what the claim says clearly better than the claim's."""
    if any(_turned_alike(one, c, own, source) for c in claim if c.item.start in one.item.then):
        return None  # whole changes are judged by _moved
    here = max(_share(one.bag, p.bag) for p in own)
    best, least = None, here + (LONE if _lone(one, claim) else ONE)
    for other in source:
        alike = (
            other.item.kind == one.item.kind
            and _digits(other)
            and _may_be(one, other, LIKELY_ALONE)
        )
        if not alike or any(_same(other, c) for c in claim):
            continue
        fit = _share(one.bag, other.bag)
        if fit > least and not confirmed(one, own, [other]):
            best, least = other, fit
    return best


def _turned_alike(
    one: Placed, other: Placed, own: Sequence[Placed], source: Sequence[Placed]
) -> bool:
    """Whether the source changes from and to the same two numbers."""
    return any(
        p.text == q.text and q.item.start in p.item.then and _same(q, other)
        for p in own
        for q in source
    )


def _share(bag: Bag, other: Bag) -> float:
    return sum(w * other[k] for k, w in bag.items() if k in other and k[0] != "#")


def _same(source: Placed, claim: Placed) -> bool:
    if source.number is not None and claim.number is not None:
        return compare.same(source.number, claim.number)
    if source.date is None or claim.date is None:
        return False
    pairs = list(zip(source.date, claim.date, strict=True))
    return all(b is None or a == b for a, b in pairs[1:]) and (
        None in pairs[0] or pairs[0][0] == pairs[0][1]
    )


def _equal(a: Placed, b: Placed) -> bool:
    return _same(a, b) or _same(b, a)


def _digits(one: Placed) -> bool:
    return any(c.isdigit() for c in one.words)


def _idle(one: Placed) -> bool:
    """A small count, which stands at many things."""
    number = one.number
    if number is None or (number.approximate and not _digits(one)) or "分の" in number.text:
        return True
    return one.item.kind == COUNT and number.raw <= SMALL
