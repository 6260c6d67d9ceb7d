"""One answer by as many attempts as it takes, with a scripted server."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import BaseModel, Field

from llm.budget import Budget
from llm.endpoint import Endpoint
from llm.errors import BudgetExceeded, LLMError, LLMSystemic
from llm.prompt import Prompt
from llm.structured import MAX_ATTEMPTS, Structured, structured
from tests.fakes_llm import FakeAttempt, FakeLLM, Scripted, fault, good

SERVER = Endpoint("http://127.0.0.1:1/v1", "gpt-5.6", "sk-secret-0123456789")
PROMPT = Prompt("article", (("system", "規則"), ("user", "記事")), max_tokens=700)


class Reply(BaseModel):
    title: str = Field(max_length=10)


GOOD: Scripted = {"title": "要約"}


def _ask(attempt: Any, *, rung: int = 0, budget: Budget | None = None) -> Structured[Reply]:
    return asyncio.run(structured(SERVER, PROMPT, Reply, rung=rung, attempt=attempt, budget=budget))


def _fails(*outcomes: Scripted, budget: Budget | None = None) -> LLMError:
    with pytest.raises(LLMError) as caught:
        _ask(FakeAttempt(*outcomes), budget=budget)
    return caught.value


def test_a_good_answer_takes_one_attempt() -> None:
    attempt = FakeAttempt(GOOD)
    found = _ask(attempt)
    assert (found.value, found.rung, found.notes) == (Reply(title="要約"), 0, ())
    assert [(slot, outcome.ok) for slot, _, outcome in found.outcomes] == [(0, True)]
    assert found.outcomes[0][1] == attempt.bodies[0]


def test_slots_are_numbered_in_order_whatever_happens() -> None:
    attempt = FakeAttempt(fault("server"), fault("format_unsupported"), fault("truncated"), GOOD)
    found = _ask(attempt)
    assert attempt.slots == [0, 1, 2, 3]
    assert found.rung == 1
    assert attempt.bodies[3]["max_tokens"] == 1400
    assert [outcome.kind for *_, outcome in found.outcomes] == [
        "server",
        "format_unsupported",
        "truncated",
        "",
    ]


def test_the_rung_that_worked_is_given_back_and_started_from() -> None:
    first = _ask(FakeAttempt(*[fault("format_unsupported")] * 3, GOOD))
    assert first.rung == 3
    attempt = FakeAttempt(GOOD)
    assert _ask(attempt, rung=first.rung).rung == 3
    assert "response_format" not in attempt.bodies[0]


def test_a_wrong_reply_is_sent_back_with_what_is_wrong() -> None:
    attempt = FakeAttempt({"title": "x" * 11}, GOOD)
    found = _ask(attempt)
    assert found.outcomes[0][2].kind == "invalid_output"
    assert "at most 10" in attempt.bodies[1]["messages"][-1]["content"]
    assert found.notes == ("asked again",)


def test_nonsense_to_the_end_is_an_error_with_everything_that_was_paid() -> None:
    error = _fails("はい", "いいえ", "たぶん")
    assert error.kind == "invalid_output"
    assert not isinstance(error, LLMSystemic)
    assert len(error.outcomes) == 3
    assert error.notes[0] == "json_schema not enforced"


@pytest.mark.parametrize("kind", ["auth", "quota", "model_not_found", "html", "no_endpoint", "tls"])
def test_what_would_fail_every_call_is_systemic_at_once(kind: str) -> None:
    error = _fails(fault(kind))
    assert isinstance(error, LLMSystemic)
    assert (error.kind, len(error.outcomes)) == (kind, 1)


def test_an_unreachable_server_is_tried_again_then_systemic() -> None:
    error = _fails(*[fault("connection")] * 3)
    assert isinstance(error, LLMSystemic)
    assert "OPENAI_BASE_URL" in error.hint


@pytest.mark.parametrize("kind", ["refusal", "content_filter", "context_overflow"])
def test_what_one_text_cannot_have_is_no_reason_to_stop_the_job(kind: str) -> None:
    error = _fails(fault(kind))
    assert (error.kind, isinstance(error, LLMSystemic)) == (kind, False)


def test_no_more_slots_than_promised() -> None:
    attempt = FakeAttempt(*[fault("rate_limit", retry_after=0.0)] * MAX_ATTEMPTS)
    with pytest.raises(LLMError, match="Too many requests") as caught:
        _ask(attempt)
    assert attempt.slots == list(range(MAX_ATTEMPTS))
    assert len(caught.value.outcomes) == MAX_ATTEMPTS


def test_a_retry_waits_only_for_what_is_left_of_its_time() -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async def run(started: datetime) -> None:
        attempt = FakeAttempt(fault("server", started_at=started.isoformat(), seconds=1.0), GOOD)
        await structured(
            SERVER, PROMPT, Reply, rung=0, attempt=attempt, sleep=sleep, chance=lambda: 0.5
        )

    asyncio.run(run(datetime.now(UTC) - timedelta(seconds=1)))
    assert 0.3 < slept.pop() <= 0.5
    asyncio.run(run(datetime.now(UTC) - timedelta(hours=1)))  # replayed by a resumed job
    assert slept == []


def test_the_budget_stops_before_the_next_call() -> None:
    budget = Budget(max_calls=2)
    error = _fails("nonsense", "nonsense", budget=budget)
    assert isinstance(error, BudgetExceeded)
    assert len(error.outcomes) == 2
    assert "2 of 2 calls" in error.message


def test_every_outcome_is_booked() -> None:
    budget = Budget(max_usd=1.0)
    _ask(FakeAttempt(fault("server", cost_usd=0.25), good(GOOD, cost_usd=0.5)), budget=budget)
    assert (budget.spent_usd, budget.calls, budget.reserved_usd) == (0.75, 2, 0.0)


def test_a_cancelled_call_gives_its_reservation_back_as_spent() -> None:
    budget = Budget(max_usd=1.0)

    async def run() -> None:
        async def attempt(_slot: int, _body: dict[str, Any]) -> Any:
            await asyncio.sleep(60)

        asked = structured(SERVER, PROMPT, Reply, rung=0, attempt=attempt, budget=budget)
        await asyncio.wait_for(asked, 0.05)

    with pytest.raises(TimeoutError):
        asyncio.run(run())
    assert budget.reserved_usd == 0.0
    assert 0 < budget.spent_usd < 0.1


def test_calls_side_by_side_never_reserve_more_than_the_limit() -> None:
    body_cost = Budget(max_usd=1.0).most({"messages": [], "max_tokens": 700}, SERVER) or 0.0
    budget = Budget(max_usd=body_cost * 3.5)
    seen: list[float] = []

    async def attempt(_slot: int, _body: dict[str, Any]) -> Any:
        seen.append(budget.spent_usd + budget.reserved_usd)
        await asyncio.sleep(0.01)
        return good(GOOD, cost_usd=body_cost / 10)

    async def run() -> list[Any]:
        asked = [
            structured(SERVER, PROMPT, Reply, rung=0, attempt=attempt, budget=budget)
            for _ in range(10)
        ]
        return await asyncio.gather(*asked, return_exceptions=True)

    found = asyncio.run(run())
    assert max(seen) <= budget.max_usd if budget.max_usd else False
    assert all(isinstance(one, Structured) for one in found)


def test_the_fake_answers_any_schema() -> None:
    llm = FakeLLM()
    assert _ask(llm).value == Reply(title="テスト")
    assert _ask(FakeLLM([GOOD])).value == Reply(title="要約")
    assert _ask(FakeLLM(lambda body: {"title": body["model"]})).value == Reply(title="gpt-5.6")
    assert asyncio.run(llm.attempt(SERVER, llm.bodies[0])).ok
