"""What a search asks of the world, as one small Protocol.

The search is replayed from its start after a kill: it asks the same again in the same way
and takes the same path, so the implementation must answer the same question the same way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from prompt_tuner.records import Example

Messages = Sequence[tuple[str, str]]  # (role, text)


class Effects(Protocol):
    """Each call answers from a cache where (its arguments, repeat) were answered before.

    All three raise llm.errors.LLMError when one call fails for good, BudgetExceeded at the
    limit, LLMSystemic when every further call would fail too.
    """

    async def run(self, prompt: str, example: Example, repeat: int) -> str:
        """The task model's answer to the example's input under this system prompt."""
        ...

    async def reflect(self, messages: Messages, repeat: int) -> str:
        """The reflection model's answer."""
        ...

    async def judge(self, messages: Messages, repeat: int) -> Mapping[str, Any]:
        """The judge's structured reply.

        {"scores": {criterion: 1..5}, "reason": str} or {"winner": "A"|"B"|"tie", "reason": str},
        as asked; unchecked: values may be out of range.
        """
        ...

    def left(self) -> int | None:
        """Calls still allowed; None without a limit."""
        ...
