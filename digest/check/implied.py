"""What a source says by a difference: "$4.80, a dollar less than its predecessor" is $5.80 too. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from digest.check import clock
from digest.check.compare import same
from digest.check.dates import Day, dates
from digest.check.fitting import is_distance
from digest.check.quantity import Quantity
from digest.check.sized import names_only
from digest.check.units import ANY, COUNT

PLAIN = (ANY, COUNT)
_LESS = re.compile(
    r" (?:[a-z]+ )?(?:less|fewer|lower|cheaper|shorter|faster|earlier|sooner|below|smaller)\b"
    r"|(?:[一-龥]{1,2}|[ァ-ヺー]{2,8})?(?:ほど|余り|分|も)?(?:安|低|軽|薄|短|少な|速|早|小さ|下回|減|下が|縮|届か|及ば|劣|負)"
)
_MORE = re.compile(
    r" (?:[a-z]+ )?(?:more|higher|dearer|longer|slower|later|above|larger)\b"
    r"|(?:[一-龥]{1,2}|[ァ-ヺー]{2,8})?(?:ほど|余り|分|も)?(?:高|重|厚|長|多|遅|大き|上回|増|上が|伸|勝)"
)
_TIMES = re.compile(r"(?:-?fold| times)\b")
_PART_OF = re.compile(r"(?<=of) |(?<=分の.)の| of ")
_OF_IT = re.compile(r"[一-龥ァ-ヺー]{0,3}の約?")
_MADE = re.compile(r"[^.;]{0,16}\bto\b")
_APART = re.compile(r"[、。;:]|, (?:and|but|while)| and | but | while ")
_QUARTER = re.compile(r"四半期|quarter|[1-9]~1?[0-9]月期", re.IGNORECASE)
_HALF = re.compile(r"半期|half[ -]year|(?:first|second) half of", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d%年]|[.,]\d)")
TENS = (10.0, 100.0, 1000.0)  # by which a wrong number is off more often than it is reckoned
_FORMER = re.compile(
    r"[前旧元昨先]|従来|以前|当初|プレビュー|比べ|まで|だった|かつて|試験|もと|去年|から|に対し|より|他|別|平均|標準|通常|既存"
)
_COMPUTED = re.compile(r"計算|逆算|換算|算出")
NEAR = 24  # characters between a multiple and the amount that it is of
MOST = 60  # numbers of a source that are reckoned with
MONTHS = 12  # dates of a sentence that are looked at


@dataclass(frozen=True, slots=True)
class Implied:
    """A number that a sentence does not write, and how it says it, in Japanese."""

    value: float
    family: str
    how: str
    sure: bool = True  # else a claim must say that it speaks of what was before


def read(text: str, numbers: Sequence[Quantity]) -> Iterator[Implied]:
    """Everything that a folded sentence implies."""
    yield from others(text, numbers)
    yield from multiplied(text, numbers)
    yield from lengths(text)


def multiplied(text: str, numbers: Sequence[Quantity]) -> Iterator[Implied]:
    """The other side of a multiple: of "tripled to 96" 32, of "ten times the 2,000" 20,000."""
    for factor in numbers:
        times = factor.value if factor.family == "x" else 0.0
        if factor.family != "x" and _TIMES.match(text, factor.end) and factor.family in PLAIN:
            times = factor.raw
        if factor.family == "%" and _PART_OF.match(text, factor.end) and 0 < factor.value < 100:
            times = factor.value / 100
        for base in _beside(text, factor, numbers) if times > 0 else ():
            base_told = _is_base(text, factor, base)
            value = base.value * times if base_told else base.value / times
            yield Implied(
                value,
                base.family,
                f"「{base.text}」と「{factor.text}」から",
                base_told or times not in TENS,
            )


def _beside(text: str, factor: Quantity, numbers: Sequence[Quantity]) -> Iterator[Quantity]:
    """The amounts next to a factor with nothing but a few words between."""
    before = [q for q in numbers if q.end <= factor.start][-1:]
    behind = [q for q in numbers if q.start >= factor.end][:1]
    for one in (*before, *behind):
        first, last = sorted((one, factor), key=lambda q: q.start)
        gap = text[first.end : last.start]
        amount = one.family not in ("%", "x") and not names_only(one)
        if amount and len(gap) <= NEAR and not _APART.search(gap):
            yield one


def _is_base(text: str, factor: Quantity, one: Quantity) -> bool:
    """Whether a multiple is of an amount (twice the 40, 40台の2倍) or that is what it makes."""
    if one.end <= factor.start:
        return bool(_OF_IT.fullmatch(text, one.end, factor.start))
    gap = text[factor.end : one.start]
    return gap.isascii() and not _MADE.match(gap)


def others(text: str, numbers: Sequence[Quantity]) -> Iterator[Implied]:
    """What the last number before a difference is compared with."""
    for place, amount in enumerate(numbers):
        sign = 1 if _LESS.match(text, amount.end) else -1 if _MORE.match(text, amount.end) else 0
        alike = [q for q in numbers[:place] if sign and q.family == amount.family]
        if amount.family in PLAIN:
            alike = [q for q in numbers[:place] if sign and q.family in PLAIN]
        if is_distance(amount):  # 87.6で、前のモデルを3.1ポイント上回る
            alike = [q for q in numbers[:place] if sign and q.family in ("%", *PLAIN)]
        alike = [q for q in alike if not names_only(q)]
        for base in alike[-1:]:
            value = base.value + sign * amount.value
            yield Implied(value, base.family, f"「{base.text}」と「{amount.text}」から")


def lengths(text: str) -> Iterator[Implied]:
    """The months of a quarter, and those from one month of a folded sentence to another."""
    for pattern, months in ((_QUARTER, 3.0), (_HALF, 6.0)):
        if match := pattern.search(text):
            yield Implied(months, "month", f"「{match[0]}」の長さ")
    days = [day for day in dates(text) if day.month or day.year]
    known = {day.start for day in days}
    days += [
        Day(int(m[0]), None, None, *m.span())
        for m in _YEAR.finditer(text)
        if m.start() not in known
    ]
    days.sort(key=lambda day: day.start)
    yield from _hours(text)
    for place, first in enumerate(days[:MONTHS]):
        for last in days[place + 1 : MONTHS]:
            yield from _between(text, first, last)


def _hours(text: str) -> Iterator[Implied]:
    """How long it is from one time of day of a folded sentence to another."""
    for first, last in pairwise(clock.times(text)[:MONTHS]):
        words = f"「{text[first.start : first.end]}」から「{text[last.start : last.end]}」まで"
        yield Implied(clock.seconds(first, last), "sec", words)


def _between(text: str, first: Day, last: Day) -> Iterator[Implied]:
    words = f"「{text[first.start : first.end]}」から「{text[last.start : last.end]}」まで"
    if first.month and last.month:
        years = (last.year or 0) - (first.year or 0) if first.year and last.year else 0
        months = 12 * years + last.month - first.month
        months += 12 if months < 0 and not years else 0
        for whole in (months, months + 1):
            yield Implied(float(abs(whole)), "month", words)
        if first.day and last.day:
            yield from _days(first, last, words)
    elif first.year and last.year:
        yield Implied(12.0 * abs(last.year - first.year), "month", words)


def _days(first: Day, last: Day, words: str) -> Iterator[Implied]:
    try:
        a = date(first.year or last.year or 2000, first.month or 1, first.day or 1)
        b = date(last.year or first.year or 2000, last.month or 1, last.day or 1)
    except ValueError:
        return
    for days in (abs((b - a).days), abs((b - a).days) + 1):
        yield Implied(86400.0 * days, "sec", words)


def computed(claim: str, lines: Iterable[tuple[str, Sequence[Quantity]]], wanted: Quantity) -> str:
    """From an amount of any sentence and a difference of any, where a folded claim says it reckons."""
    if not _COMPUTED.search(claim):
        return ""
    told = [(text, q) for text, numbers in lines for q in numbers][:MOST]
    sizes = [one for one in told if any(p.match(one[0], one[1].end) for p in (_LESS, _MORE))]
    for line, size in sizes:
        for text, base in told:
            points = is_distance(size) and base.family in ("%", *PLAIN)
            if text == line or not (points or base.family == size.family):
                continue  # what one sentence says is for `others`
            for value in (base.value + size.value, base.value - size.value):
                if same(replace(base, value=value, raw=value), wanted):
                    return f"「{base.text}」と「{size.text}」から"
    return ""


def told(claim: str, implied: Sequence[Implied], wanted: Quantity) -> str:
    """How a number of a folded claim is implied; "" if it is not."""
    before = _FORMER.search(claim)
    for one in implied:
        if not (one.sure or before):
            continue
        as_number = Quantity("", one.value, one.family, one.value, 0, 0)
        alike = one.family == wanted.family or {one.family, wanted.family} <= set(PLAIN)
        if alike and one.value > 0 and same(as_number, wanted):
            return one.how
    return ""
