"""A job's hard limit of money and calls, kept across everything that the job does at once."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from typing import Any

from llm import prices
from llm.endpoint import Endpoint
from llm.errors import BudgetExceeded
from llm.faults import FAULTS, UNBILLED
from llm.outcome import Outcome

_MOST_LEDGERS = 1000


class Budget:
    """What a job may spend. Before a call its greatest likely cost is reserved, after it the
    real cost is booked, so that calls in flight cannot add up to more than the limit.
    """

    def __init__(
        self,
        max_usd: float | None = None,
        max_calls: int | None = None,
        *,
        spent_usd: float = 0.0,
        spent_calls: int = 0,
    ) -> None:
        self.max_usd = max_usd
        self.max_calls = max_calls
        self.spent_usd = spent_usd
        self.calls = spent_calls
        self.reserved_usd = 0.0
        self._lock = threading.Lock()

    def most(self, body: Mapping[str, Any], endpoint: Endpoint) -> float | None:
        """The most that a call should cost in US dollars; None without a price."""
        return 0.0 if self.max_usd is None else estimate(body, endpoint)

    def fits(self, most: float | None) -> bool:
        """Whether admit() would decide now; False: wait, what is in flight holds the rest."""
        if self.max_usd is None or most is None:
            return True
        alone = self.spent_usd + most <= self.max_usd
        return not alone or self.spent_usd + self.reserved_usd + most <= self.max_usd

    def admit(self, body: Mapping[str, Any], endpoint: Endpoint) -> float:
        """Reserve one call; the reserved US dollars. Raises BudgetExceeded."""
        most = self.most(body, endpoint)
        with self._lock:
            if self.max_calls is not None and self.calls >= self.max_calls:
                raise _exceeded(f"{self.calls} of {self.max_calls} calls are made")
            if self.max_usd is not None:
                most = self._affordable(most, endpoint)
            self.calls += 1
            self.reserved_usd += most or 0.0
        return most or 0.0

    def book(self, outcome: Outcome, reserved: float = 0.0) -> None:
        """Settle a reservation. A call that may have been billed without a count costs it all."""
        spent = outcome.cost_usd
        if spent is None:
            spent = 0.0 if outcome.kind in UNBILLED else reserved
        with self._lock:
            self.reserved_usd = max(0.0, self.reserved_usd - reserved)
            self.spent_usd += spent

    def _affordable(self, most: float | None, endpoint: Endpoint) -> float:
        limit = self.max_usd or 0.0
        if most is None:
            if endpoint.is_loopback or self.max_calls is not None:
                return 0.0  # a server of one's own sends no bill; else the number of calls limits
            raise BudgetExceeded(
                "budget",
                f"The price of {endpoint.model} on {endpoint.server} is not known,"
                f" so a limit of {limit:.2f} USD cannot be kept; nothing was sent.",
                "Unset DIGEST_MAX_USD, or choose a model with a known price.",
            )
        if self.spent_usd + self.reserved_usd + most > limit:
            raise _exceeded(
                f"{self.spent_usd:.4f} of {limit:.2f} USD spent, the next call may cost {most:.4f}"
            )
        return most


def estimate(body: Mapping[str, Any], endpoint: Endpoint) -> float | None:
    """The most that a request should cost in US dollars; None without a price."""
    text = json.dumps([body.get("messages"), body.get("response_format")], ensure_ascii=False)
    limit = body.get("max_completion_tokens") or body.get("max_tokens") or 0
    return prices.estimate(endpoint.base_url, endpoint.model, text, int(limit))


def _exceeded(detail: str) -> BudgetExceeded:
    fault = FAULTS["budget"]
    return BudgetExceeded("budget", f"{fault.message} ({detail})", fault.hint)


_ledgers: dict[str, Budget] = {}
_ledgers_lock = threading.Lock()


def budget_for(
    job_id: str,
    max_usd: float | None,
    max_calls: int | None,
    spent_usd: float = 0.0,
    spent_calls: int = 0,
) -> Budget:
    """The process's one ledger of a job; what was spent before counts when it is opened.

    Attempts that a resumed job replays are booked again: leave them out of spent_*.
    """
    with _ledgers_lock:
        if job_id not in _ledgers:
            while len(_ledgers) >= _MOST_LEDGERS:
                del _ledgers[next(iter(_ledgers))]
            _ledgers[job_id] = Budget(spent_usd=spent_usd, spent_calls=spent_calls)
        ledger = _ledgers[job_id]
        ledger.max_usd, ledger.max_calls = max_usd, max_calls
    return ledger
