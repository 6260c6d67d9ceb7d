"""Every number and date of sentences with what stands around it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from digest.check import topics
from digest.check.changes import changes
from digest.check.contexts import LONG, MANY, Bag, Item, contexts
from digest.check.dates import Day, dates
from digest.check.features import KANA, Feature, features
from digest.check.ordinals import is_ordinal
from digest.check.quantity import Quantity
from digest.check.series import Series, complete
from digest.check.units import ANY, COUNT, NAMED

CARRIED = 0.2  # weight of what the sentence before was about
ANCHOR = 1.3
TOGETHER = 6  # characters between the first and the last day of a span

_Date = tuple[int | None, int | None, int | None]
_Thing = tuple[Item, Quantity | None, _Date | None]
_FROM_TO = re.compile(r"[^、。はが]{0,4}(?:から|→|より)[^。、]{0,16}")
_VERSION = re.compile(r"[A-Za-z][ -]$")  # Llama 3
_POINTS = re.compile(r"point|ポイント|pp$|pts?$", re.IGNORECASE)
_APART = re.compile(  # where another thing begins
    r"[、。;:]|,(?! ?\d{3})| and | but | while | to | from | than | against | versus |から|より|に対し|一方|と(?=[一-龥ァ-ヺA-Z])"
)


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


def placed(
    lines: Sequence[tuple[str, Sequence[Quantity]]], more: Sequence[Feature] = ()
) -> tuple[Placed, ...]:
    """Every number and date of some sentences, each knowing what the sentence before began with."""
    out: list[Placed] = []
    before: Bag = {}
    series: Series = ()
    for text, numbers in lines:
        if len(text) > LONG or len(numbers) > MANY:
            continue
        days = dates(text)
        things = _things(text, numbers, days)
        things.sort(key=lambda thing: thing[0].start)
        items = [item for item, _, _ in things]
        bags = _sizeless(contexts(text, items, more))
        topics.shared(text, items, bags)
        complete(text, items, bags, series)
        series = [(item.kind, bag) for item, bag in zip(items, bags, strict=True)]
        for (item, number, day), bag in zip(things, bags, strict=True):
            whole = {
                key: max(CARRIED * weight, bag.get(key, 0.0)) for key, weight in before.items()
            }
            whole |= _anchors(text, item, numbers)
            out.append(Placed(item, number, day, bag | whole, text))
        first = items[0].start if items else len(text)
        before = {
            f.key: f.weight for f in features(text) if f.end <= first and f.key[0] not in "%="
        }
    return tuple(out)


def _things(text: str, numbers: Sequence[Quantity], days: Sequence[Day]) -> list[_Thing]:
    turns = _turns(text, numbers, days)
    things: list[_Thing] = [
        (Item(kind(q), q.start, q.end, turns.get(q.start, ())), q, None)
        for q in numbers
        if not (is_version(text, q) and KANA.search(text))
        and not is_one(q)
        and not is_ordinal(text, q.start, q.end)
        and not text.startswith("満点", q.end)
    ]
    things += [
        (Item("date", d.start, d.end, turns.get(d.start, ())), None, (d.year, d.month, d.day))
        for d in days
    ]
    return things


def _anchors(text: str, item: Item, numbers: Sequence[Quantity]) -> Bag:
    """The numbers that stand by an item in its phrase: 50行未満で31%."""
    out: Bag = {}
    for other in numbers:
        before = other.end <= item.start
        gap = text[other.end : item.start] if before else text[item.end : other.start]
        own = other.start < item.end and item.start < other.end
        idle = is_one(other) or is_ordinal(text, other.start, other.end)
        if own or idle or other.start in item.then or _APART.search(gap):
            continue
        first, last = sorted((item.start, other.start))
        between = sum(first < q.start < last for q in numbers)
        key = f"#{other.value:.6g}"
        out[key] = max(out.get(key, 0.0), ANCHOR * 0.4**between)
    return out


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


def is_version(text: str, number: Quantity) -> bool:
    """Whether a bare number belongs to the name before it."""
    plain = number.family in (ANY, COUNT, NAMED) and not number.scaled and number.raw < 100
    return plain and bool(_VERSION.search(text, 0, number.start))


def is_one(number: Quantity) -> bool:
    """Whether it is "one", the "second" of "per second", or the 1日 of 1日310件."""
    if number.family in ("sec", "month"):
        return number.raw == 1 and number.text[-1] in "日月年週回"
    return number.family in (ANY, COUNT) and number.raw <= 2 and not number.text[:1].isdigit()


def kind(number: Quantity) -> str:
    """What a number is alike with: its family, points apart from shares."""
    if number.family == "%" and _POINTS.search(number.text):
        return "points"
    return COUNT if number.family in (ANY, COUNT) else number.family
