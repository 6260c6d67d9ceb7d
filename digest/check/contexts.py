"""What stands at each number of a sentence: the words that belong to it and not to another. Pure.

Between two numbers of one kind the words are shared out at a conjunction, a comma or a
preposition; what stands before the first number of a sentence is a topic of all of them.
Before and after (from A to B) and lists share their words, unless labels are listed too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from digest.check.concepts import NAME, Concept, concepts
from digest.check.gaps import grouped, spans
from digest.check.labels import names as latin
from digest.check.quantity import Quantity
from digest.check.units import ANY, COUNT, NAMED

OWN, NEAR, TOPIC = (
    1.0,
    0.5,
    0.4,
)  # a word is a number's own, another's in between, or a topic of all
_KANA = re.compile(r"[ぁ-ん]")
_TOPIC = re.compile(r".*(?:は|では)|(?:On|In|At|For|Among|With|Of|By|Under) [^,\d]{3,60}, ")
_STATISTICS = """=平均 =中央値 =総パラメータ =上限 =下限 =前 =1日 =年間 =月間 =週"""
_IDLE = frozenset(_STATISTICS.split())
_JOINED = re.compile(r"\s?(?:,|、|と|and|&|・|, and|および|や)\s?(?:the )?", re.IGNORECASE)
_POINTS = re.compile(r"point|pts?$|pp$|ポイント", re.IGNORECASE)
_CLAUSE = re.compile(r"[;。、]|, |: ")
_NO_NUMBER = re.compile(
    r"(?:first|second|third|one|a)(?:[- ].*)?|per .*|.*分の.*|半.*|half.*|twice", re.IGNORECASE
)
_VERSION = re.compile(
    r"(?<![A-Za-z])(?!to |of |in |by |and |from |with |for |at |than |the )[a-z]{3,} $"
)
_DAY = re.compile(r"(?:^|[は、])\d{1,2}日$")
_RESPECTIVELY = re.compile(r"respectively|それぞれ|順に|in that order", re.IGNORECASE)
_ORDINAL = re.compile(r"(?<![\w.])(\d+)(?:st|nd|rd|th)(?![A-Za-z])")


@dataclass(frozen=True)
class Bound:
    """A number with its words and how much each belongs to it."""

    number: Quantity
    family: str
    words: tuple[tuple[Concept, float], ...]
    group: int  # numbers of one thing have one group

    @cached_property
    def keys(self) -> dict[str, float]:
        """What its words may stand for."""
        out: dict[str, float] = {}
        for word, weight in self.words:
            for key in word.keys:
                out[key] = max(out.get(key, 0.0), weight)
        return out

    @cached_property
    def own(self) -> frozenset[str]:
        """The keys that are its alone."""
        return frozenset(key for key, weight in self.keys.items() if weight >= OWN)


def family(number: Quantity) -> str:
    """What numbers can be exchanged for each other: counts and bare numbers are one."""
    if number.family == "%" and _POINTS.search(number.text):
        return "point"
    return ANY if number.family == COUNT else number.family


def bound(text: str, numbers: Sequence[Quantity], carried: Sequence[Concept] = ()) -> list[Bound]:
    """The numbers of a folded sentence with their words."""
    if not numbers:
        return []
    own = _whole(_outside_names(text, numbers))
    words = _merged([*concepts(text), *_ordinals(text)], names(text, numbers))
    words += [replace(word, start=0, end=0) for word in carried]
    out: list[Bound] = []
    for kind in dict.fromkeys(map(family, own)):
        members = [q for q in own if family(q) == kind]
        others = [_number(q) for q in own if family(q) != kind]
        around = sorted([*words, *others], key=lambda w: w.start)
        out += _shared(text, kind, members, around, own)
    return out


def bound_to(text: str, things: list[Quantity]) -> list[Bound]:
    """The same for other things than numbers: names."""
    if not things:
        return []
    return _shared(text, things[0].family, things, list(concepts(text)), things)


def _outside_names(text: str, numbers: Sequence[Quantity]) -> list[Quantity]:
    inside = [(n.start, n.end) for n in latin(text, numbers)]
    return [
        q
        for q in numbers
        if not any(a <= q.start < b for a, b in inside)
        and not _NO_NUMBER.fullmatch(q.text)
        and not (q.text.endswith("日") and _DAY.search(text, 0, q.end))
        and not (
            q.family in (ANY, COUNT) and _KANA.search(text) and _VERSION.search(text, 0, q.start)
        )
    ]


def _whole(numbers: Sequence[Quantity]) -> list[Quantity]:
    """A number without a unit has the one of the last number: "nine weeks, not five"."""
    out: list[Quantity] = []
    last: Quantity | None = None
    for number in numbers:
        bare = number.family == ANY and not number.scaled and not number.text.startswith("per")
        if bare and last is not None:
            unit = last.value / last.raw
            out.append(replace(number, family=last.family, value=number.raw * unit))
            continue
        if number.family not in (ANY, COUNT, NAMED, "%", "x") and number.raw:
            last = number
        out.append(number)
    return out


def names(text: str, numbers: Sequence[Quantity]) -> list[Concept]:
    """The names of a folded sentence as concepts."""
    found = (n for n in latin(text, numbers))
    return [Concept(frozenset({"@" + n.key}), NAME, n.start, n.end) for n in found]


def _merged(words: Sequence[Concept], names: Sequence[Concept]) -> list[Concept]:
    """A name of several words is one concept that its parts stand for too."""
    out = []
    for name in names:
        inside = [w for w in words if name.start <= w.start and w.end <= name.end]
        if any(c.isdigit() for c in name_text(name)):
            inside = inside[1:]  # the head says nothing: Gemma 2 is not Gemma 3
        out.append(replace(name, keys=name.keys.union(*(w.keys for w in inside))))
    spans = [(n.start, n.end) for n in names]
    return out + [w for w in words if not any(a <= w.start and w.end <= b for a, b in spans)]


def name_text(name: Concept) -> str:
    """The key of a name."""
    return "".join(name.keys)


def _ordinals(text: str) -> list[Concept]:
    return [
        Concept(frozenset({f"#{int(m[1]):.4g}"}), NAME, *m.span()) for m in _ORDINAL.finditer(text)
    ]


def _is_number(word: Concept) -> bool:
    return any(key[0] == "#" for key in word.keys)


def _number(quantity: Quantity) -> Concept:
    key = f"#{family(quantity)}{quantity.value:.4g}"
    return Concept(frozenset({key}), NAME, quantity.start, quantity.end)


def _shared(
    text: str, kind: str, members: list[Quantity], words: list[Concept], own: list[Quantity]
) -> list[Bound]:
    """The words of a sentence, shared out among its numbers of one kind."""
    groups = grouped(text, members)
    words = [w for w in words if not any(q.start <= w.start < q.end for q in members)]
    narrow = dict(zip([q.start for q in own], spans(text, [[q] for q in own]), strict=True))
    out: list[Bound] = []
    for at, (group, span) in enumerate(zip(groups, spans(text, groups), strict=True)):
        close = (narrow[group[0].start][0], narrow[group[-1].start][1])
        found = []
        topic = _TOPIC.match(text, 0, group[0].start) if not at else None
        said = topic and any(
            topic.end() <= w.start < group[0].start and not w.keys & _IDLE for w in words
        )
        for word in words:
            weight = _weight(text, word, span, close, group[-1].end)
            if topic and said and word.start < topic.end():
                weight = TOPIC
            if not weight and at and word.start < groups[0][0].start:
                weight = TOPIC
            if weight:
                found.append((word, weight))
        listed = _listed(text, words, span[0], group)
        alike = _same_order(text, out, group) if not listed else []
        for n, number in enumerate(group):
            if alike:
                out.append(replace(alike[n], number=number, group=number.start))
                continue
            others = {w for m, w in enumerate(listed) if m != n}
            mine = tuple(pair for pair in found if pair[0] not in others)
            out.append(Bound(number, kind, mine, number.start if listed else group[0].start))
    return out


def _weight(
    text: str, word: Concept, span: tuple[int, int], close: tuple[int, int], end: int
) -> float:
    if not span[0] <= word.start < span[1]:
        return 0.0
    if _CLAUSE.search(text, end, word.start):
        return TOPIC
    return OWN if close[0] <= word.start < close[1] or _is_number(word) else NEAR


def _listed(text: str, words: list[Concept], start: int, group: list[Quantity]) -> list[Concept]:
    """The labels that are listed before as many listed numbers: "A and B have 5 and 7"."""
    many = len(group)
    gaps = [text[a.end : b.start] for a, b in pairwise(group)]
    if many < 2 or not all(_JOINED.fullmatch(gap) for gap in gaps):
        return []
    before = [w for w in words if start <= w.start and w.end <= group[0].start]
    for last in range(len(before), many - 1, -1):
        run = before[last - many : last]
        gaps = [text[a.end : b.start] for a, b in pairwise(run)]
        if all(_JOINED.fullmatch(gap) for gap in gaps):
            return run
    return []


def _same_order(text: str, before: list[Bound], group: list[Quantity]) -> list[Bound]:
    """The numbers before that listed ones are told in the order of: それぞれ, respectively."""
    told = len(group) > 1 and len(before) == len(group) and _RESPECTIVELY.search(text)
    return before[-len(group) :] if told else []
