"""Multiples that fit another place of the source than what the claim is about. Pure.

In a whole article some two numbers are to each other as nearly anything. So every ratio that
the source tells or gives is weighed by how like the claim its place is; a multiple is wrong if a
place that is clearly more like the claim gives another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

from digest.check import compare, derive, fitting
from digest.check.contexts import LONG
from digest.check.features import features
from digest.check.placing import Placed
from digest.check.quantity import Quantity
from digest.check.units import ANY, COUNT, CURRENCY_SIGNS, NAMED

SHARE = 0.7  # of the likeness of the best place, which two fitting numbers must have
SAID = 0.25  # and a multiple that is told as such
SMALL = 12  # counts up to here are compared with anything
LEAST = 1.0  # how like the claim the best place must be
OWN = 1.5  # for a number that the claim has too
MOST = 40  # numbers of a sentence that are paired
SUITED = 1.5  # for numbers of the kind that a claim speaks of
NEAREST = 8  # sentences
NEXT = 0.65  # of the likeness, for two numbers in neighbouring sentences
PLAIN = (ANY, COUNT, NAMED)

_FRACTION = re.compile(r"(?P<below>\d+)分の1")
_TIMES = re.compile(r"(?:-?fold| times| as (?:many|much|large|fast))")
_MEASURES = (
    (frozenset(CURRENCY_SIGNS.values()), re.compile(r"価格|料金|費用|単価|値段|売上|利益|額|代|コスト|収入|収益|予算|賃|報酬")),
    (frozenset({"sec", "month"}), re.compile(r"時間|期間|日数|遅延|待ち|速|遅|早|レイテンシ")),
    (frozenset({"%"}), re.compile(r"率|割合|比率|シェア|度")),
)  # fmt: skip
_JOINED = re.compile(r"\s?(?:,|、|と|and|&|・|および|や)\s?")
_FEWER = re.compile(r"(?:ほど|程度|余り|近く|強|弱)?(?:減|短|縮|下|安|低|削|少)")
_BY = re.compile(r"\bby (?:[a-z]+ )?$", re.IGNORECASE)
_MORE = re.compile(
    r" (?:more|less|fewer|higher|lower|faster|slower|cheaper)\b|(?:ほど)?[のも]?[増減高低安速]"
)
_FACTOR = re.compile(r"factor of (?:about |around |nearly |almost |over |more than )?$")


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times one thing is another in a source, how like a claim its place is, and where.

    said: in words for it; firm: so, or by two numbers that are compared there.
    """

    value: float
    score: float
    words: str
    shown: str
    said: bool = False
    firm: bool = False


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a claim says: a multiple, and what else its words may mean; part: 3分の1."""

    readings: tuple[Quantity, ...]
    part: bool

    def fits(self, ratio: float) -> bool:
        return any(fitting.fits(ratio, q, exact=False, bound=derive.FIRM) for q in self.readings)


@dataclass(frozen=True, slots=True)
class _Claim:
    """A claim's text, keys and other numbers; part: whether it tells a fraction."""

    text: str
    own: dict[str, float]
    mine: tuple[Quantity, ...]
    part: bool

    def like(self, bag: Mapping[str, float]) -> float:
        """How much of what it says stands around a number."""
        return sum(weight * bag[key] for key, weight in self.own.items() if key in bag)

    def holds(self, number: Quantity) -> bool:
        return any(compare.same(number, q) for q in self.mine)

    def suits(self, family: str) -> float:
        """More where it speaks of money, time or shares and the numbers are of that."""
        kinds = (words for names, words in _MEASURES if family in names)
        return SUITED if any(words.search(self.text) for words in kinds) else 0.0


def spoken_of(claim: str) -> frozenset[str]:
    """The families of the measures that a claim names: money, time, shares."""
    kinds = (names for names, words in _MEASURES if words.search(claim))
    return frozenset().union(*kinds)


def wrong(
    claim: str, numbers: Sequence[Quantity], source: Sequence[Placed]
) -> Iterator[tuple[Quantity, Ratio]]:
    """The multiples of a folded claim that another ratio stands in the place of."""
    if len(claim) > LONG:
        return
    meant = [(number, _wanted(claim, number)) for number in numbers]
    told = [wanted for _, wanted in meant if wanted]
    for number, wanted in meant:
        better = wanted and _better(claim, numbers, number, wanted, told, source)
        if better:
            yield number, better


def _better(
    claim: str,
    numbers: Sequence[Quantity],
    number: Quantity,
    wanted: _Wanted,
    told: Sequence[_Wanted],
    source: Sequence[Placed],
) -> Ratio | None:
    """The ratio that is told in a place more like the claim than any that fits."""
    mine = tuple(q for q in numbers if q.start != number.start and q.family != "x")
    said = _Claim(claim, {f.key: f.weight for f in features(claim)}, mine, wanted.part)
    found = sorted(_ratios(said, source), key=lambda one: -one.score)
    against = next((r for r in found if r.firm and not any(w.fits(r.value) for w in told)), None)
    if against is None or against.score < LEAST:
        return None
    if any(wanted.fits(ratio) for ratio in _of_claim(mine, source)):
        return None
    enough = [r for r in found if r.score >= (SAID if r.said else SHARE) * against.score]
    return None if any(wanted.fits(r.value) for r in enough) else against


def _wanted(claim: str, number: Quantity) -> _Wanted | None:
    """A multiple, or 3分の1 as its inverse; None for other numbers."""
    if number.family == "x" and number.value > 0:
        return _Wanted((number,), part=False)
    match = _FRACTION.match(number.text)
    if match is None or int(match["below"]) < 2:
        return None
    below = float(match["below"])
    whole = replace(number, family="x", step=1 / below, bound=-number.bound)
    values = [below, below / (below - 1)] if _FEWER.match(claim, number.end) else [below]
    return _Wanted(tuple(replace(whole, value=v, raw=v) for v in values), part=True)


def _ratios(claim: _Claim, source: Sequence[Placed]) -> Iterator[Ratio]:
    """The ratios of the sentences that are most like a claim."""
    lines: dict[str, list[Placed]] = {}
    for one in source:
        if one.number is not None:
            lines.setdefault(one.text, []).append(one)
    texts = list(lines)
    likes = [max(claim.like(one.bag) for one in lines[text]) for text in texts]
    near = sorted(range(len(texts)), key=lambda place: -likes[place])[:NEAREST]
    for place in near:
        here = lines[texts[place]][:MOST]
        for one in here:
            yield from _told(claim, one)
        for a, b in combinations(here, 2):
            yield from _pair(claim, a, b, 1.0, firm=_compared(a, b, here))
        for other in (place - 1, place + 1):
            if 0 <= other < len(texts):
                for a, b in product(here, lines[texts[other]][:MOST]):
                    yield from _pair(claim, a, b, NEXT, firm=False)


def _told(claim: _Claim, one: Placed) -> Iterator[Ratio]:
    """What one number says by itself: doubles, a third of, 60% more."""
    number = one.number
    if number is None or not number.value:
        return
    score = claim.like(one.bag) + OWN * claim.holds(number)
    before = one.text[max(0, number.start - 30) : number.start]
    times = number.family in PLAIN and (
        _TIMES.match(one.text, number.end) or _FACTOR.search(before)
    )
    said = bool(number.family == "x" or times)
    share = number.value / 100 if number.family == "%" else 0.0
    spelt = not number.text[:1].isdigit() or "分の" in number.text  # a third, 3分の1
    values = [number.raw] if said else []
    if claim.part and 0 < share < 1:
        yield Ratio(1 / share, score, one.words, one.text, said=spelt, firm=spelt)
    if share > 0:
        values.append(1 + share)
    if 0 < share < 1:
        values.append(1 / (1 - share))
    words = said or spelt or bool(_BY.search(before) or _MORE.match(one.text, number.end))
    for value in values:
        yield Ratio(value, score, one.words, one.text, said=words, firm=said)


def _pair(
    claim: _Claim,
    a: Placed,
    b: Placed,
    near: float,
    *,
    firm: bool,
) -> Iterator[Ratio]:
    if a.number is None or b.number is None or not _alike(a.number, b.number):
        return
    low, high = sorted((a.number.value, b.number.value))
    if low > 0 and high > low:
        bag = {key: max(a.bag.get(key, 0.0), b.bag.get(key, 0.0)) for key in claim.own}
        held = claim.holds(a.number) + claim.holds(b.number)
        score = near * (claim.like(bag) + OWN * held + claim.suits(a.number.family))
        yield Ratio(high / low, score, f"{a.words}, {b.words}", a.text, firm=firm)


def _compared(a: Placed, b: Placed, line: Sequence[Placed]) -> bool:
    """Whether two numbers change into each other, or are the only two of their kind there."""
    if b.item.start in a.item.then or a.item.start in b.item.then:
        return True
    first, second = sorted((a.item, b.item), key=lambda item: item.start)
    if _JOINED.fullmatch(a.text[first.end : second.start]):
        return False
    alike = [p for p in line if p.number and a.number and _alike(p.number, a.number)]
    alike = [p for p in alike if p.number and p.number.family != NAMED]
    large = all((p.number and p.number.raw > SMALL) or "." in p.words for p in (a, b))
    return len(alike) == 2 and large


def _of_claim(mine: Sequence[Quantity], source: Sequence[Placed]) -> Iterator[float]:
    """The ratios of a claim's own numbers, which it tells itself, one of them reckoned."""
    known = [q for q in mine if any(p.number and compare.same(p.number, q) for p in source)]
    for a, b in combinations(mine, 2):
        if _alike(a, b) and min(a.value, b.value) > 0:
            yield max(a.value, b.value) / min(a.value, b.value)
    for one in mine if len(known) < len(mine) else ():
        for p in source:
            if p.number and _alike(p.number, one) and min(p.number.value, one.value) > 0:
                yield max(p.number.value, one.value) / min(p.number.value, one.value)


def _alike(a: Quantity, b: Quantity) -> bool:
    return a.family == b.family != "x" or (a.family in PLAIN and b.family in PLAIN)
