"""Words of two clauses of a claim that stand the other way round in the source. Pure.

「画像はAが、文章はBが扱う」: every word of a clause is weighed by how near the words beside it
stand to it in the source; two words are exchanged if each belongs into the other's clause.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from digest.check import exchange, placing
from digest.check.contexts import LONG
from digest.check.exchange import Exchanged
from digest.check.features import KANA, Feature, features
from digest.check.quantity import Quantity

MARGIN = 1.45  # how much better two words must fit the other way round
PARALLEL = 0.8  # and where both are subjects
TWINS = 0.55  # or two numbers or names
SURE = 0.15  # and each of them alone
ALONE = -0.45  # of two numbers or names only one need be known
NONE = -1
WHOLE = "whole"
PAST = 0.4  # what is left of a nearness for every clause between
MOST = 30  # words of a claim
OFTEN = 200  # places of a word that are looked at
SAME = 0.7  # how sure it must be that two words of a claim are one
HALF = 0.5  # share of its letters that a Japanese word must have in another

_SPLIT = re.compile(r"[、。;]")
_WORD = re.compile(
    r"(?<![\d.,])(?:1[0-2]|[1-9])月|(?<![\d.,])(?:19|20)\d\d(?![\d.,])|[一-龥々]+(?![一-龥々])|[ァ-ヺー]+|[A-Za-z](?:[A-Za-z0-9+-]|\.(?=[A-Za-z0-9]))*"
)
_OKURIGANA = re.compile(r"(?![はがをにでのともや])[ぁ-ん]")
_NOUN_END = re.compile(r"[一-龥々ァ-ヺーA-Za-z0-9%」』をにへ]$")
_TOPIC = re.compile(r"[^、。が]{1,30}?は(?=[^、。]{1,16}が)")
_COUNTED = re.compile(
    r"(?<=\d[^\d、。はがを]の)[一-龥々ァ-ヺー][^、。\d]*。?$"
)  # 310件の質問がある
_LAST = re.compile(r"(?<=[がをにで])[一-龥々][^はがを、。」』]{0,12}。?$")
_NEGATED = re.compile(
    r"ない|なかっ|ません|ずに|(?<=[らかがさたなばまわ])ず(?=[、。]|$)|\b(?:not|no|never|without|neither|nor|cannot|none)\b|n[’']t\b",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    r"[;:]|,(?! ?\d{3})| and | but | while | whereas | against | versus | than ", re.IGNORECASE
)
_PARTICLE = re.compile(r"[一-龥々ァ-ヺーA-Za-z0-9」』%]*(では|には|とは|は|が|を|に|で|と|も|の)?")

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
    known = [f for f in (*features(text), *more) if f.key[0] not in "%="]
    found = [
        Word((f"#{q.value:.6g}",), {}, q.start, q.end, q.text, _kind(text, q))
        for q in numbers
        if not placing.is_one(q)
    ]
    found += [Word(("neg",), {}, *m.span(), m[0], "neg") for m in _NEGATED.finditer(text)]
    for match in _WORD.finditer(text):
        start, end = match.span()
        keys = tuple({f.key for f in known if f.start < end and start < f.end})
        letters = _letters(match[0]) if japanese and not match[0].isascii() else {}
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
    pairs = {run[i : i + 2] for i in range(len(run) - 1)} or {run}
    return {"%" + pair: 1.0 / len(pairs) for pair in pairs}


def alike(a: Word, b: Word) -> float:
    """How surely two words mean the same, up to about 1."""
    if any(key in b.keys for key in a.keys):
        return 1.0
    common = a.letters.keys() & b.letters.keys()
    part = min(sum(one.letters[key] for key in common) for one in (a, b))
    return part if part >= HALF else 0.0


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
        return self.lines[seen.most_common(1)[0][0]].text if seen else ""


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
        if a.kind == b.kind != WHOLE and grid.apart(i, j):
            first, second = grid.gain(i, j), grid.gain(j, i)
            if _enough(claim.text, a, b, (first, second)):
                yield first + second, a, b


def _unit(claim: Read, word: Word) -> int:
    """In which clause a word stands; NONE for the verb that several share: 甲はA、乙はBが担う."""
    before = [end for end in claim.ends if end <= word.start]
    topic = _TOPIC.match(claim.text)
    if topic and word.end < topic.end() and "は" not in claim.text[topic.end() :]:
        return NONE  # 割合は甲が43%、乙が47%
    last = _LAST.search(claim.text) or _COUNTED.search(claim.text)
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
        for i, j in combinations(self.known, 2):
            near = source.near(places[i], places[j])
            self._near[i, j] = self._near[j, i] = near
            if alike(claim.words[i], claim.words[j]) >= SAME:
                self._same |= {(i, j), (j, i)}

    def apart(self, i: int, j: int) -> bool:
        """Whether two words stand in two clauses, and neither in both."""
        if NONE in (self._unit[i], self._unit[j]):
            return False
        both = self._also(i, self._unit[j]) or self._also(j, self._unit[i])
        return self._unit[i] != self._unit[j] and (i, j) not in self._same and not both

    def _also(self, i: int, unit: int) -> bool:
        return any(self._unit[n] == unit and (i, n) in self._same for n in self.known)

    def gain(self, i: int, j: int) -> float:
        """How much nearer a word stands to the clause of another than to its own."""
        mine, theirs = self._unit[i], self._unit[j]
        total = 0.0
        for n in self.known:
            if n not in (i, j) and self._unit[n] == theirs and not self._also(n, mine):
                total += self._near[i, n]
            elif n not in (i, j) and self._unit[n] == mine and not self._also(n, theirs):
                total -= self._near[i, n]
        return total


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
    names = all(any(key[0] == "@" for key in one.keys) for one in (a, b))
    alike = a.kind[:1] == "#" or names
    parts = [_PARTICLE.match(text, one.end) for one in (a, b)]
    same = parts[0] and parts[1] and parts[0][1] and parts[0][1] == parts[1][1]
    enough = min(both) > (ALONE if alike else SURE)
    return enough and sum(both) > (TWINS if alike else PARALLEL if same else MARGIN)
