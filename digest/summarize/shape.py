"""Is a text prose that can be quoted from, or a list of links, notes, a table of contents? Pure."""

from __future__ import annotations

from collections.abc import Sequence

from digest.summarize.sentences import Sentence, is_complete

SHORT = 400  # characters; a snippet below is too short to be judged
MIN_PER_1000 = {"ja": 3.0, "zh": 3.0, "ko": 3.0}  # complete sentences a 1,000 characters
MIN_PER_1000_LATIN = 1.5
MAX_BULLETS = 0.5  # share of lines that are list items without a sentence in them
MAX_HEADINGS = 5
HEADING_CHARS = range(2, 81)


def is_prose(sentences: Sequence[Sentence], language: str) -> bool:
    """False for link lists and notes, from which single lines would be out of context."""
    body = [s for s in sentences if s.kind not in ("code", "heading")]
    chars = sum(len(s.text) for s in body)
    if not body:
        return False
    whole = sum(is_complete(s.text) for s in body)
    if chars < SHORT:
        return whole > 0 or len(body) <= 2
    bare = sum(s.kind in ("bullet", "table") and not is_complete(s.text) for s in body)
    enough = MIN_PER_1000.get(language, MIN_PER_1000_LATIN)
    return bare <= MAX_BULLETS * len(body) and whole * 1000 >= enough * chars


def introduction(sentences: Sequence[Sentence]) -> list[int]:
    """Indexes of at most two whole sentences that stand before the list begins."""
    out: list[int] = []
    for index, sentence in enumerate(sentences):
        if sentence.kind in ("bullet", "table", "code") or len(out) == 2:
            break
        if sentence.kind == "prose" and is_complete(sentence.text) and len(sentence.text) >= 8:
            out.append(index)
    return out


def headings(sentences: Sequence[Sentence]) -> list[int]:
    """Indexes of at most five headings: marked ones, else short lines, else list items."""
    for kinds in (("heading",), ("prose",), ("bullet",)):
        found = [
            index
            for index, s in enumerate(sentences)
            if s.kind in kinds and len(s.text) in HEADING_CHARS and not is_complete(s.text)
        ]
        if len(found) >= 2:
            return found[:MAX_HEADINGS]
    return []
