"""Rules that code can check: LITERALS is the visible list. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from digest.guideline.folded import Folded, Span
from storage.records import RuleFinding

OK, NG, UNSURE = "OK", "NG", "要確認"

CHARACTERS = {
    "絵文字": "[\u2600-\u27bf\u2b50\u2b55\U0001f000-\U0001faff]\ufe0f?",
    "半角カタカナ": "[\uff66-\uff9f]+",
    "半角カナ": "[\uff66-\uff9f]+",
    "全角英数字": "[０-９Ａ-Ｚａ-ｚ]+",
    "全角数字": "[０-９]+",
    "丸数字": "[\u2460-\u2473]+",
    "機種依存文字": "[\u2460-\u2473\u2160-\u217b\u3220-\u33ff]+",
}
_SENTENCE = re.compile(r"[^。！？!?\n]+(?:[。！？!?]+[」』）)]*|$)", re.M)
_HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t#]*$", re.M)
_TITLE = re.compile(r"\A---\s*\n(?:.*\n)*?title:[ \t]*[\"']?(.+?)[\"']?[ \t]*$", re.M)
_FIRST_LINE = re.compile(r"^[# \t]*(\S.*?)[ \t]*$", re.M)
_PARAGRAPH = re.compile(r"(?:[^\n]*\S[^\n]*(?:\n|\Z))+")
_POLITE = re.compile(
    r"(?:です|ます|でした|ました|ません|ませんでした|でしょう|ましょう|ください)(?:か|ね|よ|が)*$"
)
_PLAIN = re.compile(r"(?:である|であった|だ|だった|[うくすつぬむるぐぶいた])(?:か|ね|よ)*$")


@dataclass(frozen=True, slots=True)
class Literal:
    """One thing that code looks for. kind: a key of LITERALS; line: the guideline's own words."""

    kind: str
    line: str
    words: tuple[str, ...] = ()
    instead: str = ""  # what should stand there
    allowed: tuple[str, ...] = ()  # longer words in which the word may stand
    scope: str = "全体"  # of a length: a key of SCOPES
    least: int = 0
    most: int | None = None
    condition: str = ""  # where code alone cannot decide: a person looks

    def found(self, text: Folded, span: Span, reason: str) -> RuleFinding:
        """A finding that quotes the passage at a span."""
        verdict = UNSURE if self.condition else NG
        told = f"{reason}(条件: {self.condition})" if self.condition else reason
        return RuleFinding(verdict, self.line, text.text[slice(*span)], *span, told, self.instead)

    def absent(self, reason: str, expected: str = "") -> RuleFinding:
        """A finding that something is not there; it quotes no passage."""
        verdict = UNSURE if self.condition else NG
        return RuleFinding(verdict, self.line, "", None, None, reason, expected)


class _Around:
    """Which spans stand inside another of some, whatever their number."""

    def __init__(self, spans: set[Span]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        # Of all that begin so far: the furthest end, and the first start that reaches it.
        self._reach = list(accumulate(((end, -start) for start, end in ordered), max))

    def holds(self, start: int, end: int) -> bool:
        """Whether one of them, and not just the same, reaches from before start to after end."""
        place = bisect_right(self._starts, start) - 1
        if place < 0:
            return False
        furthest, first = self._reach[place]
        return furthest > end or (furthest == end and -first < start)


def banned(rule: Literal, text: Folded) -> Iterator[RuleFinding]:
    """Every place of a word that must not be used, or that is written otherwise."""
    instead = (rule.instead,) if rule.instead else ()
    kept = _Around({span for word in (*rule.allowed, *instead) for span in text.places(word)})
    found = {span for word in rule.words for span in text.places(word)}
    longer = _Around(found)
    for start, end in sorted(found):
        same = text.text[start:end] == rule.instead
        if not (same or kept.holds(start, end) or longer.holds(start, end)):
            yield rule.found(
                text, (start, end), "言い換える言葉" if rule.instead else "使わない言葉"
            )


def required(rule: Literal, text: Folded) -> Iterator[RuleFinding]:
    """Words that are missing."""
    for word in rule.words:
        if not text.places(word):
            yield rule.absent("必要な言葉がありません", word)


def required_any(rule: Literal, text: Folded) -> Iterator[RuleFinding]:
    """None of the words is there."""
    if not any(text.places(word) for word in rule.words):
        yield rule.absent("どの言葉もありません", "、".join(rule.words))


def characters(rule: Literal, text: Folded) -> Iterator[RuleFinding]:
    """Characters of a kind that must not be used (CHARACTERS)."""
    for name in rule.words:
        for found in re.finditer(CHARACTERS[name], text.text):
            yield rule.found(text, found.span(), f"使わない文字({name})")


def length(rule: Literal, text: Folded) -> Iterator[RuleFinding]:
    """Sentences, headings, paragraphs, or a whole text that are too long or too short."""
    for start, end in SCOPES[rule.scope](text.text):
        count = len("".join(text.text[start:end].split()))
        if rule.most is not None and count > rule.most:
            yield rule.found(text, (start, end), f"{count:,}字({rule.most:,}字まで)")
        elif count < rule.least:
            yield rule.found(text, (start, end), f"{count:,}字({rule.least:,}字から)")


def polite(rule: Literal, text: Folded) -> Iterator[RuleFinding]:
    """Sentences that end in である or the like where ですます is wanted."""
    for span in _ended(text.text, _PLAIN, _POLITE):
        yield rule.found(text, span, "ですます調ではない文")


def plain(rule: Literal, text: Folded) -> Iterator[RuleFinding]:
    """Sentences that end in ですます where である is wanted."""
    for span in _ended(text.text, _POLITE, None):
        yield rule.found(text, span, "である調ではない文")


def _ended(text: str, wrong: re.Pattern[str], right: re.Pattern[str] | None) -> Iterator[Span]:
    for start, end in _sentences(text):
        sentence = text[start:end]
        bare = sentence.rstrip("。！？!? \t　")
        if not sentence.endswith("。") or (right and right.search(bare)):
            continue
        if wrong.search(bare):
            yield start, end


def _sentences(text: str) -> Iterator[Span]:
    for found in _SENTENCE.finditer(text):
        start, end = found.span()
        start += len(found[0]) - len(found[0].lstrip(" \t　#-*・>"))
        if text[start:end].strip():
            yield start, end


def _whole(text: str) -> Iterator[Span]:
    yield 0, len(text)


def _title(text: str) -> Iterator[Span]:
    found = _TITLE.search(text) or _FIRST_LINE.search(text)
    if found:
        yield found.span(1)


def _headings(text: str) -> Iterator[Span]:
    yield from (found.span(1) for found in _HEADING.finditer(text))


def _paragraphs(text: str) -> Iterator[Span]:
    yield from (found.span() for found in _PARAGRAPH.finditer(text))


SCOPES: dict[str, Callable[[str], Iterator[Span]]] = {
    "文": _sentences,
    "題名": _title,
    "見出し": _headings,
    "段落": _paragraphs,
    "全体": _whole,
}
LITERALS: dict[str, Callable[[Literal, Folded], Iterator[RuleFinding]]] = {
    "banned": banned,
    "required": required,
    "required_any": required_any,
    "characters": characters,
    "length": length,
    "polite": polite,
    "plain": plain,
}
