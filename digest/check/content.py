"""The content words of sentences and how near they stand to each other in a source. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from digest.check import exchange, placing
from digest.check.features import KANA, Feature, features
from digest.check.quantity import Quantity

PAST = 0.4  # what is left of a nearness for every clause between
OFTEN = 200  # places of a word that are looked at
HALF = 0.5  # share of its letters that a Japanese word must have in another
WHOLE = "whole"

_SPLIT = re.compile(r"[、。;]")
_WORD = re.compile(
    r"(?<![\d.,])(?:1[0-2]|[1-9])月|(?<![\d.,])(?:19|20)\d\d(?![\d.,])|[一-龥々]+(?![一-龥々])|[ァ-ヺー]+|[A-Za-z](?:[A-Za-z0-9+-]|\.(?=[A-Za-z0-9]))*"
)
_OKURIGANA = re.compile(r"(?![はがをにでのともや])[ぁ-ん]")
_NEGATED = re.compile(
    r"ない|なかっ|ません|ずに|(?<=[らかがさたなばまわ])ず(?=[、。]|$)|\b(?:not|no|never|without|neither|nor|cannot|none)\b|n[’']t\b",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    r"[;:]|,(?! ?\d{3})| (?:and|but|while|whereas|against|versus|than)(?= )", re.IGNORECASE
)
Places = dict[int, dict[int, float]]


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """A content word at its place with what it is compared by. letters: of Japanese, with shares."""

    keys: tuple[str, ...]
    letters: dict[str, float]
    start: int
    end: int
    text: str
    kind: str = ""  # of a number: its family


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence with its words and where its clauses end."""

    text: str
    words: tuple[Word, ...]
    ends: tuple[int, ...]


def read(text: str, numbers: Sequence[Quantity], more: Sequence[Feature] = ()) -> Read:
    """The content words of a folded sentence; more: what else is known of its words."""
    japanese = bool(KANA.search(text))
    every = (*features(text), *more)
    known = [f for f in every if f.key[0] not in "%="]
    stems = [f for f in every if f.key[0] == "="]
    found = [
        Word((f"#{q.value:.6g}",), {}, q.start, q.end, q.text, _kind(text, q))
        for q in numbers
        if not placing.is_one(q)
    ]
    found += [Word(("neg",), {}, *m.span(), m[0], "neg") for m in _NEGATED.finditer(text)]
    for match in _WORD.finditer(text):
        start, end = match.span()
        keys = tuple(dict.fromkeys(f.key for f in known if f.start < end and start < f.end))
        if japanese and len(match[0]) == 1 and match[0].isupper():
            keys = (f"@{match[0]}",)  # 製品A
        letters = _letters(match[0]) if japanese and not match[0].isascii() else {}
        letters |= {
            f.key: min(1.0, f.weight if japanese else 1.0)
            for f in stems
            if f.start < end and start < f.end
        }
        alone = len(match[0]) == 1 and not _OKURIGANA.match(text, end)
        if keys or (letters and not alone):
            found.append(Word(keys, letters, start, end, match[0]))
    found.sort(key=lambda word: word.start)
    ends = tuple(m.start() for m in (_SPLIT if japanese else _ENGLISH).finditer(text))
    return Read(text, tuple(found), ends)


def _kind(text: str, number: Quantity) -> str:
    """What it can be exchanged with; nothing for a whole, or the size of a change."""
    size = number.family != "%" and exchange.is_size(text, number.end)
    return WHOLE if size else f"#{placing.kind(number)}"


def _letters(run: str) -> dict[str, float]:
    pairs = dict.fromkeys(run[i : i + 2] for i in range(len(run) - 1)) or {run: None}
    return {"%" + pair: 1.0 / len(pairs) for pair in pairs}


def alike(a: Word, b: Word) -> float:
    """How surely two words mean the same, up to 1."""
    common = a.letters.keys() & b.letters.keys()
    part = min(sum(one.letters[key] for key in common if key[0] == "%") for one in (a, b))
    if 0 < part < HALF:  # 高見社長 is not 真島副社長
        return 0.0
    if any(key in b.keys for key in a.keys):
        return 1.0
    return max((min(a.letters[k], b.letters[k]) for k in common if k[0] == "="), default=part)


class Source:
    """The sentences of a story and how near words stand in them."""

    def __init__(self, lines: Sequence[Read]) -> None:
        self.lines = lines
        self._index: dict[str, list[tuple[int, Word]]] = {}
        for n, line in enumerate(lines):
            for word in line.words:
                for key in (*word.keys, *word.letters):
                    self._index.setdefault(key, []).append((n, word))

    def places(self, word: Word) -> Places:
        """Where it stands: by sentence its places and how sure they are."""
        out: Places = {}
        for key in (*word.keys, *word.letters):
            for n, other in self._index.get(key, ())[:OFTEN]:
                if sure := alike(word, other):
                    out.setdefault(n, {})[other.start] = sure
        return out

    def near(self, a: Places, b: Places) -> float:
        """How near two words stand at best."""
        return max((self._in(n, a[n], b[n]) for n in a.keys() & b.keys()), default=0.0)

    def _in(self, n: int, a: dict[int, float], b: dict[int, float]) -> float:
        best = 0.0
        for (at, sure), (to, certain) in product(a.items(), b.items()):
            if at != to:
                first, last = sorted((at, to))
                between = sum(first < end < last for end in self.lines[n].ends)
                best = max(best, sure * certain * PAST**between)
        return best

    def shown(self, *places: Places) -> str:
        """The sentence in which most of some words stand."""
        seen = Counter(n for place in places for n in place)
        return self.lines[min(seen, key=lambda n: (-seen[n], n))].text if seen else ""
