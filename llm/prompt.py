"""What is asked of a model."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question: messages as (role, text), rules first, foreign text last.

    max_tokens limits the reply (it counts towards rate limits: keep it close to need).
    """

    purpose: str
    messages: tuple[tuple[str, str], ...]
    max_tokens: int = 2000
    seed: int | None = None
