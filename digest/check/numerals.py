"""Numbers written in digits: 1億7,500万, 103B, $1.5 billion, 3割, 1年半. Pure.

No number library reads both languages (pynormalizenumexp, kanjize, ja-timex were tried:
docs/checks.md), hence these patterns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.check import words
from digest.check.quantity import Quantity
from digest.check.units import ANY, COUNT, CURRENCY_SIGNS, NAMED, counts_something, unit_at
from digest.check.versions import follows_name

_N = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_LARGE = {"兆": 1e12, "億": 1e8, "万": 1e4, "千": 1e3, "百": 1e2}


def _part(sign: str) -> str:
    return rf"{_N}\s?{sign}"


_HUNDREDS = "[千百]?"
_TAIL = rf"(?:{_N}(?![\d.,]*\s?[%年月日]))?"
_MAN = rf"{_part(_HUNDREDS + '万')}(?:{_part('千')})?"
_OKU = rf"{_part(_HUNDREDS + '億')}(?:\s?{_MAN})?"
_CHO = rf"{_part(_HUNDREDS + '兆')}(?:\s?{_OKU}|\s?{_MAN})?"
_JAPANESE = rf"(?:{_CHO}|{_OKU}|{_MAN}|{_part('千')}(?!葉|代)|{_part('百')}){_TAIL}"
_NUMBER = re.compile(
    r"(?=[$¥€£₩₹UNHACS\d])(?:(?P<sign>(?:(?<![A-Za-z])(?:US|NT|HK|AU?|CA?|SG?))?\$|[¥€£₩₹])\s?)?(?:"
    rf"(?P<ja>{_JAPANESE})"
    rf"|(?P<en>{_N})(?:[\s-]?(?P<scale>trillion|billion|million|thousand|bn|mn|tn|hundred)(?![A-Za-z])"
    r"|(?P<letter>[TBMKk])n?(?![A-Za-z0-9])|(?P<money>[tbm])n?(?![A-Za-z0-9])"
    r"| (?P<spaced>[BM])(?=[ -](?:param|token|model)))"
    rf"|(?P<plain>{_N}))",
)
_BEFORE = re.compile(
    r"(?:約|およそ|おおよそ|ほぼ|概ね|(?<![\d%])~|about|around|roughly|approximately|nearly|almost|some|over"
    r"|more than|less than|under)\s?$",
    re.IGNORECASE,
)
_COUNTER = r"\s?(?:[一-龥]{1,2}|[カかヵヶ][所国]|ページ|トークン)?"
_MORE = r"以上|超(?!過)|[余あ]まり|余り?|強(?!い|化|制|調)"
_LESS = r"足らず|弱(?!い|点|者)|未満|以下"
_AFTER = re.compile(rf"{_COUNTER}(?:程度|ほど|前後|近く|くらい|ぐらい|{_MORE}|{_LESS})|\s?\+")
_ABOVE = re.compile(
    rf"{_COUNTER}(?:[をに]?(?:超え|超す|上回)|に(?:達し(?!な|ていな|てな|ておら)|達す|のぼ|上[っる])|{_MORE})"
)
_BELOW = re.compile(
    rf"{_COUNTER}(?:[をに](?:は)?(?:満た|切|迫|近い|届か|届い(?:てい)?な|届いておら|及ば|達しな|達してい?な)|近[いく]|{_LESS})"
)
_PARTS = re.compile(rf"({_N})\s?([千百]?[兆億万]|[千百])?")
_HALF = re.compile(r"半(?![分導額数])")
_HALVED = (("month", 12.0), ("month", 1.0), ("sec", 3600.0), ("sec", 86400.0), ("sec", 604800.0))


def numerals(text: str) -> Iterator[Quantity]:
    """Every number in digits of a text whose URLs, dates and names are blanked."""
    return (_quantity(text, match) for match in _NUMBER.finditer(text))


def numeral(text: str) -> Quantity | None:
    """The number that a text begins with."""
    match = _NUMBER.match(text)
    return None if match is None else _quantity(text, match)


def _quantity(text: str, match: re.Match[str]) -> Quantity:
    written, scale, end = _magnitude(match)
    value = _value(written) * (1.0 if match["ja"] else scale)
    family, factor, after = unit_at(text, end)
    if match["sign"]:
        family, factor = CURRENCY_SIGNS[match["sign"]], 1.0
    if (family, factor) in _HALVED and _HALF.match(text, after):
        value, after = value + 0.5, after + 1
    start = match.start()
    if family == ANY:
        family = _counted(text, start, end, value, scale)
    return Quantity(
        text[start:after].strip(),
        value * factor,
        family,
        value,
        start,
        after,
        step=_step(written, value),
        decimals=len(written.rpartition(".")[2]) if "." in written else 0,
        scale=scale,
        approximate=_is_approximate(text, start, after),
        bound=bound_at(text, after),
    )


def _magnitude(match: re.Match[str]) -> tuple[str, float, int]:
    """The written digits, what they are multiplied with, and where the number ends."""
    if match["ja"]:
        scale = 1.0
        for sign in _PARTS.findall(match["ja"])[-1][1]:
            scale *= _LARGE[sign]
        return match["ja"], scale, match.end()
    if match["plain"]:
        return match["plain"], 1.0, match.end()
    word = match["scale"] or match["letter"] or match["spaced"]
    if not word and not match["sign"]:  # "5m" is no money
        return match["en"], 1.0, match.end("en")
    return match["en"], words.SCALES[(word or match["money"]).lower()], match.end()


def _value(written: str) -> float:
    total = 0.0
    for number, signs in _PARTS.findall(written):
        part = float(number.replace(",", ""))
        for sign in signs:
            part *= _LARGE[sign]
        total += part
    return total


def _counted(text: str, start: int, end: int, value: float, scale: float) -> str:
    """The family of a number without a unit."""
    if counts_something(text, end) and value.is_integer():
        return COUNT
    return NAMED if scale == 1 and follows_name(text, start) else ANY


def _step(written: str, value: float) -> float:
    digits = re.sub(r"[^\d]", "", written).lstrip("0")
    significant = digits if "." in written else digits.rstrip("0")
    if not value or not significant:
        return 0.0
    return 10.0 ** (1 - len(significant)) / float(f"{significant[0]}.{significant[1:] or 0}")


def bound_at(text: str, end: int) -> int:
    """1 where what follows a number says more, -1 less, else 0."""
    return 1 if _ABOVE.match(text, end) else -1 if _BELOW.match(text, end) else 0


def _is_approximate(text: str, start: int, end: int) -> bool:
    before = _BEFORE.search(text, max(0, start - 14), start)
    return bool(before or _AFTER.match(text, end))
