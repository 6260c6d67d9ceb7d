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
from digest.check.fitting import CLOSE, PLAIN, alike, fits, is_distance, same_family
from digest.check.products import products
from digest.check.quantity import Quantity
from digest.check.sized import is_level, is_sized, names_only, sums
from digest.check.units import ANY, NAMED, comparable

FIRM = 0.25  # how far "more than" may be from what it is more than
LOOSE = 0.04  # where the two stand apart
FEWEST = 2  # "one" and "two" are no numbers to reckon with
# how near two numbers stand; OWN: one is the claim's, MATE: and the other beside it in the source
APART, OWN, SENTENCE, MATE = 0, 1, 2, 3
# what a claim that names a time may multiply with or divide by: months of a year, days, ...
SPANS: tuple[tuple[re.Pattern[str], tuple[float, ...]], ...] = (
    (re.compile(r"(?<![前昨同翌去今来半\d])年間?(?:[にで]|あたり|当たり|換算|なら|すると|[^、。\d]{0,4}\d)|1年|毎年|a year|per year"), (12, 365, 52)),
    (re.compile(r"(?<!\d)月間?(?:[にで]|あたり|当たり|換算|なら|すると|[^、。\d日]{0,4}\d)|1[カか]月|毎月|a month|per month"), (12, 30)),
    (re.compile(r"週間?(?:[にで]|あたり|当たり|換算|なら|すると|[^、。\d日]{0,4}\d)|1週|毎週|a week|per week"), (7, 52)),
    (re.compile(r"1日|毎日|日あたり|a day|per day"), (365, 30, 7, 24)),
    (re.compile(r"1時間|毎時|時間あたり|an hour|per hour"), (24, 60, 3600)),
)  # fmt: skip

_LESS_MORE = re.compile(
    r"差|増|減|大き|小さ|上回|下回|縮|延|高|低|多|少な|向上|改善|悪化|上が|下が|下げ|上げ|引き|伸び|伸ば|拡大|上昇|下落|及ば|届か|速|遅|削|浮|落(?!ち着)|狭|広"
    r"|長|短|早|安|超過|節約|残|前(?!後)|余|不足|足り|開|ぶり|(?<!前)後|離|リード|勝|負|付け加|上[乗積]|高ま|弱ま|膨ら|薄|厚|重|軽|赤字|黒字|加わ"
    r"|increas|decreas|more|less|fewer|higher|lower|differ|gain|drop|rose|fell|up |down |improv|cut|sav|reduc|faster|shorter|longer",
    re.IGNORECASE,
)
_RATIO = re.compile(
    r"倍|分の|に[約\d]|半|割|%|fold|times|x$|third|half|twice|doubl|tripl", re.IGNORECASE
)
_PART = re.compile(
    r"占|うち|割合|割|率(?!の)|比は|シェア|当た|あた|全体|相当|分の|半|済み|の約?[\d.]+[%割]|\(約?[\d.]+%|件中|人中|中\d|にとどま|完了|成功|share|percent of|% of|of the",
    re.IGNORECASE,
)
_REST = re.compile(
    r"残|以外|ほか|他|ない|なかっ|せず|未(?!満|来)|非|rest|other|not ", re.IGNORECASE
)
_BECAME = re.compile(r"[にと]な(?:った|る|り)|no longer|left")
_LEFT = re.compile(r"[^、。\d]{0,4}[にと]な(?:った|る|り)|[^a-z]{0,2}(?: [a-z]+)? left")
_FROM = re.compile(r"(?:から|→)[^。\d]{0,12}$")
_BY = re.compile(  # behind a number that is the size of a change
    r"(?:ほど|程度|余り|余|近く|強|弱|以上|超)?[^、。はがをにまで\d]{0,2}"
    r"(?:短|長く|減|増|下が|上が|下げ|上げ|引き|伸び|縮|延び|上昇|下落|低下|削|多[いく]|少な|高[いく]|低[いく]|安|速|早)"
)
_TO = re.compile(r"(?:ほど|程度|余り|余|近く|強|弱|以下|未満|超)?(?:に|まで)")
_BASE = re.compile(r"前|昨|元|もと|以前|従来|当初|基準|before|originally")
HALF = 50  # per cent
_PLAN = re.compile(
    r"計画|目標|予想|想定|予算|見込|見通し|従来|前年|前の|plan|target|budget", re.IGNORECASE
)
_INVERSE = re.compile(r"\d分の1$")
_OUT_OF = re.compile(r"\D[にのう][ちの約]?\d")  # 4人に3人
_PARTS = re.compile("分の|半")
_RATE = re.compile("[前同]期?比|[増減伸成][^、。]{0,2}率")

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
    both = a.family == b.family not in PLAIN
    if not (_counts(a, both) and _counts(b, both)) or min(a.value, b.value) <= 0:
        return
    first, second = _united(a, b, wanted, bond), _united(b, a, wanted, bond)
    if first.value >= second.value and alike(first, second):
        for name in _of_alike(claim, first, second, wanted, bond):
            yield f"「{a.text}」と「{b.text}」の{name}"
    for name in products(claim, a, b, wanted, near=bond >= SENTENCE):
        yield f"「{a.text}」と「{b.text}」の{name}"


def of_one(claim: str, one: Quantity, wanted: Quantity) -> Iterator[str]:
    """60% more is 1.6倍, 2.5倍 are 150% more, what is no 30% is 70%, 5 a day are 35 a week."""
    made: list[tuple[float, str]] = []
    if (one.family, wanted.family) == ("%", "x"):
        made = [(1 - one.value / 100, "減")]
        if any(map(str.isdigit, one.text)):  # "halving" is no growth
            made.append((1 + one.value / 100, "増"))
    elif (one.family, wanted.family) == ("x", "%"):
        made = [(100 * (one.value - 1), "分")]
    elif one.family == wanted.family == "%":
        made = [(100 - one.value, "を除いた残り")] if _is_rest(claim, wanted) else []
        made += [(abs(100 - one.value), "と100%の差")] if _is_off(claim, one, wanted) else []
    elif same_family(one, wanted) and wanted.family not in ("%", "x"):
        spans = {span for cue, some in SPANS if cue.search(claim) for span in some}
        made = [(one.value * span, "の換算") for span in spans]
        made += [(one.value / span, "の換算") for span in spans]
    for value, how in made:
        near = abs(value - wanted.value) <= CLOSE * wanted.value
        if near and fits(value, wanted, exact=True):
            yield f"「{one.text}」{how}"


def _is_off(claim: str, one: Quantity, wanted: Quantity) -> bool:
    """Whether a share may be how far another is from what was planned: 計画の102%, 2%上回る."""
    level = not is_distance(one) and HALF < one.value < 100 + HALF
    return level and bool(_PLAN.search(claim)) and is_sized(claim, wanted)


def _is_rest(claim: str, wanted: Quantity) -> bool:
    """Whether a share can be what another leaves: no distance, no start of a change."""
    if is_distance(wanted) or claim.startswith("から", wanted.end):
        return False  # cut by 80% is 5分の1に
    return bool(
        _REST.search(claim) or (_PARTS.search(wanted.text) and _TO.match(claim, wanted.end))
    )


def of_several(claim: str, pool: Sequence[Quantity], wanted: Quantity) -> Iterator[str]:
    """The sum of three or four."""
    like = [q for q in pool if same_family(q, wanted)] if sums(claim) else []
    for size in (3, 4):
        for some in combinations(like, size):
            whole = all(alike(some[0], q) for q in some)
            if whole and fits(sum(q.value for q in some), wanted, exact=True):
                yield "".join(f"「{q.text}」" for q in some) + "の和"


def is_size(before: Quantity, after: Quantity, wanted: Quantity) -> bool:
    """Whether a number says how large a change is: its difference or its rate."""
    size = abs(after.value - before.value)
    if comparable(before.family, wanted.family) and nearly(size, wanted.value, wanted.step):
        return True
    rate = size / before.value * 100 if before.value else 0.0
    return wanted.family == "%" and nearly(rate, wanted.value, wanted.step)


def _of_alike(claim: str, a: Quantity, b: Quantity, wanted: Quantity, bond: int) -> Iterator[str]:
    same = same_family(a, wanted) or same_family(b, wanted)
    points = wanted.family == "%" and is_distance(wanted)
    if wanted.family == "%" and not points:
        same = False  # what lies between two shares are points
        if is_distance(b) and not is_distance(a) and _BASE.search(claim):
            for value in (a.value - b.value, a.value + b.value):
                if fits(value, wanted, exact=True):
                    yield "元の値"
    told = points or bool(_LESS_MORE.search(claim) or _REST.search(claim))
    told = told or (bond >= SENTENCE and bool(_BECAME.search(claim)))
    left = bond >= SENTENCE and _is_left(claim, wanted)
    told = told and (points or is_sized(claim, wanted) or is_level(claim, wanted) or left)
    open_to = FIRM if bond > APART else 0.0
    if same and told and fits(a.value - b.value, wanted, exact=True, bound=open_to):
        yield "差"
    total = sums(claim) or (bond >= SENTENCE and not points and is_sized(claim, wanted))
    added = same or (a.family == wanted.family == "%" and not points and sums(claim))
    if added and not points and total and fits(a.value + b.value, wanted, exact=True):
        yield "和"
    if bond >= SENTENCE and not points and _is_third(claim, a, b, wanted):
        yield "残り"
    if not _RATIO.search(wanted.text) or points:
        return
    for family, name, cue, turn in _TURNS:
        whole = bond == MATE or (_OUT_OF.search(wanted.text) and a.family in PLAIN)
        cued = cue is None or cue.search(claim) or (whole and name == "割合" and a.family != "%")
        said = wanted.family == family and cued
        other = {"割合": _BY, "減少率": _TO, "増加率": _TO}.get(name)
        said = said and not (other and other.match(claim, wanted.end))
        said = said and _of_shares(claim, a, wanted, name)
        firm = FIRM if bond > APART else LOOSE
        if said and fits(turn(a.value, b.value), wanted, exact=False, bound=firm):
            yield "比" if _INVERSE.search(wanted.text) else name


def _is_left(claim: str, wanted: Quantity) -> bool:
    """Whether a claim says that so much there is now, without saying from what it changed."""
    return bool(_LEFT.match(claim, wanted.end)) and not _FROM.search(claim, 0, wanted.start)


def _is_third(claim: str, a: Quantity, b: Quantity, wanted: Quantity) -> bool:
    """Whether a share is what two others leave: 59%, 33%, 残る8%."""
    rest = 100 - a.value - b.value if a.family == wanted.family == "%" else 0.0
    return rest > 0 and bool(_REST.search(claim)) and fits(rest, wanted, exact=True)


def _of_shares(claim: str, a: Quantity, wanted: Quantity, name: str) -> bool:
    """Whether a share or rate may be one of shares: half of 12%, but no 45% of them."""
    if wanted.family != "%":
        return True
    if name == "割合":
        return a.family != "%" or bool(_PARTS.search(wanted.text))
    return is_sized(claim, wanted) or bool(_PARTS.search(wanted.text) or _RATE.search(claim))


def _counts(quantity: Quantity, both: bool) -> bool:
    """Whether one reckons with it: not with "two", with factors and with parts of names."""
    united = quantity.family not in PLAIN  # "a dollar less"
    written = quantity.value > FEWEST or united or any(c.isdigit() for c in quantity.text)
    # "full DPO 23.7" is a score, "the United States 9,800" an amount
    named = quantity.family == NAMED and quantity.raw.is_integer() and "," not in quantity.text
    single = quantity.raw == 1 and not quantity.scaled and not both
    return written and not (named or single or names_only(quantity)) and quantity.family != "x"


def _united(number: Quantity, beside: Quantity, wanted: Quantity, bond: int) -> Quantity:
    """A bare number beside one of months may be some too: "seven months, the other thirteen"."""
    timed = beside.family == wanted.family and wanted.family in ("month", "sec")
    unit = bond >= SENTENCE and beside.family not in ("%", "x", NAMED, *PLAIN)
    if not (timed or unit) or number.family not in (ANY, NAMED) or not beside.raw:
        return replace(number, family=ANY) if number.family == NAMED else number
    return replace(number, family=beside.family, value=number.raw * beside.value / beside.raw)
