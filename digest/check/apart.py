"""Whether a Japanese claim has next to nothing of what English sentences say. Pure.

The dictionary and the lexicon know most words of a claim. Told anew, a good part of them stands
in some three sentences of the source; of a claim about something else hardly one does. Of a long
source some sentences share a few words with anything, so that nothing can be said there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from digest.check.dictionary import glosses
from digest.check.features import features
from digest.check.fold import folded
from digest.check.lexicon import marks
from digest.check.translate import Vocabulary, translated, vocabulary

KNOWN = 4  # words of a claim with a meaning, at the least
SHARED = 0.15  # of them, at the most: measured, see docs/checks.md
TOGETHER = 3  # sentences that a claim may tell at once
MOST_SENTENCES = 60
MOST_CLAIM = 400  # characters

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    vocabulary: Vocabulary
    keys: frozenset[str]


def apart(claim: str, sentences: Sequence[str]) -> bool:
    """Whether no few of the sentences, which are in English, share a claim's words."""
    if not 0 < len(sentences) <= MOST_SENTENCES or len(claim) > MOST_CLAIM:
        return False
    text = folded(claim)
    words = _words(text)
    if len(words) < KNOWN:
        return False
    keys = {feature.key for feature in features(text)}
    most = SHARED * len(words)
    return all(
        _met(text, words, place) + len(keys & place.keys) / 2 <= most
        for place in _places(tuple(sentences))
    )


@lru_cache(maxsize=16)
def _places(sentences: tuple[str, ...]) -> tuple[_Place, ...]:
    lines = [folded(sentence) for sentence in sentences]
    keys = [{feature.key for feature in features(line)} for line in lines]
    return tuple(
        _Place(vocabulary(lines[at : at + TOGETHER]), frozenset().union(*keys[at : at + TOGETHER]))
        for at in range(max(1, len(lines) - TOGETHER + 1))
    )


def _words(text: str) -> list[Span]:
    """Where the words of a claim stand that have a meaning; of overlapping ones the whole."""
    spans = [(gloss.start, gloss.end) for gloss in glosses(text)]
    spans += [(mark.start, mark.end) for mark in marks(text)]
    words: list[Span] = []
    for start, end in sorted(spans):
        if words and start < words[-1][1]:
            words[-1] = (words[-1][0], max(end, words[-1][1]))
        else:
            words.append((start, end))
    return words


def _met(text: str, words: Sequence[Span], place: _Place) -> int:
    """How many of the words have their meaning in a place."""
    known = [(one.start, one.end) for one in translated(text, place.vocabulary)]
    known += [
        (mark.start, mark.end)
        for mark in marks(text)
        if any(concept.key in place.vocabulary.concepts for concept in mark.concepts)
    ]
    return sum(any(a < end and start < b for a, b in known) for start, end in words)
