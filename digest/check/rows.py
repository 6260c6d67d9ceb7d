"""Numbers in a row: those that names stand in a row for, and those of which one thing is said. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from digest.check.features import Feature

Bag = dict[str, float]

LISTED, NOT_LISTED = 1.0, 0.1
TAKEN = 0.9  # of a weight that それぞれ takes over
LONGEST = 60  # characters between two members of a list
PAIR = 2  # numbers that may stand in the order of names told before

_JOINED = re.compile(r"\s?(?:,|、|と|and|&|・|, and|および|や)\s?(?:the |by |約)?", re.IGNORECASE)
_LIST = re.compile(
    r"(?:\s|[、,・/&]|and\b|と|および|\d[\d.,]*+(?:[万億兆]|[KMBT]\b)?(?:[一-龥]{1,2}|パラメータ)?)++",
    re.IGNORECASE,
)
_RESPECTIVE = re.compile(r"それぞれ|respectively|順に", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Item:
    """Something that can be exchanged: a number or a date. kind: what it is alike with.

    then: where the numbers stand from or to which this one changes.
    """

    kind: str
    start: int
    end: int
    then: tuple[int, ...] = ()


def listed(text: str, first: Item, last: Item) -> bool:
    """Whether two numbers are members of one list: 8B, 35B and 103B."""
    between = text[first.end : last.start]
    return first.start < last.start and len(between) <= LONGEST and bool(_LIST.fullmatch(between))


def _runs(text: str, things: Sequence[Item | Feature]) -> list[list[Item | Feature]]:
    out: list[list[Item | Feature]] = []
    for thing in things:
        if (
            out
            and thing.start >= out[-1][-1].end
            and _JOINED.fullmatch(text[out[-1][-1].end : thing.start])
        ):
            out[-1].append(thing)
        else:
            out.append([thing])
    return [run for run in out if len(run) > 1]


def pair_lists(text: str, items: Sequence[Item], known: Sequence[Feature], bags: list[Bag]) -> None:
    """Give every number of a row the name in its place, or what is said of any of them."""
    whole = _whole(known)
    for run in _runs(text, items):
        if len({i.kind for i in run if isinstance(i, Item)}) > 1:
            continue
        lists = [r for r in _runs(text, whole) if len(r) == len(run) and r[-1].end <= run[0].start]
        for names in lists[-1:]:
            _pair(run, names, items, known, bags)
        if not lists and len(run) > PAIR:
            _share([bags[next(n for n, i in enumerate(items) if i is one)] for one in run])


def _share(bags: Sequence[Bag]) -> None:
    """What is said of a list is said of all of it: 500字、1,000字、2,000字を比べた."""
    whole: Bag = {}
    for bag in bags:
        for key, weight in bag.items():
            whole[key] = max(whole.get(key, 0.0), weight)
    for bag in bags:
        bag.update(whole)


def _whole(known: Sequence[Feature]) -> list[Feature]:
    """The features that no longer one covers, each place once."""
    out: list[Feature] = []
    for one in sorted((f for f in known if f.key[0] not in "%="), key=lambda f: (f.start, -f.end)):
        if not out or one.start >= out[-1].end:
            out.append(one)
    return out


def _pair(
    run: Sequence[Item | Feature], names: Sequence[Item | Feature], items: Sequence[Item],
    known: Sequence[Feature], bags: list[Bag],
) -> None:  # fmt: skip
    for place, item in enumerate(run):
        bag = bags[next(n for n, i in enumerate(items) if i is item)]
        for other, name in enumerate(names):
            for one in known:
                if name.start <= one.start and one.end <= name.end:
                    bag[one.key] = one.weight * (LISTED if place == other else NOT_LISTED)


def take_over(text: str, items: Sequence[Item], bags: list[Bag]) -> None:
    """Of "X is 1 and Y 2; the new one has 3 and 4 respectively" 3 is X too."""
    word = _RESPECTIVE.search(text)
    if word is None:
        return
    for run in _runs(text, items):
        first = next(n for n, i in enumerate(items) if i is run[0])
        size = len(run)
        before = bags[first - size : first] if first >= size else []
        if word.start() > run[-1].end + 20 or not before:
            continue
        kinds = [i.kind for i in items[first - size : first + size]]
        alike = kinds[:size] == kinds[size:]
        for n in range(size) if alike else ():
            for key, weight in before[n].items():
                bags[first + n][key] = max(bags[first + n].get(key, 0.0), TAKEN * weight)
