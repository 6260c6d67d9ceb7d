"""What a source says without the number: teenagers are 10代, July–September is 7~9月期. Pure."""

from __future__ import annotations

import re

from digest.check.quantity import Quantity

_TENS = ("teen", "twent", "thirt", "fort", "fift", "sixt", "sevent", "eight", "ninet")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_AGE = re.compile(r"歳?代(?![々金替])")
_UNTIL = re.compile(r"\s?(?:~|-|から)\s?(?P<last>1[0-2]|[1-9])月")


def told(text: str, number: Quantity, source: str) -> bool:
    """Whether the folded source says a number of a folded text in words of ages or months."""
    if not number.text.isdecimal():
        return False
    if _AGE.match(text, number.end):
        return _aged(int(number.raw), source)
    until = _UNTIL.match(text, number.end)
    return until is not None and 1 <= number.raw <= 12 and _spans(number.raw, until, source)


def _aged(tens: int, source: str) -> bool:
    if tens % 10 or not 10 <= tens <= 90:
        return False
    word = _TENS[tens // 10 - 1]
    spelt = r"teen(?:s|age\w*)?" if tens == 10 else rf"{word}ies|{tens}'?s|{tens}-?somethings?"
    return bool(re.search(rf"(?<![a-z\d])(?:{spelt})(?![a-z\d])", source, re.IGNORECASE))


def _spans(first: float, until: re.Match[str], source: str) -> bool:
    """Whether the source has the two months as a span, in either language."""
    a, b = int(first), int(until["last"])
    if not 1 <= b <= 12:
        return False
    english = rf"\b{_MONTHS[a - 1]}[a-z]*\.?(?: ?- ?| to | through | until | and ){_MONTHS[b - 1]}"
    japanese = rf"(?<!\d){a}月?\s?(?:~|-|から)\s?{b}月"
    return bool(re.search(rf"{english}|{japanese}", source, re.IGNORECASE))
