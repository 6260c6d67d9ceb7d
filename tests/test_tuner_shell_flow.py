"""A tuning session from its frozen task to its rows; the search is a tiny one of the tests."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from digest.errors import JobFailed, UsageError
from digest.flow import Job
from digest.settings import Settings
from llm.endpoint import Endpoint
from llm.outcome import Outcome
from prompt_tuner import outcome, registry, starting, tasks
from prompt_tuner.examples import assign
from prompt_tuner.records import Example, ScorerSpec, Task
from prompt_tuner.records import Settings as Search
from prompt_tuner.tuning import describe, tune
from storage import calls, jobs, prompts, runs, sessions
from storage import tasks as rows
from storage.database import connect
from storage.records import Run, Session
from tests.conftest import NOW
from tests.fakes_llm import fault, good
from tests.tuner_search import tiny_search

HOUSE = Settings(base_url="http://127.0.0.1:9/v1", model="m")
Answer = Callable[[str, dict[str, Any]], Outcome]


def better_when_told(system: str, _body: dict[str, Any]) -> Outcome:
    if system == "改良":
        return good("良い答えを書く。")
    return good("良い" if "良い" in system else "普通")


class World:
    """A session in a database, a model that answers at once, and how to run the flow."""

    def __init__(self, db: Database, answer: Answer = better_when_told, **wish: Any) -> None:
        self.db, self.answer = db, answer
        self.asked: list[str] = []
        examples, _ = assign([Example(f"e{n}", f"問{n}") for n in range(20)])
        task = Task("t", "種のプロンプト", {}, examples, (ScorerSpec("mentions"),), (), "試し")
        tasks.add(db, task, "file", now=NOW)
        self.session = starting.begin(db, HOUSE, "t", Search(**wish), now=NOW)

    async def send(self, _endpoint: Endpoint, body: dict[str, Any]) -> Outcome:
        system = body["messages"][0]["content"]
        self.asked.append(system)
        await asyncio.sleep(0.002)
        return replace(self.answer(system, body), started_at=NOW.isoformat())

    def job(self, leg: str = "tune-1") -> Job:
        arguments = {"session": self.session.id}
        runs.save(self.db, Run(leg, "tune", json.dumps(arguments), created_at=NOW, updated_at=NOW))
        return Job(leg, HOUSE, arguments, self.db)

    def run(self, leg: str = "tune-1") -> dict[str, Any]:
        return asyncio.run(tune(self.job(leg), tiny_search, self.send))

    @property
    def now(self) -> Session:
        return sessions.get(self.db, self.session.id)


def test_a_session_ends_with_a_version_a_document_and_rows(db: Database) -> None:
    world = World(db)
    document = world.run()
    sealed = len(tasks.thaw(world.session.frozen)[0].of("sealed"))
    assert document["verdict"] == "PROMOTE"
    assert (document["seed_prompt"], document["best_prompt"]) == (
        "種のプロンプト",
        "良い答えを書く。",
    )
    assert (document["seed_version"], document["best_version"]) == (1, 2)
    assert (document["sealed_n"], document["sealed_openings"]) == (sealed, 1)
    assert document["paid_calls"] == len(world.asked) == calls.spending(db).calls
    assert document["cost_usd"] is None
    assert world.now.state == "done"
    assert outcome.document_of(world.now) == document
    version = prompts.numbered(db, "t", 2)
    assert (version.origin, version.model, version.parents) == (
        "session",
        "m",
        (prompts.active(db, "t").id,),
    )
    kept = sessions.candidates(db, world.session.id)
    assert [(c.origin, c.round) for c in kept] == [("seed", 0), ("reflect", 1)]
    scored = sessions.evaluations(db, world.session.id)
    assert {e.split for e in scored} == {"train", "sealed"}
    assert json.loads(scored[0].parts) == {"mentions": 0.0}
    assert "PROMOTE (difference +0.400" in describe(document)


def test_the_same_session_again_pays_nothing_and_counts_one_opening(db: Database) -> None:
    world = World(db)
    first = world.run()
    paid = len(world.asked)
    sessions.update(db, world.session.id, now=NOW, state="running")  # as a kill leaves it
    assert world.run() == first
    assert len(world.asked) == paid
    assert rows.openings(db, "t") == 1


def test_progress_is_shown_in_words_and_counts(db: Database) -> None:
    world = World(db)
    world.run()
    run = runs.find(db, "tune-1")
    assert run is not None
    assert (run.stage, run.total) == ("完了", 300)
    assert json.loads(world.now.progress)["phase"] == "done"


def test_a_pause_lets_calls_in_flight_end_and_a_resume_pays_none_again(db: Database) -> None:
    calm = World(connect(":memory:")).run()
    world = World(db)

    def pausing(system: str, body: dict[str, Any]) -> Outcome:
        sessions.update(db, world.session.id, now=NOW, only_if=("running",), state="pausing")
        return better_when_told(system, body)

    async def slow(endpoint: Endpoint, body: dict[str, Any]) -> Outcome:
        await asyncio.sleep(0.15)
        return await World.send(world, endpoint, body)

    world.answer = pausing
    left = asyncio.run(tune(world.job(), tiny_search, slow))
    assert left == {"session": world.session.id, "state": "paused"}
    stored = calls.spending(db).calls
    assert stored == len(world.asked) > 0
    starting.reopen(db, world.now, now=NOW)
    world.answer = better_when_told
    document = world.run("tune-2")
    assert document["verdict"] == calm["verdict"]
    assert document["paid_calls"] == len(world.asked) == calm["paid_calls"]


def test_a_cancelled_session_does_nothing_more(db: Database) -> None:
    world = World(db)
    starting.cancel(db, world.session.id, now=NOW)
    assert world.run() == {"session": world.session.id, "state": "cancelled"}
    assert world.asked == []
    with pytest.raises(UsageError, match="no result"):
        outcome.document_of(world.now)


def test_a_cancelled_job_leaves_a_session_that_can_be_resumed(db: Database) -> None:
    world = World(db)

    async def cancelling(endpoint: Endpoint, body: dict[str, Any]) -> Outcome:
        runs.update(db, "tune-1", now=NOW, state="cancelled")
        await asyncio.sleep(0.3)
        return await World.send(world, endpoint, body)

    left = asyncio.run(tune(world.job(), tiny_search, cancelling))
    assert left["state"] == "paused"
    assert jobs.is_cancelled(db, "tune-1")
    assert not jobs.is_cancelled(db, "other")


def test_a_refused_key_fails_in_words_and_burns_nothing(db: Database) -> None:
    world = World(db, lambda *_: fault("auth"))
    with pytest.raises(JobFailed, match="OPENAI_API_KEY") as caught:
        world.run()
    assert f"resume {world.session.id}" in str(caught.value)
    assert world.now.state == "stopped"
    assert len(world.asked) <= 8
    world.answer = better_when_told
    assert world.run("tune-2")["verdict"] == "PROMOTE"


def test_the_limit_ends_a_session_gracefully(db: Database) -> None:
    world = World(db, max_calls=5)
    document = world.run()
    assert (document["verdict"], len(world.asked)) == ("UNDECIDED", 5)
    assert "limit" in document["reasons"][0]
    assert document["best_version"] == document["seed_version"] == 1
    assert describe(document) == "UNDECIDED"


def test_a_bug_in_a_search_is_said_and_the_session_kept(db: Database, now: datetime) -> None:
    world = World(db)

    async def broken(*_: Any, **__: Any) -> Any:
        raise ZeroDivisionError("search")

    with pytest.raises(ZeroDivisionError):
        asyncio.run(tune(world.job(), broken, world.send))
    assert (world.now.state, world.now.error) == ("failed", "search")


def test_two_sessions_at_once_do_not_disturb_each_other(db: Database, tmp_path: Path) -> None:
    one, two = World(db, seed=1), World(db, seed=2)

    async def both() -> list[dict[str, Any]]:
        return await asyncio.gather(
            tune(one.job("a"), tiny_search, one.send), tune(two.job("b"), tiny_search, two.send)
        )

    first, second = asyncio.run(both())
    assert first["session"] != second["session"]
    assert {first["verdict"], second["verdict"]} == {"PROMOTE"}


def test_a_promotion_holds_the_sessions_verdict_as_its_evidence(db: Database) -> None:
    world = World(db)
    world.run()
    version = prompts.numbered(db, "t", 2)
    evidence = registry.evidence(db, version)
    assert (evidence["session"], evidence["verdict"]) == (world.session.id, "PROMOTE")
    assert registry.evidence(db, prompts.numbered(db, "t", 1)) == {}


def test_a_limit_of_money_that_cannot_be_kept_is_told(db: Database) -> None:
    notes = World(db, max_usd=1.0).run()["notes"]
    assert "no known price" in notes[-1]


def test_two_jobs_of_one_session_pay_once(db: Database) -> None:
    calm = World(connect(":memory:")).run()
    world = World(db)

    async def both() -> list[dict[str, Any]]:
        legs = [tune(world.job(leg), tiny_search, world.send) for leg in ("a", "b")]
        return await asyncio.gather(*legs)

    first, second = asyncio.run(both())
    assert first == second
    assert first["paid_calls"] == len(world.asked) == calm["paid_calls"]


def test_a_session_that_is_resumed_while_it_pauses_goes_on(db: Database) -> None:
    world = World(db)
    steps = iter(("pausing", "queued"))

    async def changing(endpoint: Endpoint, body: dict[str, Any]) -> Outcome:
        if (state := next(steps, "")) == "pausing":
            sessions.update(db, world.session.id, now=NOW, state=state)
            await asyncio.sleep(0.4)  # the session looks every 0.2 s
            sessions.update(db, world.session.id, now=NOW, state="queued")
        return await World.send(world, endpoint, body)

    document = asyncio.run(tune(world.job(), tiny_search, changing))
    assert (document["state"], world.now.state) == ("done", "done")
    assert document["paid_calls"] == len(world.asked)


def test_what_was_found_before_a_kill_is_given_by_the_next_life(db: Database) -> None:
    world = World(db)
    assert world.run() == world.run("again")


@pytest.mark.parametrize("ended", ["cancelled", "done"])
def test_a_cancelled_job_does_not_wake_a_session_that_has_ended(db: Database, ended: str) -> None:
    world = World(db)

    async def cancelling(endpoint: Endpoint, body: dict[str, Any]) -> Outcome:
        sessions.update(db, world.session.id, now=NOW, state=ended, result='{"a": 1}')
        runs.update(db, "tune-1", now=NOW, state="cancelled")
        return await World.send(world, endpoint, body)

    async def endless(*given: Any, **named: Any) -> Any:
        await tiny_search(*given, **named)
        await asyncio.sleep(60)

    assert asyncio.run(tune(world.job(), endless, cancelling))["state"] == ended
    assert world.now.state == ended
