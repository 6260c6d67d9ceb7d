"""Text folded for comparison, with a way back to the original's characters. Pure."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

HIDDEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"  # nobody sees them
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-") | {
    **dict.fromkeys(map(ord, HIDDEN), ""),
    ord("，"): ",", ord("〜"): "~", ord("～"): "~", ord("∼"): "~", ord("µ"): "μ",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Folded:
    """text: NFKC with one kind of dash and tilde; offsets[i]: where character i came from."""

    text: str
    original: str
    offsets: tuple[int, ...] | None  # None: nothing moved

    def slice(self, start: int, end: int) -> str:
        """The original's characters behind text[start:end]."""
        if self.offsets is None:
            return self.original[start:end]
        return self.original[self.offsets[start] : self.offsets[end - 1] + 1]


def folded(text: str) -> str:
    """The folded text alone: a long source, of which no places are asked for."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", text.translate(_DASHES)).translate(_DASHES)


def fold(text: str) -> Folded:
    """Fold character by character, so that every one keeps its place."""
    pieces = [_folded(c) for c in text]
    offsets = None
    if any(len(piece) != 1 for piece in pieces):
        offsets = tuple(i for i, piece in enumerate(pieces) for _ in piece)
    return Folded("".join(pieces), text, offsets)


def _folded(character: str) -> str:
    if character < "\x80":
        return character
    return unicodedata.normalize("NFKC", character.translate(_DASHES)).translate(_DASHES)


def blanked(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with the spans made spaces, everything else in its place."""
    out: list[str] = []
    at = 0
    for start, end in sorted(spans):
        if start >= at:
            out += (text[at:start], " " * (end - start))
            at = end
        elif end > at:
            out.append(" " * (end - at))
            at = end
    return "".join(out) + text[at:]
