"""Which sentences of a long source a claim is compared with, so that work does not grow with both. Pure.

A short source is compared as a whole. Of a long one the sentences that share most with a claim
are, rare keys first, with those beside them: what another has in common decides nothing.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from typing import TypeVar

from digest.check import compare, holders, implied, placing, poles, replaced
from digest.check.aligning import Aligner
from digest.check.binding import Sentence
from digest.check.changes import Change
from digest.check.content import Source
from digest.check.contexts import LONG
from digest.check.features import features
from digest.check.implied import Implied
from digest.check.lookup import Numbers
from digest.check.misplaced import Names
from digest.check.parts import Parts
from digest.check.quantity import Quantity
from digest.check.told import Line, Told, read
from digest.check.translate import Vocabulary

T = TypeVar("T")
WHOLE = 200  # sentences of a source that is compared as a whole
NEAREST = 50  # of a longer one
FIRST = 2  # which say what all the others are about
PLACES = 12  # of every number of the claim
OFTEN = 300  # sentences with one key that are looked at
NUMBER = 3.0
SAID = 40  # numbers of a claim
CROWDED = 1000  # words or numbers of them all: more have only texts made to be slow
MOST = 200  # of what one sentence relates, however often it stands there


@dataclass(frozen=True)
class Near(Told):
    """Some sentences of a source: what all of it relates is read once, and only these compared."""

    focus: Focus
    places: tuple[int, ...]

    @property
    def whole(self) -> Told:
        """The source."""
        return self.focus.told

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        return tuple(line.text for line in self.lines)

    @cached_property
    def changes(self) -> list[tuple[Change, Line]]:
        """Every "from A to B" of them."""
        return self._some(self.focus.changes)

    @cached_property
    def within(self) -> list[Sentence]:
        """Their names, for claims in the same language."""
        return [self.whole.within[place] for place in self.places]

    @cached_property
    def across(self) -> list[Sentence]:
        """Their names, for claims in Japanese about a source in another language."""
        return [self.whole.across[place] for place in self.places]

    @cached_property
    def placed(self) -> tuple[placing.Placed, ...]:
        """Their numbers and dates with what stands around them."""
        return tuple(self._some(self.focus.placed)[:CROWDED])

    @cached_property
    def held(self) -> tuple[holders.Held, ...]:
        """Their names with what stands around them."""
        return tuple(self._some(self.focus.held)[:CROWDED])

    @cached_property
    def clauses(self) -> Source:
        """The words of the whole source, which looks at a limited number of places itself."""
        return self.whole.clauses

    @cached_property
    def statements(self) -> Parts:
        """Those of the whole source, which are looked up by their words."""
        return self.whole.statements

    @cached_property
    def replaced(self) -> tuple[replaced.Turn, ...]:
        """What took the place of what in them."""
        return tuple(self._some(self.focus.replaced))

    @cached_property
    def poles(self) -> tuple[poles.Pole, ...]:
        """Their words that have an opposite."""
        return tuple(self._some(self.focus.poles)[:CROWDED])

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The English words of the whole source."""
        return self.whole.vocabulary

    @cached_property
    def aligner(self) -> Aligner:
        """Finds the one of them that a claim tells again, by how rare words are in all."""
        return self.whole.aligner.among(self._texts)

    @cached_property
    def japanese(self) -> bool:
        """Whether any of the whole source is."""
        return self.whole.japanese

    def _some(self, known: dict[str, list[T]]) -> list[T]:
        return [one for text in self._texts for one in known.get(text, ())]


@dataclass(frozen=True)
class Compared:
    """What a claim is compared with: sentences with what they relate, and with their names."""

    told: Told
    named: Names

    @cached_property
    def implied(self) -> tuple[Implied, ...]:
        """What the sentences say by differences, and how long what they tell lasts."""
        return tuple(one for line in self.told.lines for one in _implied(line))


class Focus:
    """A source with its sentences by what they share with claims."""

    def __init__(self, told: Told, named: Names) -> None:
        self.told = told
        self._whole = Compared(told, named)
        self._texts = [line.text for line in told.lines]
        self._near = lru_cache(maxsize=512)(self._found)

    def near(self, claim: str) -> Compared:
        """The sentences that a folded claim is compared with."""
        return self._whole if len(self._texts) <= WHOLE else self._near(claim)

    @cached_property
    def changes(self) -> dict[str, list[tuple[Change, Line]]]:
        """What Told.changes has, by sentence."""
        return _grouped(self.told.changes, lambda one: one[1].text)

    @cached_property
    def placed(self) -> dict[str, list[placing.Placed]]:
        """What Told.placed has, by sentence."""
        return _grouped(self.told.placed, lambda one: one.text)

    @cached_property
    def held(self) -> dict[str, list[holders.Held]]:
        """What Told.held has, by sentence."""
        return _grouped(self.told.held, lambda one: one[3])

    @cached_property
    def replaced(self) -> dict[str, list[replaced.Turn]]:
        """What Told.replaced has, by sentence."""
        return _grouped(self.told.replaced, lambda one: one.text)

    @cached_property
    def poles(self) -> dict[str, list[poles.Pole]]:
        """What Told.poles has, by sentence."""
        return _grouped(self.told.poles, lambda one: one.text)

    @cached_property
    def _index(self) -> dict[str, list[int]]:
        """The sentences that have a key, by key."""
        out: dict[str, list[int]] = {}
        for place, text in enumerate(self._texts):
            for key in {f.key for f in features(text)} if len(text) <= LONG else ():
                out.setdefault(key, []).append(place)
        return out

    @cached_property
    def _numbers(self) -> tuple[Numbers, dict[int, int]]:
        """Every number of the sentences, and by its identity in which it stands."""
        lines = self.told.lines
        places = {id(q): place for place, line in enumerate(lines) for q in line.numbers}
        return Numbers([q for line in lines for q in line.numbers]), places

    def _found(self, claim: str) -> Compared:
        chosen = set(range(FIRST))
        scores: dict[int, float] = defaultdict(float)
        for place, weight in self._shared(claim):
            scores[place] += weight
        for number in read(claim).numbers[:SAID]:
            alike = self._same(number)
            for place in alike:
                scores[place] += NUMBER / math.sqrt(len(alike))
            chosen.update(sorted(alike, key=lambda n: (-scores[n], n))[:PLACES])
        best = sorted(scores, key=lambda n: (-scores[n], n))
        for place in islice(self._once(best), NEAREST):
            chosen.update((place - 1, place, place + 1))
        places = tuple(self._once(n for n in sorted(chosen) if 0 <= n < len(self._texts)))
        told = Near(tuple(self.told.lines[n] for n in places), self, places)
        return Compared(told, self._whole.named.among(places))

    def _shared(self, claim: str) -> Iterator[tuple[int, float]]:
        """Where the keys of a claim stand, and how much each says."""
        known: dict[str, float] = {}
        for one in (*features(claim), *self.told.translated(claim)):
            known[one.key] = max(one.weight, known.get(one.key, 0.0))
        for key, weight in known.items():
            places = self._index.get(key, ())
            for place in places[:OFTEN]:
                yield place, weight / math.sqrt(len(places))

    def _same(self, number: Quantity) -> list[int]:
        """The first sentences that have a number."""
        numbers, places = self._numbers
        same = (places[id(q)] for q in numbers.like(number) if compare.same(q, number))
        return list(dict.fromkeys(islice(same, OFTEN)))

    def _once(self, places: Iterable[int]) -> Iterator[int]:
        """No sentence a second time."""
        seen: set[str] = set()
        for place in places:
            if self._texts[place] not in seen:
                seen.add(self._texts[place])
                yield place


@lru_cache(maxsize=2048)
def _implied(line: Line) -> tuple[Implied, ...]:
    return tuple(implied.read(line.text, line.numbers))


def _grouped(known: Iterable[T], text: Callable[[T], str]) -> dict[str, list[T]]:
    out: dict[str, list[T]] = {}
    for one in known:
        some = out.setdefault(text(one), [])
        if len(some) < MOST:
            some.append(one)
    return out
