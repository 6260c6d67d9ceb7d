"""Which name of a sentence a number belongs to. Pure.

To the name nearest before it, or to the one right behind "for", "on", "with"; lists of names
and of numbers belong together one by one; "it" is a name of the sentence before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from digest.check.labels import LATIN, Label, labels, same_name
from digest.check.ordinals import is_ordinal
from digest.check.quantity import Quantity

T = TypeVar("T", Quantity, Label)
FAR = 3  # the cost of a name that does not stand by the number at all
Read = tuple[str, Sequence[Quantity]]

_BEHIND = re.compile(
    r"[^\d.;,]{0,30}?\b(?:for|on|by|with|in|at|to|of|under|using|via)\s(?:the |a |an |one |a single )?$"
    r"|\s?(?:per|a|each)\s(?:million |thousand |1M |[\d,]+ )?$|\s?\($|の$|\s$",
    re.IGNORECASE,
)
_ITS_OWN = re.compile(r"\s?(?:of|is|was|at|:|=|\()\s?[$€¥]?\d")
_PRONOUN = re.compile(
    r"\b(?:it|its|they|their|the (?:new )?(?:model|company|system|team|tool|firm|method|agent|paper|startup|service))\b"
    r"|同社|同モデル|両社|これ|それ|同[一-龥]",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\s?(?:,|、|と|and|&|・|, and|および|や)\s?(?:the )?(?:by )?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its names; numbers leaves out those that are part of a name."""

    text: str
    numbers: tuple[Quantity, ...]
    names: tuple[Label, ...]
    carried: tuple[Label, ...] = ()  # of the sentence before, which "it" or nothing stands for

    def cost(self, number: Quantity, key: str) -> int:
        """0: the name is this number's; FAR: it is not."""
        listed = _listed(self, number)
        if listed is not None:
            return 0 if same_name(key, listed.key) else FAR
        mine = [name for name in self.names if same_name(key, name.key)]
        exact = [name for name in mine if name.key == key]
        least = min((self._one(number, name) for name in exact or mine), default=FAR)
        meant = least == FAR and any(same_name(key, name.key) for name in self.carried)
        return 1 if meant else least

    def _one(self, number: Quantity, name: Label) -> int:
        if name.start >= number.end:
            return 0 if self._behind(number, name) else FAR
        between = {
            other.key
            for other in self.names
            if name.end <= other.start < number.start and other.key != name.key
        } - self._taken(number)
        return min(len(between), 2)

    def _taken(self, number: Quantity) -> set[str]:
        """Names that stand right behind another number and belong to that."""
        return {
            name.key
            for name in self.names
            for other in self.numbers
            if other is not number and other.end <= name.start and self._behind(other, name)
        }

    def _behind(self, number: Quantity, name: Label) -> bool:
        """Whether the name stands right behind the number, and not before one of its own."""
        own = _ITS_OWN.match(self.text, name.end)
        return not own and bool(_BEHIND.fullmatch(self.text[number.end : name.start]))

    def without(self, keys: set[str]) -> Sentence:
        """The same without some names."""
        return replace(self, names=tuple(n for n in self.names if n.key not in keys))

    def nearest(self, number: Quantity) -> list[Label]:
        """The names that the number belongs to."""
        return [name for name in self.names if self.cost(number, name.key) == 0]


def read(line: Read, *, across: bool) -> Sentence:
    """A folded sentence with its names."""
    text, numbers = line
    names = labels(text, numbers, across=across)
    inside = [(name.start, name.end) for name in names if name.kind == LATIN]
    own = (
        q
        for q in numbers
        if not any(a <= q.start < b for a, b in inside)
        and not is_ordinal(text, q.start, q.end)
        and not text.startswith("目", q.end)
    )
    return Sentence(text, tuple(own), names)


def read_all(lines: Sequence[Read], *, across: bool) -> list[Sentence]:
    """The sentences of a source, each with what its pronouns may mean."""
    out: list[Sentence] = []
    for line in lines:
        sentence = read(line, across=across)
        if out and (not sentence.names or _PRONOUN.search(sentence.text)):
            before = out[-1].names or out[-1].carried
            sentence = replace(sentence, carried=before)
        out.append(sentence)
    return out


def _listed(sentence: Sentence, number: Quantity) -> Label | None:
    """Of "A and B score 5 and 7" the name whose place among names is that of the number."""
    numbers = _run(sentence.text, sentence.numbers, number)
    if len(numbers) < 2:
        return None
    before = [name for name in sentence.names if name.end <= numbers[0].start]
    if not before:
        return None
    names = _run(sentence.text, before, before[-1])
    return names[numbers.index(number)] if len(names) == len(numbers) else None


def _run(text: str, things: Sequence[T], one: T) -> list[T]:
    """The things around one that only "and" or a comma stands between."""
    at = list(things).index(one)
    first = last = at
    while first and _JOINED.fullmatch(text[things[first - 1].end : things[first].start]):
        first -= 1
    while last + 1 < len(things) and _JOINED.fullmatch(
        text[things[last].end : things[last + 1].start]
    ):
        last += 1
    return list(things[first : last + 1])
