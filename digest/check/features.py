"""What a sentence names that its numbers can belong to, as keys that both languages share. Pure.

Concepts of the lexicon, Latin names, months, katakana by its sound, and within Japanese pairs of
characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from digest.check.lexicon import marks
from digest.check.ordinals import ordinals
from digest.check.stems import LATIN_WORD, sounds, stem

KANA = re.compile(r"[ぁ-ん]")
NAME, CONCEPT, SOUND, LETTERS, WORD = 1.3, 1.0, 0.9, 0.35, 0.5
UNIT = 0.3
_UNIT_WORDS = """point hour minute second day week kilometre tonne litre metre gram degree megawatt gigawatt watt
dollar euro pound yen yuan year month token"""
UNITS = frozenset(f"metric:{word}" for word in _UNIT_WORDS.split())  # whatever it belongs to
LEAST_SOUND = 3  # consonants; shorter ones are like too many words

_NAME = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9]*(?:[-_.+][A-Za-z0-9]+)*\+*|(?<![\w.])\d+(?:\.\d+)?[BM](?![A-Za-z])"
)
_KATAKANA = re.compile(r"[ァ-ヺー]{3,}")
_RUN = re.compile(r"[一-龥々ァ-ヺー]{2,}")
_MONTH = re.compile(r"(?<!\d)(1[0-2]|[1-9])月")
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d.,]\d)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_IDLE_WORDS = """the a an of in on for and or to with by at from its it is was were are be been that which this than as
i we he she they you our my his her their your but if when while then there these those not no so"""
_IDLE = frozenset(_IDLE_WORDS.split())
_VERSION = re.compile(
    r"(?<=[A-Za-z] )\d+(?:\.\d+)?(?![\d,.%]|[a-z]| ?(?:億|万|%|円|件|人|社|ドル|million|billion))"
)


@dataclass(frozen=True, slots=True)
class Feature:
    """key: how it is compared; weight: how much it says."""

    key: str
    weight: float
    start: int
    end: int


@lru_cache(maxsize=4096)
def features(text: str) -> tuple[Feature, ...]:
    """The features of a folded sentence in order."""
    japanese = bool(KANA.search(text))
    found = [*_concepts(text), *_names(text, japanese), *_months(text)]
    found += _kana(text) if japanese else _words(text)
    found += _letters(text) if japanese else ()
    found += (Feature(f"nth:{n}", CONCEPT, a, b) for n, a, b in ordinals(text, japanese=japanese))
    return tuple(sorted(found, key=lambda one: one.start))


def _concepts(text: str) -> Iterator[Feature]:
    for mark in marks(text):
        for concept in mark.concepts:
            weight = UNIT if concept.key in UNITS else CONCEPT
            yield Feature(concept.key, weight, mark.start, mark.end)


def _names(text: str, japanese: bool) -> Iterator[Feature]:
    for match in _NAME.finditer(text):
        if japanese or not match[0].islower() or any(c.isdigit() for c in match[0]):
            key = match[0].lower()
            if key not in _IDLE:
                yield Feature("@" + key, NAME, *match.span())
    for match in _VERSION.finditer(text):  # Tessellate 3, but not "won 14 games"
        word = text[max(0, match.start() - 24) : match.start() - 1].rpartition(" ")[2]
        if not (japanese or word[:1].isupper()):
            continue
        yield Feature("@" + match[0], NAME, *match.span())


def _months(text: str) -> Iterator[Feature]:
    for match in _YEAR.finditer(text):
        yield Feature("y" + match[0], CONCEPT, *match.span())
    for match in _MONTH.finditer(text):
        yield Feature(f"time:{_MONTHS[int(match[1]) - 1]}", CONCEPT, *match.span())


def _kana(text: str) -> Iterator[Feature]:
    for match in _KATAKANA.finditer(text):
        for sound in sounds(match[0]):
            if len(sound) >= LEAST_SOUND:
                yield Feature("~" + sound, SOUND, *match.span())


def _words(text: str) -> Iterator[Feature]:
    for match in LATIN_WORD.finditer(text):
        word = match[0].lower()
        if word[:3] in _MONTHS and match[0][0].isupper():
            yield Feature(f"time:{word[:3]}", CONCEPT, *match.span())
        for part in {match[0], match[0].removesuffix("s")} if word not in _IDLE else ():
            for sound in sounds(part):
                if len(sound) >= LEAST_SOUND:
                    yield Feature("~" + sound, SOUND, *match.span())
        if len(word) > 3 and word not in _IDLE:
            yield Feature("=" + stem(word), WORD, *match.span())


def _letters(text: str) -> Iterator[Feature]:
    for match in _RUN.finditer(text):
        for at in range(match.start(), match.end() - 1):
            yield Feature("%" + text[at : at + 2], LETTERS, at, at + 2)
