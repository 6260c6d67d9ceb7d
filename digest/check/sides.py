"""Comparisons whose numbers only the source has: 「支出は予算を上回った」, 2 and 1.65 million there. Pure.

Who and whom are told apart by particles; of the source's numbers those two are meant of which one
stands at what is around who, the other at what is around whom.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from digest.check import compare
from digest.check.contexts import Bag
from digest.check.degree import Degree, degrees, lies
from digest.check.features import UNITS, Feature, features
from digest.check.gaps import is_apart, size_at
from digest.check.placing import Placed
from digest.check.quantity import Quantity
from digest.check.units import ANY, COUNT, NAMED

WINDOW = 8  # numbers before one that may be compared with it
APART = 2  # sentences between them
DISTINCT = 0.75  # how well one must stand at who, the other at whom
TOPIC = 0.5  # how much of the claim they must be about at all
MARGIN = 0.5  # how much better than two that say the opposite
SAID = 0.8  # of a number that the claim gives itself
AT_END = 4  # characters between a number of whom and the particle
MOST = 400  # numbers of a source that are looked at

_THAN = re.compile(
    r"(?:(?<!に)より(?:も|は)?(?!多くの)|[にと]比べて?(?:ると)?|に対し(?:て)?)、?(?P<tail>[^、。]{0,24})$"
)
_OBJECT = re.compile(r"を(?P<tail>[ぁ-ん]{0,6}(?:大幅に|大きく|若干|やや|僅かに)?)$")
_GOAL = re.compile(r"には?(?P<tail>[ぁ-ん]{0,6}(?:大幅に|大きく|若干|やや|遠く)?)$")
_WITH_OBJECT = re.compile(r"上回|下回|超|しの|凌|割り込")
_WITH_GOAL = re.compile(r"及ば|届か|達し|劣|勝")
_BOUNDARY = re.compile(
    r"[、。]|(?<=[^ぁ-ん])[はがも]|(?<=ら)は|では|には|[のる]方[がは]|ほう[がは]"
)
_OWN = re.compile(r"[一-龥ァ-ヶー]{0,3}(?:で|と|だ|を|が|に(?!対)|あ)")  # no list
_SHARE = re.compile(r"率[はがを]|割合[はがを]|比率[はがを]")
_PAST = re.compile(
    r"前年|昨年|前期|前回|以前|従来|当初|前の(?:期|年|月|週|四半期)|\d[年カか]?月?前|導入前|先月|前月|先週|これまで|\d{4}年"
)
_SENTENCE = re.compile(r"。|(?:が|だが|一方で?)、")


@dataclass(frozen=True, slots=True)
class Side:
    """A word of comparison and the two numbers of the source that decide it."""

    degree: Degree
    wrong: bool
    right: str
    shown: str


@dataclass(frozen=True, slots=True)
class _Said:
    """What a claim compares: keys of who and of whom, numbers of both, by how much, as a share."""

    who: Bag
    whom: Bag
    own: tuple[Quantity, ...]
    other: tuple[Quantity, ...]
    size: Quantity | None
    share: bool
    beside: frozenset[str]  # 80字の問題では


def sides(
    text: str,
    numbers: Sequence[Quantity],
    source: Sequence[Placed],
    skipped: Set[int],
    more: Sequence[Feature] = (),
) -> Iterator[Side]:
    """The comparisons of a folded Japanese sentence that two numbers of the source decide.

    more: what else is known of its words.
    """
    known = (*features(text), *more)
    for word in degrees(text):
        said = _said(text, word, numbers, known) if word.start not in skipped else None
        if said is None:
            continue
        best: dict[bool, tuple[float, Placed, Placed]] = {}
        told = said.beside & {key for p in source for key in p.bag}
        for a, b in _pairs(source):
            if any(key not in a.bag and key not in b.bag for key in told):
                continue
            score = _score(said, a, b)
            sign = lies(word, _family(a), text) if score else 0
            if sign and a.number and b.number:
                wrong = (a.number.value - b.number.value) * sign < 0
                if score > best.get(wrong, (0.0,))[0]:
                    best[wrong] = score, a, b
        top, other = best.get(True), best.get(False)
        if top and top[0] >= MARGIN + (other[0] if other else 0.0):
            yield Side(word, True, f"{top[1].words}と{top[2].words}", top[1].text)
        elif other and other[0] >= MARGIN + (top[0] if top else 0.0):
            yield Side(word, False, "", "")


def _said(
    text: str, word: Degree, numbers: Sequence[Quantity], known: Sequence[Feature]
) -> _Said | None:
    start = max((m.end() for m in _SENTENCE.finditer(text, 0, word.start)), default=0)
    size = size_at(text, word, numbers)
    clause = text[start : size.start if size else word.start].rstrip("約、 ")
    marker = _THAN.search(clause)
    if not marker and _WITH_OBJECT.match(word.word):
        marker = _OBJECT.search(clause)
    if not marker and _WITH_GOAL.match(word.word):
        marker = _GOAL.search(clause)
    if not marker:
        return None
    before = max((m.end() for m in _BOUNDARY.finditer(clause, 0, marker.start())), default=0)
    if before == marker.start() or _PAST.search(clause[before : marker.start()]):
        return None
    first, last = start + before, start + marker.start()
    whom = _keys(known, first, last)
    who = _keys(known, start, first) | _keys(known, last, word.start)
    own = tuple(
        q for q in numbers if start <= q.start and q.end <= first and _OWN.match(text, q.end)
    )
    other = tuple(q for q in numbers if first <= q.start and last - AT_END <= q.end <= last)
    rest = [q for q in numbers if start <= q.start < last and q not in (*own, *other, size)]
    beside = frozenset(f"#{q.value:.6g}" for q in rest)
    shared = who.keys() & whom.keys()
    who, whom = ({k: w for k, w in bag.items() if k not in shared} for bag in (who, whom))
    share = bool(_SHARE.search(clause))
    return _Said(who, whom, own, other, size, share, beside) if whom else None


def _keys(known: Sequence[Feature], start: int, end: int) -> Bag:
    """What part of a sentence names; two letters count only once they are a word."""
    return {
        f.key: f.weight
        for f in known
        if start <= f.start and f.end <= end and f.key not in UNITS and f.key[0] not in "+-"
    }


def _pairs(source: Sequence[Placed]) -> Iterator[tuple[Placed, Placed]]:
    """Both orders of the numbers that stand near each other."""
    some = [
        p
        for p in source
        if p.number is not None
        and p.bag
        and p.number.family != "x"
        and p.words[-1:] != "B"
        and any(map(str.isdigit, p.words))
    ]
    some = some[:MOST]
    lines = {text: n for n, text in enumerate(dict.fromkeys(p.text for p in some))}
    for n, b in enumerate(some):
        for a in some[max(0, n - WINDOW) : n]:
            near = lines[b.text] - lines[a.text] < APART and a.item.kind == b.item.kind
            if near and a.number and b.number and a.number.value != b.number.value:
                yield a, b
                yield b, a


def _family(one: Placed) -> str:
    return one.number.family if one.number else ""


def _score(said: _Said, a: Placed, b: Placed) -> float:
    """How surely two numbers are those of who and of whom; 0 where they are not."""
    if not _may_be(said, a, b):
        return 0.0
    at_who, at_whom = _share(said.who, a.bag), _share(said.whom, b.bag)
    distinct = at_who + at_whom - _share(said.who, b.bag) - _share(said.whom, a.bag)
    distinct += SAID * (bool(_given(a, said.own)) + bool(_given(b, said.other)))
    topic = sum(w * max(a.bag.get(k, 0.0), b.bag.get(k, 0.0)) for k, w in said.who.items())
    if distinct < DISTINCT or topic < TOPIC or at_whom <= _share(said.whom, a.bag):
        return 0.0
    return distinct + topic


def _may_be(said: _Said, a: Placed, b: Placed) -> bool:
    """Whether two numbers are of the kind and size that the claim tells."""
    if a.number is None or b.number is None:
        return False
    if said.share and a.item.kind not in ("%", "points") and a.number.raw.is_integer():
        return False
    if said.size and not is_apart(a.number, b.number, said.size):
        return False
    apart = [q for q in said.other if q.family not in (ANY, COUNT, NAMED, b.number.family)]
    if apart and len(apart) == len(said.other):
        return False  # 伸びは1ポイントに届かない
    return _given(a, said.own) is not False and _given(b, said.other) is not False


def _given(place: Placed, own: Sequence[Quantity]) -> bool | None:
    """Whether the claim gives this number; None where it gives none of the kind."""
    kind = [q for q in own if place.number and q.family == place.number.family]
    return any(place.number and compare.same(place.number, q) for q in kind) if kind else None


def _share(bag: Bag, other: Bag) -> float:
    return sum(w * other[k] for k, w in bag.items() if k in other)
