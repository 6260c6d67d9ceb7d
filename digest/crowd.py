"""Points and bookmarks, each on the scale of the kind of source that counted them. Pure.

Three hundred points are an ordinary day on one site and a sensation on another. A count is
worth its place among what the same kind of source counted in the last weeks: this needs no
table of scales, follows a source's own threshold, and says little while little is known.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from storage.records import Story

POINTS = 8.0  # of a story that stands above all others of its kind
FEW = 5  # counts taken for granted above each: with few known none is far ahead
WEEKS = 8  # that a count is compared with
WORDS = {
    "hackernews": "Hacker Newsで{:,}ポイント",
    "hatena": "はてなブックマーク{:,}件",
    "huggingface": "Hugging Faceで{:,}票",
    "youtube": "YouTubeで高評価{:,}件",
}
OTHER = "{:,}ポイント"


@dataclass(frozen=True, slots=True)
class Crowd:
    """points: article id → kind of source → count; usual: kind → counts of WEEKS, ascending."""

    points: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    usual: Mapping[str, Sequence[int]] = field(default_factory=dict)


def popular(story: Story, crowd: Crowd) -> tuple[float, str]:
    """Points for the best place that a story has with any kind of source, and why."""
    places = [
        (_place(count, crowd.usual.get(kind, ())), kind, count)
        for article in story.articles
        for kind, count in crowd.points.get(article.id, {}).items()
    ]
    if not places:
        return 0.0, ""
    place, kind, count = max(places)
    if place <= 0.5:
        return 0.0, ""
    share = max(1, round(100 * (1 - place)))
    return POINTS * (2 * place - 1), f"{WORDS.get(kind, OTHER).format(count)}(上位{share}%)"


def _place(count: int, usual: Sequence[int]) -> float:
    """The share of its kind's counts below this one, 0 to 1; of equal ones half are."""
    below = bisect_left(usual, count) + bisect_right(usual, count)
    return below / 2 / (len(usual) + FEW)
