"""One of a list that the source has not there: 「理科と社会」, 理科と国語 there. Pure.

All others of the list must stand in one list of the source of the same length, in a sentence that tells the same; what
may be another word for the same is no fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from digest.check.content import Read
from digest.check.dictionary import glosses
from digest.check.exchange import Exchanged
from digest.check.lexicon import marks
from digest.check.parts import Parts

MOST = 6  # items of a list
SURE = 0.4  # of what a claim tells must stand in the sentence of the list

_ITEM = r"[一-龥々ァ-ヺーA-Za-z0-9「」・]{1,16}"
_JOIN = r"(?:、(?:および|及び|そして)?|と|や|および|及び|ならびに|か)"
_LIST = re.compile(
    rf"(?<![一-龥々ァ-ヺーA-Za-z0-9]){_ITEM}(?:{_JOIN}{_ITEM}){{1,{MOST - 1}}}(?=[をにはがでのもへだ、]|から|まで|向け)(?!に[比対]|の(?:差|比較|違い|関係))"
)
_SPLIT = re.compile(_JOIN)
_NUMBER = re.compile(r"\d")
_KANA = re.compile(r"[ァ-ヺー]+")
_WIDE = frozenset(["department", "cours", "organization", "engin"])  # what many kinds are


@dataclass(frozen=True, slots=True)
class Row:
    """The items of a list and where each begins."""

    items: tuple[str, ...]
    starts: tuple[int, ...]
    line: int


def rows(text: str, line: int = 0) -> Iterator[Row]:
    """The lists of a folded sentence; none of numbers."""
    for match in _LIST.finditer(text):
        items, starts, at = [], [], match.start()
        for piece in _SPLIT.split(match[0]):
            at = text.index(piece, at)
            items.append(piece)
            starts.append(at)
            at += len(piece)
        if all(items) and not any(_NUMBER.match(item) for item in items):
            yield Row(tuple(items), tuple(starts), line)


def listed(claim: Read, source: Parts) -> Iterator[Exchanged]:
    """The items of a folded claim's lists that the source has not among the others."""
    for said in rows(claim.text):
        told = [(r, t) for r, t in known(source) if len(r.items) == len(said.items)]
        if any(not _odd(said, r) for r, _ in told):
            continue
        for row, text in told:
            odd = _odd(said, row)
            if len(odd) != 1 or source.covered(claim.words, row.line) < SURE:
                continue
            mine = odd[0]
            theirs = next(item for item in row.items if item not in said.items)
            if _stands(mine, text) or not unlike(mine, theirs):
                continue
            start = said.starts[said.items.index(mine)]
            yield Exchanged(start, start + len(mine), theirs, text)
            return


@lru_cache(maxsize=16)
def known(source: Parts) -> tuple[tuple[Row, str], ...]:
    """The lists of a source with their sentences."""
    return tuple((row, text) for line, text in source.texts for row in rows(text, line))


def _stands(item: str, text: str) -> bool:
    """Whether it stands there by itself: 外科 does not where only 整形外科 does."""
    return bool(re.search(rf"(?<![一-龥々ァ-ヺー]){re.escape(item)}", text))


def _odd(said: Row, told: Row) -> list[str]:
    return [item for item in said.items if item not in told.items]


def unlike(a: str, b: str) -> bool:
    """Whether two nouns can hardly mean the same: 内科 and 外科, but not 会議録 and 議事録."""
    if a in b or b in a or a[:1] == b[:1] or bool(_KANA.match(a)) != bool(_KANA.match(b)):
        return False
    if a.isascii() != b.isascii() or len(set(a) & set(b)) > 1:
        return False
    if {c.key for m in marks(a) for c in m.concepts} & {
        c.key for m in marks(b) for c in m.concepts
    }:
        return False
    return not _stems(a) & _stems(b)


def _stems(word: str) -> set[str]:
    return {stem for gloss in glosses(word) for stem, _ in gloss.stems} - _WIDE
