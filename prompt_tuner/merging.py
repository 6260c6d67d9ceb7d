"""Several children of one parent → the parent with all their additions. Pure.

Reflecting on several groups of failures at once finds several missing rules; where each
child is its parent and some new sentences, they are tried together, and only if that fails
one by one. What a forgetful reflector dropped stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from prompt_tuner.locks import put_back
from prompt_tuner.scorers.similarity import chrf

KEPT = 0.6  # a child that keeps less of its parent's sentences is a rewrite
MOST = 8  # a child that adds more sentences is a prompt of its own
MOST_LETTERS = 800
SAME = 0.75  # additions as near as this say the same
_NUMBER = re.compile(r"^\s*- (?:\[r\d+\] )?")  # of a playbook's rule
_SENTENCE = re.compile(r"\s*.+?(?:[。!?!?]+|[.](?=\s)|$)")
_START = -1  # the place before the parent's first sentence


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence (without white space around it) and what stands before it."""

    lead: str
    text: str

    @property
    def key(self) -> str:
        """The text without the mark at its end, which comes when another sentence follows."""
        return self.text.rstrip("。.") or self.text


def pieces(text: str) -> list[Piece]:
    """The sentences of a text; joined with their leads they are the text again."""
    out: list[Piece] = []
    lead = ""
    for place, line in enumerate(text.splitlines()):
        lead += "\n" if place else ""
        for found in _SENTENCE.findall(line.rstrip()):
            bare = found.lstrip()
            out.append(Piece(lead + found[: len(found) - len(bare)], bare))
            lead = ""
    return out


def merge(parent: str, children: Sequence[str], max_chars: int) -> str:
    """The merged text; "" where a child is no addition, or the result is too long."""
    old = pieces(parent)
    places: dict[int, list[Piece]] = {}
    for child in children:
        added = _additions(old, child)
        if added is None:
            return ""
        for place, new in added:
            known = (other.text for group in places.values() for other in group)
            if not any(same_rule(new.text, text) for text in known):
                places.setdefault(place, []).append(new)
    ended = {one.key: one.text for child in children for one in pieces(child)}
    merged = list(places.get(_START, ()))
    for place, piece in enumerate(old):
        follows = any("\n" not in one.lead for one in places.get(place, ()))
        text = ended.get(piece.key, piece.text) if follows else piece.text
        merged += [Piece(piece.lead, text), *places.get(place, ())]
    text = put_back(parent, "".join(_joined(merged))).strip()
    return text if text and len(text) <= max_chars else ""


def _joined(merged: Sequence[Piece]) -> Iterator[str]:
    """An item of a list begins a line, whatever comes to stand before it."""
    for place, piece in enumerate(merged):
        lost = place and not piece.lead and merged[place - 1].text.startswith("- ")
        yield ("\n" if lost else piece.lead) + piece.text


def _additions(old: Sequence[Piece], child: str) -> list[tuple[int, Piece]] | None:
    """(index of the parent's piece before it, new piece) of each; None for a rewrite."""
    new = pieces(child)
    before, after = [piece.key for piece in old], [piece.key for piece in new]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if sum(block.size for block in matcher.get_matching_blocks()) < KEPT * len(old):
        return None
    added = [
        (start - 1 if tag == "insert" else end - 1, piece)
        for tag, start, end, first, last in matcher.get_opcodes()
        if tag in ("insert", "replace")
        for piece in new[first:last]
        if piece.key not in before
    ]
    dropped = [text for text in before if text not in after]
    if any(same_rule(piece.text, text) for _, piece in added for text in dropped):
        return None  # it corrects a sentence; the old one would stay beside the new
    letters = sum(len(piece.text) for _, piece in added)
    return added if 0 < len(added) <= MOST and letters <= MOST_LETTERS else None


def same_rule(line: str, other: str) -> bool:
    """Equal but for words; a different number or name makes a different rule."""
    one, two = _NUMBER.sub("", line).strip(), _NUMBER.sub("", other).strip()
    return one == two or (_figures(one) == _figures(two) and chrf(one, two) >= SAME)


def _figures(line: str) -> list[str]:
    return sorted(word for word in line.split() if any(letter.isdigit() for letter in word))
