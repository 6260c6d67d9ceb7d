"""What English and Japanese call the same thing: the rows of lexicon.tsv, found in texts. Pure.

Kinds of a row: metric (any thing or measure that numbers belong to), role, time, quarter, country, region,
city, lang, weekday, season, subject, color, animal, crop, sea, river, mountains, body (of a state or many); +x and -x are the two ends of axis x.
English is compared by crude stems, longest phrase first; Japanese by longest words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from digest.check.stems import LATIN_WORD, stem

_KANJI = re.compile(r"[一-龥々]")
# a number's unit is no part of the word behind: 3割減った
_COUNTED = re.compile(r"\d[万億兆千百]{0,2}[割円人件台個社名回本枚倍年月日時分秒冊校店戸頭点]$")
NUMBER = 8  # characters of it that are looked at
_KATAKANA = re.compile(r"[ァ-ヺー]")


@dataclass(frozen=True, slots=True)
class Concept:
    """A row: key is its first English word with its kind, so that one thing has one key."""

    key: str
    kind: str

    @property
    def axis(self) -> str:
        """The axis of which this is one end; "" for none."""
        return self.kind[1:] if self.kind[0] in "+-" else ""

    @property
    def sign(self) -> int:
        """1 or -1 on its axis, else 0."""
        return {"+": 1, "-": -1}.get(self.kind[0], 0)


@dataclass(frozen=True, slots=True)
class Mark:
    """A word of a text that stands for one concept or, where it is ambiguous, several."""

    concepts: tuple[Concept, ...]
    start: int
    end: int


@dataclass(frozen=True)
class Lexicon:
    """All rows by their words: English stems in a row, Japanese by their first character."""

    english: dict[tuple[str, ...], tuple[Concept, ...]]
    japanese: dict[str, tuple[tuple[str, tuple[Concept, ...]], ...]]
    spelt: dict[Concept, tuple[tuple[str, ...], tuple[str, ...]]]
    longest: int


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The table, read once, when first needed."""
    text = files("digest.check").joinpath("lexicon.tsv").read_text(encoding="utf-8")
    return read(line for line in text.splitlines() if line and not line.startswith("#"))


def read(rows: Iterable[str]) -> Lexicon:
    """The words of some rows: English words, Japanese words and kind with tabs between."""
    english: dict[tuple[str, ...], tuple[Concept, ...]] = {}
    japanese: dict[str, tuple[Concept, ...]] = {}
    spelt: dict[Concept, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for line in rows:
        left, right, kind = line.split("\t")
        words, kana = (tuple(filter(None, side.split(","))) for side in (left, right))
        concept = Concept(f"{kind}:{words[0]}", kind)
        spelt[concept] = words, kana
        for word in words:
            key = tuple(stem(w) for w in LATIN_WORD.findall(word.lower()))
            english[key] = (*english.get(key, ()), concept)
        for word in kana:
            japanese[word] = (*japanese.get(word, ()), concept)
    return Lexicon(english, _by_first(japanese), spelt, max(map(len, english)))


def _by_first(
    words: dict[str, tuple[Concept, ...]],
) -> dict[str, tuple[tuple[str, tuple[Concept, ...]], ...]]:
    out: dict[str, list[tuple[str, tuple[Concept, ...]]]] = {}
    for word in sorted(words, key=len, reverse=True):
        out.setdefault(word[0], []).append((word, words[word]))
    return {first: tuple(found) for first, found in out.items()}


@lru_cache(maxsize=4096)
def marks(text: str) -> tuple[Mark, ...]:
    """The concepts that a folded sentence names, in order; of overlapping words the longest."""
    found = [*_japanese(text), *_english(text)]
    return tuple(sorted(found, key=lambda mark: mark.start))


def _english(text: str) -> Iterator[Mark]:
    known = lexicon()
    words = [(stem(m[0].lower()), m.start(), m.end()) for m in LATIN_WORD.finditer(text)]
    at = 0
    while at < len(words):
        for length in range(min(known.longest, len(words) - at), 0, -1):
            key = tuple(word for word, _, _ in words[at : at + length])
            if key in known.english:
                yield Mark(known.english[key], words[at][1], words[at + length - 1][2])
                at += length
                break
        else:
            at += 1


def _japanese(text: str) -> Iterator[Mark]:
    known = lexicon().japanese
    at = 0
    while at < len(text):
        for word, concepts in known.get(text[at], ()):
            if text.startswith(word, at) and _whole(text, at, word):
                yield Mark(concepts, at, at + len(word))
                at += len(word)
                break
        else:
            at += 1


def _whole(text: str, at: int, word: str) -> bool:
    """Not one kanji of a compound, nor a part of another katakana word."""
    before, after = text[at - 1 : at], text[at + len(word) : at + len(word) + 1]
    if word.isascii():
        return not (before.isascii() and before.isalnum())
    if len(word) == 1:
        counted = _COUNTED.search(text, max(0, at - NUMBER), at)
        return not ((_KANJI.match(before) and not counted) or _KANJI.match(after))
    if _KATAKANA.fullmatch(word[0]) and _KATAKANA.fullmatch(word[-1]):
        joined = _KATAKANA.match(before), _KATAKANA.match(after)
        return not all(joined) if len(word) > 3 else not any(joined)
    return True
