"""Numbers that say only by their order what they belong to. Pure.

"A overtook B (47% to 43%)"; "A has 5 and B 7. Sales: 18 against 17": the second pair is in the
order of the first; 順に takes over that of the sentence before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from digest.check.contexts import Bag, Item
from digest.check.features import features

LOOSE = 0.4  # where the text says that the order is the same
CLEAR = 0.4  # how much a key must belong to one of the numbers before
SHARED = 0.25  # and what share of that to another: less than to the next in a row
TAKEN = 0.7  # what is left of its weight
COMPARED = 0.9
MOST = 3

_JOINED = re.compile(r"\s?(?:and|to|against|versus|vs\.?|と|対|、|,|および)\s?")
_COMPARED = re.compile(
    r"\b(?:overt(?:ook|akes|ake|aken)|beat(?:s|en|ing)?|outperform(?:s|ed|ing)?|surpass(?:es|ed)?|outscor(?:es|ed)|outsold"
    r"|edg(?:es|ed) out|topp(?:s|ed)|defeat(?:s|ed)|exceed(?:s|ed)|ahead of|than|over|leads?|led|wins?|won)\s",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[.;:]|, (?:and|but|while)\b| but | while | whereas ")
_UNTIL = re.compile(r" as | in | on | at | by | with |[,(:]")
_ORDER = re.compile(r"順に|それぞれ|respectively|in that order", re.IGNORECASE)
_NO_LABEL = "#%"

Series = Sequence[tuple[str, Bag]]  # kind and surroundings of numbers in a row


def complete(text: str, items: Sequence[Item], bags: list[Bag], before: Series) -> None:
    """Give bare runs of numbers what they belong to. before: those of the sentence before."""
    for first, last in _runs(text, items):
        own = bags[first : last + 1]
        compared = _compared(text, items[first], items[first - 1].end if first else 0)
        if compared and last - first == 1:
            _assign(own, compared)
        elif _bare(own):
            size = last - first + 1
            here = list(zip((i.kind for i in items[:first]), bags[:first], strict=True))
            model = (here or list(before))[-size:]
            if len({kind for kind, _ in model}) == 1:
                _follow(own, [bag for _, bag in model], LOOSE if _ORDER.search(text) else SHARED)


def _runs(text: str, items: Sequence[Item]) -> list[tuple[int, int]]:
    """First and last place of two or three numbers of a kind with only "and" between them."""
    out: list[tuple[int, int]] = []
    at = 0
    while at < len(items):
        end = at
        while end + 1 < len(items) and _next(text, items[end], items[end + 1]):
            end += 1
        if at < end < at + MOST:
            out.append((at, end))
        at = end + 1
    return out


def _next(text: str, one: Item, other: Item) -> bool:
    gap = text[one.end : other.start]
    return (
        one.kind == other.kind
        and other.start not in one.then
        and bool(_JOINED.fullmatch(re.sub(r"^[件人本台回点]|[$€£¥]$|C\$$", "", gap)))
    )


def _compared(text: str, item: Item, after: int) -> tuple[set[str], set[str]] | None:
    """The keys on either side of the comparison before a pair in one clause."""
    clauses = [m.end() for m in _CLAUSE.finditer(text, 0, item.start)]
    start = max(clauses[-1], after) if clauses else after
    word = _COMPARED.search(text, start, item.start)
    if word is None:
        return None
    stop = _UNTIL.search(text, word.end(), item.start)
    end = stop.start() if stop else item.start
    keys = [f for f in features(text) if f.key[0] not in "%#"]
    left = {f.key for f in keys if start <= f.start and f.end <= word.start()}
    right = {f.key for f in keys if word.end() <= f.start and f.end <= end}
    both = left & right
    return (left - both, right - both) if left - both else None


def _assign(own: list[Bag], sides: tuple[set[str], set[str]]) -> None:
    for place, bag in enumerate(own):
        for key in sides[1 - place]:
            bag.pop(key, None)
        for key in sides[place]:
            bag[key] = max(COMPARED, bag.get(key, 0.0))


def _bare(own: Sequence[Bag]) -> bool:
    """Whether nothing tells the numbers apart yet."""
    return not any(_telling(own, place) for place in range(1, len(own)))


def _telling(bags: Sequence[Bag], place: int, shared: float = SHARED) -> dict[str, float]:
    """The keys that belong to one of some numbers clearly more than to the others."""
    others = [bag for n, bag in enumerate(bags) if n != place]
    return {
        key: weight
        for key, weight in bags[place].items()
        if key[0] not in _NO_LABEL
        and weight > CLEAR
        and max((bag.get(key, 0.0) for bag in others), default=0.0) < shared * weight
    }


def _follow(own: list[Bag], model: Sequence[Bag], shared: float) -> None:
    """Take over what tells the numbers before apart."""
    if len(model) != len(own):
        return
    for place, bag in enumerate(own):
        for other in range(len(model)):
            for key, weight in _telling(model, other, shared).items():
                if other == place:
                    bag[key] = max(bag.get(key, 0.0), TAKEN * weight)
                else:
                    bag.pop(key, None)
