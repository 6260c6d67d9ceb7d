"""Answers in free words: the same patience as for structured ones, no schema anywhere."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from llm.budget import Budget
from llm.endpoint import Endpoint
from llm.errors import BudgetExceeded, LLMError, LLMSystemic
from llm.plain import Plain, plain, plain_body
from llm.prompt import Prompt
from tests.fakes_llm import FakeAttempt, fault, good

WHERE = Endpoint("http://127.0.0.1:9/v1", "m")
ASKED = Prompt("task", (("system", "短く"), ("user", "質問")), 100)


def ask(fake: FakeAttempt, **given: Any) -> Plain:
    async def sleep(_seconds: float) -> None:
        pass

    return asyncio.run(plain(WHERE, ASKED, attempt=fake, sleep=sleep, chance=lambda: 0.5, **given))


def test_the_words_come_back_as_they_are() -> None:
    fake = FakeAttempt("```日本語の一行目\n答え```")
    assert ask(fake).text == "```日本語の一行目\n答え```"
    assert fake.bodies == [plain_body(WHERE, ASKED)]
    assert "response_format" not in fake.bodies[0]
    assert fake.bodies[0]["messages"][0] == {"role": "system", "content": "短く"}


def test_what_may_pass_is_asked_again_and_every_attempt_is_told() -> None:
    fake = FakeAttempt(fault("server"), fault("rate_limit", retry_after=0.0), "答え")
    assert [o.kind for _, _, o in ask(fake).outcomes] == ["server", "rate_limit", ""]


def test_a_cut_answer_gets_more_room() -> None:
    fake = FakeAttempt(fault("truncated"), "答え")
    ask(fake)
    assert [body["max_tokens"] for body in fake.bodies] == [100, 200]


@pytest.mark.parametrize(
    ("kind", "error"), [("auth", LLMSystemic), ("bad_request", LLMError), ("refusal", LLMError)]
)
def test_what_will_not_pass_is_asked_once(kind: str, error: type[LLMError]) -> None:
    fake = FakeAttempt(fault(kind))
    with pytest.raises(error) as caught:
        ask(fake)
    assert (len(fake.bodies), len(caught.value.outcomes)) == (1, 1)


def test_the_budget_counts_retries_too() -> None:
    fake = FakeAttempt(fault("server"), fault("server"), good("nie"))
    with pytest.raises(BudgetExceeded):
        ask(fake, budget=Budget(max_calls=2))
    assert len(fake.bodies) == 2
