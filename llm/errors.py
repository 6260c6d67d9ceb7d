"""What can go wrong at a model server, told apart (drawn whole in digest/errors.py)."""

from __future__ import annotations

from typing import Any

from storage.errors import WorkbenchError


class LLMError(WorkbenchError):
    """A model call gave no usable answer. `kind` is one of the keys of llm.faults.FAULTS.

    outcomes: every attempt behind it as (slot, body, Outcome), because each may have been
    paid; notes: the steps that were tried, in English.
    """

    code = "llm"

    def __init__(self, kind: str, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.kind = kind
        self.outcomes: tuple[tuple[int, dict[str, Any], Any], ...] = ()
        self.notes: tuple[str, ...] = ()


class LLMSystemic(LLMError):
    """It would go wrong for every call: refused key, no quota, no server, no such model."""

    code = "llm_systemic"


class BudgetExceeded(LLMError):
    """The job's hard limit of money or calls is reached; nothing more is sent."""

    code = "budget"
