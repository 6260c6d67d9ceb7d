"""What is sent for a step of a search, and how the reply is read. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import BaseModel, Field, model_validator

from llm.prompt import Prompt
from llm.reading import read_reply, without_thought
from prompt_tuner.duels import asks_for_winner
from prompt_tuner.records import Example

ROLES = ("task", "reflect", "judge")
LONGEST = 40_000  # characters of an answer; who sends megabytes ignores max_tokens
MAX_TOKENS = {"task": 2000, "reflect": 6000, "judge": 1000}


class Criterion(BaseModel):
    """One criterion's mark; out of range is told to the caller, not refused here."""

    criterion: str
    score: float


class Marks(BaseModel):
    """A judge's marks for one answer."""

    scores: list[Criterion]
    reason: str = ""

    @model_validator(mode="before")
    @classmethod
    def _as_list(cls, value: Any) -> Any:
        """Servers that enforce no schema follow the prompt's words: {"scores": {name: mark}}."""
        if isinstance(value, dict) and isinstance(value.get("scores"), dict):
            pairs = value["scores"].items()
            return value | {"scores": [{"criterion": k, "score": v} for k, v in pairs]}
        return value


class Choice(BaseModel):
    """A judge's choice between two answers."""

    winner: str = Field(description="A, B or tie")
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One call: what is asked, in which form the reply comes (None: free words)."""

    prompt: Prompt
    reply_type: type[BaseModel] | None = None


class Asking(Protocol):
    """How a task's candidate prompt becomes a call, and its reply the output that is scored."""

    def question(self, prompt: str, example: Example) -> Question:
        """What the task model is asked."""
        ...

    def output(self, prompt: str, example: Example, reply: str) -> str:
        """The reply as scorers and reflectors see it."""
        ...


class FreeAsking:
    """The candidate is the system prompt, the input the user's turn, the reply the output."""

    def question(self, prompt: str, example: Example) -> Question:
        """See Asking."""
        messages = (("system", prompt), ("user", example.input))
        return Question(Prompt("tune-task", messages, MAX_TOKENS["task"]))

    def output(self, prompt: str, example: Example, reply: str) -> str:
        """See Asking."""
        return without_thought(reply)[:LONGEST]


def reflection(messages: Sequence[tuple[str, str]]) -> Question:
    """A question to the reflection model, in free words."""
    return Question(Prompt("tune-reflect", tuple(messages), MAX_TOKENS["reflect"]))


def judgement(messages: Sequence[tuple[str, str]]) -> Question:
    """A question to the judge: for a choice in a duel, else for marks."""
    choice = any(role == "system" and asks_for_winner(text) for role, text in messages)
    prompt = Prompt("tune-judge", tuple(messages), MAX_TOKENS["judge"])
    return Question(prompt, Choice if choice else Marks)


def verdict(question: Question, reply: str) -> Mapping[str, Any]:
    """A judge's reply as plain values, {} when it cannot be read."""
    found = None if question.reply_type is None else read_reply(question.reply_type, reply)
    if isinstance(found, Marks):
        return {"scores": {c.criterion: c.score for c in found.scores}, "reason": found.reason}
    return found.model_dump() if found is not None else {}
