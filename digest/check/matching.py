"""Which sentences of a source a claim rests on, where nobody said so. Pure.

Shared numbers weigh most, then names and Latin words, then other terms; a rare one more than
one that stands everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nsmallest

from digest.check.evidence import GENERAL, latin_words, values
from digest.summarize.terms import terms

MOST = 3  # sentences that a claim is said to rest on
NUMBER, NAME, TERM = 3.0, 2.0, 1.0
OFTEN = 2000  # sentences with one token that are looked at
ENOUGH = 0.5  # of the best sentence's weight


@dataclass(frozen=True, slots=True)
class Matcher:
    """Sentences with what can be shared with them: token → weight."""

    places: dict[str, list[int]]  # token → the sentences in which it stands

    def support(self, claim: str) -> tuple[int, ...]:
        """Indexes of the sentences that share most with a claim, in order; () for none."""
        weights: dict[int, float] = {}
        for token, weight in _tokens(claim).items():
            known = self.places.get(token, ())
            for place in known[:OFTEN]:
                weights[place] = weights.get(place, 0.0) + weight / math.sqrt(len(known))
        ranked = nsmallest(MOST, weights, key=lambda i: (-weights[i], i))
        return tuple(sorted(i for i in ranked if weights[i] >= ENOUGH * weights[ranked[0]]))


def matcher(sentences: Sequence[str]) -> Matcher:
    """Read the sentences of a source once for all claims."""
    places: dict[str, list[int]] = {}
    for place, sentence in enumerate(sentences):
        for token in _tokens(sentence):
            places.setdefault(token, []).append(place)
    return Matcher(places)


def _tokens(text: str) -> dict[str, float]:
    found = {term: TERM for term in terms(text) if term not in GENERAL}
    found |= dict.fromkeys(latin_words(text) - GENERAL, NAME)
    return found | {f"#{value:.6g}": NUMBER for value in values(text)}
