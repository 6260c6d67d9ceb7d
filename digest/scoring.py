"""The visible parts of a story's score, each with its reason in Japanese. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from digest.crowd import popular
from digest.jury import judged
from digest.taste import Taste, novelty, voted, wished
from digest.tellers import told_by
from digest.topics import relevance
from storage.records import Article, Pick, Story
from storage.weeks import TOKYO, bounds

WEIGHTS = {
    "topic": 40.0,
    "sources": 30.0,
    "text": 15.0,
    "recency": 10.0,
    "kind": 10.0,
    "hand": 15.0,
    "model": 15.0,  # up or down
}
KINDS = {
    "paper": 0.8,
    "release": 1.0,
    "case_study": 0.8,
    "technique": 0.7,
    "article": 0.5,
    "post": 0.3,
}
KIND_NAMES = {
    "paper": "論文",
    "release": "リリース",
    "case_study": "事例",
    "technique": "技術解説",
    "article": "記事",
    "post": "投稿",
}  # fmt: skip
FULL_TEXT = 1500  # characters from which a text counts as whole
FULL_SHORT = {"paper": 600, "post": 300}  # abstracts and posts are short by nature
NO_TEXT = 0.3  # factor for a story of which only titles are known
MIN_WEIGHT, MAX_WEIGHT = 0.1, 3.0
SHOWN_TERMS = 3


@dataclass(frozen=True, slots=True)
class _Part:
    points: float
    reason: str = ""


def scored(story: Story, week: str, weights: Mapping[int, float], taste: Taste) -> Pick:
    """The story with its score and the reasons of all parts. weights: by source id."""
    parts = [
        _topic(story),
        _sources(story),
        _text(story),
        _recency(story, week),
        _kind(story),
        _by_hand(story),
        *(_Part(*part(story, taste)) for part in (novelty, voted)),
        _Part(*wished(story, taste.profile)),
        _Part(*popular(story, taste.crowd)),
        _model(story, taste),
    ]
    factor, remarks = _factor(story, weights)
    total = sum(part.points for part in parts)
    score = round(total * factor if total >= 0 else total / factor, 3)
    reasons = [part.reason for part in parts if part.reason] + remarks
    return Pick(story, score, tuple(reasons))


def _topic(story: Story) -> _Part:
    text = max((article.text for article in story.articles), key=len)
    score, terms = relevance(" ".join(a.title for a in story.articles), text)
    shown = "、".join(terms[:SHOWN_TERMS])
    return _Part(WEIGHTS["topic"] * score, f"生成AIの話題({shown})" if terms else "")


def _sources(story: Story) -> _Part:
    share, who = told_by(story)
    return _Part(WEIGHTS["sources"] * share, who)


def _text(story: Story) -> _Part:
    longest = max(chars(article) for article in story.articles)
    full = FULL_SHORT.get(story.lead.kind, FULL_TEXT)
    points = WEIGHTS["text"] * min(1.0, longest / full)
    return _Part(points, f"本文{longest:,}字" if longest else "")


def _recency(story: Story, week: str) -> _Part:
    start, end = bounds(week)
    moment = story.lead.published_at
    if moment is None:
        return _Part(0.0, "公開日不明")
    if moment < start:
        days = ceil((start - moment).total_seconds() / 86400)
        return _Part(0.0, f"公開は週の{days}日前")
    into = min(1.0, (moment - start) / (end - start))
    day = moment.astimezone(TOKYO)
    return _Part(WEIGHTS["recency"] * (0.5 + 0.5 * into), f"{day.month}/{day.day}公開")


def _kind(story: Story) -> _Part:
    kind = story.lead.kind
    return _Part(WEIGHTS["kind"] * KINDS.get(kind, KINDS["article"]), KIND_NAMES.get(kind, ""))


def _by_hand(story: Story) -> _Part:
    by_hand = any(article.source_id is None for article in story.articles)
    return _Part(WEIGHTS["hand"], "手で追加") if by_hand else _Part(0.0)


def _model(story: Story, taste: Taste) -> _Part:
    share, reason = judged(story, taste.jury)
    return _Part(WEIGHTS["model"] * share, reason)


def _factor(story: Story, weights: Mapping[int, float]) -> tuple[float, list[str]]:
    """What the sum is multiplied with, and why."""
    found = [weights.get(a.source_id, 1.0) for a in story.articles if a.source_id is not None]
    weight = min(MAX_WEIGHT, max(MIN_WEIGHT, max(found, default=1.0)))
    remarks = [] if weight == 1.0 else [f"情報源の重み{weight:g}"]
    if not any(chars(article) for article in story.articles):
        return weight * NO_TEXT, [*remarks, "本文が無いため順位を下げた"]
    return weight, remarks


def chars(article: Article) -> int:
    """Characters of its text, known also where a list leaves the text out."""
    return article.text_chars or len(article.text)
