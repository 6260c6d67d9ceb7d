"""The week's stories, scored and picked, with a reason for every choice. Pure.

A score is a sum of visible parts (WEIGHTS), times the weight of the best source that tells
the story. No source and no subject takes more than its share, and a week with papers has at
least one. What a person put in or out, and words that must or never come in, win over scores.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, log2

from digest.taste import Taste, novelty, popular, refused, required, voted, wished
from digest.topics import relevance, subject
from storage.records import Article, Pick, Story
from storage.weeks import TOKYO, bounds

WEIGHTS = {
    "topic": 40.0,
    "sources": 30.0,
    "text": 15.0,
    "recency": 10.0,
    "kind": 10.0,
    "hand": 15.0,
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
SHARE = 0.4  # of the limit, for one source or subject; at least 2
CLOSE = 0.05  # a score within this share of the last pick's: a person may decide otherwise
ALL_THERE_IS = "他に候補が無いため同じ情報源・話題から追加"
NO_TASTE = Taste()
MIN_WEIGHT, MAX_WEIGHT = 0.1, 3.0
SHOWN_TERMS = 3


@dataclass(frozen=True, slots=True)
class _Part:
    points: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Ranking:
    """picks: at most the limit, best first; missed: all others, best first, with what kept
    each out as its last reason.
    """

    picks: tuple[Pick, ...]
    missed: tuple[Pick, ...]


def select(
    stories: Sequence[Story],
    *,
    week: str,
    limit: int,
    weights: Mapping[int, float],
    taste: Taste = NO_TASTE,
) -> tuple[Pick, ...]:
    """The picks of rank()."""
    return rank(stories, week=week, limit=limit, weights=weights, taste=taste).picks


def rank(
    stories: Sequence[Story],
    *,
    week: str,
    limit: int,
    weights: Mapping[int, float],
    taste: Taste = NO_TASTE,
) -> Ranking:
    """Every story, in or out. weights: source id → weight (1 where not named).

    Raises ValueError where `week` is no ISO week.
    """
    scored = sorted((_scored(story, week, weights, taste) for story in stories), key=_order)
    out = {p.story.key: why for p in scored if (why := refused(p.story, taste))}
    open_ones = [p for p in scored if p.story.key not in out]
    asked = {p.story.key: why for p in open_ones if (why := required(p.story, taste))}
    first = [_because(p, asked[p.story.key]) for p in open_ones if p.story.key in asked][:limit]
    rest = [p for p in open_ones if p.story.key not in {one.story.key for one in first}]
    chosen = _with_paper(_shared_out(first, rest, limit), open_ones, len(first))
    taken = {pick.story.key for pick in chosen}
    last = min((p.score for p in chosen[len(first) :]), default=0.0)
    missed = [
        _because(p, out.get(p.story.key) or _why_not(p, last))
        for p in scored
        if p.story.key not in taken
    ]
    return Ranking(tuple(sorted(chosen, key=_order)), tuple(missed))


def _why_not(pick: Pick, last: float) -> str:
    """last: the score of the last that came in."""
    short = last - pick.score
    if short == 0:
        return "僅差: 同点の次点"
    if short < 0:
        return "同じ情報源か同じ話題の上限を超えた"
    close = "僅差: " if short <= CLOSE * max(last, 1.0) else ""
    return f"{close}点数が{short:.1f}点足りない"


def _scored(story: Story, week: str, weights: Mapping[int, float], taste: Taste) -> Pick:
    parts = [
        _topic(story),
        _sources(story),
        _text(story),
        _recency(story, week),
        _kind(story),
        _by_hand(story),
        *(_Part(*part(story, taste)) for part in (novelty, voted)),
        _Part(*wished(story, taste.profile)),
        _Part(*popular(story)),
    ]
    factor, remarks = _factor(story, weights)
    score = round(factor * sum(part.points for part in parts), 3)
    reasons = [part.reason for part in parts if part.reason] + remarks
    return Pick(story, score, tuple(reasons))


def _topic(story: Story) -> _Part:
    text = max((article.text for article in story.articles), key=len)
    score, terms = relevance(" ".join(a.title for a in story.articles), text)
    shown = "、".join(terms[:SHOWN_TERMS])
    return _Part(WEIGHTS["topic"] * score, f"生成AIの話題({shown})" if terms else "")


def _sources(story: Story) -> _Part:
    count = len({a.source_id if a.source_id is not None else a.url for a in story.articles})
    points = WEIGHTS["sources"] * min(1.0, log2(count) / 2)
    return _Part(points, f"{count}つの情報源が伝えている" if count > 1 else "")


def _text(story: Story) -> _Part:
    chars = max(_chars(article) for article in story.articles)
    full = FULL_SHORT.get(story.lead.kind, FULL_TEXT)
    points = WEIGHTS["text"] * min(1.0, chars / full)
    return _Part(points, f"本文{chars:,}字" if chars else "")


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


def _factor(story: Story, weights: Mapping[int, float]) -> tuple[float, list[str]]:
    """What the sum is multiplied with, and why."""
    found = [weights.get(a.source_id, 1.0) for a in story.articles if a.source_id is not None]
    weight = min(MAX_WEIGHT, max(MIN_WEIGHT, max(found, default=1.0)))
    remarks = [] if weight == 1.0 else [f"情報源の重み{weight:g}"]
    if not any(_chars(article) for article in story.articles):
        return weight * NO_TEXT, [*remarks, "本文が無いため順位を下げた"]
    return weight, remarks


def _shared_out(first: Sequence[Pick], rest: Sequence[Pick], limit: int) -> list[Pick]:
    """`first`, then the best; none above its share unless nothing else is left."""
    share = max(2, ceil(limit * SHARE))
    chosen = list(first)
    taken: Counter[Hashable] = Counter(key for pick in chosen for key in _shares(pick))
    surplus: list[Pick] = []
    for pick in rest:
        if any(taken[key] >= share for key in _shares(pick)):
            surplus.append(pick)
        elif len(chosen) < limit:
            chosen.append(pick)
            taken.update(_shares(pick))
    room = max(0, limit - len(chosen))
    return chosen + [_because(p, ALL_THERE_IS) for p in surplus[:room]]


def _shares(pick: Pick) -> list[Hashable]:
    """What a pick takes a share of: its source, and the subject that its title names."""
    source, named = pick.story.lead.source_id, subject(pick.story.lead.title)
    return [key for key in (source, named or None) if key is not None]


def _with_paper(chosen: list[Pick], scored: Sequence[Pick], fixed: int) -> list[Pick]:
    """The last pick (none of the first `fixed`) gives way to the best paper where none was chosen."""
    papers = [p for p in scored if _is_paper(p)]
    loose = chosen[fixed:]
    if len(chosen) < 2 or not loose or not papers or any(map(_is_paper, chosen)):
        return chosen
    last = min(loose, key=lambda pick: (pick.score, pick.story.key))
    kept = [pick for pick in chosen if pick is not last]
    return [*kept, _because(papers[0], "論文を1本は載せるため")]


def _is_paper(pick: Pick) -> bool:
    return pick.story.lead.kind == "paper" and any(map(_chars, pick.story.articles))


def _because(pick: Pick, reason: str) -> Pick:
    return replace(pick, reasons=(*pick.reasons, reason))


def _chars(article: Article) -> int:
    return article.text_chars or len(article.text)


def _order(pick: Pick) -> tuple[float, float, int, str]:
    """Best first; ties go to the newer, then to the story that was stored first."""
    moment = pick.story.lead.published_at
    return (
        -pick.score,
        -(moment.timestamp() if moment else 0.0),
        len(pick.story.key),
        pick.story.key,
    )
