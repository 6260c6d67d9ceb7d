"""Quarters as Japanese firms call them: 4~6月期 is the second quarter of a calendar year. Pure."""

from __future__ import annotations

import re

NAMED = re.compile(r"(?<![\d/])(?P<first>1[0-2]|[1-9])月?\s?[~-]\s?(?P<last>1[0-2]|[1-9])月期")
_ENGLISH = re.compile(
    r"\b(?P<nth>first|second|third|fourth|last)[ -](?:fiscal[ -])?quarter\b|\bQ(?P<n>[1-4])\b|(?P<first>1st|2nd|3rd|4th) quarter",
    re.IGNORECASE,
)
_NTH = ("first", "second", "third", "fourth")


def told(text: str) -> frozenset[int]:
    """The quarters (1 to 4) that a folded text speaks of in English; none where it has 4~6月期 itself."""
    if NAMED.search(text):
        return frozenset()
    found = {int(m["n"]) for m in _ENGLISH.finditer(text) if m["n"]}
    found |= {int(m["first"][0]) for m in _ENGLISH.finditer(text) if m["first"]}
    words = (
        m["nth"].lower().replace("last", "fourth") for m in _ENGLISH.finditer(text) if m["nth"]
    )
    return frozenset(found | {_NTH.index(word) + 1 for word in words})


def spans(text: str, known: frozenset[int]) -> list[tuple[int, int]]:
    """Where a folded claim names one of them as months."""
    return [
        m.span()
        for m in NAMED.finditer(text)
        if int(m["last"]) - int(m["first"]) == 2 and int(m["last"]) / 3 in known
    ]
