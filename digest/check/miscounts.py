"""Small counts that a source tells otherwise: three vendors for "two vendors". Pure.

A summary counts lists itself, so that a small count need not stand in the source (idle.py). It is
wrong where the clause most like the claim has another count, and its own stands in none like it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digest.check.exchange import Exchanged
from digest.check.misplaced import BETTER, Names, Told, score

_CHANGED = re.compile(
    r"[^、。はがを\d]{0,2}(?:増|減|多|少|上|下|高|低|長|短|早|遅|延|縮|伸|膨|前|後|ぶり)"
)
_RECKONED = re.compile(r"合わせ|合計|計\d|全部で|残り|差|平均|あたり|ほか")
LEAST = 0.6  # what a clause must share with the claim


def wrong(claim: Told, source: Names) -> Iterator[Exchanged]:
    """The small count of a claim in whose place the source has another."""
    if (
        len(claim.counted) != 1
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
