"""The clauses of Japanese sentences with the words that they are about, for aligned comparison. Pure.

A clause ends at 。 and at a 、 behind a verb or an adjective; what は marks holds for the clauses behind it too,
until another は. Words are alike here where one has half of the letters of the other: 契約数, 契約件数.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from digest.check.content import Read, Word
from digest.check.contexts import LONG
from digest.check.features import KANA

HALF = 0.5
MOST = 400  # sentences of a source that are looked at
OFTEN, KEPT = 400, 4000  # places of a word that are looked at, and words that are remembered
WORDS = 80  # words of one of them

_END = re.compile(
    r"[。;](?!$)|(?<![^ぁ-ん][はもをにへのやとが])(?<![はもをにへのや])(?<=[ぁ-ん])、|(?<=一方)、|(?<=ものの)、"
)
_TOPIC = re.compile(
    r"[一-龥々ァ-ヺーA-Za-z0-9%」』]{0,8}(?:[けきりみいえしちびぎれせげべ]|たち)?(?P<scene>で|に)?(?:と|から)?(?:は|も)(?!の?う?[一-龥]*う?な?い。)"
)
_IF = re.compile(r"(?:[うくすつぬむるい]と|ば|たら|場合|とき|際)は?、$")
# words that say when or how and tell no two things apart
_IDLE = re.compile(
    r"前年(?:同[月期])?|昨年|前期|前回|以前|従来|当初|今回|今年|導入[前後]|試行[前後]|前後|同社|同[年月日期]|場合|結果|全体|平均|一方|以上|以下|程度|利用|使用|前|後|中|年|月|日|人|社|件|数|約|私|自分|筆者|同|[年月日]間"
)


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A clause. words: its own; topic: what は before it holds for it; line: which sentence it is of."""

    text: str
    start: int
    end: int
    words: tuple[Word, ...]
    topic: tuple[Word, ...]
    line: int

    @property
    def about(self) -> tuple[Word, ...]:
        """All that it is about."""
        return (*self.topic, *self.words)

    @property
    def own(self) -> str:
        """The clause itself."""
        return self.text[self.start : self.end]


def parts(read: Read, line: int = 0) -> Iterator[Part]:
    """The clauses of a folded sentence; none of one that is too long or not Japanese."""
    text = read.text
    if len(text) > LONG or len(read.words) > WORDS or not KANA.search(text):
        return
    scene: tuple[Word, ...] = ()
    topic: tuple[Word, ...] = ()
    start = 0
    for end in (*(m.end() for m in _END.finditer(text)), len(text)):
        words = tuple(w for w in read.words if start <= w.start < end)
        if words:
            found = [(m, w) for w in words if (m := _TOPIC.match(text, w.end))]
            own = tuple(w for w in words if found and w.start <= found[-1][1].start)
            yield Part(text, start, end, words, scene if own else (*scene, *topic), line)
            if found and found[-1][0]["scene"]:
                scene, topic = own, ()
            topic = own or topic
            if _IF.search(text, start, end):
                scene = (*scene, *words)
        start = end


def like(a: Word, b: Word) -> bool:
    """Whether two words may mean the same thing."""
    if any(key in b.keys for key in a.keys if key != "neg"):
        return True
    common = a.letters.keys() & b.letters.keys()
    return bool(common) and len(common) >= HALF * min(len(a.letters), len(b.letters))


def telling(word: Word) -> bool:
    """Whether it is a word that tells things apart: no number, denial or time."""
    return not word.kind and not _IDLE.fullmatch(word.text)


class Parts:
    """The clauses of a source, and in which of them a word stands."""

    def __init__(
        self, reads: Sequence[Read], cut: Callable[[Read, int], Iterator[Part]] = parts
    ) -> None:
        self.all = tuple(p for n, read in enumerate(reads[:MOST]) for p in cut(read, n))
        self.texts = [(n, read.text) for n, read in enumerate(reads[:MOST])]
        self._kinds = [frozenset(w.kind for w in read.words) for read in reads[:MOST]]
        self._many = len(reads) + 1
        self._at: dict[str, list[tuple[int, Word]]] = {}
        for n, part in enumerate(self.all):
            for word in part.about:
                for key in (*word.keys, *word.letters):
                    self._at.setdefault(key, []).append((n, word))
        self._found: dict[tuple[tuple[str, ...], ...], frozenset[int]] = {}

    def kinds(self, line: int) -> frozenset[str]:
        """The kinds of the numbers of a sentence."""
        return self._kinds[line]

    def where(self, word: Word) -> frozenset[int]:
        """The clauses that are about a word, by their place in all."""
        key = (word.keys, tuple(word.letters))
        if key not in self._found:
            if len(self._found) > KEPT:
                self._found.clear()
            near = (one for k in (*key[0], *key[1]) for one in self._at.get(k, ())[:OFTEN])
            self._found[key] = frozenset(n for n, other in near if like(word, other))
        return self._found[key]

    def weight(self, word: Word) -> float:
        """How much a word tells; 0 for one that the source does not have."""
        lines = len({self.all[n].line for n in self.where(word)})
        return math.log(1 + self._many / lines) if lines else 0.0

    def _weights(self, words: Sequence[Word], numbers: bool) -> list[tuple[Word, float]]:
        told = (w for w in words if telling(w) or (numbers and w.kind[:1] == "#"))
        return [(word, weight) for word in told if (weight := self.weight(word))]

    def shares(self, words: Sequence[Word], *, numbers: bool = False) -> list[float]:
        """How much of what some words, and numbers, tell every clause is about, from 0 to 1."""
        out = [0.0] * len(self.all)
        weights = self._weights(words, numbers)
        total = sum(weight for _, weight in weights)
        for word, weight in weights:
            for n in self.where(word):
                out[n] += weight / total
        return out

    def share(self, words: Sequence[Word], part: Sequence[Word]) -> float:
        """The same for some words of the source."""
        weights = self._weights(words, False)
        total = sum(weight for _, weight in weights)
        return sum(w for word, w in weights if any(like(word, o) for o in part)) / (total or 1.0)

    def covered(self, words: Sequence[Word], line: int, *, numbers: bool = False) -> float:
        """The same for a sentence."""
        weights = self._weights(words, numbers)
        total = sum(weight for _, weight in weights)
        here = (w for word, w in weights if any(self.all[n].line == line for n in self.where(word)))
        return sum(here) / (total or 1.0)
