"""Lengths as Zenn counts them (UTF-16 units), and cuts that split no character. Pure."""

from __future__ import annotations

import re
import unicodedata

_JOINER = "\u200d"
# Variation selectors, skin tones, keycap, tags, half-width voicing marks.
_EXTENDS = re.compile("[\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\u20e3\U000e0020-\U000e007fﾞﾟ]")
_REGIONAL = re.compile("[\U0001f1e6-\U0001f1ff]")


def units(text: str) -> int:
    """JavaScript's string length: an emoji counts two or more."""
    return len(text) + sum(char > "\uffff" for char in text)


def fit(text: str, limit: int) -> str:
    """The text, or its beginning and … in at most `limit` units (at least 1)."""
    if units(text) <= limit:
        return text
    at, used = 0, 0
    while used + units(text[at]) <= limit - 1:
        used += units(text[at])
        at += 1
    while at and _glued(text, at):
        at -= 1
    return text[:at].rstrip() + "…"


def _glued(text: str, at: int) -> bool:
    """Whether a cut before text[at] would split what a reader sees as one (UAX #29, in short)."""
    char, before = text[at], text[at - 1]
    if _JOINER in (char, before) or _EXTENDS.match(char):
        return True
    if unicodedata.category(char) in ("Mn", "Me", "Mc"):
        return True
    if not _REGIONAL.match(char):
        return False
    flags = 0
    while flags < at and _REGIONAL.match(text[at - 1 - flags]):
        flags += 1
    return flags % 2 == 1
