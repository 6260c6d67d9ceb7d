"""Which numbers of a source a claim may reckon with: its own, and those that are like it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise, permutations

from digest.check import compare, derive, fitting, multiples
from digest.check.features import features
from digest.check.placing import Placed
from digest.check.quantity import Quantity

NEAREST = 3  # sentences
ENOUGH = 0.4  # of the best sentence's likeness
CLOSEST = 7  # numbers of different sentences
BOUND = 0.999  # of its last digit, which 「8割以上」 leaves open
LEAST = 0.5  # how much what stands around them must be like the claim
WHOLE = 60  # numbers of a source of which each may be combined with one of the claim
MOST = 12  # numbers that are combined
MINE = 3  # numbers of the claim that are
PRECISE = 3  # digits that no two numbers give by chance
FEW = 12  # sentences with amounts of a kind, which give a difference by no chance
_PART_OF = re.compile(r"(?:Out )?[Oo]f (?:those|these|them|which)\b|(?:その|この)?うち")
_NOT = re.compile(
    r"ない|なかっ|ず(?!つ|れ)|以外|未(?!満|来)|失敗|断|拒|却下|見送|\b(?:not|no|never|none|without|fail\w*|refus\w*|reject\w*|turned down|declin\w*)\b|n't\b",
    re.IGNORECASE,
)
# "60% to A, the rest to B"
_REST = re.compile(
    r"[^。.]{0,40}(?:残り|残る|\bthe (?:rest|remainder|others?)\b|\bremaining\b)", re.IGNORECASE
)

Group = tuple[Sequence[Quantity], int]  # and how near they stand to each other


def nearest(claim: str, source: Sequence[Placed], wanted: Quantity) -> list[Group]:
    """The numbers of the sentences that a claim is most like; last those it is most like itself."""
    precise = fitting.significant(wanted) >= PRECISE or fitting.is_distance(wanted)
    own = {f.key: f.weight for f in features(claim)}
    lines: dict[str, list[Quantity]] = {}
    single: list[tuple[float, Quantity]] = []
    for one in source:
        if one.number is not None:
            lines.setdefault(one.text, []).append(one.number)
            single.append((sum(own[k] * w for k, w in one.bag.items() if k in own), one.number))
    scores = {text: sum(own[key] for key in _keys(text) & own.keys()) for text in lines}
    single.sort(key=lambda one: -one[0])
    like = {id(number) for score, number in single if score >= LEAST}
    some = [text for text in lines if len(lines[text]) > 1]
    groups = [(lines[text], derive.SENTENCE) for text in _best(scores, some)]
    groups += [(pool, derive.SENTENCE) for pool in _firm(lines, wanted)]
    groups += [(pool, derive.SENTENCE) for pool in _only_two(claim, lines, wanted)]
    like = {id(number) for _, number in single} if precise else like
    groups += [(pool, derive.APART) for pool in _across(lines, _best(scores, list(lines)), like)]
    return [
        *groups,
        ([number for score, number in single[:CLOSEST] if score >= LEAST], derive.APART),
    ]


@lru_cache(maxsize=8192)
def _keys(text: str) -> frozenset[str]:
    """What a sentence of the source names: read once, not for every number of every claim."""
    return frozenset(f.key for f in features(text))


def _firm(lines: dict[str, list[Quantity]], wanted: Quantity) -> Iterator[list[Quantity]]:
    """What belongs together without being like the claim: a whole with "of those", sums of money."""
    for before, text in pairwise(lines):
        if _PART_OF.match(text) and wanted.family in ("%", *fitting.PLAIN):
            yield lines[before][-1:] + lines[text][:2]
    exact = fitting.significant(wanted) > 1 and wanted.family not in ("%", "x", *fitting.PLAIN)
    alike = [[q for q in numbers if q.family == wanted.family] for numbers in lines.values()]
    some = [numbers for numbers in alike if len(numbers) > 1] if exact else []
    yield from some if len(some) <= FEW else ()


def _only_two(
    claim: str, lines: dict[str, list[Quantity]], wanted: Quantity
) -> Iterator[list[Quantity]]:
    """The only two amounts of a source in the unit that a claim speaks of, for a ratio."""
    if wanted.family != "x" and "分の" not in wanted.text and wanted.family != "%":
        return
    for family in sorted(multiples.spoken_of(claim) - {"%"}):
        alike = [q for numbers in lines.values() for q in numbers if q.family == family]
        if len(alike) == 2:
            yield alike


def _best(scores: dict[str, float], lines: Sequence[str]) -> list[str]:
    ranked = sorted(lines, key=lambda text: -scores[text])[:NEAREST]
    return [text for text in ranked if scores[text] >= ENOUGH * scores[ranked[0]]]


def _across(
    lines: dict[str, list[Quantity]], ranked: Sequence[str], like: set[int]
) -> Iterator[list[Quantity]]:
    """The numbers like the claim of two sentences in a row."""
    places = list(lines)
    for text in ranked:
        at = places.index(text)
        for a, b in pairwise(places[max(0, at - 1) : at + 2]):
            yield [q for q in lines[a] + lines[b] if id(q) in like]


def reckoned(
    claim: str,
    own: Sequence[Quantity],
    groups: Sequence[Group],
    everything: Sequence[Quantity],
    wanted: Quantity,
) -> str:
    """How a claim's number follows from those of a group, or its own and any; "" if it does not."""
    mine = [q for q in own if q is not wanted and q.start != wanted.start]
    beside = [([one, q], derive.OWN) for one in mine[:MINE] for q in everything[:WHOLE]]
    pools = [(mine, derive.SENTENCE), *groups, *beside]
    return next((how for pool in pools for how in _ways(claim, pool, wanted)), "")


def mates(own: Sequence[Quantity], source: Sequence[Placed], wanted: Quantity) -> list[Group]:
    """Every number of the claim with those beside it in the source."""
    lines: dict[str, list[Quantity]] = {}
    for one in source:
        if one.number is not None:
            lines.setdefault(one.text, []).append(one.number)
    mine = [q for q in own if q.start != wanted.start][:MINE]
    pairs = [
        (q, known, other)
        for q in mine
        for numbers in lines.values()
        for known in numbers
        if compare.same(known, q)
        for other in numbers
        if other is not known
    ]
    return [([q, other], derive.MATE) for q, _, other in pairs[:WHOLE]]


def complement(claim: str, source: Sequence[Placed], wanted: Quantity) -> str:
    """What is no 9割 is 1割, where one of both sentences denies and the other does not."""
    own = {f.key for f in features(claim)}
    for one in source:
        share = one.number
        if share is None or not share.family == wanted.family == "%":
            continue
        off = 100 - share.value - wanted.value
        rest = abs(off) <= (1.0 if wanted.approximate and not wanted.bound else 1e-6)
        open_to = BOUND * wanted.step * wanted.value if wanted.bound else -1.0
        rest = rest or 0 <= off * wanted.bound <= open_to
        denied = bool(_NOT.search(claim)) != bool(_NOT.search(one.text))
        denied = denied or bool(_REST.match(one.text, share.end))
        if rest and denied and sum(w for k, w in one.bag.items() if k in own) >= LEAST:
            return f"「{share.text}」を除いた残り"
    return ""


def _ways(claim: str, group: Group, wanted: Quantity) -> Iterator[str]:
    pool, bond = group[0][:MOST], group[1]
    for a, b in permutations(pool, 2):
        yield from derive.of_two(claim, a, b, wanted, bond=bond)
    for one in pool:
        yield from derive.of_one(claim, one, wanted)
    if bond >= derive.SENTENCE:
        yield from derive.of_several(claim, pool, wanted)
