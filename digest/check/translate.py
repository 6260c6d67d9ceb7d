"""Which words of its English source the words of a Japanese claim translate. Pure.

A second, weaker way than lexicon.tsv: where that binds a word to nothing of the source, the
dictionary may, to words that really stand there.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digest.check.contexts import LONG
from digest.check.dictionary import Gloss, glosses
from digest.check.features import KANA, Feature, features
from digest.check.lexicon import Mark, lexicon, marks

FULL = 2.0  # weight of a sure translation: English words weigh half, so both together one concept
LEAST = 0.3  # how much an English word must tell of a Japanese one
AKIN = 0.8  # verifier and verification
SAME = 5  # letters at the least, and
SHARE = 0.7  # of the longer word, that words which are akin begin with
MOST = 20  # words of a source that begin alike


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """What the lines of a source have. words: English stem → number of its lines."""

    words: dict[str, int]
    concepts: frozenset[str]
    alike: dict[str, tuple[str, ...]]


def vocabulary(lines: Sequence[str]) -> Vocabulary:
    """Read folded sentences once for all claims."""
    words: Counter[str] = Counter()
    concepts: set[str] = set()
    for text in lines:
        if len(text) <= LONG:
            keys = {feature.key for feature in features(text)}
            concepts |= {key for key in keys if key[0] not in "%=~@"}
            words.update(key[1:] for key in keys if key[0] == "=" and not KANA.search(text))
    alike: dict[str, tuple[str, ...]] = {}
    for word in words:
        if len(alike.get(word[:SAME], ())) < MOST:
            alike[word[:SAME]] = (*alike.get(word[:SAME], ()), word)
    return Vocabulary(dict(words), frozenset(concepts), alike)


def translated(claim: str, source: Vocabulary) -> tuple[Feature, ...]:
    """The English words of a source that a folded Japanese claim has, as features of the claim."""
    if not source.words or len(claim) > LONG or not KANA.search(claim):
        return ()
    said = marks(claim)
    return tuple(
        Feature("=" + word, FULL * weight, gloss.start, gloss.end)
        for gloss in glosses(claim)
        if not any(_settled(gloss, mark, source) for mark in said)
        for word, weight in _found(gloss, source).items()
    )


def _settled(gloss: Gloss, mark: Mark, source: Vocabulary) -> bool:
    """Whether the lexicon knows better: a longer word, one with an opposite, or one of the source."""
    if mark.end <= gloss.start or gloss.end <= mark.start:
        return False
    part = mark.start < gloss.start or gloss.end < mark.end
    return part or any(c.sign or c.key in source.concepts for c in mark.concepts)


def _found(gloss: Gloss, source: Vocabulary) -> dict[str, float]:
    """What a word means here with its weight: less for what it seldom means, or many lines have."""
    found: dict[str, float] = {}
    for stem, tells in gloss.stems:
        if any(concept.sign for concept in lexicon().english.get((stem,), ())):
            continue  # rise and fall are not what a number belongs to
        for word, like in _like(stem, source):
            if tells * like >= LEAST:
                weight = (1 + tells * like) / 2 / math.sqrt(source.words[word])
                found[word] = max(weight, found.get(word, 0.0))
    return found


def _like(stem: str, source: Vocabulary) -> Iterator[tuple[str, float]]:
    """The words of a source that are a stem, or akin to it."""
    if stem in source.words:
        yield stem, 1.0
    for word in source.alike.get(stem[:SAME], ()) if len(stem) >= SAME else ():
        length = max(SAME, math.ceil(SHARE * max(len(word), len(stem))))
        if word != stem and word[:length] == stem[:length]:
            yield word, AKIN
