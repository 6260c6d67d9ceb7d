"""Names that carry numbers, which are no quantities: GPT-4, W8A8, Claude 3.5, 2.4.1. Pure."""

from __future__ import annotations

import re

VERSION = re.compile(r"(?<![A-Za-z0-9.])v?\d+(?:\.\d+){2,}(?![A-Za-z0-9]|\.\d)")

_NAME = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9]*(?:[-._+@][A-Za-z0-9]+)*")
_NO_NAME = re.compile(
    r"(?:USD|US|JPY|EUR|up-to|sub|top|over|under|near|mid|late|early|pre|post)-?\d", re.IGNORECASE
)
_BEFORE = re.compile(
    r"(?<![A-Za-z])(?!(?:The|An?|In|At|Of|For|With|By|On|From|To|Over|About|Its?|We|Up|And|Or|Used?|Around"
    r"|Nearly|Than|Some|All|Only|Between|Across|Among|After|Before|Under|Within|Just|Almost|Roughly|Until|Since)\b)"
    r"[A-Z][A-Za-z-]*[A-Za-z] $"
)


def names(text: str) -> list[re.Match[str]]:
    """Latin words that hold digits, in a folded text."""
    return [
        match
        for match in _NAME.finditer(text)
        if any(c.isdigit() for c in match[0]) and not _NO_NAME.match(match[0])
    ]


def follows_name(text: str, place: int) -> bool:
    """Whether a number at this place belongs to the name before it: Claude 3.5."""
    return bool(_BEFORE.search(text, max(0, place - 24), place))
