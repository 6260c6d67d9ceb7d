"""Numbers that a claim gives to another name than its source does. Pure.

Only exchanges are judged: the number stands at another name in the source, and the claim's
name at another number of the kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from digest.check import compare
from digest.check.aliases import ORDINARY
from digest.check.binding import FAR, Sentence
from digest.check.labels import Label, same_name
from digest.check.quantity import Quantity
from digest.check.units import ANY, COUNT

MOST = 400  # names times numbers of a sentence


@dataclass(frozen=True, slots=True)
class Wrong:
    """A number at the wrong name: what it belongs to, and the source's sentence."""

    number: Quantity
    right: str
    shown: str


def exchanged(said: Sentence, lines: Sequence[Sentence]) -> Iterator[Wrong]:
    """The numbers of a claim that its source gives to another name, and that name's to this."""
    if not said.names or not said.numbers or _endless(said):
        return
    lines = [line for line in lines if not _endless(line)]
    whole = [_strong(line, said) for line in lines]
    source = [s for s in whole if any(compare.same(q, n) for q in s.numbers for n in said.numbers)]
    yield from _pairs(said, source)


def _endless(sentence: Sentence) -> bool:
    """A table without breaks, or made to be slow: everything in it could belong to anything."""
    return len(sentence.names) * len(sentence.numbers) > MOST


def _pairs(said: Sentence, whole: Sequence[Sentence]) -> Iterator[Wrong]:
    """Two numbers of the claim, each at the other's name."""
    for one, two in combinations(said.numbers, 2):
        if not _alike(one, two) or one.value == two.value:
            continue
        first, second, both = _own(said, one, two)
        source = [s.without(both) for s in whole]
        for a in first:
            for b in second:
                as_said = _cost(source, one, a.key) + _cost(source, two, b.key)
                swapped = _cost(source, one, b.key) + _cost(source, two, a.key)
                if swapped + 2 <= as_said and swapped <= FAR:
                    yield Wrong(one, b.text, _where(source, one))
                    return
        for number, other, names in ((one, two, first), (two, one, second)):
            for name in names if not (first and second) else ():
                beside = not any(name.end <= q.start < number.start for q in said.numbers)
                far = beside and _cost(source, number, name.key) == FAR
                if far and _cost(source, other, name.key) == 0:
                    yield Wrong(number, name.text, _where(source, number))
                    return


def _own(said: Sentence, one: Quantity, two: Quantity) -> tuple[list[Label], list[Label], set[str]]:
    """The names nearest to either number, and what stands at both: the head of "revenue of X"."""
    theirs = {n.key for n in said.names if said.cost(two, n.key) == 0}
    both = {n.key for n in said.nearest(one)} & theirs
    cut = said.without(both)
    near = [[n for n in cut.nearest(q) if n.key not in ORDINARY] for q in (one, two)]
    return near[0], near[1], both


def _cost(source: Sequence[Sentence], number: Quantity, key: str) -> int:
    return min(
        (line.cost(q, key) for line in source for q in line.numbers if compare.same(q, number)),
        default=FAR,
    )


def _where(source: Sequence[Sentence], number: Quantity) -> str:
    lines = (s.text for s in source if any(compare.same(q, number) for q in s.numbers))
    return next(lines, "")


def _alike(a: Quantity, b: Quantity) -> bool:
    plain = (ANY, COUNT)
    return a.family == b.family or (a.family in plain and b.family in plain)


def _strong(sentence: Sentence, said: Sentence) -> Sentence:
    """Without the first words that are names only if the claim has them too."""
    if not any(n.weak for n in sentence.names):
        return sentence
    kept = (
        n
        for n in sentence.names
        if not n.weak or any(same_name(n.key, own.key) for own in said.names)
    )
    return replace(sentence, names=tuple(kept))
