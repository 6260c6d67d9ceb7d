"""The Japanese words of a text with what they may mean in English: rows of dictionary.tsv. Pure.

Made from JMdict (EDRDG, CC BY-SA 4.0) by bench/dictionary.py; a row is a word, its kinds and
English words, each with a digit that says how much it tells. Kinds: n noun, x suffix, 1 ichidan
verb, i adjective, and for godan verbs the row of their last kana. Read when first needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from digest.check.stems import stem

LONGEST = 8  # characters of a word
_KANJI = re.compile(r"[一-龥々]")
_KATAKANA = re.compile(r"[ァ-ヺー]")
_STARTS = re.compile(r"[一-龥々]|(?<![ァ-ヺー])[ァ-ヺー]")
_AFTER_ONE = re.compile(
    r"[^ぁ-ん一-龥々]|[はがをにでとものやへかまよだ]|$"
)  # behind a noun of one kanji
_ROWS = {
    "k": "かきくけこい", "g": "がぎぐげごい", "s": "さしすせそ", "t": "たちつてとっ", "n": "なにぬねのん",
    "b": "ばびぶべぼん", "m": "まみむめもん", "r": "らりるれろっ", "w": "わいうえおっ", "i": "いくかけさ",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gloss:
    """A word at its place. stems: of English words, each with what it tells, up to 1."""

    stems: tuple[tuple[str, float], ...]
    start: int
    end: int


@lru_cache(maxsize=4096)
def glosses(text: str) -> tuple[Gloss, ...]:
    """The words of a folded text that the dictionary has, in order; of overlapping ones the longest."""
    return tuple(_glosses(text))


def _glosses(text: str) -> Iterator[Gloss]:
    at = 0
    while match := _STARTS.search(text, at):
        at = match.start()
        for length in range(min(LONGEST, len(text) - at), 0, -1):
            if row := _row(text, at, at + length):
                yield Gloss(_stems(row), at, at + length)
                at += length
                break
        else:
            at += 1


@lru_cache(maxsize=1)
def _rows() -> tuple[dict[str, str], dict[str, str]]:
    """Nouns as they are; verbs and adjectives without their last kana."""
    nouns: dict[str, str] = {}
    verbs: dict[str, str] = {}
    text = files("digest.check").joinpath("dictionary.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        word, _, row = line.partition("\t")
        kinds = row.partition("\t")[0]
        if "n" in kinds or "x" in kinds:
            nouns[word] = row
        if kinds.strip("nx"):
            verbs[word[:-1]] = row
    return nouns, verbs


def _row(text: str, start: int, end: int) -> str:
    """The row of a word in its place; "" where it is none there."""
    nouns, verbs = _rows()
    word = text[start:end]
    row = nouns.get(word, "")
    if row and _whole(text, start, end, "x" in row.partition("\t")[0]):
        return row
    row = verbs.get(word, "")
    after = text[end : end + 1]
    if row and after and not _KANJI.match(after):
        kinds = row.partition("\t")[0]
        if any(after in _ROWS.get(kind, "") or (kind == "1" and after >= "ぁ") for kind in kinds):
            return row
    return ""


def _whole(text: str, start: int, end: int, suffix: bool) -> bool:
    """Not the beginning of a longer katakana word, nor one kanji of a compound unless it ends it."""
    if _KATAKANA.match(text, start) and _KATAKANA.match(text, end - 1):
        return not _KATAKANA.match(text, end)
    if end - start > 1:
        return True
    before = start and _KANJI.match(text, start - 1)
    return bool(_AFTER_ONE.match(text, end)) and (suffix or not before)


@lru_cache(maxsize=8192)
def _stems(row: str) -> tuple[tuple[str, float], ...]:
    cells = row.partition("\t")[2].split(" ")
    return tuple((stem(cell[:-1]), int(cell[-1]) / 9) for cell in cells)
