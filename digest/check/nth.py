"""Which edition, round or generation: 第4版 where the source has the fifth. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from digest.check.words import ORDINALS

_KINDS = {  # what is counted, in both languages
    "版": "edition|version|release",
    "世代": "generation",
    "回": "annual|edition|time|round|session|meeting|conference|summit|hackathon|instal+ment",
    "弾": "instal+ment|round|wave|batch|release|part",
    "期": "phase|term|period|batch|cohort|stage",
    "段階": "stage|phase|step",
    "章": "chapter",
    "巻": "volume",
    "位": "place|rank",
    "工場": "plant|factory|fab",
    "審": "instance",
}
_JAPANESE = re.compile(
    rf"第(?P<n>\d{{1,2}}|[一二三四五六七八九十])(?P<kind>{'|'.join(_KINDS)})(?![一-龥])"
)
_ENGLISH = re.compile(
    rf"\b(?:(?P<word>{'|'.join(ORDINALS)})|(?P<n>\d{{1,2}})(?:st|nd|rd|th))[ -](?P<noun>[a-z]+?)s?\b(?:[ -](?P<then>[a-z]+?)s?\b)?",
    re.IGNORECASE,
)
_KANJI = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Nth:
    """Which one of what, and where a text says so."""

    number: int
    kind: str
    start: int
    end: int


def told(text: str) -> frozenset[tuple[int, str]]:
    """Everything of that sort in a folded source, by the kind's Japanese name."""
    found = {(one.number, one.kind) for one in _japanese(text)}
    for match in _ENGLISH.finditer(text):
        number = int(match["n"]) if match["n"] else ORDINALS.index(match["word"].lower()) + 1
        for noun in (match["noun"].lower(), (match["then"] or "").lower()):
            found |= {(number, kind) for kind, nouns in _KINDS.items() if re.fullmatch(nouns, noun)}
    return frozenset(found)


def wrong(claim: str, known: frozenset[tuple[int, str]]) -> Iterator[tuple[Nth, int]]:
    """What a folded claim calls another one of its kind than the source, with the source's."""
    for one in _japanese(claim):
        others = sorted(number for number, kind in known if kind == one.kind)
        if others and one.number not in others:
            yield one, others[0]


def _japanese(text: str) -> Iterator[Nth]:
    for match in _JAPANESE.finditer(text):
        digits = match["n"]
        number = int(digits) if digits.isascii() else _KANJI.index(digits) + 1
        yield Nth(number, match["kind"], *match.span())
