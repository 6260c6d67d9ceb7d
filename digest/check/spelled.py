"""Numbers that a text spells with a unit or an ordinal: half a minute, a dollar less, ten-millionth. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.check.fold import blanked
from digest.check.quantity import Quantity
from digest.check.units import ANY, COUNT, unit_at

_HALF = re.compile(r"(?<![a-z])half[ -](?:an? |the )?(?=[a-z])")
_ONES = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
_AND_HALF = re.compile(
    rf"(?<![a-z])(?P<n>an?|{'|'.join(_ONES)})(?: (?P<unit>[a-z]+))? and a half(?:[ -](?=[a-z])|(?![a-z]))"
)
_A = re.compile(r"(?<![a-z])an? (?=[a-z])")
# what makes "a dollar" an amount: "a dollar less", "an hour earlier"
_COMPARED = re.compile(
    r" (?:less|more|fewer|cheaper|dearer|longer|shorter|earlier|later|faster|slower|sooner|higher|lower|off|apart|ahead|behind|extra|below|above)(?![a-z])"
)
_TENS = ["ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SMALL = {word: 10.0 * n for n, word in enumerate(_TENS, start=1)}
_SMALL |= {word: float(n) for n, word in enumerate(_ONES, start=1)}
_LARGE = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9}
_ORDINAL = re.compile(
    rf"(?<![a-z])(?:(?P<few>{'|'.join(_SMALL)})[ -])?(?:(?P<mid>hundred)[ -])?(?P<large>{'|'.join(_LARGE)})th(?! of|[a-z])"
)
_JAPANESE = (("半日", 43200.0, "sec"), ("半世紀", 600.0, "month"), ("半月", 1296000.0, "sec"))


def spelled(text: str) -> Iterator[Quantity]:
    """The amounts in a folded, lower-case text; those in digits are for numerals.py."""
    halves = list(_AND_HALF.finditer(text))
    for match in halves:
        yield _and_half(text, match)
    text = blanked(text, [match.span() for match in halves])
    for match in _HALF.finditer(text):
        halves.append(match)
        yield from _united(text, match.start(), match.end(), 0.5)
    text = blanked(text, [match.span() for match in halves])
    for match in _A.finditer(text):
        _, _, end = unit_at(text, match.end())
        if _COMPARED.match(text, end):
            yield from _united(text, match.start(), match.end(), 1.0)
    for match in _ORDINAL.finditer(text):
        value = _ordinal(match)
        yield Quantity(match[0], value, COUNT, value, *match.span())
    for word, value, family in _JAPANESE:
        for match in re.finditer(rf"{word}(?![一-龥])", text):
            yield Quantity(word, value, family, 0.5, *match.span())


def _united(text: str, start: int, place: int, raw: float) -> Iterator[Quantity]:
    family, factor, end = unit_at(text, place)
    if family != ANY:
        yield Quantity(text[start:end], raw * factor, family, raw, start, end)


def _and_half(text: str, match: re.Match[str]) -> Quantity:
    """Two and a half times, an hour and a half."""
    raw = (_ONES.index(match["n"]) + 1 if match["n"] in _ONES else 1) + 0.5
    at = match.start("unit") if match["unit"] else match.end()
    family, factor, end = unit_at(text, at)
    end = max(end if family != ANY else 0, len(match[0].rstrip(" -")) + match.start())
    return Quantity(
        text[match.start() : end], raw * factor, family, raw, match.start(), end, decimals=1
    )


def _ordinal(match: re.Match[str]) -> float:
    """The value of ten-millionth."""
    few = _SMALL.get(match["few"] or "", 1.0)
    return few * (100.0 if match["mid"] else 1.0) * _LARGE[match["large"]]
