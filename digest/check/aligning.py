"""The one sentence of a source that a claim tells again, where one is clearly meant. Pure.

Shared words count the more the fewer sentences have them; so a claim finds its sentence also
where little of it stands near the word that is judged.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from digest.check.contexts import LONG
from digest.check.features import UNITS, Feature, features

LEAD = 1.35  # how much more it must share than any other sentence
LEAST = 1.5  # and how much at all


class Aligner:
    """The sentences of a source with what they share with others."""

    def __init__(self, texts: Sequence[str], whole: Aligner | None = None) -> None:
        """texts: folded sentences; very long ones are left out. whole: of the source they are of."""
        self.keys: dict[str, dict[str, float]] = {
            text: whole.keys[text] if whole else _keys(text) for text in texts if len(text) <= LONG
        }
        self.many: int = whole.many if whole else len(self.keys) + 1
        spread = Counter(key for keys in self.keys.values() for key in keys)
        self.spread: Counter[str] = whole.spread if whole else spread
        self._found = lru_cache(maxsize=64)(self._meant)

    def among(self, texts: Sequence[str]) -> Aligner:
        """The same for some of its sentences, by how rare words are in all of them."""
        return Aligner(texts, self)

    def meant(self, claim: str, more: tuple[Feature, ...] = ()) -> str:
        """The sentence that a folded claim tells again; "" where none stands out.

        more: what else is known of its words.
        """
        return self._found(claim, more)

    def _meant(self, claim: str, more: tuple[Feature, ...]) -> str:
        own = _keys(claim) | {f.key: f.weight for f in more}
        scores = sorted(
            (
                (
                    sum(
                        own[key] * math.log(1 + self.many / self.spread[key])
                        for key in own.keys() & keys.keys()
                    ),
                    text,
                )
                for text, keys in self.keys.items()
            ),
            reverse=True,
        )
        if not scores or scores[0][0] < LEAST:
            return ""
        second = scores[1][0] if len(scores) > 1 else 0.0
        return scores[0][1] if scores[0][0] >= LEAD * second else ""


def _keys(text: str) -> dict[str, float]:
    return {f.key: f.weight for f in features(text) if f.key not in UNITS}
