"""What a number counts and what it is said of right beside it: 9言語, 長さは500字. Pure.

Where claim and source have the same noun there and the place that another number was taken for
has not, the number stands where it belongs, whatever else the sentence says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from functools import lru_cache

from digest.check.features import UNITS, features
from digest.check.placing import Placed

_COUNTED = re.compile(  # 9言語, 10秒の動画, 80億パラメータのモデル, "ten-second clip"
    r"[一-龥々ァ-ヺーA-Za-z]*(?:の[一-龥々ァ-ヺーA-Za-z]+)?|[ -]?[A-Za-z]+(?:[ -](?!and |or |in |on |at |for |to |than )[A-Za-z]+)?"
)
_HEAD = re.compile(r"([一-龥々ァ-ヺーA-Za-z]+)[はがをもでに](?:約|およそ|平均|最大)?$")
REACH = 24  # characters


def confirmed(one: Placed, own: Sequence[Placed], rivals: Sequence[Placed]) -> bool:
    """Whether what touches a claim's number touches it in the source too, and no rival there."""
    for touch in (_behind, _before):
        said = touch(one)
        mine = said & frozenset[str]().union(*(touch(p) for p in own))
        if mine - frozenset[str]().union(*(touch(p) for p in rivals)):
            return True
    return False


def _behind(one: Placed) -> Set[str]:
    found = _COUNTED.match(one.text, one.item.end, one.item.end + REACH)
    return _keys(one.text, *found.span()) if found else frozenset()


def _before(one: Placed) -> Set[str]:
    first = max(0, one.item.start - REACH)
    found = _HEAD.search(one.text[first : one.item.start])
    return _keys(one.text, first + found.start(1), first + found.end(1)) if found else frozenset()


@lru_cache(maxsize=4096)
def _keys(text: str, start: int, end: int) -> frozenset[str]:
    """What the two languages share of some words; within Japanese the words' letters."""
    inside = (f for f in features(text) if start <= f.start and f.end <= end)
    keys = {f.key for f in inside if f.key not in UNITS and not f.key[1:].startswith("size:")}
    return frozenset(keys)
