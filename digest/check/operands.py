"""Which numbers of a source a claim may reckon with: those whose words it uses. Pure.

Some two numbers of a long text give nearly anything, so only what the claim speaks of counts.
"""

from __future__ import annotations

from collections.abc import Sequence

from digest.check.concepts import Concept, concepts
from digest.check.contexts import Bound, bound
from digest.check.fit import Known
from digest.check.quantity import Quantity

MOST = 16  # numbers that a claim speaks of
CLOSEST = 2
AROUND = 1  # sentences on either side with what they are compared to

Group = tuple[Quantity, tuple[Quantity, ...]]


def operands(text: str, numbers: Sequence[Quantity], source: Known) -> list[Group]:
    """The numbers whose own words stand in the claim, the closest first, each with those around."""
    words = [*concepts(text), *(w for b in bound(text, numbers) for w, _ in b.words)]
    keys = frozenset(key for word in words for key in word.keys)
    everything = [place for places in source.places.values() for place in places]
    shared = {id(p): _shared(p.bound, keys) for p in everything}
    ranked = sorted((p for p in everything if shared[id(p)]), key=lambda p: -shared[id(p)])
    return [
        (
            p.bound.number,
            tuple(
                o.bound.number
                for o in everything
                if o is not p and abs(o.line - p.line) <= (AROUND if rank < CLOSEST else 0)
            ),
        )
        for rank, p in enumerate(ranked[:MOST])
    ]


def _shared(source: Bound, keys: frozenset[str]) -> float:
    return sum(weight for word, weight in source.words if _has(word, keys))


def _has(word: Concept, keys: frozenset[str]) -> bool:
    return not keys.isdisjoint(word.keys)
