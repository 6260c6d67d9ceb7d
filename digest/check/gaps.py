"""Differences that lie the other way: 「81.3%で、12.4ポイント下回った」 where the source has 68.9. Pure.

A claim that gives a number, by how much it differs and in which direction gives the other number too.
If the source has, near the first, what the opposite direction gives and not this one, it is turned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digest.check import compare, factors
from digest.check.changes import changes
from digest.check.degree import Degree, degrees, lies
from digest.check.quantity import Quantity
from digest.check.units import ANY, COUNT, NAMED

WIDEST = 0.05  # how far a number worked out from a rounded rate may be from the source's
SMALL = 4
BACK = 3  # numbers before a difference that it may be of

Lines = Sequence[tuple[str, Sequence[Quantity]]]

_BY = re.compile(
    r"(?:[件人社台本個点回校店戸枚冊名席基語行問票万億千]|カ所|カ国|項目|世帯|ポイント|標準偏差)?(?:ほど|程度|余り|余|近く|強|弱|以上|超|も|分|だけ)?の?(?:、)?(?:大幅に|大きく|[一-龥]?(?=[一-龥]))?"
)
_TIMES = re.compile(r"(?:以上|超|近く|弱|強|余り|ほど|程度)?[にへもと]?")
_FROM = re.compile(
    r"\s?[一-龥ァ-ヶー]{0,3}(?:より|から(?!で|、|。|の|と)|に比べ|と比べ|を(?![^\d]{0,24}[、を])|に(?=対)"
    r"|だったのに(?:対|比べ)|に(?!減|増|短|縮|下が|上が|延|伸|落|低|高|な|達|と|引|改|悪|膨)は?)"
)
_THIS = re.compile(
    r"(?:これ|それ|この値|その値)(?:より|を|に)\s?$"
)  # 平均79%で、これを9ポイント上回った
_POINTS = re.compile(r"point|ポイント|pp$|pts?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Gap:
    """A word with the size of a difference; wrong: whether the source says the opposite."""

    degree: Degree
    size: Quantity
    wrong: bool
    right: str
    shown: str


def gaps(text: str, numbers: Sequence[Quantity], source: Lines) -> Iterator[Gap]:
    """The differences of a folded Japanese sentence that the numbers of the source decide."""
    for word in degrees(text):
        size = size_at(text, word, numbers)
        if size is None:
            continue
        for base, whom in _bases(text, word, size, numbers):
            sign = lies(word, base.family, text)
            told = _decide(base, size, -sign if whom else sign, source) if sign else None
            if told:
                wrong, other, shown = told
                yield Gap(word, size, wrong, f"{base.text}と{other.text}", shown)
                break


def size_at(text: str, word: Degree, numbers: Sequence[Quantity]) -> Quantity | None:
    """The number right before a word that says by how much."""
    for q in reversed([q for q in numbers if q.end <= word.start]):
        way = _TIMES if factors.is_multiple(q) else _BY
        return q if way.fullmatch(text[q.end : word.start]) and q.value else None
    return None


def _bases(
    text: str, word: Degree, size: Quantity, numbers: Sequence[Quantity]
) -> Iterator[tuple[Quantity, bool]]:
    """The numbers of the sentence that may differ by it: nearest first; whether from that one."""
    fit = [q for q in numbers if q is not size and _digits(q) and _measured(q, size)]
    behind = [q for q in fit if word.end <= q.start and "。" not in text[word.end : q.start]][:1]
    before = [q for q in fit if q.end <= size.start and "。" not in text[q.end : size.start]]
    told = [q for q in behind if q.start == word.end]  # 15ポイント高い87%
    this = bool(_THIS.search(text, 0, size.start))
    became = [b for _, b in changes(text, [n for n in numbers if n is not size])]
    for q in told or [*before[: -BACK - 1 : -1], *behind]:
        whom = q not in became and bool(_FROM.match(text, q.end))  # 19ドルから12ドルに7ドル下がり
        yield q, (this or whom) and q.end <= size.start


def _digits(q: Quantity) -> bool:
    """Whether one reckons with it: not with "four" and 1件."""
    small = q.family in (ANY, COUNT, NAMED) and q.raw.is_integer() and q.raw <= SMALL
    return any(map(str.isdigit, q.text)) and not small


def _measured(q: Quantity, size: Quantity) -> bool:
    """Whether one number can differ from another by a size."""
    if factors.is_multiple(q) or (q.family == "%" and _POINTS.search(q.text)):
        return False
    if size.family == "x":
        return True
    plain = (ANY, COUNT, NAMED)
    if size.family == "%":
        bare = q.family in (ANY, NAMED) and not q.scaled
        return bare or (q.family == "%") == bool(_POINTS.search(size.text))
    return q.family == size.family or (q.family in plain and size.family in plain)


def is_apart(a: Quantity, b: Quantity, size: Quantity) -> bool:
    """Whether a size is the difference, the rate or the ratio of two numbers."""
    if factors.is_multiple(size):
        return factors.fits(size, a.value, b.value)
    room = 2 * _room(a, size) * abs(a.value) + 1e-9
    apart = (abs(_other(a, size, sign) - b.value) <= room for sign in (1, -1))
    return any(apart) or any(
        abs(_other(b, size, sign) - a.value) <= 2 * _room(b, size) * abs(b.value) + 1e-9
        for sign in (1, -1)
    )


def _decide(
    base: Quantity, size: Quantity, sign: int, source: Lines
) -> tuple[bool, Quantity, str] | None:
    """Whether the other number lies on the wrong side, and it; None where neither is there."""
    near = [(q, text) for q, text in _near(base, source) if _digits(q) and q.value != base.value]
    right, wrong = _other(base, size, sign), _other(base, size, -sign)
    room = _room(base, size)
    for value, turned, share in ((right, False, 2.0), (wrong, True, 1.0)):
        for q, shown in near:
            if _like(q, base) and abs(q.value - value) <= share * room * abs(value) + 1e-9:
                return turned, q, shown
    return None


def _rate(size: Quantity) -> bool:
    return size.family == "x" or (size.family == "%" and not _POINTS.search(size.text))


def _other(base: Quantity, size: Quantity, sign: int) -> float:
    """What a number differs from by a size: more if the sign is 1."""
    if size.family == "x":
        return base.value / size.value if sign > 0 else base.value * size.value
    if _rate(size) and base.family != "%":
        rate = 1 + sign * size.value / 100
        return base.value / rate if rate > 0 else 0.0
    return base.value - sign * size.value


def _room(base: Quantity, size: Quantity) -> float:
    """How far the other number may be off, relative: what the size was rounded by."""
    half = size.step * size.value / 2
    if size.family == "x":
        return min(WIDEST, half / size.value)
    if _rate(size):
        return min(WIDEST, half / 100 + 0.002)
    return half / base.value if size.approximate and base.value else 1e-6


def _like(q: Quantity, base: Quantity) -> bool:
    plain = (ANY, COUNT, NAMED)
    return q.family == base.family or (q.family in plain and base.family in plain)


def _near(base: Quantity, source: Lines) -> Iterator[tuple[Quantity, str]]:
    """The numbers of the sentences that have a number, and of those beside them."""
    places = [
        n for n, (_, numbers) in enumerate(source) if any(compare.same(q, base) for q in numbers)
    ]
    for n in sorted({m for place in places for m in (place - 1, place, place + 1)}):
        if 0 <= n < len(source):
            text, numbers = source[n]
            yield from ((q, text) for q in numbers)
