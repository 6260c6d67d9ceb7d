"""Numbers that follow from others: differences, ratios, shares, rates, sums, products. Pure.

A claim must say that it reckons (差, 倍, 増えた, 占める, 合計, ...). Which numbers it may reckon
with is for reckon.py: in a whole article some two numbers give nearly anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from digest.check.compare import nearly
from digest.check.quantity import Quantity
from digest.check.units import ANY, COUNT, NAMED, comparable

IN_WORDS = 0.12  # how fine a number without digits of its own is: 3分の1
ABOUT = 0.08  # how far a ratio may be rounded
FIRM = 0.25  # how far "more than" may be from what it is more than
LOOSE = 0.04  # where the two stand apart
CLOSE = 0.02  # and an amount that is told with 約
FEWEST = 2  # "one" and "two" are no numbers to reckon with
PLAIN = (ANY, COUNT)
# how near two numbers stand; OWN: one is the claim's, MATE: and the other beside it in the source
APART, OWN, SENTENCE, MATE = 0, 1, 2, 3
# what a claim that names a time may multiply with or divide by: months of a year, days, ...
SPANS: tuple[tuple[re.Pattern[str], tuple[float, ...]], ...] = (
    (re.compile(r"年間?(?:[にで]|あたり|当たり|換算|なら|すると|[^、。\d]{0,4}\d)|1年|毎年|a year|per year"), (12, 365, 52)),
    (re.compile(r"月間?(?:[にで]|あたり|当たり|換算|なら|すると|[^、。\d日]{0,4}\d)|1[カか]月|毎月|a month|per month"), (12, 30)),
    (re.compile(r"週間?(?:[にで]|あたり|当たり|換算|なら|すると|[^、。\d日]{0,4}\d)|1週|毎週|a week|per week"), (7, 52)),
    (re.compile(r"1日|毎日|日あたり|a day|per day"), (365, 30, 7, 24)),
    (re.compile(r"1時間|毎時|時間あたり|an hour|per hour"), (24, 60, 3600)),
)  # fmt: skip

_LESS_MORE = re.compile(
    r"差|増|減|大き|小さ|上回|下回|縮|延|高|低|多|少な|向上|改善|悪化|上が|下が|下げ|上げ|引き|伸び|伸ば|拡大|上昇|下落|及ば|届か|速|遅|削|浮|落(?!ち着)|狭|広"
    r"|長|短|早|安|超過|節約|残|前(?!後)|余|不足|足り|開|ぶり|(?<!前)後|離|リード|勝|負|付け加|上乗せ|高ま|弱ま|膨ら|薄|厚|重|軽|赤字|黒字|加わ"
    r"|increas|decreas|more|less|fewer|higher|lower|differ|gain|drop|rose|fell|up |down |improv|cut|sav|reduc|faster|shorter|longer",
    re.IGNORECASE,
)
_RATIO = re.compile(r"倍|分の|半|割|%|fold|times|x$|third|half|twice|doubl|tripl", re.IGNORECASE)
_TOTAL = re.compile(
    r"合わせ|合計|計|総|全|年|月|売|費|収|額|なら|れば|すると|相当|換算|あたり|当たり|積|total|together|combined|in all|sum|worth",
    re.IGNORECASE,
)
_PART = re.compile(
    r"占|うち|割合|割|率(?!の)|比は|シェア|当た|あた|全体|相当|分の|半|済み|の約?[\d.]+%|\(約?[\d.]+%|件中|人中|中\d|にとどま|完了|成功|share|percent of|% of|of the",
    re.IGNORECASE,
)
_REST = re.compile(r"残|以外|ほか|他|ない|なかっ|せず|未|非|rest|other|not ", re.IGNORECASE)
_EACH = re.compile(r"あたり|当たり|平均|ごと|につき|1[人件社台日回枚]|per |each", re.IGNORECASE)
_BECAME = re.compile(r"[にと]な(?:った|る|り)|no longer|left")
_BY = re.compile(  # behind a number that is the size of a change
    r"(?:ほど|程度|余り|余|近く|強|弱|以上|超)?[^、。はがをにまで\d]{0,2}"
    r"(?:短|長く|減|増|下が|上が|下げ|上げ|引き|伸び|縮|延び|上昇|下落|低下|削|多[いく]|少な|高[いく]|低[いく]|安|速|早)"
)
_TO = re.compile(r"(?:ほど|程度|余り|余|近く|強|弱|以下|未満|超)?(?:に|まで)")
_BASE = re.compile(r"前|昨|元|もと|以前|従来|当初|基準|だった|before|originally")
_INVERSE = re.compile(r"\d分の1$")
_POINTS = re.compile(r"point|pts?$|pp$|ポイント", re.IGNORECASE)

Turn = tuple[str, str, re.Pattern[str] | None, Callable[[float, float], float]]
_TURNS: tuple[Turn, ...] = (
    ("x", "比", None, lambda a, b: a / b),
    ("%", "割合", _PART, lambda a, b: 100 * b / a),
    ("%", "減少率", _LESS_MORE, lambda a, b: 100 * (a - b) / a),
    ("%", "増加率", _LESS_MORE, lambda a, b: 100 * (a - b) / b),
)


def of_two(claim: str, a: Quantity, b: Quantity, wanted: Quantity, *, bond: int) -> Iterator[str]:
    """How a number follows from the larger and the smaller of two; nothing if it does not.

    bond: how near they stand to each other. In Japanese: 「4,800」と「1,900」の差.
    """
    alike = a.family == b.family not in PLAIN
    if not (_counts(a, alike) and _counts(b, alike)) or min(a.value, b.value) <= 0:
        return
    first, second = _united(a, b, wanted, bond), _united(b, a, wanted, bond)
    if first.value >= second.value and _alike(first, second):
        for name in _of_alike(claim, first, second, wanted, bond):
            yield f"「{a.text}」と「{b.text}」の{name}"
    for name in _of_unlike(claim, a, b, wanted, bond):
        yield f"「{a.text}」と「{b.text}」の{name}"


def of_one(claim: str, one: Quantity, wanted: Quantity) -> Iterator[str]:
    """60% more is 1.6倍, 2.5倍 are 150% more, what is no 30% is 70%, 5 a day are 35 a week."""
    made: list[tuple[float, str]] = []
    if (one.family, wanted.family) == ("%", "x"):
        made = [(1 + one.value / 100, "増"), (1 - one.value / 100, "減")]
    elif (one.family, wanted.family) == ("x", "%"):
        made = [(100 * (one.value - 1), "分")]
    elif one.family == wanted.family == "%" and _REST.search(claim):
        made = [(100 - one.value, "を除いた残り")]
    elif _same_family(one, wanted) and wanted.family not in ("%", "x"):
        spans = {span for cue, some in SPANS if cue.search(claim) for span in some}
        made = [(one.value * span, "の換算") for span in spans]
        made += [(one.value / span, "の換算") for span in spans]
    for value, how in made:
        near = abs(value - wanted.value) <= CLOSE * wanted.value
        if near and fits(value, wanted, exact=True):
            yield f"「{one.text}」{how}"


def of_several(claim: str, pool: Sequence[Quantity], wanted: Quantity) -> Iterator[str]:
    """The sum of three or four."""
    alike = [q for q in pool if _same_family(q, wanted)] if _TOTAL.search(claim) else []
    for size in (3, 4):
        for some in combinations(alike, size):
            whole = all(_alike(some[0], q) for q in some)
            if whole and fits(sum(q.value for q in some), wanted, exact=True):
                yield "".join(f"「{q.text}」" for q in some) + "の和"


def significant(quantity: Quantity) -> int:
    """How many digits it is written with, without the zeros at its end: 3 of 144億."""
    digits = re.sub(r"[^\d]", "", quantity.text)
    return len(digits.strip("0") if "." in quantity.text else digits.rstrip("0"))


def is_size(before: Quantity, after: Quantity, wanted: Quantity) -> bool:
    """Whether a number says how large a change is: its difference or its rate."""
    size = abs(after.value - before.value)
    if comparable(before.family, wanted.family) and nearly(size, wanted.value, wanted.step):
        return True
    rate = size / before.value * 100 if before.value else 0.0
    return wanted.family == "%" and nearly(rate, wanted.value, wanted.step)


def _of_alike(claim: str, a: Quantity, b: Quantity, wanted: Quantity, bond: int) -> Iterator[str]:
    same = _same_family(a, wanted) or _same_family(b, wanted)
    points = wanted.family == "%" and is_distance(wanted)
    if wanted.family == "%" and not points:
        same = False  # what lies between two shares are points
        if is_distance(b) and not is_distance(a) and _BASE.search(claim):
            for value in (a.value - b.value, a.value + b.value):
                if fits(value, wanted, exact=True):
                    yield "元の値"
    told = points or bool(_LESS_MORE.search(claim) or _REST.search(claim))
    told = told or (bond >= SENTENCE and bool(_BECAME.search(claim)))
    if same and told and fits(a.value - b.value, wanted, exact=True):
        yield "差"
    total = _TOTAL.search(claim) or (bond >= SENTENCE and _LESS_MORE.search(claim))
    if same and not points and total and fits(a.value + b.value, wanted, exact=True):
        yield "和"
    if not _RATIO.search(wanted.text) or points:
        return
    for family, name, cue, turn in _TURNS:
        mates = bond == MATE and name == "割合" and a.family != "%"
        cued = cue is None or cue.search(claim) or mates
        said = wanted.family == family and cued
        other = {"割合": _BY, "減少率": _TO, "増加率": _TO}.get(name)
        said = said and not (other and other.match(claim, wanted.end))
        firm = FIRM if bond > APART else LOOSE
        if said and fits(turn(a.value, b.value), wanted, exact=False, bound=firm):
            yield "比" if _INVERSE.search(wanted.text) else name


def _of_unlike(claim: str, a: Quantity, b: Quantity, wanted: Quantity, bond: int) -> Iterator[str]:
    """A price times a count, a share of a whole, the whole of a share, so much for each."""
    counted = b.family in PLAIN and b.raw > 1
    priced = a.family == wanted.family not in ("%", "x", *PLAIN) and counted
    if priced and _TOTAL.search(claim) and fits(a.value * b.raw, wanted, exact=True):
        yield "積"
    share = b.value / 100 if b.family == "%" and a.family != "%" and b.value < 100 else 0.0
    if share and _same_family(a, wanted):
        if fits(a.value * share, wanted, exact=True):
            yield "積"
        if bond >= SENTENCE and wanted.approximate and fits(a.value / share, wanted, exact=True):
            yield "全体"
    each = _EACH.search(claim) and counted and _same_family(a, wanted) and a.family != "%"
    if each and fits(a.value / b.raw, wanted, exact=False):
        yield "商"


def _counts(quantity: Quantity, alike: bool) -> bool:
    """Whether one reckons with it: not with "two", with factors and with parts of names."""
    united = quantity.family not in PLAIN  # "a dollar less"
    written = quantity.value > FEWEST or united or any(c.isdigit() for c in quantity.text)
    # "full DPO 23.7" is a score, "the United States 9,800" an amount
    named = quantity.family == NAMED and quantity.raw.is_integer() and "," not in quantity.text
    single = quantity.raw == 1 and not quantity.scaled and not alike
    return written and not (named or single) and quantity.family != "x"


def _united(number: Quantity, beside: Quantity, wanted: Quantity, bond: int) -> Quantity:
    """A bare number beside one of months may be some too: "seven months, the other thirteen"."""
    timed = beside.family == wanted.family and wanted.family in ("month", "sec")
    unit = bond >= SENTENCE and beside.family not in ("%", "x", NAMED, *PLAIN)
    if not (timed or unit) or number.family not in PLAIN or not beside.raw:
        return replace(number, family=ANY) if number.family == NAMED else number
    return replace(number, family=beside.family, value=number.raw * beside.value / beside.raw)


def _alike(a: Quantity, b: Quantity) -> bool:
    return a.family == b.family or (a.family in PLAIN and b.family in PLAIN)


def _same_family(source: Quantity, wanted: Quantity) -> bool:
    if source.family in PLAIN and wanted.family == "%" and is_distance(wanted):
        return True
    return _alike(source, wanted)


def is_distance(quantity: Quantity) -> bool:
    """Whether its unit says so: 11.5 points away from 62.3% needs no other word."""
    return quantity.family == "%" and bool(_POINTS.search(quantity.text))


def fits(value: float, wanted: Quantity, *, exact: bool, bound: float = 0.0) -> bool:
    """Whether a result is the number, rounded at its last digit if it is a ratio or says 約."""
    off = abs(value - wanted.value)
    digits = wanted.step if wanted.scaled or wanted.decimals else 0.0
    if off <= max(1e-6 * abs(value), digits * wanted.value / 2):
        return True
    if wanted.bound and bound:  # 3倍以上, 4割近く
        over = (value - wanted.value) * wanted.bound
        if 0 <= over <= min(bound, wanted.step or IN_WORDS) * wanted.value:
            return True
    if exact and not wanted.approximate:
        return False
    rounded = off <= wanted.value * (wanted.step or IN_WORDS) / 2 * (1 + 1e-6)
    return off <= ABOUT * abs(value) and (rounded or (exact and off <= CLOSE * abs(value)))
