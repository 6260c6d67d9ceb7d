"""What took the place of what: AではなくB, AからBに, B instead of A. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digest.check.content import Read, Word, alike
from digest.check.exchange import Exchanged
from digest.check.features import KANA

REACH = 3  # words on either side of what says so
SURE = 0.7

_NEXT = r"(?P<new>[^、。はが]{1,24}?)"
_PART = r"(?P<old>[^、。はがを]{1,24}?)"
_JAPANESE = (  # old first
    re.compile(rf"{_PART}(?:では|で)な(?:く|くて|しに)、?{_NEXT}(?=[をにがへでとは、。だ])"),
    re.compile(rf"{_PART}(?:に代え|に替え|に代わ|にかわ|に変え|の代わり|のかわり)[ぁ-ん]{{0,2}}、?{_NEXT}(?=[をにがへでとは、。だ])"),
    re.compile(rf"(?P<old>[^、。はがを]{{1,24}}?)から{_NEXT}(?=[にへ](?!関|対|つい))"),
    re.compile(r"(?P<old>[^、。はが]{1,24}?)を(?P<new>(?:(?!から)[^、。はがを]){1,24}?)[にへ]、?(?:置き換|切り替|替え|変更|移行|移し|移す|改め)"),
)  # fmt: skip
_JAPANESE_TURNED = (
    re.compile(r"(?P<new>[^、。はが]{1,24}?)[はが](?P<old>[^、。はが]{1,24}?)(?:を置き換え|に取って代わ|の後継|を引き継)"),
)  # fmt: skip
_SIDE = r"[^.;:,]{2,40}?"
_ENGLISH = (
    re.compile(rf"\bfrom (?P<old>{_SIDE}) to (?P<new>[^.;:,]{{2,40}})", re.IGNORECASE),
    re.compile(rf"\b(?:replac\w+|swapp?\w+|trad\w+) (?P<old>{_SIDE}) (?:with|by|for) (?P<new>[^.;:,]{{2,40}})", re.IGNORECASE),
    re.compile(rf"(?P<old>{_SIDE}) (?:was|were|is|are|has been|have been|being) (?:replaced|superseded|succeeded) (?:by|with) (?P<new>[^.;:,]{{2,40}})", re.IGNORECASE),
    re.compile(rf"\bnot (?P<old>{_SIDE}),? but (?P<new>[^.;:,]{{2,40}})", re.IGNORECASE),
    re.compile(rf"(?P<old>{_SIDE}) (?:gave way|made room|is giving way) (?:to|for) (?P<new>[^.;:,]{{2,40}})", re.IGNORECASE),
    re.compile(r"(?P<new>[^.;:,]{2,60}?),? (?:instead of|rather than|in place of|in lieu of|not|replac(?:es|ed|ing)|supersed(?:es|ed)|succeed(?:s|ed)|took over from|takes over from) (?P<old>[^.;:,]{2,40})", re.IGNORECASE),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Turn:
    """The words of what is there now and of what was there or is meant not."""

    new: tuple[Word, ...]
    old: tuple[Word, ...]
    text: str


def turns(read: Read) -> Iterator[Turn]:
    """Every such pair that a sentence names."""
    kinds = (*_JAPANESE, *_JAPANESE_TURNED) if KANA.search(read.text) else _ENGLISH
    for pattern in kinds:
        for match in pattern.finditer(read.text):
            new = _words(read, *match.span("new"), first=match.start("new") > match.start("old"))
            old = _words(read, *match.span("old"), first=match.start("old") > match.start("new"))
            if new and old:
                yield Turn(new, old, read.text)


def _words(read: Read, start: int, end: int, *, first: bool) -> tuple[Word, ...]:
    """The words of a part next to what says so; no numbers, of which changes.py knows."""
    inside = [w for w in read.words if start <= w.start and w.end <= end and w.kind[:1] != "#"]
    return tuple(inside[:REACH] if first else inside[-REACH:])


def exchanged(claim: Read, source: Sequence[Turn]) -> Iterator[Exchanged]:
    """Turns of a claim that its source has the other way round."""
    for said in turns(claim):
        forth = max(
            (min(_fits(said.new, t.new), _fits(said.old, t.old)) for t in source), default=0.0
        )
        back = [
            turn
            for turn in source
            if min(_fits(said.new, turn.old), _fits(said.old, turn.new)) >= SURE
        ]
        if back and forth < SURE:
            first, last = said.new[0], said.old[-1]
            yield Exchanged(first.start, first.end, last.text, back[0].text)
            return


def _fits(some: Sequence[Word], other: Sequence[Word]) -> float:
    return max((alike(a, b) for a in some for b in other), default=0.0)
