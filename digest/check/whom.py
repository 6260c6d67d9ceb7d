"""Who exceeds, buys or sues whom: by particles in Japanese, by word order in English. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from digest.check.features import KANA, Feature, features
from digest.check.quantity import Quantity

_OBJECT = re.compile(
    r"^[^、。はが]{0,12}?(?:より|に比べ|と比べ|を|に(?=及ば|劣|勝|負け|敗れ|抜かれ|買収|提訴))"
)
_SUBJECT = re.compile(r"^[^、。をより]{0,12}?[はが]")
_PASSIVE = re.compile(r"^[^、。]{0,3}(?:され|られ|かれた)")
_PASSIVE_ENGLISH = re.compile(r"\b(?:was|were|been|being|be|is|are)\s(?:\w+\s)?$", re.IGNORECASE)
_BY = re.compile(r"^(?:\s[\w-]+){0,4} by ")
_NAMED = ("country:", "lang:", "metric:", "role:", "city:")


def order(
    text: str, start: int, end: int, numbers: Sequence[Quantity]
) -> tuple[frozenset[str], frozenset[str]]:
    """The keys of who and of whom around a word of a folded sentence."""
    known = [f for f in features(text) if f.key[0] in "@~" or f.key.startswith(_NAMED)]
    known += [Feature(f"#{q.value:.6g}", 1.0, q.start, q.end) for q in numbers]
    if KANA.search(text):
        return _japanese_order(text, start, end, known)
    clause = re.split(r"[;:]|, (?:and|but|while|whereas)\b| while | but ", text[:start])[-1]
    after = re.split(r"[;:,]| and | while | but | in | on | with | for | from ", text[end:])[0]
    begin = start - len(clause)
    who = frozenset(f.key for f in known if begin <= f.start and f.end <= start)
    whom = frozenset(f.key for f in known if end <= f.start and f.end <= end + len(after))
    if _PASSIVE_ENGLISH.search(text[:start]) and _BY.match(text[end:]):
        who, whom = whom, who
    return who - whom, whom - who


def _japanese_order(
    text: str, start: int, end: int, known: Sequence[Feature]
) -> tuple[frozenset[str], frozenset[str]]:
    who: set[str] = set()
    whom: set[str] = set()
    for one in known:
        if one.end > start or "。" in text[one.end : start]:
            continue
        behind = text[one.end : start + 2]
        if _OBJECT.match(behind):
            whom.add(one.key)
        elif _SUBJECT.match(behind):
            who.add(one.key)
    if _PASSIVE.match(text[end:]):
        who, whom = whom, who
    return frozenset(who - whom), frozenset(whom - who)
