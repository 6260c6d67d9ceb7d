"""A reading plan: every section of a long text into requests that fit a budget of tokens. Pure.

The chapters are the headings of the stored text (paper.to_text). The body is read whole,
section after section, as many requests as it takes up to MOST_CALLS; an appendix only where
room is left in the last of them. What is read in which request, and what is not read, is a
list that stays with the summary.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from digest.papers.paper import is_appendix
from digest.summarize.fence import as_data
from digest.summarize.material import LINE_TOKENS
from digest.summarize.sentences import Sentence, parse
from llm.tokens import estimate
from storage.records import SectionRead

MOST_CALLS = 24  # with 16,000 tokens each: about 380 pages
LEAST_PIECE = 0.3  # of a budget that is left: a section is cut for it, a smaller rest stays empty

ASKS = ("background", "study", "method", "results", "limits")  # fields of replies.PaperReply
# Which questions a section answers, by the words of its heading; the first that fits.
_TELLING = (
    (
        ("limits",),
        re.compile(r"limitation|threats to validity|broader impact|ethic|限界|制約|倫理", re.I),
    ),
    (
        ("background",),
        re.compile(
            r"introduction|related work|background|motivation|preliminar|prior work|はじめに|序論|背景|関連研究|先行研究",
            re.I,
        ),
    ),
    (
        ("study", "results"),
        re.compile(r"experiment|evaluation|benchmark|実験|評価|検証", re.I),
    ),
    (
        ("study",),
        re.compile(
            r"set-?up|dataset|data collection|\bdata\b|task|baseline|participants|対象|データ|課題設定",
            re.I,
        ),
    ),
    (
        ("results", "limits"),
        re.compile(
            r"result|finding|analys|ablation|discussion|conclusion|outcome|結果|分析|考察|議論|おわりに|結論|まとめ",
            re.I,
        ),
    ),
    (
        ("method",),
        re.compile(
            r"method|approach|model|architecture|training|algorithm|framework|design|implementation|手法|方法|提案|設計|実装|学習",
            re.I,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Chapter:
    """Sentences first <= i < last of a text, under one heading."""

    title: str
    first: int
    last: int
    tokens: int
    role: str = "body"  # or abstract, appendix

    @property
    def asks(self) -> tuple[str, ...]:
        """The fields of a reply that it is likely to answer; all where its heading says nothing."""
        if self.role == "abstract":
            return ASKS
        return next((asks for asks, words in _TELLING if words.search(self.title)), ASKS)


@dataclass(frozen=True, slots=True)
class Piece:
    """A chapter, or a part of one that is too long for a request."""

    chapter: Chapter
    first: int
    last: int
    tokens: int
    part: int = 1
    parts: int = 1

    @property
    def title(self) -> str:
        """The heading, with which part it is."""
        return self.chapter.title + (f" ({self.part}/{self.parts})" if self.parts > 1 else "")


@dataclass(frozen=True, slots=True)
class Plan:
    """readings: the pieces of each request, in order; left_out: what no request reads."""

    readings: tuple[tuple[Piece, ...], ...]
    left_out: tuple[Piece, ...] = ()

    def asks(self, reading: int) -> tuple[str, ...]:
        """The questions of one request, in the order of the reply's fields."""
        asked = {name for piece in self.readings[reading] for name in piece.chapter.asks}
        return tuple(name for name in ASKS if name in asked)

    def listing(self) -> tuple[SectionRead, ...]:
        """Which section was read in which request (from 1; 0: in none)."""
        read = [
            SectionRead(piece.title, number, piece.chapter.role, piece.tokens)
            for number, pieces in enumerate(self.readings, 1)
            for piece in pieces
        ]
        unread = [SectionRead(p.title, 0, p.chapter.role, p.tokens) for p in self.left_out]
        return (*read, *unread)


def chapters(text: str) -> tuple[Chapter, ...]:
    """The sections of a stored text; a text without headings is one."""
    sentences = parse(text)
    starts = [i for i, s in enumerate(sentences) if s.kind == "heading"]
    bounds = [0, *(s for s in starts if s), len(sentences)]
    found = [
        _chapter(sentences, first, last)
        for first, last in itertools.pairwise(bounds)
        if last > first
    ]
    if len(found) > 1 and not found[0].title:  # see paper.to_text
        found[0] = replace(found[0], title="Abstract", role="abstract")
    return tuple(_with_appendix(found))


def _chapter(sentences: Sequence[Sentence], first: int, last: int) -> Chapter:
    head = sentences[first]
    title = head.text if head.kind == "heading" else ""
    tokens = sum(cost(s.text) for s in sentences[first:last])
    role = "abstract" if title.casefold() in ("abstract", "概要", "要旨") else "body"
    return Chapter(title, first, last, tokens, role)


def _with_appendix(found: Sequence[Chapter]) -> Iterator[Chapter]:
    """From the first heading of an appendix on all is appendix."""
    within = False
    for chapter in found:
        within = within or is_appendix(chapter.title)
        yield replace(chapter, role="appendix") if within else chapter


def cost(sentence: str) -> int:
    """Tokens that a numbered sentence takes in a prompt."""
    return estimate(as_data(sentence)) + LINE_TOKENS


def reading_plan(text: str, *, budget: int, most: int = MOST_CALLS) -> Plan:
    """Every section in requests of at most `budget` tokens of text each, at most `most` of them.

    Raises ValueError for a budget below 100 tokens, into which no long sentence fits.
    """
    if budget < 100:
        raise ValueError("a request must have room for a sentence")
    costs = [cost(s.text) for s in parse(text)]
    told = chapters(text)
    body = [c for c in told if c.role != "appendix"]
    readings = _packed(body, costs, budget)
    taken, over = readings[:most], [p for pieces in readings[most:] for p in pieces]
    rest = [_whole(c) for c in told if c.role == "appendix"]
    if not over and taken:
        taken[-1], rest = _filled(taken[-1], rest, budget)
    return Plan(tuple(map(tuple, taken)), (*over, *rest))


def _whole(chapter: Chapter) -> Piece:
    return Piece(chapter, chapter.first, chapter.last, chapter.tokens)


def _packed(body: Sequence[Chapter], costs: Sequence[int], budget: int) -> list[list[Piece]]:
    """Chapters in order; one that does not fit where it stands begins anew, or is cut."""
    readings: list[list[Piece]] = []
    room = 0
    for chapter in body:
        if chapter.tokens <= room:
            readings[-1].append(_whole(chapter))
            room -= chapter.tokens
            continue
        if chapter.tokens <= budget and room < LEAST_PIECE * budget:
            readings.append([_whole(chapter)])
            room = budget - chapter.tokens
            continue
        start = room if room >= LEAST_PIECE * budget else 0
        pieces = _cut(chapter, costs, start or budget, budget)
        if start:
            readings[-1].append(pieces.pop(0))
        readings += [[piece] for piece in pieces]
        room = budget - sum(p.tokens for p in readings[-1])
    return readings


def _cut(chapter: Chapter, costs: Sequence[int], first_room: int, budget: int) -> list[Piece]:
    """A chapter at whole sentences: what fits into the first room, then budgets full."""
    bounds, spent, room = [chapter.first], 0, first_room
    for index in range(chapter.first, chapter.last):
        if spent + costs[index] > room and index > bounds[-1]:
            bounds.append(index)
            spent, room = 0, budget
        spent += costs[index]
    bounds.append(chapter.last)
    pairs = list(itertools.pairwise(bounds))
    return [
        Piece(chapter, first, last, sum(costs[first:last]), number, len(pairs))
        for number, (first, last) in enumerate(pairs, 1)
    ]


def _filled(
    last: list[Piece], rest: Sequence[Piece], budget: int
) -> tuple[list[Piece], list[Piece]]:
    """The last request with as many whole appendix sections as fit, in order; and the others."""
    room = budget - sum(p.tokens for p in last)
    taken, left = list(last), list(rest)
    while left and left[0].tokens <= room:
        room -= left[0].tokens
        taken.append(left.pop(0))
    return taken, left
