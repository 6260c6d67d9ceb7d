"""Words of two clauses of a claim that stand the other way round in the source. Pure.

「画像はAが、文章はBが扱う」: every word of a clause is weighed by how near the words beside it
stand to it in the source; two words are exchanged if each belongs into the other's clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from digest.check import exchange
from digest.check.content import WHOLE, Read, Source, Word, alike
from digest.check.contexts import LONG
from digest.check.exchange import Exchanged

PARALLEL = 0.8  # and where both are subjects
NEVER = 1e9
TWINS = 0.55  # or two numbers or names
SURE = 0.15  # and each of them alone
ALONE = -0.45  # of two numbers or names only one need be known
NONE = -1
MOST = 30  # words of a claim
SAME = 0.7  # how sure it must be that two words of a claim are one

_NOUN_END = re.compile(r"[一-龥々ァ-ヺーA-Za-z0-9%」』をにへ]$")
_TOPIC = re.compile(r"[^、。が]{1,30}?は(?=[^、。]{1,16}が)")
_COUNTED = re.compile(
    r"(?<=\d[^\d、。はがを]の)[一-龥々ァ-ヺー][^、。\d]*。?$"
)  # 310件の質問がある
_LAST = re.compile(
    r"(?<=[がをにで])(?![^、。]*(?:であ[るり]|だった|だ[。、]|です|でし))[一-龥々][^はがを、。」』]{0,12}[、。]?$"
)
_SUBJECT = re.compile(
    r"(?:[ぁ-ん]{1,2}[一-龥々]+)?[けきりみいえしちびぎれせげべ]?[一-龥々ァ-ヺーA-Za-z0-9」』%]*(?:の[^、。はがをの\d]{1,8})?(?:(?:で|に|と)?は|が|も|で、)"
)
_LISTED = re.compile(
    r"(?:(?:、|と|や|・|および)[^、。はがをにでのとや・\d]{0,16})+"
)  # 甲、乙、丙が
_IDLE = frozenset(  # how much of something, or whoever the other is: nobody of its own
    ["半数", "全部", "全体", "大半", "一部", "残り", "残", "差", "大差", "相手", "双方", "両方", "互", "以上", "以下", "未満"]
)  # fmt: skip
_OTHER = re.compile(r"[一-龥々ァ-ヺーA-Za-z0-9」』%]*(を|に|で|と)")
_KINS = (
    "lang:",
    "country:",
    "city:",
    "region:",
    "time:",
    "subject:",
    "crop:",
    "color:",
    "y19",
    "y20",
)


def exchanged(claim: Read, source: Source) -> Iterator[Exchanged]:
    """Two words of a claim, each in the other's clause."""
    best = max(gains(claim, source), key=lambda one: one[0], default=None)
    if best is not None:
        _, a, b = best
        shown = source.shown(*(source.places(word) for word in claim.words))
        yield Exchanged(a.start, a.end, b.text, shown)


def gains(claim: Read, source: Source) -> Iterator[tuple[float, Word, Word]]:
    """Every two words that fit the other way round, and how much better."""
    if len(claim.text) > LONG or len(claim.words) > MOST or not claim.ends:
        return
    grid = _Grid(claim, source)
    for i, j in combinations(grid.known, 2):
        a, b = claim.words[i], claim.words[j]
        if a.kind == b.kind != WHOLE and not _idle(claim, a, b) and grid.apart(i, j):
            first, second = grid.gain(i, j), grid.gain(j, i)
            if _enough(claim.text, a, b, (first, second)):
                yield first + second, a, b


def _unit(claim: Read, word: Word) -> int:
    """In which clause a word stands; NONE for the verb that several share: 甲はA、乙はBが担う."""
    before = [end for end in claim.ends if end <= word.start]
    topic = _TOPIC.match(claim.text)
    if topic and word.end < topic.end() and "は" not in claim.text[topic.end() :]:
        return NONE  # 割合は甲が43%、乙が47%
    until = min((end for end in claim.ends if end >= word.end), default=len(claim.text))
    unit = claim.text[: until + 1]
    last = _LAST.search(unit) or _COUNTED.search(unit)
    verb = last and last.start() <= word.start and word.kind == ""
    if before and verb and _NOUN_END.search(claim.text, 0, before[-1]):
        return NONE
    return len(before)


class _Grid:
    """The words of a claim: in which clause, where in the source, how near to each other there."""

    def __init__(self, claim: Read, source: Source) -> None:
        places = [source.places(word) for word in claim.words]
        self.known = [n for n, place in enumerate(places) if place]
        self._unit = [_unit(claim, word) for word in claim.words]
        self._near: dict[tuple[int, int], float] = {}
        self._same: set[tuple[int, int]] = set()
        self._claim = claim
        for i, j in combinations(self.known, 2):
            near = source.near(places[i], places[j])
            self._near[i, j] = self._near[j, i] = near
            if alike(claim.words[i], claim.words[j]) >= SAME:
                self._same |= {(i, j), (j, i)}

    def apart(self, i: int, j: int) -> bool:
        """Whether two words stand in two clauses, and neither in both."""
        if NONE in (self._unit[i], self._unit[j]) or self._mates(i, j):
            return False
        both = self._also(i, self._unit[j]) or self._also(j, self._unit[i])
        return self._unit[i] != self._unit[j] and (i, j) not in self._same and not both

    def _mates(self, i: int, j: int) -> bool:
        """Whether two words stand in one list, or are one word: タイ語とビルマ語."""
        a, b = (self._claim.words[n] for n in sorted((i, j)))
        gap = self._claim.text[a.end : b.start]
        if not gap:
            return bool(set(a.keys) & set(b.keys))
        return bool(_kin(a) & _kin(b) and _LISTED.fullmatch(gap))

    def _also(self, i: int, unit: int) -> bool:
        return any(self._unit[n] == unit and (i, n) in self._same for n in self.known)

    def gain(self, i: int, j: int) -> float:
        """How much nearer a word stands to the clause of another than to its own."""
        mine, theirs = self._unit[i], self._unit[j]
        total = 0.0
        for n in self.known:
            if n in (i, j) or self._mates(n, i) or self._mates(n, j):
                continue
            if self._unit[n] == theirs and not self._also(n, mine):
                total += self._near[i, n]
            elif self._unit[n] == mine and not self._also(n, theirs):
                total -= self._near[i, n]
        return total


def _idle(claim: Read, *words: Word) -> bool:
    """Whether one is nobody and nothing: a counter behind its number, 1, half of them."""
    return any(
        w.text in _IDLE
        or w.keys == ("#1",)
        or (not w.kind and not _kin(w) and claim.text[w.start - 1 : w.start].isdigit())
        for w in words
    )


def _unlike(a: Word, b: Word) -> bool:
    """Whether two numbers are too far apart to be taken for each other."""
    if a.kind[:1] != "#":
        return False
    low, high = sorted(float(one.keys[0][1:]) for one in (a, b))
    return high > exchange.LIKELY * low


def _enough(text: str, a: Word, b: Word, both: tuple[float, float]) -> bool:
    """Whether two words gain enough: less where both are numbers, names or subjects."""
    if any("size:" in key for one in (a, b) for key in one.keys) or _unlike(a, b):
        return False  # up and down are no parts
    twins = a.kind[:1] == "#" or _kin(a) & _kin(b)
    enough = min(both) > (ALONE if twins else SURE)
    return enough and sum(both) > (TWINS if twins else PARALLEL if _parallel(text, a, b) else NEVER)


def _kin(word: Word) -> set[str]:
    """What it is a name of: two names, two languages, two years can be exchanged."""
    dated = any(key.startswith(("y19", "y20")) for key in word.keys)  # AIME 2026
    names = {"@" for key in word.keys if key[0] == "@" and not dated}
    return names | {kin for key in word.keys for kin in _KINS if key.startswith(kin)}


def _parallel(text: str, a: Word, b: Word) -> bool:
    """Whether two words play the same part in their clauses: both subjects, both objects."""
    subjects = [_SUBJECT.match(text, one.end) for one in (a, b)]
    first, second = (_OTHER.match(text, one.end) for one in (a, b))
    return all(subjects) or bool(first and second and first[1] == second[1])
