"""Numbers that a summary works out of two numbers of its source: difference, ratio, share. Pure.

A claim must say that it reckons (差, 倍, 増えた, 占める, ...) and both numbers must stand in the
sentences that it rests on: in a whole article some two numbers give nearly anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from digest.check.compare import nearly
from digest.check.quantity import Quantity
from digest.check.units import ANY, COUNT, comparable

CLOSE = 0.005  # a part of a whole is counted, not rounded
LOOSE = 0.06  # how far a result may be rounded
FIRM = 0.25  # how far "more than" may be from what it is more than
HALF = 50.0
FEWEST = 2  # "one" and "two" are no numbers to reckon with

_CHANGE = r"長[いくか]|短[いくか縮]|安[いくか]|高[いくか]|超過|オーバー|高ま|落ち|落と|弱ま|伸ば|早|遅|広が|狭|膨ら|薄|厚|重|軽|余|不足|足り|残|赤字|黒字|増|減|上回|下回|縮|延|高い|高く|低い|低く|多い|多く|少な|向上|低下|改善|悪化|上が|下が|下げ|上げ|伸び|拡大|上昇|下落|及ば|速|削|浮"
_DIFFERENCE = re.compile(
    rf"差|開き|{_CHANGE}|increas|decreas|more|less|fewer|higher|lower|differ|gain|drop|rose|fell|up |down "
    r"|improv|cut|sav|reduc|faster|shorter|longer",
    re.IGNORECASE,
)
_RATIO = re.compile(r"倍|分の|半|fold|times|x\b|third|half", re.IGNORECASE)
_SHARE = re.compile(
    r"占|\(\d[\d.]*%\)|半分|半数|半減|分の|中\d|うち|割合|比率|比は|利益率|シェア|あたる|の(?:約|およそ)?\d[\d.]*(?:%|割)|share|percent of|% of"
    r"|of the",
    re.IGNORECASE,
)
_SUM = re.compile(r"合わせ|合計|計|総|total|together|combined|in all|sum", re.IGNORECASE)
_TIMES = re.compile(r"計|総|なら|れば|と|で|total|in all|times|worth", re.IGNORECASE)
_PRODUCT = re.compile(r"の|うち|あたる|of ", re.IGNORECASE)
_POINTS = re.compile(r"point|pts?$|pp$|ポイント", re.IGNORECASE)
_PART = re.compile(r"(\d+)分の1$")

Way = tuple[re.Pattern[str], str, Callable[[Quantity, Quantity], tuple[float, str] | None]]


def _difference(a: Quantity, b: Quantity) -> tuple[float, str] | None:
    return (a.value - b.value, a.family) if a.value > b.value else None


def _ratio(a: Quantity, b: Quantity) -> tuple[float, str] | None:
    return (a.value / b.value, "x") if a.value > b.value > 0 else None


def _part_of(a: Quantity, b: Quantity) -> tuple[float, str] | None:
    return (b.value / a.value * 100, "%") if a.value > b.value > 0 else None


def _less(a: Quantity, b: Quantity) -> tuple[float, str] | None:
    return ((a.value - b.value) / a.value * 100, "%") if a.value > b.value else None


def _more(a: Quantity, b: Quantity) -> tuple[float, str] | None:
    return ((a.value - b.value) / b.value * 100, "%") if a.value > b.value > 0 else None


def _sum(a: Quantity, b: Quantity) -> tuple[float, str] | None:
    return (a.value + b.value, a.family) if a.value >= b.value else None


WAYS: tuple[Way, ...] = (
    (_DIFFERENCE, "差", _difference),
    (_RATIO, "比", _ratio),
    (_SHARE, "割合", _part_of),
    (_DIFFERENCE, "減少率", _less),
    (_DIFFERENCE, "増加率", _more),
    (_SUM, "和", _sum),
)


def derived(claim: str, pairs: Iterable[tuple[Quantity, Quantity]], wanted: Quantity) -> str:
    """How a claim's number follows from two numbers; "" if it does not.

    In Japanese: 「4,800」と「1,900」の差.
    """
    for a, b in pairs:
        for name in _names(claim, a, b, wanted):
            return f"「{a.text}」と「{b.text}」の{name}"
        if wanted.family == "x" and a.family == "%" and _grown(a, wanted):
            return f"「{a.text}」の増加"
    return ""


def _grown(rate: Quantity, wanted: Quantity) -> bool:
    """Whether a rise by so much is so many times: 60 % are 1.6 times."""
    return abs(1 + rate.value / 100 - wanted.value) <= CLOSE * wanted.value


def _names(claim: str, a: Quantity, b: Quantity, wanted: Quantity) -> Iterator[str]:
    whole, (a, b) = a, (_plain(a), _plain(b))
    counted = all(q.value > FEWEST or any(c.isdigit() for c in q.text) for q in (a, b))
    if counted and a.family == b.family:
        points = _is_distance(b)
        for cue, name, way in WAYS:
            told = cue.search(claim) or (points and name == "差")
            if name == "差" and b.family == "%" and not points and wanted.text.endswith("%"):
                continue  # the difference of two shares is in points
            if told and _fits(way(a, b), wanted):
                yield name
    counts = (ANY, COUNT)
    times = b.family in counts and whole.family not in (*counts, "%", "x") and b.raw >= 2
    made = abs(whole.value * b.raw - wanted.value) <= CLOSE * wanted.value
    if times and made and wanted.family == whole.family and _TIMES.search(claim):
        yield "積"
    if b.family == "%" and whole.family != "%" and not b.approximate:
        share = whole.value * b.value / 100
        alike = wanted.family in (whole.family, ANY, COUNT)
        if _PRODUCT.search(claim) and alike and abs(share - wanted.value) <= CLOSE * share:
            yield "積"


def is_size(before: Quantity, after: Quantity, wanted: Quantity) -> bool:
    """Whether a number says how large a change is: its difference or its rate."""
    size = abs(after.value - before.value)
    if comparable(before.family, wanted.family) and nearly(size, wanted.value, wanted.step):
        return True
    rate = size / before.value * 100 if before.value else 0.0
    return wanted.family == "%" and nearly(rate, wanted.value, wanted.step)


def _plain(quantity: Quantity) -> Quantity:
    """A count is a bare number."""
    return replace(quantity, family=ANY) if quantity.family == COUNT else quantity


def _is_distance(quantity: Quantity) -> bool:
    """Whether its unit says so: 11.5 points away from 62.3% needs no other word."""
    return quantity.family == "%" and bool(_POINTS.search(quantity.text))


def _fits(made: tuple[float, str] | None, wanted: Quantity) -> bool:
    if made is None:
        return False
    value, family = made
    part = _PART.search(wanted.text)
    if part and family == "x":
        return abs(value - int(part[1])) <= 0.5
    if wanted.bound and comparable(family, wanted.family):
        return 0 <= (value - wanted.value) * wanted.bound <= FIRM * wanted.value
    if wanted.approximate and wanted.family == "%" and wanted.raw == HALF:  # half, 半分
        return family == "%" and abs(value - HALF) <= 0.05 * HALF
    close = abs(value - wanted.value) <= LOOSE * abs(value)
    return close and comparable(family, wanted.family) and nearly(value, wanted.value, wanted.step)
