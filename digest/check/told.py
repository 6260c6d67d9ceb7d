"""What the sentences of a story relate, read once for all claims. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from digest.check import (
    changes,
    comparatives,
    content,
    holders,
    levels,
    measured,
    placing,
    poles,
    replaced,
    titles,
    translate,
)
from digest.check.aligning import Aligner
from digest.check.binding import Sentence, read_all
from digest.check.changes import Change
from digest.check.features import Feature
from digest.check.fold import folded
from digest.check.parts import Parts
from digest.check.quantities import quantities
from digest.check.quantity import Quantity
from digest.check.statements import statements
from digest.summarize.sentences import split
from storage.records import Article

MOST = 8000  # sentences of a story that are read; numbers and names are looked up in all
_KANA = re.compile(r"[ぁ-ん]")


@dataclass(frozen=True, slots=True)
class Line:
    """A folded sentence with its numbers, each once, in order."""

    text: str
    numbers: tuple[Quantity, ...]


@dataclass(frozen=True)
class Told:
    """What the sentences of a story relate, read once for all claims."""

    lines: tuple[Line, ...]

    @cached_property
    def pairs(self) -> list[tuple[str, tuple[Quantity, ...]]]:
        """Its sentences with their numbers."""
        return [(line.text, line.numbers) for line in self.lines]

    @cached_property
    def changes(self) -> list[tuple[Change, Line]]:
        """Every "from A to B"."""
        return [(c, line) for line in self.lines for c in changes.changes(line.text, line.numbers)]

    @cached_property
    def measured(self) -> measured.Told:
        """Its numbers, for comparisons."""
        turns = [(change, line.text) for change, line in self.changes]
        return measured.Told(self.pairs, turns)

    @cached_property
    def within(self) -> list[Sentence]:
        """Its names, for claims in the same language."""
        return read_all(self.pairs, across=False)

    @cached_property
    def across(self) -> list[Sentence]:
        """Its names, for claims in Japanese about a source in another language."""
        return read_all(self.pairs, across=True)

    @cached_property
    def placed(self) -> tuple[placing.Placed, ...]:
        """Its numbers and dates with what stands around them."""
        return placing.placed(self.pairs)

    @cached_property
    def held(self) -> tuple[holders.Held, ...]:
        """Its names with what stands around them."""
        return holders.held(self.pairs)

    @cached_property
    def titled(self) -> tuple[titles.Titled, ...]:
        """Who holds which office in it."""
        return titles.titles([line.text for line in self.lines])

    @cached_property
    def clauses(self) -> content.Source:
        """Its words with what stands near them."""
        return content.Source([content.read(line.text, line.numbers) for line in self.lines])

    @cached_property
    def parts(self) -> Parts:
        """Its Japanese clauses."""
        return Parts(self.clauses.lines)

    @cached_property
    def statements(self) -> Parts:
        """Its English clauses with a subject of their own."""
        return Parts(self.clauses.lines, statements)

    @cached_property
    def replaced(self) -> tuple[replaced.Turn, ...]:
        """What took the place of what in it."""
        return tuple(turn for line in self.clauses.lines for turn in replaced.turns(line))

    @cached_property
    def levels(self) -> levels.Levels:
        """Its clauses, some of which say that nothing changed."""
        return levels.read(self.pairs)

    @cached_property
    def compared(self) -> tuple[comparatives.Comparison, ...]:
        """What its English sentences compare."""
        return comparatives.read(self.pairs)

    @cached_property
    def poles(self) -> tuple[poles.Pole, ...]:
        """Its words that have an opposite."""
        return poles.poles(self.pairs)

    @cached_property
    def vocabulary(self) -> translate.Vocabulary:
        """Its English words."""
        return translate.vocabulary([line.text for line in self.lines])

    def translated(self, claim: str) -> tuple[Feature, ...]:
        """Its English words that a Japanese claim has; every relation asks for them."""
        if claim not in self._translated:
            self._translated[claim] = translate.translated(claim, self.vocabulary)
        return self._translated[claim]

    @cached_property
    def _translated(self) -> dict[str, tuple[Feature, ...]]:
        return {}

    @cached_property
    def aligner(self) -> Aligner:
        """Finds the one of them that a claim tells again."""
        return Aligner([line.text for line in self.lines])

    @cached_property
    def japanese(self) -> bool:
        """Whether any of it is."""
        return any(_KANA.search(line.text) for line in self.lines)


def read(text: str) -> Line:
    """A folded sentence as a Line; of a range each number once."""
    found: dict[int, Quantity] = {}
    for quantity in quantities(text):
        found.setdefault(quantity.start, quantity)
    return Line(text, tuple(found.values()))


def told_by(articles: Sequence[Article]) -> Told:
    """The sentences of a story."""
    sentences = (s for a in articles for s in (a.title, *split(a.text)))
    return Told(tuple(read(folded(s)) for s in islice(sentences, MOST)))
