"""A long text → parts that overlap, many rules → batches: what one question can hold. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from digest.guideline.rules import Rule
from llm.tokens import estimate

PART_TOKENS = 3000
OVERLAP = 300  # characters that stand in two parts, so that nothing is cut in two
BATCH_RULES = 15
BATCH_TOKENS = 3000
MOST_RULE = 2000  # characters of one rule that a model is given
_BREAK = re.compile(r"\n+|(?<=[。！？!?])")


def parts(text: str) -> list[tuple[int, int]]:
    """[start, end) of parts of at most about PART_TOKENS; [] for a text without words."""
    out: list[tuple[int, int]] = []
    start = 0
    while text[start:].strip():
        end = _end(text, start)
        out.append((start, end))
        if end >= len(text):
            break
        start = max(start + 1, end - OVERLAP)
    return out


def _end(text: str, start: int) -> int:
    room = text[start : start + 4 * PART_TOKENS]
    if estimate(room) <= PART_TOKENS:
        return start + len(room)
    low, high = 1, len(room)
    while low < high:  # the longest beginning that fits
        middle = (low + high + 1) // 2
        low, high = (middle, high) if estimate(room[:middle]) <= PART_TOKENS else (low, middle - 1)
    breaks = [found.end() for found in _BREAK.finditer(room, low // 2, low)]
    return start + (breaks[-1] if breaks else low)


def batches(rules: Sequence[Rule]) -> Iterator[tuple[Rule, ...]]:
    """Rules together, as many as one question can hold; one at least."""
    batch: list[Rule] = []
    spent = 0
    for rule in rules:
        cost = estimate(shown(rule))
        if batch and (len(batch) >= BATCH_RULES or spent + cost > BATCH_TOKENS):
            yield tuple(batch)
            batch, spent = [], 0
        batch.append(rule)
        spent += cost
    if batch:
        yield tuple(batch)


def shown(rule: Rule) -> str:
    """A rule as a model reads it."""
    return f"## {rule.id} {rule.heading}\n{rule.text[:MOST_RULE]}".strip()
