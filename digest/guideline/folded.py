"""A text folded so that words are found however they are written, with their places. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

Span = tuple[int, int]

# A character with what joins it when folded: combining marks, half-width voicing marks.
_CLUSTER = re.compile(".[\u0300-\u036f\u3099\u309a\uff9e\uff9f]*", re.S)
_WORD_CHAR = re.compile("[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]")
_LETTER = re.compile("[a-z]")
_BLANK_LINE = re.compile(r"\n[ \t\r　]*\n")


@lru_cache(maxsize=1 << 16)
def _fold(piece: str) -> str:
    if unicodedata.category(piece[0]) == "Cf":  # zero-width and other invisible characters
        return ""
    return "".join(unicodedata.normalize("NFKC", piece).lower().split())


class Folded:
    """The text without width, case, white space and invisible characters, and the way back."""

    def __init__(self, text: str) -> None:
        self.text = text
        pieces: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        for cluster in _CLUSTER.finditer(text):
            piece = _fold(cluster[0])
            pieces.append(piece)
            self._starts += [cluster.start()] * len(piece)
            self._ends += [cluster.end()] * len(piece)
        self._folded = "".join(pieces)

    def places(self, word: str) -> list[Span]:
        """[start, end) of a word in the text, as it stands alone: AI is not in MAIL."""
        return [span for span in self._raw(word) if self._is_word(word, *span)]

    def passage(self, quote: str, near: int = 0, until: int | None = None) -> Span | None:
        """Where a quotation stands: the first place in text[near:until]; None if nowhere."""
        end = len(self.text) if until is None else until
        inside = (span for span in self._raw(quote) if span[0] >= near and span[1] <= end)
        return next(inside, None)

    def _raw(self, words: str) -> Iterator[Span]:
        wanted = "".join(_fold(cluster) for cluster in _CLUSTER.findall(words))
        at = self._folded.find(wanted) if wanted else -1
        while at >= 0:
            yield self._starts[at], self._ends[at + len(wanted) - 1]
            at = self._folded.find(wanted, at + len(wanted))

    def _is_word(self, word: str, start: int, end: int) -> bool:
        found = self.text[start:end]
        before, after = self.text[max(0, start - 1) : start], self.text[end : end + 1]
        if _WORD_CHAR.match(found[0]) and _WORD_CHAR.match(before):
            return False
        if _WORD_CHAR.match(found[-1]) and _WORD_CHAR.match(after):
            return False
        if _LETTER.search(_plain(word)):  # therapist is not "the rapist"
            return _plain(found) == _plain(word)
        return not _BLANK_LINE.search(found)


def _plain(text: str) -> str:
    visible = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", visible).lower().split())
