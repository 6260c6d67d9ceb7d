"""The sealed gate: seed and finalists on examples that nobody has seen, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import sqrt
from random import Random
from statistics import fmean, stdev, variance

from prompt_tuner.arena import Arena
from prompt_tuner.choose import clusters_of, compare, decide, undecided
from prompt_tuner.evaluate import judges
from prompt_tuner.records import Candidate, Evaluation, Example, Verdict
from prompt_tuner.statistics import fewest_clusters

MOST_REPEATS = 4
MOST_READINGS = 4
ENOUGH = 10  # validation examples, with fewer nothing is sure
SURE = 5.0  # standard errors that validation promises; it is often too kind


@dataclass(frozen=True, slots=True)
class Finals:
    """best: what the verdict is about; openings: how often the sealed set was used."""

    best: Candidate
    verdict: Verdict
    finalists: tuple[str, ...] = ()
    openings: int = 0


def on_validation(arena: Arena, seed: Candidate, one: Candidate) -> Sequence[Sequence[float]]:
    """The differences on validation, by cluster; empty if it was not measured."""
    examples = arena.validation
    old, new = arena.board.of(seed.id, examples), arena.board.of(one.id, examples)
    return clusters_of(compare(examples, old, new).pairs)


async def open_gate(
    arena: Arena, seed: Candidate, hopeful: list[Candidate], names: tuple[str, ...], rng: Random
) -> Finals:
    """Seed and finalists on sealed examples: answers nobody has seen, Holm over finalists."""
    settings = arena.settings
    sealed = arena.sealed
    least = fewest_clusters(settings.alpha / len(hopeful))
    while len(hopeful) > 1 and not _pays(arena, len(hopeful), sealed, least):
        hopeful = hopeful[:-1]
        least = fewest_clusters(settings.alpha / len(hopeful))
    sealed = _affordable(arena, len(hopeful), sealed)
    if len({e.cluster or f"\0{e.id}" for e in sealed}) < least:
        return Finals(hopeful[0], _closed(arena, len(hopeful), least), names)
    both = [seed, *hopeful]
    repeats, readings = answers_and_judgements(arena, seed, hopeful, len(sealed))
    for repeat, reading in product(range(repeats), range(readings)):
        await arena.measure([(one, e) for one in both for e in sealed], repeat, reading)
    old = arena.board.of(seed.id, sealed)
    found = [compare(sealed, old, _answers(arena, one), arena.task.guards) for one in hopeful]
    verdicts = decide(found, alpha=settings.alpha, min_effect=settings.min_effect, rng=rng)
    order = sorted(range(len(hopeful)), key=lambda place: _merit(verdicts[place]), reverse=True)
    return Finals(hopeful[order[0]], verdicts[order[0]], names, 1)


def _answers(arena: Arena, one: Candidate) -> tuple[Evaluation, ...]:
    """With 0 for what it gave no answer to: leaving that out would favour who refuses."""
    parts = {spec.name: 0.0 for spec in arena.task.scorers}
    refused = [
        Evaluation(one.id, e.id, 0, 0.0, parts, "", "")
        for e in arena.sealed
        if (one.id, e.id) in arena.failed
    ]
    return (*arena.board.of(one.id, arena.sealed), *refused)


def answers_and_judgements(
    arena: Arena, seed: Candidate, hopeful: list[Candidate], sealed: int
) -> tuple[int, int]:
    """Answers per sealed example and judgements per answer, set before it is opened.

    As few calls as make sure what validation promises; else what takes most of the noise away.
    """
    least = arena.settings.gate_repeats
    found = [d for cluster in on_validation(arena, seed, hopeful[0]) for d in cluster]
    if not arena.noisy or len(found) < 2:
        return least, 1
    noise, asked = 2 * arena.noise**2, judges(arena.task)
    between = variance(found)
    promised = fmean(found) - stdev(found) / sqrt(len(found))  # it was chosen for its luck

    def left_over(plan: tuple[int, int]) -> float:
        return noise * (1 - arena.fickle + arena.fickle / plan[1]) / plan[0]

    def calls(plan: tuple[int, int]) -> int:
        return (len(hopeful) + 1) * sealed * plan[0] * (1 + asked * plan[1])

    readings = range(1, (MOST_READINGS if asked else 1) + 1)
    plans = [(k, r) for k in range(least, MOST_REPEATS + 1) for r in readings]
    paid = [plan for plan in plans if calls(plan) <= arena.meter.left()] or [(least, 1)]
    enough = len(found) >= ENOUGH
    sure = [
        p for p in paid if enough and promised >= SURE * sqrt((between + left_over(p)) / sealed)
    ]
    return min(sure, key=calls) if sure else min(paid, key=lambda p: (left_over(p), calls(p)))


def _pays(arena: Arena, finalists: int, sealed: Sequence[Example], least: int) -> bool:
    return len(_affordable(arena, finalists, sealed)) >= min(least, len(sealed))


def _affordable(arena: Arena, finalists: int, sealed: Sequence[Example]) -> tuple[Example, ...]:
    each = (finalists + 1) * arena.settings.gate_repeats * arena.cost
    return tuple(sealed[: arena.meter.left() // each])


def _closed(arena: Arena, finalists: int, least: int) -> Verdict:
    sealed = arena.sealed
    independent = len({e.cluster or f"\0{e.id}" for e in sealed})
    if independent < least:
        return undecided(
            f"{independent} independent sealed examples cannot decide; {least} at least can."
            " The sealed set stays closed.",
            needed=least - independent,
        )
    calls = (finalists + 1) * len(sealed) * arena.settings.gate_repeats * arena.cost
    return undecided(
        f"The budget is used up: proving it takes {calls} calls, {arena.meter.left()} are left."
        " The sealed set stays closed. Raise --max-calls."
    )


def _merit(verdict: Verdict) -> tuple[int, float]:
    order = {"PROMOTE": 2, "UNDECIDED": 1, "REJECT": 0}
    low = verdict.interval[0] if verdict.interval else -1.0
    return order[verdict.decision], low
