"""A job's hard limit."""

from __future__ import annotations

import pytest

from llm.budget import Budget, budget_for, estimate
from llm.endpoint import Endpoint
from llm.errors import BudgetExceeded
from tests.fakes_llm import fault, good

PRICED = Endpoint("https://api.openai.com/v1", "gpt-5.6")
LOCAL = Endpoint("http://127.0.0.1:11434/v1", "qwen3:8b")
UNKNOWN = Endpoint("https://models.example/v1", "house-model")
BODY = {"messages": [{"role": "user", "content": "あ" * 1000}], "max_tokens": 1000}
MOST = estimate(BODY, PRICED) or 0.0


def test_an_estimate_is_more_than_the_call_will_cost() -> None:
    assert MOST > 1000 * 4e-6 + 1000 * 20e-6
    assert estimate(BODY | {"max_tokens": 2000}, PRICED) == pytest.approx(MOST + 1000 * 20e-6)
    new = {"messages": BODY["messages"], "max_completion_tokens": 1000}
    assert estimate(new, PRICED) == MOST
    assert estimate(BODY, LOCAL) is None


def test_without_a_limit_everything_passes_and_is_counted() -> None:
    budget = Budget()
    for _ in range(3):
        budget.book(good("x", cost_usd=0.5), budget.admit(BODY, PRICED))
    assert (budget.calls, budget.spent_usd) == (3, 1.5)


def test_what_is_in_flight_counts_at_its_most() -> None:
    budget = Budget(max_usd=MOST * 2.5)
    first, _second = budget.admit(BODY, PRICED), budget.admit(BODY, PRICED)
    assert not budget.fits(MOST)
    with pytest.raises(BudgetExceeded, match="the next call may cost"):
        budget.admit(BODY, PRICED)
    budget.book(good("x", cost_usd=MOST / 10), first)
    assert budget.fits(MOST)
    assert budget.admit(BODY, PRICED) == MOST


def test_what_can_never_fit_is_decided_at_once() -> None:
    budget = Budget(max_usd=MOST * 1.5, spent_usd=MOST)
    assert budget.fits(MOST)  # decided, not waited for
    with pytest.raises(BudgetExceeded) as caught:
        budget.admit(BODY, PRICED)
    assert "DIGEST_MAX_USD" in caught.value.hint


def test_calls_are_limited_too() -> None:
    budget = Budget(max_calls=3, spent_calls=2)
    budget.admit(BODY, LOCAL)
    with pytest.raises(BudgetExceeded, match="3 of 3 calls"):
        budget.admit(BODY, LOCAL)


def test_zero_dollars_send_nothing_that_costs() -> None:
    with pytest.raises(BudgetExceeded):
        Budget(max_usd=0.0).admit(BODY, PRICED)


def test_an_unknown_price_needs_a_limit_of_calls_except_at_home() -> None:
    budget = Budget(max_usd=1.0)
    with pytest.raises(BudgetExceeded, match="price of house-model"):
        budget.admit(BODY, UNKNOWN)
    assert budget.admit(BODY, LOCAL) == 0.0
    assert Budget().admit(BODY, UNKNOWN) == 0.0
    counted = Budget(max_usd=1.0, max_calls=1)
    assert counted.admit(BODY, UNKNOWN) == 0.0
    with pytest.raises(BudgetExceeded, match="1 of 1 calls"):
        counted.admit(BODY, UNKNOWN)


@pytest.mark.parametrize(
    ("kind", "spent"),
    [("timeout", MOST), ("cut", MOST), ("auth", 0.0), ("rate_limit", 0.0), ("bad_request", 0.0)],
)
def test_a_call_that_may_have_been_billed_costs_its_most(kind: str, spent: float) -> None:
    budget = Budget(max_usd=1.0)
    budget.book(fault(kind), budget.admit(BODY, PRICED))
    assert budget.spent_usd == spent
    assert budget.reserved_usd == 0.0


def test_one_ledger_per_job() -> None:
    first = budget_for("job-a", 1.0, None, spent_usd=0.25, spent_calls=2)
    assert budget_for("job-a", 2.0, 9, spent_usd=0.75) is first
    assert (first.max_usd, first.max_calls, first.spent_usd, first.calls) == (2.0, 9, 0.25, 2)
    assert budget_for("job-b", 1.0, None) is not first


def test_old_ledgers_are_let_go() -> None:
    first = budget_for("job-old", None, None)
    for number in range(1100):
        budget_for(f"job-{number}", None, None)
    assert budget_for("job-old", None, None) is not first
