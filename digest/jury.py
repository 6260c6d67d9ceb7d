"""What a model thinks that stories are worth, as one part of their scores. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from storage.records import ModelScore, Story

MIDDLE = 5.0  # of 0 to 10: a story without a score is taken for one of these


@dataclass(frozen=True, slots=True)
class Jury:
    """scores: story key → what the model gave; on: whether scores are wanted at all."""

    on: bool = False
    scores: Mapping[str, ModelScore] = field(default_factory=dict)


NOBODY = Jury()


def judged(story: Story, jury: Jury) -> tuple[float, str]:
    """From -1 (0 of 10) to 1 (10 of 10), and the score with its reason."""
    found = jury.scores.get(story.key) if jury.on else None
    if found is None or not 0 <= found.score <= 2 * MIDDLE:
        return 0.0, ""
    why = f"({found.reason})" if found.reason else ""
    return (found.score - MIDDLE) / MIDDLE, f"モデルの評価{found.score:g}/10{why}"
