"""Several children of one parent → the parent with all their additions. Pure.

Reflecting on several groups of failures at once finds several missing rules; where each
child is its parent and some new lines, they are tried together, and only if that fails one
by one. What a forgetful reflector dropped stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from prompt_tuner.locks import put_back
from prompt_tuner.scorers.similarity import chrf

KEPT = 0.6  # a child that keeps less of its parent's lines is a rewrite
MOST_LINES = 8  # a child that adds more is a prompt of its own
MOST_LETTERS = 800
SAME = 0.75  # additions as near as this say the same
_NUMBER = re.compile(r"^\s*- (?:\[r\d+\] )?")  # of a playbook's rule
_START = -1  # the place before the parent's first line


def merge(parent: str, children: Sequence[str], max_chars: int) -> str:
    """The merged text; "" where a child is no addition, or the result is too long."""
    old = parent.splitlines()
    places: dict[int, list[str]] = {}
    for child in children:
        added = _additions(old, child)
        if added is None:
            return ""
        for place, line in added:
            if not any(same_rule(line, other) for group in places.values() for other in group):
                places.setdefault(place, []).append(line)
    lines = list(places.get(_START, ()))
    for place, line in enumerate(old):
        lines += [line, *places.get(place, ())]
    text = put_back(parent, "\n".join(lines)).strip()
    return text if text and len(text) <= max_chars else ""


def _additions(old: list[str], child: str) -> list[tuple[int, str]] | None:
    """(index of the parent's line before it, line) of each new line; None for a rewrite."""
    new = child.splitlines()
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    kept = sum(
        bool(old[b.a + k].strip()) for b in matcher.get_matching_blocks() for k in range(b.size)
    )
    if kept < KEPT * sum(bool(line.strip()) for line in old):
        return None
    added = [
        (start - 1 if tag == "insert" else end - 1, line)
        for tag, start, end, first, last in matcher.get_opcodes()
        if tag in ("insert", "replace")
        for line in new[first:last]
        if line.strip() and line not in old
    ]
    dropped = [line for line in old if line.strip() and line not in new]
    if any(same_rule(line, other) for _, line in added for other in dropped):
        return None  # it corrects a line; the old one would stay beside the new
    letters = sum(len(line) for _, line in added)
    return added if 0 < len(added) <= MOST_LINES and letters <= MOST_LETTERS else None


def same_rule(line: str, other: str) -> bool:
    """Equal but for words; a different number or name makes a different rule."""
    one, two = _NUMBER.sub("", line).strip(), _NUMBER.sub("", other).strip()
    return one == two or (_figures(one) == _figures(two) and chrf(one, two) >= SAME)


def _figures(line: str) -> list[str]:
    return sorted(word for word in line.split() if any(letter.isdigit() for letter in word))
