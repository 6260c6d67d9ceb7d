"""A country, language, weekday or school subject that no article names while it names another. Pure.

Only kinds of the lexicon whose words exclude each other are judged, by their own spellings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from digest.check.lexicon import Concept, lexicon, marks

KINDS = frozenset(
    {
        "country",
        "city",
        "lang",
        "quarter",
        "weekday",
        "season",
        "subject",
        "animal",
        "crop",
        "color",
        "region",
        "sea",
        "river",
        "mountains",
        "body",
    }
)
PLACES = ("country", "city", "region")
# what a summary may know of a firm that its source does not place
USUAL = frozenset(
    {
        "country:united states",
        "country:japan",
        "country:china",
        "country:britain",
        "country:united kingdom",
        "region:europe",
    }
)
_SOMEWHERE = re.compile(r"\b(?:in|at|near|from|of) (?:the )?(?:[a-z]+ )?[A-Z][a-zà-ÿ]+")
_LETTER = re.compile(r"[一-龥々ァ-ヺーA-Za-z]")
_SEASON = re.compile(r"[にのはもで、。]|から|まで|頃|ごろ|以降")
_KANJI = re.compile(r"[一-龥々]")


@dataclass(frozen=True, slots=True)
class Foreign:
    """A word of a claim whose like the source has, but not itself."""

    start: int
    end: int
    right: str


def foreign(claim: str, source: str) -> Iterator[Foreign]:
    """The words of a folded claim that stand for something the folded source does not name."""
    known = _concepts(source)
    lower = source.lower()
    for mark in marks(claim):
        own = [c for c in mark.concepts if c.kind in KINDS]
        if not own or len(own) < len(mark.concepts) or not _alone(claim, mark.start, mark.end):
            continue
        if claim[mark.start : mark.end].lower() in lower or any(
            _named(c, known, lower) for c in own
        ):
            continue
        others = [words for c, words in known.items() if c.kind == own[0].kind]
        placed = any(c.kind in PLACES for c in known) or _SOMEWHERE.search(source)
        if others or (own[0].kind in PLACES and not placed and own[0].key not in USUAL):
            yield Foreign(mark.start, mark.end, others[0] if others else "")


@lru_cache(maxsize=16)
def _concepts(text: str) -> dict[Concept, str]:
    return {c: text[m.start : m.end] for m in marks(text) for c in m.concepts if c.kind in KINDS}


def _named(concept: Concept, known: dict[Concept, str], lower: str) -> bool:
    """Whether the source names it, in any spelling or under a kind with the same word."""
    english, japanese = lexicon().spelt[concept]
    heads = {c.key.partition(":")[2] for c in known}
    if english[0] in heads or concept in known:
        return True
    if concept.kind == "quarter":  # "up from 11% in the third"
        nth = english[0].partition(" ")[0]
        return bool(re.search(rf"\bthe {re.escape(nth)}(?=[.,;)]| and| to|$)", lower))
    spelt = any(
        re.search(rf"(?<![a-z]){re.escape(word)}", lower) for word in english if len(word) > 2
    )
    return spelt or any(word in lower for word in japanese if len(word) > 1)


def _alone(text: str, start: int, end: int) -> bool:
    """Not a part of a longer name."""
    before = text[start - 1 : start]
    if end - start == 1 and text[start] in "春夏秋冬":
        free = not _KANJI.match(before) or before in "年来今昨翌"
        return free and bool(_SEASON.match(text, end))
    if _KANJI.match(text[start]) or _KANJI.match(text[end - 1]):
        return end - start > 1 and (before == "年" or not _KANJI.match(before))
    return not _LETTER.match(before)
