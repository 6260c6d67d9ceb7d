"""What the checks know of a story: read once for all claims, looked up for each. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from digest.check import calendar, clock, compare, misplaced, nth, periods
from digest.check.focus import Compared, Focus
from digest.check.fold import folded
from digest.check.lookup import Numbers
from digest.check.passages import Passage, source_text
from digest.check.quantities import in_digits, in_words, one_in, within_names
from digest.check.quantity import Quantity
from digest.check.ranges import compound
from digest.check.told import Told, told_by
from storage.records import Article

AROUND = 30  # characters of the source shown on either side


@dataclass(frozen=True)
class Source:
    """The numbers of a story, read once for all of its claims."""

    text: str  # folded
    articles: tuple[Article, ...]

    @cached_property
    def numbers(self) -> list[Quantity]:
        """Everything that may stand behind a number of the summary."""
        digits, rest = in_digits(self.text)
        parts = sorted([*digits, *in_words(rest)], key=lambda quantity: quantity.start)
        told = compound(self.text, parts)
        whole = set(told)
        alone = [
            q for q in parts if q not in whole
        ]  # "three hours" of "three hours and 40 minutes"
        return [*told, *alone, *one_in(self.text, told), *within_names(self.text)]

    @cached_property
    def reckoned(self) -> dict[tuple[Passage, Quantity], str]:
        """How claims worked out their numbers, as far as it has been asked; gone with the story."""
        return {}

    @cached_property
    def _by_size(self) -> Numbers:
        return Numbers(self.numbers)

    def like(self, quantity: Quantity) -> Sequence[Quantity]:
        """The numbers that may say what one of a claim says, or be what it is a slip of."""
        return self._by_size.like(quantity)

    def has(self, quantity: Quantity) -> bool:
        """Whether one of its numbers says the same."""
        return any(compare.same(other, quantity) for other in self.like(quantity))

    @cached_property
    def told(self) -> Told:
        """Its sentences with what they relate."""
        return told_by(self.articles)

    @cached_property
    def named(self) -> misplaced.Names:
        """Its sentences with their names and what they say."""
        return misplaced.of([(line.text, line.numbers) for line in self.told.lines])

    @cached_property
    def periods(self) -> tuple[periods.Pair, ...]:
        """Its dates as from and to."""
        return tuple(pair for line in self.told.lines for pair in periods.periods(line.text))

    @cached_property
    def _focus(self) -> Focus:
        return Focus(self.told, self.named)

    def near(self, claim: str) -> Compared:
        """What a folded claim is compared with: of a long story the sentences most like it."""
        return self._focus.near(claim)

    @cached_property
    def calendar(self) -> calendar.Calendar:
        """Its dates, with those on which it was published."""
        return calendar.of(self.text, self.articles)

    @cached_property
    def nth(self) -> frozenset[tuple[int, str]]:
        """Its editions, rounds and generations."""
        return nth.told(self.text)

    @cached_property
    def clock(self) -> clock.Clock:
        """Its times of day."""
        return clock.read(self.text)

    def shown(self, quantity: Quantity) -> str:
        """A source number with some words around it."""
        start = max(0, quantity.start - AROUND)
        text = self.text[start : quantity.end + AROUND]
        return " ".join(text.split())


@lru_cache(maxsize=16)  # a long one takes 100 MB
def source_of(articles: tuple[Article, ...]) -> Source:
    """What the checks know of a story; it can be read before there is a summary to check."""
    source = Source(folded(source_text(articles)), articles)
    _ = source.numbers, source.calendar, source.told.placed, source.told.held, source.told.poles
    _ = source.told.clauses
    return source
