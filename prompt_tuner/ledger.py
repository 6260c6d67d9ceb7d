"""What a session has used of its limit, counted so that a replay counts the same."""

from __future__ import annotations

from llm.errors import BudgetExceeded, LLMError, LLMSystemic
from llm.faults import FAULTS
from prompt_tuner.questions import ROLES

LIMIT = 3  # faults of one kind in a row, then nothing more is sent
HOPELESS = 12  # faults about texts in a row, where a role never gave one good answer
# These say something about one text, not about the server: the next example may do well.
_OF_THE_TEXT = frozenset(
    {"context_overflow", "content_filter", "refusal", "truncated", "empty", "too_long"}
)


class Ledger:
    """Counts calls when they are asked for, in the order of asking, and never the same twice.

    A call that an earlier life of the session paid for counts when the replay comes to it,
    so that `left` is the same at the same place of the path.
    """

    def __init__(self, max_calls: int | None) -> None:
        self.max_calls = max_calls
        self.used = 0
        self._seen: set[str] = set()

    def left(self) -> int | None:
        """Calls still allowed; None without a limit."""
        return None if self.max_calls is None else max(0, self.max_calls - self.used)

    def replayed(self, key: str, attempts: int) -> None:
        """A question that this session has paid for before, with so many attempts."""
        if key not in self._seen:
            self._seen.add(key)
            self.used += attempts

    def reserve(self, key: str) -> None:
        """One call that will be sent. Raises BudgetExceeded."""
        if self.left() == 0:
            fault = FAULTS["budget"]
            raise BudgetExceeded(
                "budget",
                f"{fault.message} ({self.used} of {self.max_calls} calls are made)",
                "Raise --max-calls, or take what the session found.",
            )
        self._seen.add(key)
        self.used += 1

    def settle(self, attempts: int) -> None:
        """How many attempts a reserved call took."""
        self.used += attempts - 1


class Breaker:
    """Stops everything after a systemic fault, or after LIMIT of one kind in a row.

    What is a fault of one text is one of the server where nothing else ever came.
    """

    def __init__(self) -> None:
        self.broken: LLMSystemic | None = None
        self._worked: set[str] = set()
        self._last: dict[str, tuple[str, int]] = dict.fromkeys(ROLES, ("", 0))

    def check(self) -> None:
        """Raises LLMSystemic once it is open."""
        if self.broken is not None:
            raise _again(self.broken)

    def succeeded(self, role: str) -> None:
        """A call of a role went well."""
        self._last[role] = ("", 0)
        self.worked(role)

    def worked(self, role: str) -> None:
        """A role has given a good answer, now or in an earlier life of the session."""
        self._worked.add(role)

    def failed(self, role: str, error: LLMError) -> LLMError:
        """The error to raise for a call that failed for good."""
        if isinstance(error, BudgetExceeded):
            return error
        if isinstance(error, LLMSystemic):
            self.broken = self.broken or error
            return error
        if self.broken is not None:  # it was in flight when everything stopped
            return _again(self.broken)
        kind, count = self._last[role]
        count = count + 1 if kind == error.kind else 1
        self._last[role] = (error.kind, count)
        of_the_text = error.kind in _OF_THE_TEXT
        if count < (HOPELESS if of_the_text else LIMIT) or (of_the_text and role in self._worked):
            return error
        words = f"{count} {role} calls in a row failed the same way: {error.message}"
        self.broken = LLMSystemic(error.kind, words, error.hint)
        return _again(self.broken)


def _again(error: LLMSystemic) -> LLMSystemic:
    return LLMSystemic(error.kind, error.message, error.hint)
