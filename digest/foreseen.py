"""The questions of an item before any of them is answered: what an estimate counts. Pure.

They come from the strategy itself, which is given empty answers; what a later question
repeats of earlier answers is added by whoever counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel

from digest.summarize.drafting import seeded
from digest.summarize.refine import ORDER
from digest.summarize.strategies import STRATEGIES, way_of
from digest.summarize.templates import REPLY_TYPES
from digest.summarize.turns import Answer, Brief, Turn

_NOBODY = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A question. repeats: how many answers of before it holds; adds: text beyond its prompt."""

    turn: Turn
    repeats: int = 0
    adds: str = ""


def drafts(brief: Brief) -> tuple[Foreseen, ...]:
    """All questions of an item without a repair; what several drafts ask alike is asked once."""
    way = way_of(brief.settings)
    found: dict[Turn, Foreseen] = {}
    for sample in range(way.samples):
        *before, last = _turns(seeded(brief, sample), way.strategy)
        for turn in before:
            found.setdefault(turn, Foreseen(turn))
        # The last question of a draft goes on from all answers before it.
        found.setdefault(last, Foreseen(last, len(before)))
    return tuple(found.values())


def repair(brief: Brief) -> Foreseen:
    """One repair: the question, the draft, and about as much again of what was found in it."""
    last = drafts(brief)[-1] if brief.parts else Foreseen(Turn(brief.kind, brief.prompt))
    return Foreseen(last.turn, last.repeats + 2, ORDER)


def _turns(brief: Brief, strategy: str) -> Iterator[Turn]:
    asking = STRATEGIES[strategy].write(brief)
    answer: Answer | None = None
    while True:
        try:
            turn = next(asking) if answer is None else asking.send(answer)
        except StopIteration:
            return
        yield turn
        answer = Answer(_NOBODY, _empty(REPLY_TYPES[turn.kind]))


def _empty(kind: type[BaseModel]) -> BaseModel:
    """A reply that says nothing; no server may give one, so it is made without validation."""
    fields: dict[str, Any] = {
        name: "" if field.annotation is str else [] for name, field in kind.model_fields.items()
    }
    return kind.model_construct(**fields)
