"""Bounds told the other way: 「100万人以上の事業者は猶予を受ける」, 100万人に満たない there. Pure.

Only where the clause that gives the number its bound tells all else that the claim's clause tells: what holds above
a bound is not what holds below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.check.content import Read
from digest.check.degree import degrees
from digest.check.denials import ANY_DENIAL
from digest.check.exchange import Exchanged
from digest.check.parts import Part, Parts, parts, telling

SURE = 0.8  # of what else the claim's clause tells
KNOWN = 0.6  # of its words that the source must have at all
FEW = 2  # words

_BOUND = re.compile(
    r"(?P<number>\d[\d.,]{0,15}(?:[万億兆千百]\d{0,4}){0,3})(?P<unit>[^\d、。はがをにで\s]{0,4}?)の?(?:"
    r"(?P<up>以上|以降|以後|を超え|を上回|超(?!過)|より(?:も)?(?:多|大き|新し|長|高))"
    r"|(?P<down>以下|未満|以前|に満た(?=な|ず)|を下回|より(?:も)?(?:少な|小さ|古|短|低)))"
)


def bounds(claim: Read, source: Parts) -> Iterator[Exchanged]:
    """The bounds of a folded claim that its source gives the same number the other way round."""
    for part in parts(claim):
        for said in _BOUND.finditer(part.own):
            there = [(o, m) for o in source.all for m in _of(o) if m["number"] == said["number"]]
            if there and all(bool(m["up"]) != bool(said["up"]) for _, m in there):
                yield from _against(part, said, there, source)


def _of(part: Part) -> list[re.Match[str]]:
    return list(_BOUND.finditer(part.own))


def _against(
    part: Part, said: re.Match[str], there: list[tuple[Part, re.Match[str]]], source: Parts
) -> Iterator[Exchanged]:
    first, last = part.start + said.start(), part.start + said.end()
    words = [w for w in part.about if telling(w) and not first <= w.start < last]
    known = [w for w in words if source.weight(w)]
    if len(known) < max(FEW, KNOWN * len(words)):
        return
    for other, match in there:
        alike = _way(part, said) == _way(other, match)
        if alike and source.share(words, other.about) >= SURE:
            yield Exchanged(first, last, match[0], other.text)
            return


def _way(part: Part, bound: re.Match[str]) -> tuple[bool, frozenset[tuple[str, int]]]:
    """Whether a clause denies anything besides its bound, and which way it goes."""
    rest = part.own[: bound.start()] + part.own[bound.end() + 2 :]
    return bool(ANY_DENIAL.search(rest)), frozenset((d.kind, d.sign) for d in degrees(rest))
