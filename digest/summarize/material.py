"""What a model is given to read of a story: numbered lines within a token budget. Pure.

The numbers run through the story, lead first: a title has a number too, then its sentences.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count

from digest.summarize.fence import as_data
from digest.summarize.sentences import split
from llm.tokens import estimate
from storage.records import Article, Evidence, Story
from storage.weeks import TOKYO

TITLE = -1  # Evidence.sentence of a claim that rests on the title
LINE_TOKENS = 4  # what a number and a line break cost
OTHERS_SHARE = 0.25  # of the budget, kept for the other articles of the story


@dataclass(frozen=True, slots=True)
class Material:
    """The lines of a prompt, and what each number stands for."""

    lines: tuple[str, ...]
    sentences: Mapping[int, Evidence]
    note: str  # what was left out, in Japanese; "" when everything was read


@lru_cache(maxsize=64)  # for the prompt, its key, and the reply
def material(story: Story, budget: int) -> Material:
    """The story's articles, cut at whole sentences after about `budget` tokens."""
    numbers = count(1)
    lines: list[str] = []
    sentences: dict[int, Evidence] = {}
    notes: list[str] = []
    left, skipped = budget, 0
    for place, article in enumerate(story.articles):
        spare = 0 if place or not story.others else int(budget * OTHERS_SHARE)
        taken, spent, unread = _fitting(article, left - spare)
        if place and len(taken) < 2:
            skipped += unread > 0
            continue
        left -= spent
        lines.append(_heading(article, place))
        for evidence in taken:
            number = next(numbers)
            sentences[number] = evidence
            lines.append(f"S{number}: {as_data(evidence.quote)}")
        if unread:
            notes.append(_unread(place, unread))
    if skipped:
        notes.append(f"同じ話題の別の記事{skipped}件は長さの上限のため読んでいません")
    return Material(tuple(lines), sentences, "。".join(notes))


def leading(articles: Sequence[Article], sentences: int) -> Material:
    """The title and the first few sentences of each article."""
    numbers = count(1)
    lines: list[str] = []
    found: dict[int, Evidence] = {}
    for place, article in enumerate(articles):
        lines.append(f"--- 項目{place + 1}")
        for evidence in _all(article)[: sentences + 1]:
            number = next(numbers)
            found[number] = evidence
            lines.append(f"S{number}: {as_data(evidence.quote)[:400]}")
    return Material(tuple(lines), found, "")


def _all(article: Article) -> list[Evidence]:
    title = [Evidence(article.id, TITLE, article.title)] if article.title.strip() else []
    return title + [Evidence(article.id, i, s) for i, s in enumerate(split(article.text))]


def _fitting(article: Article, budget: int) -> tuple[list[Evidence], int, float]:
    """What fits, what it costs, and the share of characters that does not fit (0 to 1)."""
    everything = _all(article)
    spent = 0
    for place, evidence in enumerate(everything):
        cost = estimate(evidence.quote) + LINE_TOKENS
        if spent + cost > budget and place:
            rest = sum(len(e.quote) for e in everything[place:])
            return everything[:place], spent, rest / sum(len(e.quote) for e in everything)
        spent += cost
    return everything, spent, 0.0


def _unread(place: int, share: float) -> str:
    percent = min(99, max(1, round(share * 100)))
    what = "本文" if place == 0 else f"関連記事{place}の本文"
    return f"{what}の約{percent}%は長さの上限のため読んでいません"


def _heading(article: Article, place: int) -> str:
    kind = "一次情報" if place == 0 else "同じ話題の別の記事"
    parts = [f"--- 記事{place + 1}({kind})"]
    if article.published_at is not None:
        parts.append(f"公開日 {article.published_at.astimezone(TOKYO):%Y-%m-%d}")
    if article.authors:
        parts.append("著者 " + as_data("、".join(article.authors[:5]))[:120])
    return " / ".join(parts)
