"""What a workbench's people like: a profile, their choices, and what past issues told. Pure.

Every part gives points and a reason in Japanese, as all parts of digest.select do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import tanh

from digest.crowd import Crowd
from digest.jury import Jury
from digest.phrases import spoken_of
from digest.similarity import numbers_agree, title_words
from storage.records import Story

NICE = 12.0  # points of a wish that a story fulfils; two wishes count, more do not
LIKED = 8.0  # most that people's stars, saves and drops move a source
KNOWN = -15.0  # of a story whose news an earlier issue told
HEAD = 600  # characters of the text in which a wish is looked for
TOLD = 0.6  # share of the title's telling words that makes it told before
TOLD_WORDS = 4


@dataclass(frozen=True, slots=True)
class Profile:
    """Words and phrases, as a person wrote them: must come in, nice to have, never."""

    must: tuple[str, ...] = ()
    nice: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Taste:
    """Everything that people decided and that a selection respects, and what others think.

    liked: source id → sum of decayed votes. told: titles and addresses of items of past issues,
    by week. choices: story key → True (in), False (out), as a person said.
    """

    profile: Profile = Profile()
    liked: Mapping[int, float] = field(default_factory=dict)
    told: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    choices: Mapping[str, bool] = field(default_factory=dict)
    crowd: Crowd = field(default_factory=Crowd)
    jury: Jury = field(default_factory=Jury)


Part = tuple[float, str]


def wished(story: Story, profile: Profile) -> Part:
    """Points for the wishes that a story fulfils."""
    found = _spoken_of(story, profile.nice)
    return NICE * min(2, len(found)), f"好みに合う({'、'.join(found[:3])})" if found else ""


def required(story: Story, taste: Taste) -> str:
    """Why a story must be in the issue, or ""."""
    if _choice(story, taste):
        return "人が入れた"
    found = _spoken_of(story, taste.profile.must)
    return f"必ず載せる語({'、'.join(found[:3])})" if found else ""


def refused(story: Story, taste: Taste) -> str:
    """Why a story must not be in the issue, or ""; a person's 入れる wins over a word."""
    choice = _choice(story, taste)
    if choice is not None:
        return "" if choice else "人が外した"
    found = _spoken_of(story, taste.profile.never)
    return f"載せない語({'、'.join(found[:3])})" if found else ""


def decided(story: Story, taste: Taste) -> bool:
    """Whether a person said that the story is in, or out."""
    return _choice(story, taste) is not None


def _choice(story: Story, taste: Taste) -> bool | None:
    """What a person said of the story, or of one that it has taken in since."""
    keys = (story.key, *sorted(f"a{article.id}" for article in story.articles))
    return next((taste.choices[key] for key in keys if key in taste.choices), None)


def voted(story: Story, taste: Taste) -> Part:
    """What people's stars, saves and drops say of the sources that tell the story."""
    ids = {a.source_id for a in story.articles if a.source_id is not None}
    votes = [taste.liked[i] for i in sorted(ids) if i in taste.liked]
    points = LIKED * tanh(max(votes, default=0.0, key=abs) / 3)
    if abs(points) < 1:
        return points, ""
    return points, "評価の高い情報源" if points > 0 else "評価の低い情報源"


def novelty(story: Story, taste: Taste) -> Part:
    """Less for news that an earlier issue told."""
    addresses = {a.url for a in (*story.articles, *story.earlier)}
    words = title_words(story.lead.title)
    for week in sorted(taste.told, reverse=True):
        for title, url in taste.told[week]:
            if url in addresses or _same_title(story.lead.title, words, title):
                return KNOWN, f"{week}の号で伝えた話題"
    return 0.0, ""


def _same_title(title: str, words: frozenset[str], other: str) -> bool:
    theirs = _words_of(other)
    both = words & theirs
    enough = len(both) >= TOLD_WORDS and len(both) >= TOLD * max(len(words), len(theirs))
    return enough and numbers_agree(title, other)


@lru_cache(maxsize=4096)
def _words_of(title: str) -> frozenset[str]:
    """Of a title that was told: every story of a week is compared with it."""
    return title_words(title)


def _spoken_of(story: Story, wishes: Sequence[str]) -> list[str]:
    if not wishes:
        return []
    text = max((a.text for a in story.articles), key=len)[:HEAD]
    return spoken_of("\n".join([*(a.title for a in story.articles), text]), wishes)
