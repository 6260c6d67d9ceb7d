"""Clauses of an English source, and which say that nothing changed: "stayed level". Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digest.check.contexts import LONG
from digest.check.features import KANA, UNITS, features
from digest.check.quantity import Quantity
from digest.check.stems import stem

NUMBER = 1.5  # weight of a number
_SMALL = "whereas while although though however since because where with yet only also between among both before after even still than last"
IDLE = frozenset(
    {"@ai", *(f"={stem(word)}" for word in _SMALL.split())}
)  # say nothing of what a clause is about
MOST = 400  # clauses that are looked at

_BE = r"(?:is|are|was|were|be|been|being|remain\w*|sta(?:y|id)\w*|held|holds?|kept|keeps?)"
_LEVEL = re.compile(
    rf"\bunchanged\b|\bunaffected\b|\bunaltered\b|\b{_BE} (?:\w+ ){{0,2}}(?:flat|level|stable|steady|constant|the same|identical|equal)\b"
    r"|\bdo(?:es)? not (?:change|differ|affect|influence|depend|vary|alter)\b"
    r"|(?:\b(?:not|never|hardly|barely|scarcely)|n[’']t) (?:\w+ ){0,2}(?:chang|differ|affect|influenc|alter|mov|budg|vari|vary)(?:e[ds]?|ed|s|ing|y)?\b"
    r"|\b(?:no|hardly any|(?<!a )little|scarcely any) (?:[\w-]+ ){0,2}(?:change|difference|influence|effect|impact|improvement|gain|benefit|speed-?up|advantage|increase|decrease|decline)s?\b"
    r"|\bon (?:a )?par with\b|\b(?:about|roughly|nearly|almost|exactly) the same\b|\bneither \w+ nor (?:fell|rose|better|worse)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[;:] |, (?:but|while|whereas|and|although|though|where|so|yet|with|because|since|as)\b| with(?:out (?:any )?| (?:no|little|hardly any) )(?:\w+ ){0,1}(?=change|difference|effect|impact|loss|increase)| and (?=(?:was|were|is|are|has|have|had|did|does|do|remain\w*|stay\w*) )|,? (?:but|while|whereas|although|though) ",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a source. level: the words that say that it did not change."""

    text: str
    line: str
    keys: dict[str, float]
    words: tuple[frozenset[str], ...]
    numbers: tuple[Quantity, ...]
    level: str


@dataclass(frozen=True, slots=True)
class Levels:
    """The clauses of a source and in how many of them a word stands."""

    clauses: tuple[Clause, ...]
    spread: Counter[str]

    @property
    def some(self) -> bool:
        """Whether any of them says that something did not change."""
        return any(clause.level for clause in self.clauses)


def read(lines: Sequence[tuple[str, Sequence[Quantity]]]) -> Levels:
    """The clauses of some folded English sentences."""
    found = tuple(
        clause
        for text, numbers in lines
        if len(text) <= LONG and not KANA.search(text)
        for clause in _clauses(text, numbers)
    )[:MOST]
    return Levels(found, Counter(key for clause in found for key in clause.keys))


def _clauses(text: str, numbers: Sequence[Quantity]) -> Iterator[Clause]:
    ends = [m.start() for m in _CLAUSE.finditer(text)] + [len(text)]
    known = features(text)
    start = 0
    for end in ends:
        level = _LEVEL.search(text, start, end)
        inside = [
            f
            for f in known
            if start <= f.start
            and f.end <= end
            and f.key not in UNITS
            and f.key not in IDLE
            and f.key[0] not in "+-"
            and not (level and level.start() <= f.start < level.end())
        ]
        by_word: dict[int, set[str]] = {}
        for f in inside:
            by_word.setdefault(f.start, set()).add(f.key)
        own = tuple(q for q in numbers if start <= q.start and q.end <= end)
        yield Clause(
            text[start:end],
            text,
            {f.key: f.weight for f in inside} | {f"#{q.value:.6g}": NUMBER for q in own},
            tuple(map(frozenset, by_word.values())),
            own,
            level[0] if level else "",
        )
        start = end
