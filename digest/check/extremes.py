"""What is most or least by the values that the source lists: 製造業が21%、運輸業が13%. Pure.

「利用率が最も低い業種は製造業」 is wrong then. Only lists of three values or more of one kind in one sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from digest.check.content import Read, Word, alike
from digest.check.exchange import Exchanged
from digest.check.parts import Part, Parts, parts
from digest.check.superlatives import Best, bests, phrase

LEAST = 3  # values that a list has
TOPIC = 0.3  # of what a claim tells that must stand in the sentence of the list

_BEFORE = re.compile(r"[」』)]?(?:だけ)?(?:[はがもで]|では|の)?(?:約|およそ|平均)?")


@dataclass(frozen=True, slots=True)
class Valued:
    """What a list gives a value."""

    name: tuple[Word, ...]
    value: float
    part: Part


def listed(part: Part) -> Iterator[list[Valued]]:
    """The lists of a clause: names each with a value of one kind."""
    found: list[tuple[str, Valued]] = []
    for before, word in zip(part.words, part.words[1:], strict=False):
        near = _BEFORE.fullmatch(part.text[before.end : word.start])
        if near and word.kind[:1] == "#" and before.kind[:1] != "#":
            value = Valued(phrase(part, before), float(word.keys[0][1:]), part)
            found.append((word.kind, value))
    for _, group in groupby(found, key=lambda one: one[0]):
        values = [value for _, value in group]
        if len(values) >= LEAST:
            yield values


def extremes(claim: Read, source: Parts) -> Iterator[Exchanged]:
    """Who a folded claim calls most or least and a list of the source gives another value."""
    for part in parts(claim):
        for said in bests(part):
            yield from _against(said, _known(source), source)


@lru_cache(maxsize=16)
def _known(source: Parts) -> tuple[list[Valued], ...]:
    return tuple(values for part in source.all for values in listed(part))


def _against(said: Best, lists: Sequence[list[Valued]], source: Parts) -> Iterator[Exchanged]:
    if not said.plain:
        return
    for values in lists:
        own = [v for v in values if _named(said.who, v, values)]
        if len(own) != 1 or source.covered(said.what, values[0].part.line) < TOPIC:
            continue
        most = max(values, key=lambda v: v.value * said.sign)
        if own[0].value != most.value:
            shown = values[0].part.text
            right = shown[most.name[0].start : most.name[-1].end]
            yield Exchanged(said.start, said.end, right, shown)
            return


def _named(who: Sequence[Word], one: Valued, values: Sequence[Valued]) -> bool:
    """Whether a name of a list is who is meant, by the words that others of the list do not have."""
    others = [w for v in values if v is not one for w in v.name]
    own = [w for w in one.name if not any(_same(w, o) for o in others)]
    return any(_same(w, o) for w in who for o in own)


def _same(a: Word, b: Word) -> bool:
    return a.text == b.text or alike(a, b) >= 1.0
