"""Where a query stands in a text: marks for a title, and a marked excerpt of a body. Pure.

Folding (NFKC) changes lengths, so marks are mapped back to the text as it is written.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate

from storage.terms import fold

Spans = tuple[tuple[int, int], ...]
WIDTH = 140
_LEAD = 40  # characters shown before the first match
_BLOCK = 256
# A character with what joins it when folded: combining marks, half-width voicing, vowel jamo.
_CLUSTER = re.compile(".[\u0300-\u036f\u3099\u309a\uff9e\uff9f\u1160-\u11ff]*", re.S)


_folded = lru_cache(maxsize=1 << 16)(fold)


def marks(text: str, wanted: re.Pattern[str]) -> Spans:
    """[start, end) of every match, in the text's own characters; in order, not overlapping."""
    clusters = _CLUSTER.findall(text)
    folded = [_folded(cluster) for cluster in clusters]
    ends = list(accumulate(map(len, folded)))
    places = [i for i, piece in enumerate(folded) for _ in piece]
    starts = [0, *accumulate(map(len, clusters))]
    out: list[tuple[int, int]] = []
    for found in wanted.finditer("".join(folded)):
        if not ends or found.start() == found.end():
            continue
        start, end = starts[places[found.start()]], starts[places[found.end() - 1] + 1]
        if out and start < out[-1][1]:
            start = out.pop()[0]
        out.append((start, end))
    return tuple(out)


def excerpt(text: str, wanted: re.Pattern[str]) -> tuple[str, Spans]:
    """About WIDTH characters around the first match, or the beginning; white space is single."""
    line = " ".join(text.split())
    found = wanted.search(fold(line))
    start = 0 if found is None else max(0, _near(line, found.start()) - _LEAD)
    piece = line[start : start + WIDTH]
    shown = ("…" if start else "") + piece + ("…" if start + WIDTH < len(line) else "")
    return shown, () if found is None else marks(shown, wanted)


def _near(text: str, folded_index: int) -> int:
    """Where an index of the folded text is in the text; block by block, as folding is fast in C."""
    seen = start = 0
    while start + _BLOCK < len(text):
        size = len(fold(text[start : start + _BLOCK]))
        if seen + size > folded_index:
            break
        seen, start = seen + size, start + _BLOCK
    for cluster in _CLUSTER.finditer(text, start):
        seen += len(_folded(cluster[0]))
        if seen > folded_index:
            return cluster.start()
    return max(0, len(text) - 1)
