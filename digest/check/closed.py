"""Names of closed classes: countries, languages, cities, quarters. Pure.

classes.tsv is the visible table. One that the source has in neither language, while it has
another of the class, is a wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

Row = tuple[str, tuple[str, ...], re.Pattern[str]]  # class, how its spellings begin, all of them


@lru_cache(maxsize=1)
def _rows() -> tuple[Row, ...]:
    text = files("digest.check").joinpath("classes.tsv").read_text(encoding="utf-8")
    rows, name = [], ""
    for line in text.splitlines():
        if line.startswith("#"):
            name = line[1:].strip()
            continue
        left, _, right = line.partition("\t")
        japanese = tuple(left.split())
        english = right.split()
        begun = {word.partition("-")[0] for word in english}
        spelt = (*japanese, *begun, *(word.capitalize() for word in begun))
        rows.append((name, spelt, _pattern(japanese, english)))
    return tuple(rows)


def _pattern(japanese: tuple[str, ...], english: list[str]) -> re.Pattern[str]:
    parts = [_word(word) for word in japanese]
    for word in english:
        flexible = re.escape(word).replace(r"\-", r"[\s-]")
        cased = flexible if word[0].isupper() else rf"(?i:{flexible})"
        parts.append(rf"(?<![A-Za-z]){cased}(?![a-z])")
    return re.compile("|".join(parts))


def _word(word: str) -> str:
    """A name in Japanese: no part of a longer one (タイ in タイプ, 中国 in 中国語)."""
    guard = r"(?<![ァ-ヴー])" if "ァ" <= word[0] <= "ヴ" else ""
    behind = "(?!語)" if "ァ" <= word[-1] <= "ー" else "(?![語地])"
    behind += r"(?![ァ-ヴー])" if "ァ" <= word[-1] <= "ー" else ""
    return guard + re.escape(word) + behind


@lru_cache(maxsize=64)
def _classes(source: str) -> tuple[frozenset[str], frozenset[int]]:
    """The classes of which a text has a name, and the rows that it has."""
    rows = enumerate(_rows())
    found = frozenset(
        at for at, row in rows if any(s in source for s in row[1]) and row[2].search(source)
    )
    return frozenset(_rows()[at][0] for at in found), found


def missing(claim: str, source: str) -> Iterator[re.Match[str]]:
    """The names of a folded claim that a folded source has not, while it has others of the class."""
    classes, known = _classes(source)
    for at, (name, _, pattern) in enumerate(_rows()):
        match = pattern.search(claim) if name in classes and at not in known else None
        if match:
            yield match
