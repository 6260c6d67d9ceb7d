"""What a session may cost, against what sessions in simulated worlds really ask."""

from __future__ import annotations

import asyncio

import pytest

from bench.worlds import InProcess, World
from prompt_tuner.estimate import estimate, likely_calls, most_calls
from prompt_tuner.records import Result, Settings
from prompt_tuner.search import search
from prompt_tuner.strategies import PROPOSERS


def real(world: World, settings: Settings) -> Result:
    return asyncio.run(search(world.task(), settings, InProcess(world), report=lambda _: None))


def world(seed: int, *, judged: bool) -> World:
    return World(seed=seed, judged=judged, noise=0.1 * judged, effect=0.15 * judged)


@pytest.mark.parametrize("judged", [False, True])
@pytest.mark.parametrize("name", list(PROPOSERS))
def test_no_role_takes_more_than_the_most(name: str, judged: bool) -> None:
    for seed in range(3):
        settings = Settings(seed=seed, strategies=(name,), max_calls=200)
        made = world(seed, judged=judged)
        most, asked = most_calls(made.task(), settings), real(made, settings).calls
        assert all(asked[role] <= most[role] for role in most)
        assert sum(asked.values()) <= 200


@pytest.mark.parametrize("name", ["reflect", "playbook", "gradients", "duel", "demos"])
def test_a_session_that_uses_its_budget_is_close_to_what_is_likely(name: str) -> None:
    settings = Settings(strategies=(name,), max_calls=300)
    made = world(1, judged=True)
    likely, asked = likely_calls(made.task(), settings), real(made, settings).calls
    assert sum(likely.values()) <= 300
    for role in ("task", "judge"):
        assert 0.6 <= asked[role] / likely[role] <= 1.6
    assert (likely["reflect"] == 0) == (asked["reflect"] == 0)


def test_a_large_task_is_estimated_as_it_is_sampled() -> None:
    small, large = (World(validation=v, sealed=s).task() for v, s in ((30, 100), (900, 2000)))
    settings = Settings(max_calls=2000)
    assert likely_calls(small, settings) == likely_calls(large, settings)


def test_the_dearest_way_is_told_and_what_has_no_price_is_none() -> None:
    prices = {"task": 1e-6, "reflect": 1e-5, "judge": 1e-6}
    task, settings = World(judged=True).task(), Settings(max_calls=300)

    def cost(role: str, given: int, made: int) -> float | None:
        return prices.get(role) and prices[role] * (given + made)

    found = estimate(task, settings, cost)
    assert 0 < found["cost_usd"] < found["most_usd"]
    capped = estimate(task, Settings(max_calls=300, max_usd=0.001), cost)
    assert capped["most_usd"] == 0.001
    del prices["judge"]
    found = estimate(task, settings, cost)
    assert (found["cost_usd"], found["most_usd"]) == (None, None)
