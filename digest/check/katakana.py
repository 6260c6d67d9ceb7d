"""Words that Japanese writes in katakana and that are nobody's name: lines of katakana.txt. Pure.

Made from JMdict (EDRDG, CC BY-SA 4.0) by bench/katakana.py: also words that are not common and so stand in
no row of dictionary.tsv. Read when first needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

SHORTEST, LONGEST = 3, 10  # characters of a word
_RUN = re.compile(r"[ァ-ヺー]{3,}")


@lru_cache(maxsize=1)
def ordinary() -> frozenset[str]:
    """The list, read once."""
    text = files("digest.check").joinpath("katakana.txt").read_text(encoding="utf-8")
    return frozenset(text.split())


def words(text: str) -> Iterator[tuple[int, int]]:
    """Where such words stand in a folded text, none inside another."""
    known = ordinary()
    for run in _RUN.finditer(text):
        at = run.start()
        while at + SHORTEST <= run.end():
            ends = range(min(run.end(), at + LONGEST), at + SHORTEST - 1, -1)
            end = next((end for end in ends if text[at:end] in known), at)
            if end > at:
                yield at, end
            at = max(end, at + 1)
