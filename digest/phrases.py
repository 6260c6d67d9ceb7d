"""Words of a profile in titles and texts, however they are written there. Pure.

Width, case and spaces do not matter (ＧＰＴ５, gpt-5, GPT 5; HuggingFace, Hugging Face; 山田 太郎,
山田太郎), nor a plural s, nor the ー at the end of a katakana word (サーバー, サーバ). Latin
words are whole: AI is not in Retail.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from storage.terms import fold, parse

_PARTS = re.compile(r"[^\W\d_]+|\d+")
_LATIN = re.compile("[^ぁ-ヿ々\u3400-\u9fff\uac00-\ud7a3]+")
_LONG = re.compile("(?<=[ァ-ヺー][ァ-ヺ])ー(?![ァ-ヺー])")
_NAME = re.compile("[々\u3400-\u9fff]{3,8}")  # may be a person's, with a space in it
_SIGNED = re.compile(r"\s*([a-z](?:\+\+|#))\s*")  # C++, C#
_GAP = r"(?:[^\w\n]|_){0,3}"
_SPACE = r"[^\S\n]?"
_BEFORE, _AFTER = r"(?<![a-z0-9])", r"(?![a-z0-9])"


def spoken_of(text: str, wishes: Sequence[str]) -> list[str]:
    """Those of the wishes that a text speaks of, in their order."""
    folded = fold(text)
    found = []
    for wish in wishes:
        hint, pattern = _sought(wish)
        if hint in folded and pattern.search(folded):
            found.append(wish)
    return found


@lru_cache(maxsize=1024)
def _sought(wish: str) -> tuple[str, re.Pattern[str]]:
    """Letters that must be there (a quick look), and the pattern; a wish without any finds none."""
    if signed := _SIGNED.fullmatch(fold(wish)):
        return signed[1], re.compile(f"{_BEFORE}{re.escape(signed[1])}")
    asked = parse('"{}"'.format(wish.replace('"', " ")))
    runs = [run for one in asked for run in one.runs]
    parts = [part for run in runs for part in _PARTS.findall(run)]
    if not parts:
        return "", re.compile(r"(?!)")
    before = _BEFORE if _LATIN.fullmatch(parts[0]) else ""
    plural = "s?" if re.fullmatch("[a-z]{2,}", parts[-1]) else ""
    after = plural + _AFTER if _LATIN.fullmatch(parts[-1]) else ""
    first = parts[0][0] if _NAME.fullmatch(parts[0]) else parts[0].rstrip("ー")
    return first, re.compile(before + _GAP.join(map(_run, runs)) + after)


def _run(run: str) -> str:
    """One run of a wish: gpt5 may be gpt-5, but o3 is not o 3."""
    if _NAME.fullmatch(run):
        return _SPACE.join(run)
    parts = _PARTS.findall(run)
    apart = all(part.isdigit() or len(part) > 1 for part in parts)
    return ("[- ]?" if apart else "").join(_LONG.sub("ー?", re.escape(part)) for part in parts)
