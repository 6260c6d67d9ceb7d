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
MOST = 400  # sentences that are looked at


class Aligner:
    """The sentences of a source with what they share with others."""

    def __init__(self, texts: Sequence[str]) -> None:
        """texts: folded sentences; very long ones and those far behind are left out."""
        self.keys = {text: _keys(text) for text in texts[:MOST] if len(text) <= LONG}
        self.spread = Counter(key for keys in self.keys.values() for key in keys)
        self._found = lru_cache(maxsize=64)(self._meant)

    def meant(self, claim: str, more: tuple[Feature, ...] = ()) -> str:
        """The sentence that a folded claim tells again; "" where none stands out.

        more: what else is known of its words.
        """
        return self._found(claim, more)

    def _meant(self, claim: str, more: tuple[Feature, ...]) -> str:
        own = _keys(claim) | {f.key: f.weight for f in more}
        many = len(self.keys) + 1
        scores = sorted(
            (
                (
                    sum(
                        own[key] * math.log(1 + many / self.spread[key])
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
