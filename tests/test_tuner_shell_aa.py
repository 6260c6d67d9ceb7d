"""The A/A test: the same prompt against itself is no improvement, however noisy the scores."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlite_utils import Database

from digest.errors import JobFailed, UsageError
from digest.flow import Job
from llm.endpoint import Endpoint
from llm.outcome import Outcome
from prompt_tuner import tasks as workbench
from prompt_tuner.__main__ import main
from prompt_tuner.aa import aa, fake_wins, plan
from prompt_tuner.records import Evaluation, Example, Settings
from storage import runs, tasks
from storage.database import connect
from storage.records import Run
from tests.conftest import NOW
from tests.fakes_llm import fault, good
from tests.test_tuner_shell_flow import HOUSE, World
from tests.test_tuner_shell_report import task

EXAMPLES = [Example(f"e{n}", "", split="train") for n in range(24)]


def answers(spread: float, bias: float = 0.0, seed: int = 1) -> dict[str, list[Evaluation]]:
    rng = Random(seed)

    def one(example: Example, repeat: int) -> Evaluation:
        score = min(1.0, max(0.0, 0.5 + rng.gauss(0, spread) + bias * repeat))
        return Evaluation("c", example.id, repeat, score, {"judge": score}, "", "")

    return {e.id: [one(e, repeat) for repeat in range(4)] for e in EXAMPLES}


@pytest.mark.parametrize("spread", [0.05, 0.1, 0.2])
def test_noise_alone_is_seldom_a_win(spread: float) -> None:
    found = fake_wins(EXAMPLES, answers(spread), 100, 14, Settings(), ())
    assert found["rate"] <= 0.1
    assert 0.3 <= found["naive_rate"] <= 0.7
    assert found["noise"] == pytest.approx(spread, rel=0.3)
    assert (found["compared"], found["examples"]) == (14, 24)


def test_the_same_seed_gives_the_same_answer() -> None:
    one, two = (fake_wins(EXAMPLES, answers(0.1), 30, 14, Settings(), ()) for _ in range(2))
    assert one == two


def test_scores_that_never_move_and_scores_that_are_missing_are_told() -> None:
    still = fake_wins(EXAMPLES, answers(0.0), 20, 0, Settings(), ())
    assert (still["promotions"], still["naive_rate"], still["compared"]) == (0, 0.0, 24)
    assert "same" in still["notes"][0]
    none = fake_wins(EXAMPLES, {}, 20, 14, Settings(), ())
    assert (none["rate"], none["noise"]) == (None, None)
    assert "24 of 24" in none["notes"][0]
    top = {e: [replace(x, parts={"judge": 1.0}) for x in row] for e, row in answers(0).items()}
    assert "top mark" in fake_wins(EXAMPLES, top, 5, 14, Settings(), ())["notes"][-1]


@pytest.mark.parametrize("limit", [4, 10, 50, 96, 500])
def test_the_plan_stays_within_its_calls(limit: int) -> None:
    examples, repeats = plan(task(), limit)
    assert 4 <= len(examples) * repeats <= limit
    assert repeats >= 2
    assert not any(example.split == "sealed" for example in examples)


def test_too_few_calls_are_refused() -> None:
    with pytest.raises(UsageError, match="twice") as caught:
        plan(task(judge=True), 3)
    assert "at least 8" in caught.value.hint


@pytest.mark.parametrize("command", ["aa", "tune"])
def test_without_a_model_no_job_begins(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys, command: str
) -> None:
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY", "DIGEST_MODEL"):
        monkeypatch.delenv(name, raising=False)
    db = connect(home / "digest.db")
    workbench.add(db, task(), "file", now=NOW)
    assert main(["--home", str(home), command, "t"]) == 2
    assert "No model is set" in capsys.readouterr().err
    assert runs.list_runs(db) == []
    db.close()


def run(db: Database, send: Any, **wish: Any) -> dict[str, Any]:
    arguments = {"task": "t", "runs": 20, "max_calls": 60, "seed": 0} | wish
    runs.save(db, Run("aa-1", "aa", created_at=NOW, updated_at=NOW))
    return asyncio.run(aa(Job("aa-1", HOUSE, arguments, db), send))


def test_the_job_asks_each_example_again_and_opens_nothing(db: Database) -> None:
    world = World(db)
    document = run(db, world.send)
    assert (document["task"], document["repeats"], document["rate"]) == ("t", 4, 0.0)
    assert document["calls"] == len(world.asked) == document["examples"] * 4
    assert tasks.openings(db, "t") == 0
    run(db, world.send)
    assert len(world.asked) == document["calls"]


def test_a_refused_key_ends_it_in_words(db: Database) -> None:
    async def refuse(_endpoint: Endpoint, _body: dict[str, Any]) -> Outcome:
        return replace(fault("auth"), started_at=NOW.isoformat())

    World(db)
    with pytest.raises(JobFailed, match="OPENAI_API_KEY"):
        run(db, refuse)


def test_examples_that_fail_are_left_out(db: Database) -> None:
    async def some(_endpoint: Endpoint, body: dict[str, Any]) -> Outcome:
        refused = "問1" in body["messages"][1]["content"]
        return replace(fault("refusal") if refused else good("良い"), started_at=NOW.isoformat())

    World(db)
    document = run(db, some)
    assert "could not be scored twice" in document["notes"][0]
