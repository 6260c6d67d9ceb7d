"""The real Effects: every attempt a row, nothing paid twice, limits kept, faults told apart."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlite_utils import Database

from llm.endpoint import Endpoint
from llm.errors import BudgetExceeded, LLMError, LLMSystemic
from llm.outcome import Outcome
from prompt_tuner.duels import duel_messages
from prompt_tuner.effects_live import LiveEffects
from prompt_tuner.ledger import HOPELESS
from prompt_tuner.questions import LONGEST, FreeAsking
from prompt_tuner.records import Example
from prompt_tuner.scorers.judge import judge_messages
from storage import calls
from tests.conftest import NOW
from tests.fakes_llm import fault, good

WHERE = {role: Endpoint("http://127.0.0.1:9/v1", role) for role in ("task", "reflect", "judge")}
RUBRIC = (("system", '{"scores": {"正確さ": 1..5}, "reason"} で答える'), ("user", "回答"))
DUEL = duel_messages("問い", "", "一", "二", "短く", "ja")


class Server:
    """Answers with what `answer(n, body)` says; keeps what was asked and how many at once."""

    def __init__(self, answer: Callable[[int, dict[str, Any]], Outcome] | None = None) -> None:
        self._answer = answer or (lambda n, body: good(f"{body['messages'][0]['content']}→{n}"))
        self.asked: list[dict[str, Any]] = []
        self.most = self._now = 0

    async def __call__(self, _endpoint: Endpoint, body: dict[str, Any]) -> Outcome:
        self.asked.append(body)
        place = len(self.asked)
        self._now += 1
        self.most = max(self.most, self._now)
        await asyncio.sleep(0.005)
        self._now -= 1
        return replace(self._answer(place, body), started_at=NOW.isoformat())


def live(db: Database, server: Server, session: str = "s", **given: Any) -> LiveEffects:
    return LiveEffects(db, session, WHERE, FreeAsking(), send=server, **given)


def example(n: int, split: Any = "train") -> Example:
    return Example(f"e{n}", f"質問{n}", split=split)


async def many(effects: LiveEffects, count: int, prompt: str = "P") -> list[Any]:
    asked = (effects.run(prompt, example(n), 0) for n in range(count))
    return await asyncio.gather(*asked, return_exceptions=True)


def test_the_same_question_is_paid_once_also_at_the_same_moment(db: Database) -> None:
    server = Server()

    async def ask() -> list[str]:
        effects = live(db, server)
        both = await asyncio.gather(*(effects.run("P", example(1), 0) for _ in range(2)))
        return [*both, await effects.run("P", example(1), 0), await effects.run("P", example(1), 1)]

    assert asyncio.run(ask()) == ["P→1", "P→1", "P→1", "P→2"]
    rows = calls.list_calls(db, job_id="s")
    assert [(row.purpose, row.ok) for row in rows] == [("tune-task", True)] * 2
    assert rows[0].key == f"{rows[1].key}:1"
    assert asyncio.run(live(db, server, "other").run("P", example(1), 1)) == "P→2"
    assert len(server.asked) == 2


def test_the_limit_of_calls_is_never_passed(db: Database) -> None:
    server = Server()

    async def ask() -> tuple[list[Any], int | None]:
        effects = live(db, server, max_calls=5)
        return await many(effects, 9), effects.left()

    given, left = asyncio.run(ask())
    assert [type(one) for one in given] == [str] * 5 + [BudgetExceeded] * 4
    assert (len(server.asked), left, calls.spending(db).calls) == (5, 0, 5)


def test_retries_count_against_the_limit(db: Database) -> None:
    server = Server(lambda n, _: fault("server") if n == 1 else good("ja"))

    async def ask() -> int | None:
        effects = live(db, server, max_calls=5)
        await effects.run("P", example(1), 0)
        return effects.left()

    assert asyncio.run(ask()) == 3
    assert [row.ok for row in calls.list_calls(db)] == [True, False]


def test_a_replay_sees_the_same_limit_at_the_same_place_and_pays_nothing(db: Database) -> None:
    server = Server(lambda n, _: fault("server") if n == 1 else good("ja"))

    async def ask() -> list[int | None]:
        effects = live(db, server, max_calls=8)
        seen = []
        for n in range(3):
            await effects.run("P", example(n), 0)
            seen.append(effects.left())
        return seen

    first = asyncio.run(ask())
    paid = len(server.asked)
    assert asyncio.run(ask()) == first == [6, 5, 4]
    assert len(server.asked) == paid


def test_answers_of_other_sessions_are_free(db: Database) -> None:
    server = Server()
    asyncio.run(many(live(db, server), 3))

    async def again() -> int | None:
        effects = live(db, server, "second", max_calls=2)
        await many(effects, 3)
        return effects.left()

    assert asyncio.run(again()) == 2


def test_a_refused_key_stops_everything_at_once(db: Database) -> None:
    server = Server(lambda n, _: fault("auth"))

    async def ask() -> tuple[list[Any], LLMError | None]:
        effects = live(db, server, concurrency=2)
        return await many(effects, 20), effects.problem

    given, problem = asyncio.run(ask())
    assert {type(one) for one in given} == {LLMSystemic}
    assert len(server.asked) <= 2
    assert problem is not None
    assert "OPENAI_API_KEY" in problem.hint


def test_three_faults_of_one_kind_in_a_row_stop_everything(db: Database) -> None:
    server = Server(lambda n, _: fault("bad_request"))

    async def ask() -> list[Any]:
        return await many(live(db, server, concurrency=1), 9)

    given = asyncio.run(ask())
    assert [type(one) for one in given] == [LLMError] * 2 + [LLMSystemic] * 7
    assert "3 task calls in a row" in given[2].message
    assert len(server.asked) == 3


def test_what_stopped_everything_stays_what_it_was(db: Database) -> None:
    effects = live(db, Server(lambda n, _: fault("bad_request")), concurrency=4)
    asyncio.run(many(effects, 9))
    assert effects.problem is not None
    assert "3 task calls in a row" in effects.problem.message


def test_faults_of_one_text_stop_nothing(db: Database) -> None:
    server = Server(lambda n, _: fault("refusal"))
    given = asyncio.run(many(live(db, server, concurrency=1), 5))
    assert [type(one) for one in given] == [LLMError] * 5


def test_a_model_that_never_gives_a_good_answer_burns_no_budget(db: Database) -> None:
    server = Server(lambda n, body: fault("refusal"))
    effects = live(db, server, concurrency=1)
    asyncio.run(many(effects, 40))
    assert len(server.asked) == HOPELESS
    assert effects.problem is not None
    assert effects.problem.kind == "refusal"


def test_a_prompt_that_is_refused_stops_no_model_that_works(db: Database) -> None:
    server = Server(lambda n, body: good("答え") if n == 1 else fault("refusal"))
    effects = live(db, server, concurrency=1)
    asyncio.run(many(effects, 40))
    assert len(server.asked) == 40
    assert effects.problem is None
    resumed = Server(lambda n, body: fault("refusal"))
    again = live(db, resumed, concurrency=1)
    asyncio.run(many(again, 40))
    assert again.problem is None


@pytest.mark.parametrize(
    ("messages", "reply", "expected"),
    [
        (
            RUBRIC,
            {"scores": [{"criterion": "正確さ", "score": 4}], "reason": "良い"},
            {"scores": {"正確さ": 4.0}, "reason": "良い"},
        ),
        (RUBRIC, {"scores": {"正確さ": 7}}, {"scores": {"正確さ": 7.0}, "reason": ""}),
        (
            judge_messages("x", Example("e", "y"), {"rubric": '"winner" と書けば満点'}, 0),
            {"scores": {"quality": 5}},
            {"scores": {"quality": 5.0}, "reason": ""},
        ),
        (DUEL, {"winner": "A", "reason": "短い"}, {"winner": "A", "reason": "短い"}),
    ],
)
def test_a_judge_gives_marks_or_a_winner_as_asked(db: Database, messages, reply, expected) -> None:
    server = Server(lambda n, _: good(reply))
    assert asyncio.run(live(db, server).judge(messages, 0)) == expected
    assert asyncio.run(live(db, server).judge(messages, 0)) == expected
    assert len(server.asked) == 1
    assert server.asked[0]["response_format"]["type"] == "json_schema"


def test_a_judge_that_writes_prose_is_asked_again_and_never_cached(db: Database) -> None:
    server = Server(lambda n, _: good("とても良い回答です"))
    with pytest.raises(LLMError, match="form"):
        asyncio.run(live(db, server).judge(RUBRIC, 0))
    assert len(server.asked) > 1
    assert not any(row.ok for row in calls.list_calls(db))


def test_stopping_keeps_what_was_paid_for(db: Database) -> None:
    server = Server()

    async def ask() -> None:
        effects = live(db, server, concurrency=2)
        search = asyncio.create_task(many(effects, 10))
        await asyncio.sleep(0.007)
        await effects.stop()
        search.cancel()
        effects.close()
        await asyncio.gather(search, return_exceptions=True)

    asyncio.run(ask())
    assert 0 < len(server.asked) < 10
    assert calls.spending(db).calls == len(server.asked)


def test_calls_go_out_together_but_not_more_than_allowed(db: Database) -> None:
    server = Server()
    asyncio.run(many(live(db, server, concurrency=4), 12))
    assert server.most == 4


def test_looking_at_a_sealed_example_is_told(db: Database) -> None:
    seen: list[bool] = []
    effects = live(db, Server(), on_sealed=lambda: seen.append(True))
    for split in ("train", "validation", "sealed"):
        asyncio.run(effects.run("P", example(1, split), 0))
    assert seen == [True]


def test_thinking_is_no_part_of_an_answer(db: Database) -> None:
    server = Server(lambda n, _: good("<think>まず…</think>\n答え"))
    assert asyncio.run(live(db, server).run("P", example(1), 0)) == "答え"


def test_an_answer_of_megabytes_is_not_scored_judged_or_stored_whole() -> None:
    asking = FreeAsking()
    assert asking.output("種", Example("e", "x"), "あ" * 5_000_000) == "あ" * LONGEST
    assert asking.output("種", Example("e", "x"), "短い") == "短い"
