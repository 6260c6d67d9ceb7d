"""What a strategy is given, and what it gives: one question, one answer. Frozen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import Random
from typing import Literal

from prompt_tuner.effects import Messages
from prompt_tuner.records import Candidate, Example
from prompt_tuner.replies import read_prompt

Ask = Callable[[Messages], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A training example that the parent did not master: its output and why it scored so."""

    example: Example
    output: str
    score: float
    feedback: str


@dataclass(frozen=True, slots=True)
class Brief:
    """What is known when a child of `parent` is wanted.

    lessons: worst first, never empty but for a strategy that needs none; ranked: the pool
    with estimated means, best first; train: all that could be copied by mistake.
    """

    parent: Candidate
    lessons: tuple[Lesson, ...]
    ranked: tuple[tuple[Candidate, float], ...]
    train: tuple[Example, ...]
    purpose: str
    language: Literal["ja", "en"]
    max_chars: int
    round: int
    rng: Random
    ask: Ask


@dataclass(frozen=True, slots=True)
class Proposal:
    """A text with where it came from; or "" with the reason why there is none."""

    text: str
    reason: str = ""
    note: str = ""
    parents: tuple[str, ...] = ()


Proposer = Callable[[Brief], Awaitable[Proposal]]


@dataclass(frozen=True, slots=True)
class Strategy:
    """propose: one child for one brief; needs_lessons: it works from failures.

    merges: children of one parent that only add lines may be tried as one.
    """

    propose: Proposer
    needs_lessons: bool = True
    merges: bool = False


def proposal(brief: Brief, reply: str, note: str = "") -> Proposal:
    """The prompt in a reply, checked against what was shown."""
    reading = read_prompt(reply, brief.parent.text, brief.train, max_chars=brief.max_chars)
    return Proposal(reading.text, reading.reason, note, (brief.parent.id,))
