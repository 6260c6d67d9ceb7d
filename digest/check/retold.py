"""What a Japanese claim tells otherwise than the Japanese clause that it tells again. Pure.

The rules of aligned comparison: same language on both sides, so that words can be looked for as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from digest.check.bounds import bounds
from digest.check.clefts import clefts
from digest.check.content import Read
from digest.check.contexts import LONG
from digest.check.contrary import contrary
from digest.check.counted import counted
from digest.check.exchange import Exchanged
from digest.check.extremes import extremes
from digest.check.listed import listed
from digest.check.ordering import ordering
from digest.check.parts import Parts
from digest.check.strange import strange
from digest.check.superlatives import superlatives
from digest.check.unchanged import unchanged

TURNED, TAKEN = "増減・優劣の逆転", "主語の入れ替わり"
NUMBER = "原文に無い数値"
# (reason, rule): the one visible table
RULES: tuple[tuple[str, Callable[[Read, Parts], Iterator[Exchanged]]], ...] = (
    (TURNED, unchanged),
    (TURNED, ordering),
    (TURNED, contrary),
    (TURNED, bounds),
    (TAKEN, superlatives),
    (TAKEN, extremes),
    (TAKEN, listed),
    (TAKEN, strange),
    (TAKEN, clefts),
    (NUMBER, counted),
)


def retold(claim: Read, source: Parts) -> Iterator[tuple[str, Exchanged]]:
    """What the rules find in a folded claim, with their reasons."""
    for reason, rule in RULES if len(claim.text) <= LONG else ():
        yield from ((reason, wrong) for wrong in rule(claim, source))
