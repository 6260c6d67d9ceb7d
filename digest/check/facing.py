"""Which word of a source stands against a claim's: its opposite, said of the same. Pure.

Words of an axis (poles.py) are aligned by what stands around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digest.check import compare
from digest.check.direction import LOWER_IS_BETTER
from digest.check.features import features
from digest.check.poles import COMMON, NUMBER, Pole
from digest.check.units import ANY, COUNT, NAMED

MARGIN = 0.8  # how much better the opposite must fit than the same
BOTH = 1.2  # and where the source has both ends in one sentence
TAKEN = 0.7  # share of a fit at which another word of the claim is the source's
TIED = 8  # characters between a number and the word that says it of that number
FAINT = 0.1  # a fit that is one at all
MEANT = 0.9  # for a word of the one sentence that the claim tells again
PART = 0.5  # of the weight of a name that a superlative is said of
LEAST = 1.0  # how well it must fit at all
SHARE = 0.15  # and of all that it is about
SMALL = 12  # counts up to here are of anything
_APART = re.compile(
    r"[、。は]|^[人件社台個本回名点枚校店国]?[^一-龥ァ-ヺ]*[がを]|[がを].*[がを]"
)  # 2.4ポイント精度が落ち
_UNLIKE = re.compile(r"違[いっ]|異な")
_CLEFT = re.compile(r"[^、。はが]{0,24}?のは、?(?P<who>[^、。はがを]{1,40})")
_CONTRAST = re.compile(r"\bunlike [^,;]{1,60}, (?:which|who|whose)\b[^;]*$", re.IGNORECASE)

# elsewhere a cause raises what in the other language rises
ORDERED = frozenset(
    ["rank", "buy", "win", "speed", "price", "invest", "strength", "sue", "fine", "replace"]
)
_THAN = re.compile(r"より|に比べ| than |compared (?:to|with)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Opposed:
    """A claim's word and the source's that says the opposite; turned: who and whom are exchanged."""

    start: int
    end: int
    right: str
    shown: str
    turned: bool
    denied: bool = False


def opposed(claim: Sequence[Pole], source: Sequence[Pole], meant: str = "") -> Iterator[Opposed]:
    """The words of a claim whose opposite stands in the source in their place.

    meant: the sentence of the source that the claim tells again, where it is known.
    """
    found = {pole: _worst(pole, claim, source, meant) for pole in claim}
    for pole, worst in found.items():
        facing = [other for other in claim if _against(pole, other)[0] < 0]
        if worst is not None and all(found[other] is not None for other in facing):
            yield worst


def conflict(claim: Sequence[Pole], source: Sequence[Pole], text: str) -> bool:
    """Whether a sentence of the source has an opposite of any word of a claim, wherever."""
    return any(_against(a, b)[0] < 0 for b in source if b.text == text for a in claim)


def _worst(pole: Pole, claim: Sequence[Pole], source: Sequence[Pole], meant: str) -> Opposed | None:
    about = sum(weight for key, weight in pole.bag.items() if key[0] not in "#%")
    same, worst, best = 0.0, None, max(LEAST, SHARE * about)
    homes = _homes(pole, source)
    for other in source:
        sign, turned = _against(pole, other)
        fit = _fit(pole, other) if sign else 0.0
        if sign < 0 and (_elsewhere(pole, other) or (homes and other.text not in homes)):
            continue
        if sign < 0 and _UNLIKE.search(pole.text) and _CONTRAST.search(other.text[: other.start]):
            continue
        if other.text == meant and fit >= FAINT and not pole.signs.keys() & COMMON:
            fit += MEANT
        if sign > 0:
            same = max(same, fit)
        elif sign < 0 and fit >= best and not _taken(other, fit, claim):
            worst = Opposed(pole.start, pole.end, other.words, other.text, turned, pole.denied)
            best = fit
    return worst if worst and best - same >= _margin(pole, worst, source) else None


def _homes(pole: Pole, source: Sequence[Pole]) -> frozenset[str]:
    """The sentences of the source that have the number that a word belongs to."""
    for q in pole.numbers:
        gap = pole.text[q.end : pole.start]
        small = q.raw <= SMALL and q.raw.is_integer() and q.family in (ANY, COUNT, NAMED)
        if q.end <= pole.start and len(gap) <= TIED and not (small or _APART.search(gap)):
            return frozenset(s.text for s in source if any(compare.same(o, q) for o in s.numbers))
    return frozenset()


def _elsewhere(pole: Pole, other: Pole) -> bool:
    """Whether a word says it of a number that the source's says of another: 39件と多かった."""
    for q in pole.numbers:
        gap = pole.text[q.end : pole.start]
        if q.end > pole.start or len(gap) > TIED or _APART.search(gap):
            continue
        key = f"#{q.value:.6g}"
        if any(compare.same(o, q) for o in other.numbers):
            return 0 < other.bag.get(key, NUMBER) < NUMBER / 2
        return any(
            o.family == q.family and other.bag.get(f"#{o.value:.6g}", 0.0) >= NUMBER / 2
            for o in other.numbers
        )
    return False


def _taken(other: Pole, fit: float, claim: Sequence[Pole]) -> bool:
    """Whether another word of the claim says what the source's does."""
    return any(_against(one, other)[0] > 0 and _fit(one, other) >= TAKEN * fit for one in claim)


def _margin(pole: Pole, worst: Opposed, source: Sequence[Pole]) -> float:
    """More where the sentence of the source says both, about different things."""
    both = any(s.text == worst.shown and _against(pole, s)[0] > 0 for s in source)
    return BOTH if both else MARGIN


def _against(pole: Pole, other: Pole) -> tuple[int, bool]:
    """1: a word of the source says the same, -1: the opposite, 0: nothing; and whether by its order."""
    common = pole.signs.keys() & other.signs.keys()
    if not common or (common == {"rank"} and _unlike(pole, other)):
        return 0, False
    if common == {"extreme"} and _another(pole, other):
        return 0, False
    if common <= COMMON and pole.most != other.most:  # 最も高い is no rise
        return 0, False
    sign = 1 if any(pole.signs[a] == other.signs[a] for a in common) else -1
    (who, whom), (they, them) = pole.order, other.order
    whole = bool(who & them and whom & they)
    alone = bool(whom & they and who and not them) or bool(who & them and they and not whom)
    turned = (whole or alone) and not (who & they or whom & them)
    ordered = common & ORDERED or (_THAN.search(pole.text) and _THAN.search(other.text))
    turned = turned and bool(ordered)
    return (-sign if turned else sign), turned


def _another(pole: Pole, other: Pole) -> bool:
    """Whether the one that is most or least there is not the one here: 最も低いのは四国."""
    who = _CLEFT.match(pole.text, pole.end)
    if who is None:
        return False
    named = [f for f in features(pole.text) if who.start("who") <= f.start < who.end("who")]
    return bool(named) and not any(
        f.key in other.order[0] or other.bag.get(f.key, 0.0) >= PART * f.weight for f in named
    )


def _unlike(pole: Pole, other: Pole) -> bool:
    """Whether one says larger and the other better, of what may be better small."""
    return ("size" in pole.signs) != ("size" in other.signs) and bool(
        LOWER_IS_BETTER.search(pole.text + other.text)
    )


def _fit(pole: Pole, other: Pole) -> float:
    """How alike two words stand; a number alone is not enough."""
    common = sorted(pole.bag.keys() & other.bag.keys())
    named = sum(pole.bag[key] * other.bag[key] for key in common if key[0] != "#")
    numbers = sum(pole.bag[key] * other.bag[key] for key in common if key[0] == "#")
    return named + numbers if named >= FAINT else 0.0
