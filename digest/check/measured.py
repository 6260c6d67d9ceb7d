"""What numbers decide of the comparisons that a Japanese claim makes: its own, and the source's. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digest.check import compare, consistent, gaps, sides
from digest.check.changes import Change
from digest.check.features import KANA
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


def decide(
    text: str,
    numbers: Sequence[Quantity],
    lines: Lines,
    placed: Sequence[Placed],
    turns: Sequence[tuple[Change, object]],
) -> Measured:
    """What is proven and what is contradicted; lines, placed, turns: the source's numbers."""
    if not KANA.search(text):
        return Measured()
    own = [
        Wrong(TIMES if c.multiple else TURNED, c.start, c.end, c.right)
        for c in consistent.clashes(text, numbers)
    ]
    apart = list(gaps.gaps(text, numbers, lines))
    sure = frozenset(_sure(text, numbers, apart, turns))
    beside = list(sides.sides(text, numbers, placed, sure))
    own += [
        Wrong(TURNED, gap.size.start, gap.degree.end, gap.right, gap.shown)
        for gap in apart
        if gap.wrong
    ]
    own += [
        Wrong(TURNED, side.degree.start, side.degree.end, side.right, side.shown)
        for side in beside
        if side.wrong
    ]
    return Measured(tuple(own), sure)


def _sure(
    text: str,
    numbers: Sequence[Quantity],
    apart: Sequence[gaps.Gap],
    turns: Sequence[tuple[Change, object]],
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
