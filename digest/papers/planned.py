"""The questions of a reading plan: notes from each part of a paper, then a summary of the notes. Pure.

The numbers of sentences are those of the whole text in every question, so that a claim of the
summary rests on the paper's own sentences and not on a note about them. Rules come first and
are the same in all questions: a server's prefix cache is hit by every part of every paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import Any

from pydantic import BaseModel

from digest.papers.plan import ASKS, Piece, Plan, reading_plan
from digest.papers.whole import ORIGIN, addresses
from digest.summarize import templates
from digest.summarize.claims import as_text, numbers_of
from digest.summarize.fence import as_data, fenced
from digest.summarize.material import OTHERS_SHARE, Material, material
from digest.summarize.parts import Parts
from digest.summarize.sentences import split
from digest.summarize.strategies import for_long
from llm.prompt import Prompt
from llm.tokens import estimate
from storage.records import Article, Evidence, PromptVersion, SectionRead, Story

EVERYTHING = 10**9  # tokens: a material that is not cut
OPENING = 8  # lines of each other article: its title and first sentences
MOST_NOTES = 16  # of one part
NOTE_TOKENS = 2_000  # of a reply with notes
NAMES = {
    "background": "背景",
    "study": "検証内容",
    "method": "手法",
    "results": "結果",
    "limits": "限界",
}
ABSTRACT_READ = "論文の要旨だけを読みました"
READ = """\
# 下読み
- 長い論文を部分に分けて読む。資料はその一部であり、ほかの部分は別の回に読む。
- この部分に書かれた事実のうち、要約に要るものを background(背景)、study(検証内容)、method(手法)、results(結果)、limits(限界)に分けて抜き出す。この部分に無い項目は空の配列にする。
- 1つの text に事実を1つ、数値・単位・条件・固有名詞を省かずに書き、根拠の文の番号を evidence に入れる。多くても合わせて12件にする。"""
PART = (
    "以上は論文の{count}部分のうち{number}番目である。主に{names}に答える部分とみられる。"
    "下読みの規則に従い、指定の形のJSONだけを答える。"
)
COMPOSE = """\
以上は、論文の全文を部分ごとに読んで書いた覚え書きである。項目ごとに並び、各行の先頭は根拠となる論文の文の番号である。
- 最初に示した規則に従い、覚え書きにある事実だけから、論文全体の要約を指定の形のJSONで答える。
- 重なる事実は1つにまとめ、主な結果とその条件、限界を優先する。evidence には、使った行の文の番号を写す。"""

OTHERS = """\
- 「同じ話題の別の記事」の行は、その記事の冒頭をそのまま写したものである。公開状況や提供条件など、論文に無い事実にだけ使い、論文と食い違うときは論文を採る。"""


@dataclass(frozen=True, slots=True)
class Planned:
    """A story whose paper is read in parts."""

    parts: Parts
    given: Material  # what each number stands for; its lines are in the questions
    listing: tuple[SectionRead, ...]
    settings: str  # of the brief: the version's, with the strategy plan
    asked: tuple[Prompt, ...]  # all that is known of the questions: what a summary is kept under


def in_parts(story: Story, version: PromptVersion, language: str, *, budget: int) -> Planned | None:
    """The parts of a story's paper; None where one question holds it, or the version wants it so.

    budget: tokens of text in one question.
    """
    template = templates.template_of(story)
    settings = for_long(version.settings) if template is templates.PAPER else None
    if settings is None:
        return None
    whole = material(story, EVERYTHING)
    if sum(estimate(line) + 1 for line in whole.lines) <= budget:
        return None
    plan = reading_plan(story.lead.text, budget=budget)
    if len(plan.readings) < 2:
        return None
    rules = templates.rules_of(version, language)
    asked = tuple(_questions(story, plan, rules, template.purpose))
    blank = Prompt(template.purpose, (("system", "\n\n".join(rules)),), template.max_tokens)
    beside = _beside(whole.lines, budget)
    compose = partial(_composed, blank, budget, whole.sentences, beside)
    given = Material((), whole.sentences, _note(plan, beside))
    known = (*asked, compose(())) if beside.lines else asked
    return Planned(Parts(asked, compose), given, plan.listing(), settings, known)


def scope(article: Article) -> str:
    """That only the abstract of a paper was read, in Japanese; "" where more was."""
    known_place = article.kind == "paper" and bool(addresses(article))
    return ABSTRACT_READ if known_place and article.text_origin != ORIGIN else ""


def _questions(story: Story, plan: Plan, rules: Sequence[str], purpose: str) -> Iterator[Prompt]:
    said = split(story.lead.text)
    titled = [f"S1: {as_data(story.lead.title)}"] if story.lead.title.strip() else []
    first = 1 + len(titled)  # the number of the text's first sentence, as in material()
    for number, pieces in enumerate(plan.readings):
        lines = [
            f"S{index + first}: {as_data(said[index])}"
            for piece in pieces
            for index in range(piece.first, piece.last)
        ]
        names = "・".join(NAMES[name] for name in plan.asks(number))
        closing = PART.format(count=len(plan.readings), number=number + 1, names=names)
        system = ("system", "\n\n".join((*rules, READ)))
        user = ("user", f"{fenced([*titled, *lines])}\n\n{closing}")
        yield Prompt(purpose, (system, user), NOTE_TOKENS)


def _composed(
    blank: Prompt,
    budget: int,
    sentences: Mapping[int, Evidence],
    beside: _Beside,
    replies: Sequence[BaseModel],
) -> Prompt:
    """The last question: the notes of all parts, and how the story's other articles begin."""
    room = budget - sum(estimate(line) + 1 for line in beside.lines)
    kept = list(_within([list(_notes(reply, sentences)) for reply in replies], room))
    lines: list[str] = []
    for name in ASKS:
        told = [line for asked, line in kept if asked == name]
        lines += [f"--- {NAMES[name]}", *told] if told else []
    lines += beside.lines
    order = f"{COMPOSE}\n{OTHERS}" if beside.lines else COMPOSE
    return replace(blank, messages=(*blank.messages, ("user", f"{fenced(lines)}\n\n{order}")))


@dataclass(frozen=True, slots=True)
class _Beside:
    """What the last question shows of the story's other articles: how each begins."""

    lines: tuple[str, ...] = ()
    shown: int = 0  # articles
    unread: int = 0  # articles for which there was no room


def _beside(lines: Sequence[str], budget: int) -> _Beside:
    """lines: of the whole material, with a heading before each article; the first is the paper's."""
    heads = [place for place, line in enumerate(lines) if line.startswith("--- ")][1:]
    taken: list[str] = []
    shown = 0
    for start, end in pairwise([*heads, len(lines)]):
        opening = lines[start : min(end, start + 1 + OPENING)]
        if sum(estimate(line) + 1 for line in [*taken, *opening]) > budget * OTHERS_SHARE:
            break
        taken += opening
        shown += 1
    return _Beside(tuple(taken), shown, len(heads) - shown)


Note = tuple[str, str]  # one of ASKS, and the line


def _notes(reply: Any, sentences: Mapping[int, Evidence]) -> Iterator[Note]:
    """The notes of one part that rest on sentences which exist."""
    count = 0
    for name in ASKS:
        for claim in getattr(reply, name):
            ids = [n for n in dict.fromkeys(numbers_of(claim.evidence)) if n in sentences]
            text = as_data(as_text(claim.text))
            if ids and text and count < MOST_NOTES:
                count += 1
                yield name, f"{','.join(f'S{n}' for n in ids[:6])}: {text}"


def _within(kept: Sequence[Sequence[Note]], budget: int) -> Iterator[Note]:
    """All notes where they fit; else the first of each part, so that no part goes unheard."""
    most = max(map(len, kept), default=0)
    while most > 1 and sum(estimate(x) + 1 for notes in kept for _, x in notes[:most]) > budget:
        most -= 1
    for notes in kept:
        yield from notes[:most]


def _note(plan: Plan, beside: _Beside) -> str:
    told = [f"本文の全体を{len(plan.readings)}回に分けて読みました"]
    body = [p for p in plan.left_out if p.chapter.role != "appendix"]
    if body:
        told = [
            f"本文を{len(plan.readings)}回に分けて読みましたが、{_titles(body)}は上限のため読んでいません"
        ]
    if appendix := [p for p in plan.left_out if p.chapter.role == "appendix"]:
        told.append(f"付録{len(appendix)}節は読んでいません")
    if beside.shown:
        told.append(f"同じ話題の別の記事{beside.shown}件は冒頭だけを読みました")
    if beside.unread:
        told.append(f"同じ話題の別の記事{beside.unread}件は長さの上限のため読んでいません")
    return "。".join(told)


def _titles(pieces: Sequence[Piece]) -> str:
    named = [f"「{piece.title[:40] or '見出しのない部分'}」" for piece in pieces]
    more = f"ほか{len(named) - 3}節" if len(named) > 3 else ""
    return "".join(named[:3]) + more
