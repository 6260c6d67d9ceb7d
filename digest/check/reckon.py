"""Which numbers of a source a claim may reckon with: its own, and those that are like it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, permutations

from digest.check import derive
from digest.check.features import features
from digest.check.placing import Placed
from digest.check.quantity import Quantity

NEAREST = 3  # sentences
ENOUGH = 0.4  # of the best sentence's likeness
CLOSEST = 7  # numbers of different sentences
LEAST = 0.5  # how much what stands around them must be like the claim
WHOLE = 60  # numbers of a source of which each may be combined with one of the claim
MOST = 12  # numbers that are combined
MINE = 3  # numbers of the claim that are

Group = tuple[Sequence[Quantity], int]  # and how near they stand to each other


def nearest(claim: str, source: Sequence[Placed]) -> list[Group]:
    """The numbers of the sentences that a claim is most like; last those it is most like itself."""
    own = {f.key: f.weight for f in features(claim)}
    lines: dict[str, list[Quantity]] = {}
    single: list[tuple[float, Quantity]] = []
    for one in source:
        if one.number is not None:
            lines.setdefault(one.text, []).append(one.number)
            single.append((sum(own[k] * w for k, w in one.bag.items() if k in own), one.number))
    scores = {
        text: sum(own[key] for key in {f.key for f in features(text)} & own.keys())
        for text in lines
    }
    single.sort(key=lambda one: -one[0])
    like = {id(number) for score, number in single if score >= LEAST}
    some = [text for text in lines if len(lines[text]) > 1]
    groups = [(lines[text], derive.SENTENCE) for text in _best(scores, some)]
    groups += [(pool, derive.APART) for pool in _across(lines, _best(scores, list(lines)), like)]
    return [
        *groups,
        ([number for score, number in single[:CLOSEST] if score >= LEAST], derive.APART),
    ]


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


def _ways(claim: str, group: Group, wanted: Quantity) -> Iterator[str]:
    pool, bond = group[0][:MOST], group[1]
    for a, b in permutations(pool, 2):
        yield from derive.of_two(claim, a, b, wanted, bond=bond)
    for one in pool:
        yield from derive.of_one(claim, one, wanted)
    yield from derive.of_several(claim, pool, wanted)
