"""A Japanese claim that compares the other way than its English source: sides or word turned. Pure.

Of the source's comparisons that one is meant whose sides and words the claim has; it is turned if
sides and word together say the opposite, and no other comparison of the source says the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digest.check import compare
from digest.check.comparatives import MORE, Comparison
from digest.check.contexts import LONG
from digest.check.degree import MORE as MUCH
from digest.check.degree import degrees
from digest.check.denial import denied
from digest.check.direction import LOWER_IS_BETTER
from digest.check.features import KANA, UNITS, Feature, features
from digest.check.lexicon import marks
from digest.check.quantity import Quantity

SIDE = 1.0  # of a side that the claim has
MEANT = 0.8  # of the one sentence that the claim tells again
LEAST = 1.8  # how well a comparison must fit
LEAD = 0.6  # and how much better than one that says the same
CLEAR = 3  # how much more its sides must stand one way than the other
NAME = 2
NAMES = ("country:", "city:", "lang:", "time:", "y19", "y20")
WORD = 0.35  # of every other word

_MARK = re.compile(
    r"より(?:も|は)?(?!多くの)|[にと]比べて?(?:も|ると)?|に対して?(?=[^、]{0,16}(?:高|低|多|少|上|下))"
)
_OBJECT = re.compile(
    r"を(?=[ぁ-ん]{0,6}(?:\d[^、。を]{0,10})?(?:大幅に|大きく|若干|やや|わずかに)?(?:上回|下回|しの|凌))"
)
_LIKE = re.compile(r"ほど(?=[^、。]{1,30}(?:ない|なかっ|ず))")
_HALF = re.compile(r"([^、。はがを]{1,24}?)の?(?:ほう|方)(?=[がはでをに、])")
_TOPIC = re.compile(r"^([^、。]{1,40}?)(?:では|には|は|が|も)")
_BEFORE = re.compile(
    r"[、。]|(?<=[^ぁ-ん])[はがも]|(?<![まで])は|では|には|[のる]方[がは]|ほう[がは]"
)
_WIDE = re.compile(r"[、。]|(?<![まで])は")
_QUANTITY = re.compile(r"[^、。]{0,14}?(?:(?P<much>多くの|多い)|(?P<little>少ない))[^、。]{1,20}を")
_CLAUSE = re.compile(r"。|(?:[がし]|れ|り|ており|一方)、")
_VERB = re.compile(r"上回|下回|しの|凌")
_IF = re.compile(r"[ぁ-ん]{0,3}(?:と[、、精]|ると|れば|場合|とき|際)")
_PAST = re.compile(r"以前|従来|これまで|前の|前年|昨年|前世代|旧|先代|前期|前回|前版|当初")
_MUCH = re.compile(r"高|多|大き|厚|強|増|上|伸|長|広|濃|重")
_LITTLE = re.compile(r"低|少|小さ|薄|弱|減|下|縮|短|狭|軽")


@dataclass(frozen=True, slots=True)
class Turned:
    """A claim's word and the source's that says otherwise."""

    start: int
    end: int
    right: str
    shown: str


@dataclass(frozen=True, slots=True)
class _Said:
    signs: dict[str, int]
    who: frozenset[str]
    topic: frozenset[str]
    whom: frozenset[str]
    keys: frozenset[str]
    numbers: tuple[Quantity, ...]
    clause: str
    past: bool
    start: int
    end: int


def turned(
    text: str,
    numbers: Sequence[Quantity],
    more: Sequence[Feature],
    source: Sequence[Comparison],
    meant: str = "",
) -> Iterator[Turned]:
    """The comparisons of a folded Japanese claim that its source tells the other way round."""
    if not source or len(text) > LONG or not KANA.search(text):
        return
    known = [f for f in (*features(text), *more) if f.key not in UNITS and f.key[0] not in "+-%"]
    known += [Feature(f"#{q.value:.6g}", 1.0, q.start, q.end) for q in numbers]
    for said in _said(text, numbers, known):
        best: dict[int, tuple[float, Comparison]] = {}
        for one in source:
            verdict, fit = _judge(said, one, meant)
            if verdict and fit > best.get(verdict, (0.0, one))[0]:
                best[verdict] = fit, one
        wrong, right = best.get(-1), best.get(1)
        if wrong and wrong[0] >= LEAST and wrong[0] >= LEAD + (right[0] if right else 0.0):
            yield Turned(said.start, said.end, wrong[1].word, wrong[1].line)


def _said(text: str, numbers: Sequence[Quantity], known: Sequence[Feature]) -> Iterator[_Said]:
    """What a claim compares: words behind a mark, with the sides before it."""
    marked = [m for p in (_MARK, _OBJECT, _LIKE) for m in p.finditer(text)]
    for mark in marked[:4]:
        start = max((m.end() for m in _CLAUSE.finditer(text, 0, mark.start())), default=0)
        stop = _CLAUSE.search(text, mark.end())
        end = stop.start() if stop else len(text)
        if text[mark.start()] == "を":
            verb = _VERB.search(text, mark.end())
            end = verb.end() if verb else end
        word = _word(text, mark.end(), end)
        begin = max((m.end() for m in _BEFORE.finditer(text, start, mark.start())), default=start)
        whom = _keys(known, begin, mark.start())
        if not whom:  # 店員が受けるより
            begin = max((m.end() for m in _WIDE.finditer(text, start, mark.start())), default=start)
            whom = _keys(known, begin, mark.start())
        past = bool(_PAST.search(text, begin, mark.start()))
        if word is None or _IF.match(text[word[2] :]) or not (whom or past):
            continue
        half = _HALF.search(text, mark.end(), end) or _HALF.search(text, start, begin)
        topic = _TOPIC.match(text[start:begin])
        who = _keys(known, *half.span(1)) if half else frozenset()
        about = _keys(known, start, start + topic.end(1)) if topic else frozenset()
        signs, first, last = word
        inside = (q for q in numbers if start <= q.start and q.end <= end)
        own = tuple(q for q in inside if q.raw > 1 and text[q.start - 1 : q.start] != "月")
        yield _Said(
            signs, who - whom, about - whom - who, whom - who - about,
            _keys(known, start, end), own, text[start:end], past, first, last,
        )  # fmt: skip


def _word(text: str, start: int, end: int) -> tuple[dict[str, int], int, int] | None:
    """The last word of comparison of a clause with its signs."""
    some = _QUANTITY.match(text, start, end)
    if some:
        at = some.span("much" if some["much"] else "little")
        sign = 1 if some["much"] else -1
        return {MORE: sign, "size": sign}, *at
    found: dict[str, int] = {}
    place = (0, 0)
    for mark in marks(text):
        if start <= mark.start and mark.end <= end:
            signs = {c.axis: c.sign for c in mark.concepts if c.sign}
            if signs:
                flip = -1 if denied(text, mark.start, mark.end) else 1
                found, place = {a: flip * s for a, s in signs.items()}, (mark.start, mark.end)
    for degree in degrees(text):
        if start <= degree.start and degree.end <= end and degree.start >= place[0]:
            sign = -degree.sign if degree.denied else degree.sign
            if degree.start >= place[1]:
                found, place = {}, (degree.start, degree.end)
            way = 1 if _MUCH.match(degree.word) else -1 if _LITTLE.match(degree.word) else 0
            if degree.kind == MUCH and way == sign:
                found = found | {MORE: degree.sign}
    return (found, *place) if found else None


def _keys(known: Sequence[Feature], start: int, end: int) -> frozenset[str]:
    return frozenset(f.key for f in known if start <= f.start and f.end <= end)


def _judge(said: _Said, one: Comparison, meant: str) -> tuple[int, float]:
    """-1 where a comparison contradicts, 1 where it says the same, 0 where it is another; the fit."""
    common = said.signs.keys() & one.signs.keys()
    if not common or bool(LOWER_IS_BETTER.search(said.clause)) != bool(
        LOWER_IS_BETTER.search(one.clause)
    ):
        return 0, 0.0
    straight = _weight(said.whom & one.whom) + _weight(said.who & one.who)
    across = _weight(said.whom & one.who) + _weight(said.who & one.whom)
    if not said.who:
        forth, back = _weight(said.topic & one.who), _weight(said.topic & one.whom)
        straight += forth * (not across or forth >= NAME)
        across += back * (not straight)
    across *= not said.past
    low, high = sorted((straight, across))
    if not high or high < CLEAR * low:
        return 0, 0.0
    if any(not _has(one, q) for q in said.numbers):
        return 0, 0.0
    fit = SIDE * bool(said.whom & (one.whom | one.who)) + MEANT * (one.line == meant)
    fit += WORD * len((said.keys & one.about.keys()) - one.who - one.whom)
    fit += WORD * len(said.keys & (one.who | one.whom))
    signs = {said.signs[a] * one.signs[a] for a in common}
    if len(signs) > 1:
        return 0, 0.0
    sign = signs.pop()
    if sign == 0:
        return -1, fit
    return (sign if straight > across else -sign), fit


def _weight(keys: frozenset[str]) -> int:
    """Names and numbers tell sides apart better than other words."""
    return sum(NAME if key[0] in "@#~" or key.startswith(NAMES) else 1 for key in keys)


def _has(one: Comparison, number: Quantity) -> bool:
    return any(compare.same(q, number) for q in one.numbers)
