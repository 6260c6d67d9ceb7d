"""Right numbers at wrong things, seen by what stands around them in claim and source. Pure.

Two numbers of a claim are exchanged if what the claim says around each fits the source's place of
the other better than its own; one number is wrong if another of its kind fits clearly better.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from digest.check import compare
from digest.check.changes import changes
from digest.check.contexts import LONG, MANY, Bag, Item, contexts
from digest.check.dates import Day, dates
from digest.check.features import KANA, features
from digest.check.quantity import Quantity
from digest.check.units import ANY, COUNT, NAMED

TWO = 0.55  # how much better two exchanged numbers must fit
ONE = 1.3  # and one alone
SURE = 0.35  # what the better place must share at all
CARRIED = 0.2  # weight of what the sentence before was about
SMALL = 4
TOGETHER = 6  # characters between the first and the last day of a span
LIKELY = 40  # how many times larger a number is that another was taken for

_Date = tuple[int | None, int | None, int | None]
_FROM_TO = re.compile(r"[^、。はが]{0,4}(?:から|→|より)[^。、]{0,16}")
_CHANGED = re.compile(  # the size of a change, which need not stand in the source
    r"[^、。はがを\d]{0,2}(?:短|長|減|増|下が|上が|下げ|上げ|引き|伸び|縮|延び|上回|下回|高い|低い|多い|少な|速|遅)"
)
_VERSION = re.compile(r"[A-Za-z][ -]$")  # Llama 3
_POINTS = re.compile(r"point|ポイント|pp$|pts?$", re.IGNORECASE)
_LISTED = re.compile(r"(?:[^ぁ-ん。]|[はがのともで])*")  # one verb for both
_PART = re.compile(r"^[^、。]{0,4}(?:のうち|中)")


@dataclass(frozen=True, slots=True)
class Placed:
    """An item of a source or claim with its surroundings. number: None for a date."""

    item: Item
    number: Quantity | None
    date: _Date | None
    bag: Bag
    text: str

    @property
    def words(self) -> str:
        """As it is written."""
        return self.text[self.item.start : self.item.end].strip()


@dataclass(frozen=True, slots=True)
class Exchanged:
    """An item at the wrong thing: what stands there in the source, and where."""

    start: int
    end: int
    right: str
    shown: str


def placed(lines: Sequence[tuple[str, Sequence[Quantity]]]) -> tuple[Placed, ...]:
    """Every number and date of some sentences, each knowing what the sentence before began with."""
    out: list[Placed] = []
    before: Bag = {}
    for text, numbers in lines:
        if len(text) > LONG or len(numbers) > MANY:
            continue
        days = dates(text)
        turns = _turns(text, numbers, days)
        things: list[tuple[Item, Quantity | None, _Date | None]] = [
            (Item(_kind(q), q.start, q.end, turns.get(q.start, ())), q, None)
            for q in numbers
            if not (_is_version(text, q) and KANA.search(text)) and not _is_one(q)
        ]
        things += [
            (Item("date", d.start, d.end, turns.get(d.start, ())), None, (d.year, d.month, d.day))
            for d in days
        ]
        things.sort(key=lambda thing: thing[0].start)
        items = [item for item, _, _ in things]
        for (item, number, day), bag in zip(things, _sizeless(contexts(text, items)), strict=True):
            whole = {
                key: max(CARRIED * weight, bag.get(key, 0.0)) for key, weight in before.items()
            }
            out.append(Placed(item, number, day, bag | whole, text))
        first = items[0].start if items else len(text)
        before = {
            f.key: f.weight for f in features(text) if f.end <= first and f.key[0] not in "%="
        }
    return tuple(out)


def _sizeless(bags: Sequence[Bag]) -> list[Bag]:
    """Without "up" and "down", which are not what a number belongs to."""
    return [{k: w for k, w in bag.items() if not k[1:].startswith("size:")} for bag in bags]


def _turns(
    text: str, numbers: Sequence[Quantity], days: Sequence[Day]
) -> dict[int, tuple[int, ...]]:
    """By place of a number those from or to which it changes."""
    out: dict[int, tuple[int, ...]] = {}
    pairs: list[tuple[Quantity | Day, Quantity | Day]] = list(changes(text, numbers))
    pairs += [(a, b) for a, b in pairwise(days) if b.start - a.end <= TOGETHER]
    pairs += [(a, b) for a, b in pairwise(numbers) if _FROM_TO.fullmatch(text[a.end : b.start])]
    for a, b in pairs:
        out[a.start] = (*out.get(a.start, ()), b.start)
        out[b.start] = (*out.get(b.start, ()), a.start)
    return out


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
    for n, one in enumerate(claim):
        if n not in told and own[n] and not _idle(one) and not _sizes(one):
            better = _better(one, own[n], source, claim)
            if better is not None:
                yield _found(one, better.words, better)


def _may_be(a: Placed, b: Placed) -> bool:
    """Whether two numbers can have been exchanged: no from and to, no whole and its part."""
    listed = a.text == b.text and _LISTED.fullmatch(a.text[a.item.end : b.item.start])
    if _sizes(a) != _sizes(b) and not listed:
        return False
    if a.text == b.text and b.item.start in a.item.then:
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
    return not part and high <= LIKELY * low


def _sizes(one: Placed) -> bool:
    """Whether it is the size of a change, which need not stand in the source."""
    return one.item.kind != "points" and bool(_CHANGED.match(one.text[one.item.end :]))


def _found(one: Placed, right: str, where: Placed) -> Exchanged:
    return Exchanged(one.item.start, one.item.end, right, where.text)


def _crossed(a: Placed, b: Placed, at_a: Sequence[Placed], at_b: Sequence[Placed]) -> bool:
    """Whether the two fit better the other way round."""
    as_said = _fit(a.bag, at_a, b.bag) + _fit(b.bag, at_b, a.bag)
    turned = _fit(a.bag, at_b, b.bag) + _fit(b.bag, at_a, a.bag)
    return turned - as_said > TWO


def _fit(bag: Bag, places: Sequence[Placed], other: Bag) -> float:
    """How well a surrounding fits the best of some places; what both share says nothing."""
    own = {k: w - other.get(k, 0.0) for k, w in bag.items()}
    return max(sum(w * p.bag.get(k, 0.0) for k, w in own.items()) for p in places)


def _better(
    one: Placed, own: Sequence[Placed], source: Sequence[Placed], claim: Sequence[Placed]
) -> Placed | None:
    """A number of the kind that fits what the claim says clearly better than the claim's."""
    here = max(_share(one.bag, p.bag) for p in own)
    best, least = None, here + ONE
    for other in source:
        alike = other.item.kind == one.item.kind and _digits(other) and _may_be(one, other)
        if not alike or any(_same(other, c) for c in claim):
            continue
        fit = _share(one.bag, other.bag)
        if fit > least:
            best, least = other, fit
    return best


def _share(bag: Bag, other: Bag) -> float:
    return sum(w * other[k] for k, w in bag.items() if k in other)


def _is_version(text: str, number: Quantity) -> bool:
    """Whether a bare number belongs to the name before it."""
    plain = number.family in (ANY, COUNT, NAMED) and not number.scaled and number.raw < 100
    return plain and bool(_VERSION.search(text, 0, number.start))


def _is_one(number: Quantity) -> bool:
    """Whether it is "one" or the "second" of "per second"."""
    return number.family in (ANY, COUNT) and number.raw <= 2 and not number.text[:1].isdigit()


def _kind(number: Quantity) -> str:
    if number.family == "%" and _POINTS.search(number.text):
        return "points"
    return COUNT if number.family in (ANY, COUNT) else number.family


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
    return number is None or (one.item.kind == COUNT and number.raw <= SMALL)
