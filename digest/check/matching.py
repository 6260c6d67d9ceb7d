"""Which sentences of a source a claim rests on, where nobody said so. Pure.

Shared numbers weigh most, then names and Latin words, then other terms; a rare one more than
one that stands everywhere.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from digest.check.evidence import GENERAL, latin_words, values
from digest.summarize.terms import terms

MOST = 3  # sentences that a claim is said to rest on
NUMBER, NAME, TERM = 3.0, 2.0, 1.0
ENOUGH = 0.5  # of the best sentence's weight


@dataclass(frozen=True, slots=True)
class Matcher:
    """Sentences with what can be shared with them: token → weight."""

    tokens: tuple[dict[str, float], ...]
    spread: Counter[str]  # token → in how many sentences it stands

    def support(self, claim: str) -> tuple[int, ...]:
        """Indexes of the sentences that share most with a claim, in order; () for none."""
        own = _tokens(claim)
        weights = [self._shared(own, other) for other in self.tokens]
        best = max(weights, default=0.0)
        if not best:
            return ()
        ranked = sorted(range(len(weights)), key=lambda i: -weights[i])[:MOST]
        return tuple(sorted(i for i in ranked if weights[i] >= ENOUGH * best))

    def _shared(self, own: dict[str, float], other: dict[str, float]) -> float:
        return sum(own[t] / math.sqrt(self.spread[t]) for t in own.keys() & other.keys())


def matcher(sentences: Sequence[str]) -> Matcher:
    """Read the sentences of a source once for all claims."""
    tokens = tuple(_tokens(sentence) for sentence in sentences)
    return Matcher(tokens, Counter(token for one in tokens for token in one))


def _tokens(text: str) -> dict[str, float]:
    found = {term: TERM for term in terms(text) if term not in GENERAL}
    found |= dict.fromkeys(latin_words(text) - GENERAL, NAME)
    return found | {f"#{value:.6g}": NUMBER for value in values(text)}
