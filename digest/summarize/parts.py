"""A long text in several questions, and the question that makes one summary of their answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from llm.prompt import Prompt


@dataclass(frozen=True, slots=True)
class Parts:
    """prompts: one a part, in the order of the text; compose: from the replies, in that order."""

    prompts: tuple[Prompt, ...]
    compose: Callable[[Sequence[BaseModel]], Prompt]
