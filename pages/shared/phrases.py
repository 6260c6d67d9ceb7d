"""Japanese for what collecting says in English: notes, messages, hints. Pure.

phrases.tsv pairs each English phrase with a Japanese one; {} holds what was filled in, in the
same order. What is not all known there stays English. A test walks the code for phrases.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from pages.shared.markup import Html, tag, text

_TABLE = Path(__file__).with_name("phrases.tsv")
_LONGEST = 1000  # characters that are looked at
_DEPTH = 4  # of phrases within phrases
_TRIES = 150  # of parts of one text
_NAMED = re.compile(r"([^\s:][^:\n]{0,200}): (.+)", re.DOTALL)  # of a file: `report.pdf: ...`


@lru_cache(maxsize=1)
def table() -> tuple[tuple[str, str], ...]:
    """(English, Japanese), as in the file."""
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    return tuple((english, japanese) for english, japanese in (x.split("\t") for x in lines))


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The one that says the most first: a mere `{} is empty.` last."""
    ordered = sorted(table(), key=lambda pair: -len(pair[0].replace("{}", "")))
    return tuple(
        (re.compile("(.{0,600}?)".join(map(re.escape, e.split("{}"))), re.DOTALL), j)
        for e, j in ordered
    )


@lru_cache(maxsize=1000)
def japanese(said: str) -> str:
    """The Japanese of one or several sentences; "" where some of it is not in the table."""
    return _Telling().sentences(said.strip(), _DEPTH) if len(said) <= _LONGEST else ""


def shown(said: str) -> Html:
    """For a screen: in Japanese where it is known, else in English and marked so."""
    told = japanese(said)
    return text(told) if told else tag("span", text(said), lang="en")


def in_words(said: str) -> str:
    """The same as plain text."""
    return japanese(said) or said


class _Telling:
    """One text being put into Japanese: somebody else's words must not make it take for ever."""

    def __init__(self) -> None:
        self._left = _TRIES
        self._known: dict[tuple[str, int], str] = {}

    def sentences(self, said: str, depth: int) -> str:
        """The shortest beginning that is a phrase, and what follows it."""
        if (said, depth) not in self._known:
            self._known[said, depth] = self._looked_up(said, depth)
        return self._known[said, depth]

    def _looked_up(self, said: str, depth: int) -> str:
        for end in [found.end() - 1 for found in re.finditer(r"\. ", said)] + [len(said)]:
            first = self._phrase(said[:end], depth)
            if not first:
                continue
            rest = said[end:].strip()
            after = self.sentences(rest, depth) if rest else ""
            if not rest or after:
                return first + after
        return ""

    def _phrase(self, said: str, depth: int) -> str:
        self._left -= 1
        if self._left < 0:
            return ""
        for pattern, japanese in _patterns():
            found = pattern.fullmatch(said)
            if found is not None:
                return japanese.format(*(self._part(part, depth) for part in found.groups()))
        named = _NAMED.fullmatch(said)
        after = self.sentences(named[2], depth - 1) if named and depth else ""
        return f"{named[1]}: {after}" if named and after else ""

    def _part(self, said: str, depth: int) -> str:
        """What was filled in: a phrase itself, or a name, a number, somebody else's words."""
        inner = said.strip()
        if not depth or " " not in inner:
            return said
        told = self.sentences(inner, depth - 1) or self.sentences(f"{inner}.", depth - 1)
        return told.removesuffix("。") or said
