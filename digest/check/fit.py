"""Whether a number fits the words beside it better than another number of the source does. Pure.

A claim's number is held against every number of its kind that stands near it in the source:
if the claim's words belong to another one there, and what the source says of this number is
missing in the claim, two subjects, measures, times or roles were exchanged.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from digest.check import compare
from digest.check.concepts import KNOWN, NAME, PLAIN, Concept
from digest.check.contexts import OWN, Bound, bound, names
from digest.check.quantity import Quantity
from digest.check.roles import FAMILY, naming, parallel
from digest.check.units import ANY

AROUND = 2  # sentences on either side in which an exchanged number may stand
AGAINST = -0.6  # what the words of two exchanged numbers say of them
CLEAR = 1.0  # how much better the other number must fit
ALIKE = 3  # how many times larger one plain number may be, if only one of them is whole
UNLIKE = 50  # from how many times on one is not written for the other
NEVER = 2000
FEW = 2
MOST = 400  # numbers of one kind that are looked at
_SIZE = re.compile(  # 16人減り says how much, 22人になり how many
    r"[人件社個本台枚回点問組]?の?(?:増|減|上が|下が|上回|下回|伸び|縮|短|長|高|低|多|少|安|速|遅|改善|悪化|向上)"
)
_PRONOUN = re.compile(
    r"(?:It|They|Its|Their|同社|同モデル)(?![A-Za-z])|(?:The|This) (?:model|company|system|method|tool|firm|startup)\b"
)
_PART = re.compile(r"[^、。,;]{0,4}(?:のうち|中の?|うち)| (?:out )?of (?:the |all )?")

Read = tuple[str, Sequence[Quantity]]


@dataclass(frozen=True, slots=True)
class Place:
    """A number of the source: with its words and the number of its sentence."""

    line: int
    bound: Bound


@dataclass(frozen=True)
class Known:
    """Every number of a source with its words, read once."""

    lines: Sequence[Read]

    @cached_property
    def places(self) -> dict[str, list[Place]]:
        """By kind of number."""
        out: dict[str, list[Place]] = {}
        for at, (text, numbers) in enumerate(self.lines):
            carried = _carried(self.lines[at - 1]) if at and _PRONOUN.match(text) else ()
            for one in bound(text, numbers, carried):
                out.setdefault(one.family, []).append(Place(at, one))
        return out

    @cached_property
    def named(self) -> Known:
        """Its names, each with its words."""
        other = Known(self.lines)
        found = [Place(at, one) for at, line in enumerate(self.lines) for one in naming(*line)]
        object.__setattr__(other, "places", {FAMILY: found})
        return other

    def standing(self, number: Bound) -> list[Place]:
        """Where a number of a claim stands."""
        places = self.places.get(number.family, ())
        exact = [p for p in places if p.bound.number.value == number.number.value]
        return exact or [p for p in places if _same(p.bound, number)]

    def near(self, number: Bound, standing: Sequence[Place]) -> list[Place]:
        """The numbers of its kind around it."""
        lines = {at for p in standing for at in range(p.line - AROUND, p.line + AROUND + 1)}
        return [p for p in self.places.get(number.family, ())[:MOST] if p.line in lines]


def _carried(line: Read) -> tuple[Concept, ...]:
    """The first name of a sentence, which "it" stands for in the next."""
    found = sorted(names(*line), key=lambda name: name.start)
    return tuple(found[:1])


@dataclass(frozen=True, slots=True)
class Misfit:
    """A number whose words belong to another one, which the source has at `line`."""

    number: Quantity
    meant: Quantity
    line: int


def misfits(claim: Read, source: Known, *, across: bool) -> Iterator[Misfit]:
    """Numbers and names of a claim that were exchanged with another one of the source."""
    yield from _misfits(claim[0], bound(*claim), source, across)
    if len(claim[1]) < FEW:  # names with their numbers were judged by these
        yield from _misfits(claim[0], naming(*claim), source.named, across)


def _misfits(text: str, said: Sequence[Bound], source: Known, across: bool) -> Iterator[Misfit]:
    everything = frozenset(key for one in said for key in one.keys)
    pairs = list(_exchanged(text, said, source))
    yield from pairs
    alone = [b for b in said if b.family != FAMILY and not _PART.match(text, b.number.end)]
    for one in alone if not pairs else ():
        wrong = _alone(one, said, everything, source, across)
        if wrong:
            yield wrong


def _exchanged(text: str, said: Sequence[Bound], source: Known) -> Iterator[Misfit]:
    for one, two in combinations(said, 2):
        if not _exchangeable(one, two) or one.group == two.group:
            continue
        sizes = [bool(_SIZE.match(text, b.number.end)) for b in (one, two)]
        if _PART.fullmatch(text[one.number.end : two.number.start]) or sizes == [True, False]:
            continue
        first, second = source.standing(one), source.standing(two)
        if not first or not second:
            continue
        if one.family == FAMILY and not parallel(text, one.number.end, two.number.end):
            continue
        votes = _votes(one, two, first, second) + _votes(two, one, second, first)
        if votes <= AGAINST:
            yield Misfit(one.number, second[0].bound.number, second[0].line)
            return


def _votes(one: Bound, two: Bound, own: Sequence[Place], other: Sequence[Place]) -> float:
    """What the words that only one of two numbers has say for it, less what they say for the other."""
    total = 0.0
    for word, weight in one.words:
        shared = max((two.keys.get(key, 0.0) for key in word.keys), default=0.0)
        if weight > shared:
            total += (weight - shared) * (_said(word, own) - _said(word, other))
    return total


def _said(word: Concept, places: Sequence[Place]) -> float:
    return max(p.bound.keys.get(key, 0.0) for p in places for key in word.keys)


def _exchangeable(one: Bound, two: Bound) -> bool:
    """Whether one number could stand for the other: a share of 0.61 is no count of 60."""
    a, b = one.number, two.number
    if one.family != two.family or a.value == b.value:
        return False
    if one.family != ANY:
        return not a.raw or not b.raw or abs(a.value / a.raw - b.value / b.raw) < 1e-9 * a.value
    low, high = sorted((a.raw, b.raw))
    if high > NEVER * low:
        return False
    return a.raw.is_integer() == b.raw.is_integer() or high <= ALIKE * low


def _alone(
    one: Bound, said: Sequence[Bound], everything: frozenset[str], source: Known, across: bool
) -> Misfit | None:
    standing = source.standing(one)
    if not standing:
        return None
    near = source.near(one, standing)
    rare = _rarity(near)
    if any(rare[key] == OWN for p in standing for key in p.bound.own if key in one.keys):
        return None
    for other in near:
        if _same(other.bound, one) or not _exchangeable(one, other.bound):
            continue
        low, high = sorted((one.number.raw, other.bound.number.raw))
        if high > UNLIKE * low:
            continue
        if _gain(one, other, standing, rare) < CLEAR or any(_same(other.bound, b) for b in said):
            continue
        if all(_unsaid(p.bound, other.bound, everything, across) for p in standing):
            return Misfit(one.number, other.bound.number, other.line)
    return None


def _unsaid(own: Bound, other: Bound, everything: frozenset[str], across: bool) -> bool:
    """Whether the source says of a number what the claim does not, and could have."""
    useful = (KNOWN, NAME) if across else (KNOWN, NAME, PLAIN)
    return any(
        word.kind in useful and weight >= OWN and not word.keys & (everything | other.own)
        for word, weight in own.words
        if not any(key[0] == "#" for key in word.keys)
    )


def _rarity(places: Sequence[Place]) -> dict[str, float]:
    """Words weigh less the more different things they stand at."""
    seen = {(key, p.line, p.bound.group) for p in places for key in p.bound.own}
    return {key: 1.0 / many for key, many in Counter(key for key, *_ in seen).items()}


def _gain(one: Bound, other: Place, own: Sequence[Place], rare: dict[str, float]) -> float:
    """How many of a number's words belong to another one, and do not even stand by it."""
    total = 0.0
    for word, weight in one.words:
        if weight >= OWN and not _said(word, own):
            shared = [rare.get(k, OWN) for k in word.keys if other.bound.keys.get(k, 0.0) >= OWN]
            total += max(shared, default=0.0)
    return total


def _same(source: Bound, claim: Bound) -> bool:
    return compare.same(source.number, claim.number)
