"""Where a change leads of which the source tells only the start and the size. Pure.

"It took ten weeks. The schedule shrank by three weeks": 10週間から7週間に縮まった.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from digest.check.compare import same
from digest.check.fitting import alike
from digest.check.placing import Placed
from digest.check.quantity import Quantity

_FROM = re.compile(r"[^、。\d]{0,4}(?:から|より|→)[^。\d]{0,12}")
_BY = re.compile(
    r"\b(?:by|another|additional|extra)(?: about| around| some| only)? $", re.IGNORECASE
)
_SIZE = re.compile(
    r" ?(?:less|more|fewer|shorter|longer|lower|higher|cheaper|faster|slower|earlier|later|off)\b"
    r"|(?:ほど|程度|余り|分|も)?の?(?:減|増|短|長く|下が|上が|下げ|上げ|縮|延び|削|安|高く|引き)"
)


def comes_from(claim: str, own: Sequence[Quantity], number: Quantity) -> Quantity | None:
    """The number of a claim from which another one is said to be reached."""
    before = [q for q in own if q.end <= number.start][-1:]
    for one in before:
        if alike(one, number) and _FROM.fullmatch(claim, one.end, number.start):
            return one
    return None


def stepped(claim: str, own: Sequence[Quantity], source: Sequence[Placed], wanted: Quantity) -> str:
    """From which start and size a claim's number follows; "" if it does not."""
    start = comes_from(claim, own, wanted)
    known = [one.number for one in source if one.number is not None and start]
    if start is None or not any(same(q, start) for q in known):
        return ""
    size = abs(start.value - wanted.value)
    for one in source:
        q = one.number
        if q is None or q.family != start.family or abs(q.value - size) > 1e-6 * size:
            continue
        before = one.text[max(0, q.start - 24) : q.start]
        if _BY.search(before) or _SIZE.match(one.text, q.end):
            return f"「{start.text}」と「{q.text}」から"
    return ""
