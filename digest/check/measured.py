"""What numbers decide of the comparisons that a Japanese claim makes: its own, and the source's. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digest.check import compare, consistent, gaps, sides, trends
from digest.check.changes import Change
from digest.check.features import KANA, Feature
from digest.check.gaps import Lines
from digest.check.placing import Placed
from digest.check.quantity import Quantity

TURNED, TIMES = "増減・優劣の逆転", "倍率の不一致"


@dataclass(frozen=True, slots=True)
class Wrong:
    """Words of a claim that numbers contradict; right: those numbers; shown: where they stand."""

    reason: str
    start: int
    end: int
    right: str
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """sure: where words and numbers stand that numbers prove; nobody else need judge them."""

    wrong: tuple[Wrong, ...] = ()
    sure: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Told:
    """The source's numbers. lines: by sentence; turns: from which to which, and where."""

    lines: Lines
    turns: Sequence[tuple[Change, str]]


def decide(
    text: str,
    numbers: Sequence[Quantity],
    told: Told,
    placed: Sequence[Placed],
    meant: str = "",
    more: Sequence[Feature] = (),
) -> Measured:
    """What is proven and what is contradicted by the claim's numbers and those of the source.

    meant: the sentence of the source that the claim tells again, where it is known; more: what
    else is known of the claim's words.
    """
    if not KANA.search(text):
        return Measured()
    wrong = [
        Wrong(TIMES if c.multiple else TURNED, c.start, c.end, c.right)
        for c in consistent.clashes(text, numbers)
    ]
    apart = list(gaps.gaps(text, numbers, told.lines))
    wrong += [
        Wrong(TURNED, gap.size.start, gap.degree.end, gap.right, gap.shown)
        for gap in apart
        if gap.wrong
    ]
    sure = set(_sure(text, numbers, apart, told.turns))
    beside = list(trends.trends(text, numbers, told.turns, placed, sure, meant, more))
    sure |= {side.degree.start for side in beside}
    beside += list(sides.sides(text, numbers, placed, sure, more))
    sure |= {side.degree.start for side in beside}
    return Measured((*wrong, *_turned(beside)), frozenset(sure))


def _turned(beside: Sequence[sides.Side]) -> Iterator[Wrong]:
    for side in beside:
        if side.wrong:
            yield Wrong(TURNED, side.degree.start, side.degree.end, side.right, side.shown)


def _sure(
    text: str,
    numbers: Sequence[Quantity],
    apart: Sequence[gaps.Gap],
    turns: Sequence[tuple[Change, str]],
) -> Iterator[int]:
    for one in consistent.proven(text, numbers):
        known = not one.changed or any(
            _both(a, one.whom) and _both(b, one.who) for (a, b), _ in turns
        )
        if known and one.verdict(text) > 0:
            yield from (one.degree.start, one.who.start, one.whom.start)
    for gap in apart:
        if not gap.wrong:
            yield from (gap.degree.start, gap.size.start)


def _both(source: Quantity, claim: Quantity) -> bool:
    return compare.same(source, claim) or compare.same_written(source, claim)
