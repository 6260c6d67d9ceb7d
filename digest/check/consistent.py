"""Claims that contradict themselves: 64から512に減った, 7.8で、8.0を上回った, 4%から12%へ2倍に. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from digest.check import factors
from digest.check.changes import changes
from digest.check.degree import Degree, degrees, lies
from digest.check.gaps import size_at
from digest.check.lexicon import marks
from digest.check.quantity import Quantity
from digest.check.units import ANY, COUNT, NAMED

BEHIND = 12  # characters after "from A to B" in which a verb belongs to it
APART = 40  # between two numbers that a sentence compares

_END = re.compile(r"[、。,;]")
_OVER = re.compile(  # between a number and what it is compared by
    r"[一-龥ァ-ヶー]{0,3}(?:(?P<object>を)|(?P<goal>には?)|より(?:も|は)?|に比べて?|と比べて?(?:ると)?)、?"
    r"(?:約|およそ|平均で?|#|[ぁ-ん]|大幅|若干|相当|格段|圧倒的|倍|以上|超|近く|ほど|余り|程度)*"
)
_ATTRIBUTE = re.compile(r"[ぁ-ん]{0,3}(?:約|平均|わずか)?")
_LINK = re.compile(  # no list (9.6、30.0) and no new topic
    r"[^はも。、]{0,12}[ぁ-ん](?<!は)、(?:[^は。も、]|もの)*|[^はも。、]{0,3}(?:で|と)(?:[^は。も、]|もの)*"
)
_WITH_OBJECT = re.compile(r"上回|下回|超|しの|凌|割り込")
_WITH_GOAL = re.compile(r"及ば|届か|満た|達し|劣|勝|優")
_OF = re.compile(r"[一-龥ァ-ヶー]{0,3}の(?:約|およそ|ほぼ|実に|わずか)?")
_MOST = re.compile(
    r"最(?:も|高|低|多|少|大|小|長|短|速|遅|良|悪)(?:高|低|多|少な|大き|小さ|長|短|速|遅|早)?"
)
_UP, _DOWN = "高多大長", "低少小短"


@dataclass(frozen=True, slots=True)
class Clash:
    """Words of a claim that its own numbers contradict; right: what they say."""

    start: int
    end: int
    right: str
    multiple: bool = False


@dataclass(frozen=True, slots=True)
class Proven:
    """A word of comparison with the two numbers of the sentence that it is about: who, whom."""

    degree: Degree
    who: Quantity
    whom: Quantity

    changed: bool = False  # from whom to who

    def verdict(self, text: str) -> int:
        """1 where the numbers lie as the word says, -1 the other way, 0 unknown."""
        apart = (self.who.value - self.whom.value) * lies(self.degree, self.whom.family, text)
        return (apart > 0) - (apart < 0)


def alike(a: Quantity, b: Quantity) -> bool:
    """Whether two numbers of a sentence can be compared: no multiple, no 70B of a name."""
    if a.text[-1:] == "B" or b.text[-1:] == "B":
        return False
    plain = (ANY, COUNT, NAMED)
    same = a.family == b.family or (a.family in plain and b.family in plain)
    return same and not factors.is_multiple(a) and not factors.is_multiple(b)


def clashes(text: str, numbers: Sequence[Quantity]) -> Iterator[Clash]:
    """Where a folded Japanese sentence says what its own numbers do not."""
    for one in proven(text, numbers):
        if one.verdict(text) < 0:
            right = f"{one.who.text}と{one.whom.text}"
            yield Clash(one.degree.start, one.degree.end, right)
    yield from _times(text, numbers)
    yield from _most(text, numbers)


def proven(text: str, numbers: Sequence[Quantity]) -> Iterator[Proven]:
    """The words whose numbers both stand in the sentence."""
    words = list(degrees(text))
    sizes = [size_at(text, word, numbers) for word in words]  # 6億円改善した
    for before, after in changes(text, [q for q in numbers if q not in sizes]):
        if text.startswith("位", max(before.end, after.end)):  # of a rank less is up
            continue
        word = _behind(text, max(before.end, after.end), words)
        if word and alike(before, after):
            yield Proven(word, after, before, changed=True)
    for word in words:
        pair = _compared(text, word, numbers)
        if pair:
            yield Proven(word, *pair)


def _behind(text: str, end: int, words: Sequence[Degree]) -> Degree | None:
    """The verb of "from A to B"."""
    near = [w for w in words if 0 <= w.start - end <= BEHIND]
    return near[0] if near and not _END.search(text, end, near[0].start) else None


def _compared(
    text: str, word: Degree, numbers: Sequence[Quantity]
) -> tuple[Quantity, Quantity] | None:
    """Of 「7.8で、8.0を上回った」 7.8 and 8.0, of 「8.0を上回る8.4」 8.4 and 8.0."""
    for whom in reversed([q for q in numbers if q.end <= word.start]):
        gap = text[whom.end : word.start]
        for q in numbers:
            if whom.end <= q.start and q.end <= word.start:
                gap = gap.replace(text[q.start : q.end], "#", 1)
        over = _OVER.fullmatch(gap)
        if not over or not _takes(word, over):
            continue
        behind = [q for q in numbers if q.start >= word.end and alike(q, whom)]
        if behind and _ATTRIBUTE.fullmatch(text[word.end : behind[0].start]):
            return behind[0], whom
        return next(((who, whom) for who in _before(text, whom, numbers)), None)
    return None


def _takes(word: Degree, over: re.Match[str]) -> bool:
    """Whether a word compares with what has を or に; 1,500台に増やす does not."""
    if over["object"]:
        return bool(_WITH_OBJECT.match(word.word))
    return not over["goal"] or bool(_WITH_GOAL.match(word.word))


def _before(text: str, whom: Quantity, numbers: Sequence[Quantity]) -> Iterator[Quantity]:
    """The number before one that a sentence compares with it."""
    earlier = [q for q in numbers if q.end <= whom.start and alike(q, whom)]
    for who in earlier[-1:]:
        between = text[who.end : whom.start]
        if len(between) <= APART and _LINK.fullmatch(between):
            yield who


def _times(text: str, numbers: Sequence[Quantity]) -> Iterator[Clash]:
    """Multiples of two numbers of the sentence."""
    turns = [(a, b) for a, b in changes(text, numbers) if alike(a, b)]
    for q in numbers:
        if not factors.is_multiple(q):
            continue
        for a, b in [*_turned(text, q, turns), *_of_them(text, q, numbers)]:
            if not factors.fits(q, a.value, b.value, text[q.end :]):
                yield Clash(q.start, q.end, f"{a.text}と{b.text}", multiple=True)
                break


def _turned(
    text: str, q: Quantity, turns: Sequence[tuple[Quantity, Quantity]]
) -> Iterator[tuple[Quantity, Quantity]]:
    """A change around a multiple: 4%から3倍の12%に, 64から512に増え、8倍になった."""
    for a, b in turns:
        first, last = min(a.start, b.start), max(a.end, b.end)
        gap = text[last : q.start]
        behind = last <= q.start and len(gap) <= BEHIND and not re.search(r"[。はがも]", gap)
        if first <= q.start < last or behind:
            yield a, b


def _of_them(
    text: str, q: Quantity, numbers: Sequence[Quantity]
) -> Iterator[tuple[Quantity, Quantity]]:
    """25件で、昨年の9件の3倍近い."""
    for whom in [n for n in numbers if n.end <= q.start][-1:]:
        if _OF.fullmatch(text[whom.end : q.start]):
            yield from ((who, whom) for who in _before(text, whom, numbers))


def _most(text: str, numbers: Sequence[Quantity]) -> Iterator[Clash]:
    """Two of which both are the most, or of which the most is less than the least."""
    found = [
        (m, sign, q)
        for m in _MOST.finditer(text)
        if (sign := _sign(m[0]))
        for q in _at(m, text, numbers)
    ]
    for (_, one, a), (second, other, b) in pairwise(found):
        between = text[a.end : b.start]
        if not alike(a, b) or _measures(between) or a.value == b.value:
            continue
        if one == other or (a.value - b.value) * one < 0:
            yield Clash(*second.span(), f"{a.text}と{b.text}")


def _sign(word: str) -> int:
    return (
        1
        if word[-1] in _UP or word[-2:] == "大き"
        else -1
        if word[-1] in _DOWN or word[-2:] in ("少な", "小さ")
        else 0
    )


def _at(match: re.Match[str], text: str, numbers: Sequence[Quantity]) -> Iterator[Quantity]:
    """The number that is the most: before it (52%で最も高く) or behind it (最も高い52%)."""
    before = [q for q in numbers if q.end <= match.start()][-1:]
    behind = [q for q in numbers if q.start >= match.end()][:1]
    if before and re.fullmatch(
        r"[一-龥ァ-ヶー]{0,3}(?:で|と|の)?、?", text[before[0].end : match.start()]
    ):
        yield before[0]
    elif behind and re.fullmatch(r"[ぁ-ん]{0,3}(?:約|平均)?", text[match.end() : behind[0].start]):
        yield behind[0]


def _measures(between: str) -> bool:
    """Whether a new measure begins: 精度は…で最も高く、費用は…."""
    kinds = (c.kind for mark in marks(between) for c in mark.concepts)
    return "は" in between and "metric" in kinds
