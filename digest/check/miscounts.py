"""Small counts that a source tells otherwise: three vendors for "two vendors". Pure.

A summary counts lists itself, so that a small count need not stand in the source (idle.py). It is
wrong where the clause most like the claim has another count, and its own stands in none like it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.check.exchange import Exchanged
from digest.check.misplaced import BETTER, Names, Told, score
from digest.check.quantity import Quantity
from digest.check.units import ANY, COUNT

_CHANGED = re.compile(
    r"[^、。はがを\d]{0,2}(?:増|減|多|少|上|下|高|低|長|短|早|遅|延|縮|伸|膨|前|後|ぶり)"
)
_SHARE = re.compile(r"[^\W\da-z、。はがをにのも]{1,5}に(?:約)?\d")  # 4人に1人
_ITEMS = re.compile(
    r"[^\s、。・はがをのにで\d]{1,16}(?:(?:、|・|と|や|,)[^\s、。・はがをのにで\d]{1,16}){1,9}"
)
_ENGLISH_ITEMS = re.compile(
    r"[A-Z][\w-]*(?: [A-Z][\w-]*)?(?:, (?:and )?[A-Z][\w-]*(?: [A-Z][\w-]*)?){0,9},? (?:and|or) [A-Z][\w-]*"
)
_BETWEEN = re.compile(r"、|・|と|や|, (?:and |or )?| and | or ")
_RECKONED = re.compile(r"合わせ|合計|計\d|全部で|残り|差|平均|あたり|ほか")
LINES = 60  # sentences whose lists are counted
FEW = 2  # of which a source has so many that they tell nothing
LEAST = 0.6  # what a clause must share with the claim


def wrong(claim: Told, source: Names) -> Iterator[Exchanged]:
    """The small count of a claim in whose place the source has another."""
    if (
        len(claim.counted) != 1
        or _lists_as_many(claim, claim.counted[0][0], source)
        or _RECKONED.search(claim.text)
        or _CHANGED.match(claim.text, claim.counted[0][0].end)
    ):
        return
    own, kind = claim.counted[0]
    said = {k: w for k, w in claim.keys.items() if k[0] != "#"}
    here, best = 0.0, (0.0, own, "")
    for line in source.lines:
        same = any(q.raw == own.raw for q in line.counts(kind)) or f"#{own.value:.6g}" in line.keys
        for clause in line.clauses:
            weight = score(said, clause.keys, source)
            here = max(here, weight if same else 0.0)
            others = clause.counts(kind)
            if len(others) == 1 and weight > best[0]:
                best = weight, others[0], line.text
    right = best[1].raw == own.raw
    if not right and best[0] >= max(LEAST, BETTER * here, here + 0.4):
        yield Exchanged(own.start, own.end, best[1].text, best[2])


def _lists_as_many(claim: Told, own: Quantity, source: Names) -> bool:
    """Whether the count is that of a list: 日本語と韓国語…の2言語; or part of a share."""
    if _SHARE.match(claim.text, own.end):
        return True
    if own.family not in (ANY, COUNT):
        return False
    lines = (claim, *(source.lines[:LINES] if own.raw > FEW else ()))
    runs = (m[0] for line in lines for p in (_ITEMS, _ENGLISH_ITEMS) for m in p.finditer(line.text))
    return any(len(_BETWEEN.split(run)) == own.raw for run in runs)
