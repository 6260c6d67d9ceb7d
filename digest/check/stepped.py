"""Where a change leads of which the source tells only the start and the size. Pure.

"It took ten weeks. The schedule shrank by three weeks": 10週間から7週間に縮まった.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from digest.check.changes import Change
from digest.check.compare import same
from digest.check.features import features
from digest.check.fitting import alike, is_distance
from digest.check.placing import Placed
from digest.check.quantity import Quantity
from digest.check.sized import is_sized
from digest.check.told import Line

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


def size(claim: str, known: Sequence[tuple[Change, Line]], wanted: Quantity) -> str:
    """Of which change a claim tells the size, not the ends: 「19増えた」, 12から31に there."""
    if not is_sized(claim, wanted) or (wanted.family == "%" and not is_distance(wanted)):
        return ""
    names = {feature.key for feature in features(claim)}
    for (first, last), line in known:
        exact = abs(abs(first.value - last.value) - wanted.value) <= 1e-9 * wanted.value
        like = alike(first, wanted) and alike(last, wanted)
        if exact and like and any(feature.key in names for feature in features(line.text)):
            return f"「{first.text}」と「{last.text}」の差"
    return ""


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
