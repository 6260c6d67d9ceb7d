"""Which of two names is said to be ahead of the other. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digest.check.labels import Label, same_name
from digest.check.labels import names as latin
from digest.check.quantity import Quantity

_KANA = re.compile(r"[ぁ-ん]")
_AHEAD = r"outperform\w*|beat(?:s|ing|en)?|exceed\w*|surpass\w*|overt(?:akes?|ook|aking)|outpac\w*|tops|topped|ahead of|better than|faster than|higher than|above|edg(?:es|ed|ing) out|overtakes|stronger than|more (?:accurate|efficient) than"
_BEHIND = r"trail(?:s|ed|ing)?(?: behind)?|lag(?:s|ged|ging)?(?: behind)?|underperform\w*|behind|below|worse than|slower than|lower than|los(?:es|t|ing) to|falls? short of|fell short of|weaker than|inferior to"
_VERB = re.compile(
    rf"(?<![A-Za-z])(?:(?P<ahead>{_AHEAD})|(?P<behind>{_BEHIND}))(?![A-Za-z])", re.IGNORECASE
)
_AFTER = re.compile(
    r"\s(?:(?:the|its|all|both|even|only|earlier|older|larger|smaller|open|previous|rival)\s){0,3}$",
    re.IGNORECASE,
)
_JAPANESE = re.compile(
    r"(?:を[^、。]{0,14}?(?P<over>上回|超え|超す|凌|しの|抜|追い越|引き離)|(?:には?|にも|に対して)[^、。]{0,8}?(?P<win>勝|優|まさ)"
    r"|を[^、。]{0,14}?(?P<under>下回)|(?:には?|にも)[^、。]{0,8}?(?P<lose>及ば|劣|負け|届か|後れ|遅れ|敗)"
    r"|より[^、。]{0,20}?(?:(?P<more>高|速|優|良|強|先)|(?P<less>低|遅|劣|悪|弱)))"
)
_NOT = re.compile(r"\b(?:not|n't|never|no longer)\s(?:\w+\s)?$", re.IGNORECASE)
_NOT_JAPANESE = re.compile(r"[^、。]{0,5}(?:ない|なかっ|ません|ず)")


@dataclass(frozen=True, slots=True)
class Comparison:
    """subject is ahead of object (sign 1) or behind it (-1); subject may be unknown: ""."""

    subject: str
    object: str
    sign: int
    word: str
    start: int


def comparisons(text: str, numbers: Sequence[Quantity]) -> Iterator[Comparison]:
    """Every comparison of a folded sentence whose object is a name."""
    names = list(latin(text, numbers))
    if _KANA.search(text):
        yield from _japanese(text, names)
        return
    for verb in _VERB.finditer(text):
        behind = [n for n in names if n.start >= verb.end()]
        if behind and _AFTER.fullmatch(text[verb.end() : behind[0].start]):
            sign = 1 if verb["ahead"] else -1
            sign = -sign if _NOT.search(text[: verb.start()]) else sign
            subject = _subject(text, names, verb.start())
            yield Comparison(subject, behind[0].key, sign, verb[0], verb.start())


def _japanese(text: str, names: Sequence[Label]) -> Iterator[Comparison]:
    for at, name in enumerate(names):
        match = _JAPANESE.match(text, _numbered(text, name.end))
        if match:
            ahead = match["over"] or match["win"] or match["more"]
            sign = 1 if ahead else -1
            if ahead and _NOT_JAPANESE.match(text, match.end()):
                sign = -sign
            before = [n.key for n in names[:at] if not re.search(r"。", text[n.end : name.start])]
            word = next(g for g in match.groups() if g)
            yield Comparison(before[-1] if before else "", name.key, sign, word, match.start())


def _numbered(text: str, end: int) -> int:
    """Behind a name and the figure that it is given: Xの62.1を上回る."""
    match = re.compile(r"の?\(?[約]?[\d,.]+[^、。をにより]{0,8}?\)?(?=を|に|より)").match(text, end)
    return match.end() if match else end


def _subject(text: str, names: Sequence[Label], place: int) -> str:
    start = max(text.rfind(sign, 0, place) for sign in (";", ": ", " but ", " while "))
    before = [n for n in names if start < n.start and n.end <= place]
    return before[0].key if before else ""


def reversed_in(claim: Comparison, source: Sequence[Comparison]) -> Comparison | None:
    """What the source says the other way round, if it says it nowhere as the claim does."""
    against: Comparison | None = None
    for told in source:
        if same_name(told.object, claim.object) and _fits(told.subject, claim.subject):
            if told.sign == claim.sign:
                return None
            against = against or told
        elif same_name(told.object, claim.subject or "\0") and same_name(
            told.subject or "\0", claim.object
        ):
            if told.sign != claim.sign:
                return None
            against = against or told
    return against


def _fits(a: str, b: str) -> bool:
    return not a or not b or same_name(a, b)
