"""What a strategy is given, and what it gives: one question, one answer. Frozen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import Random
from typing import Literal

from prompt_tuner.effects import Messages
from prompt_tuner.records import Candidate, Example
from prompt_tuner.replies import prompt_in, usable

Ask = Callable[[Messages], Awaitable[str]]
Answer = Callable[[str, Example, int], Awaitable[str]]  # prompt, example, repeat


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

    lessons: worst first, never empty; ranked: all that was measured with estimated means on
    train, best first; train: all training examples; slot: which of the round's
    proposals this is; ask: the reflection model; answer: the task model under any prompt.
    """

    parent: Candidate
    lessons: tuple[Lesson, ...]
    ranked: tuple[tuple[Candidate, float], ...]
    train: tuple[Example, ...]
    purpose: str
    language: Literal["ja", "en"]
    max_chars: int
    round: int
    slot: int
    rng: Random
    ask: Ask
    answer: Answer


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
    """propose: one child for one brief.

    merges: children of one parent that only add lines may be tried as one; restarts: it can
    do something from a blank prompt; pairwise: a judge's preferences choose, not scores.
    """

    propose: Proposer
    merges: bool = False
    restarts: bool = True
    pairwise: bool = False


def proposal(brief: Brief, reply: str, note: str = "") -> Proposal:
    """The prompt in a reply, checked against what was shown."""
    return checked(brief, prompt_in(reply), note)


def checked(brief: Brief, text: str, note: str = "", parents: tuple[str, ...] = ()) -> Proposal:
    """A text with the parent's locked sections, if it can be used."""
    shown = [lesson.example for lesson in brief.lessons]
    reading = usable(text, brief.parent.text, shown, max_chars=brief.max_chars)
    return Proposal(reading.text, reading.reason, note[:500], parents or (brief.parent.id,))
