"""A tuning session: strategies at equal cost, then finalists, then proof. No engine, no database.

The same task, settings and answers give the same path, in whatever order calls complete:
a session that was killed is replayed from its start against the cache.
"""

from __future__ import annotations

from collections import Counter
from random import Random

from digest.errors import UsageError
from llm.errors import LLMError
from prompt_tuner.arena import Arena
from prompt_tuner.board import Board
from prompt_tuner.choose import undecided
from prompt_tuner.climb import Climb, Report
from prompt_tuner.effects import Effects
from prompt_tuner.evaluate import judge_ceiling, judges
from prompt_tuner.finals import finals
from prompt_tuner.gate import Finals
from prompt_tuner.meter import Meter
from prompt_tuner.records import (
    Candidate,
    Progress,
    Result,
    Settings,
    StrategyResult,
    Task,
    candidate,
)
from prompt_tuner.strategies import PROPOSERS

SHARE = 0.4  # of the budget, at most, is kept for finalists and gate
JUDGED_SHARE = 0.5  # where a judge's noise has to be averaged out
_READINGS = 3  # evaluations' worth of calls that a judged sealed answer may take


async def search(task: Task, settings: Settings, effects: Effects, *, report: Report) -> Result:
    """Search and prove. Raises UsageError for settings that cannot work.

    LLMSystemic and BudgetExceeded end it early with what there is and say so in the verdict.
    """
    _check(task, settings)
    board = Board()
    meter = Meter(effects, settings.max_calls, max(1, settings.concurrency))
    seed = board.add(candidate(task.prompt))
    climbs = []
    for place, name in enumerate(settings.strategies):
        limit = _limit(task, settings, meter, len(settings.strategies) - place)
        arena = Arena(task, settings, Meter(meter, limit), Board())
        climb = Climb(name, arena, seed, Random(f"{settings.seed} {name}"), report)
        await climb.run()
        climbs.append(climb)
        board.absorb(arena.board)
        if climb.stopped is not None and not _goes_on(climb.stopped):
            break
    arena = Arena(task, settings, meter, board)
    loudest = max((climb.arena for climb in climbs), key=lambda one: one.noise)
    arena.noise, arena.fickle = loudest.noise, loudest.fickle
    _tell(report, settings, meter, board, climbs, "finalists")
    ended = await _finish(arena, seed, climbs, Random(f"{settings.seed} finals"))
    _tell(report, settings, meter, board, climbs, "done")
    return _result(arena, seed, climbs, ended)


def _check(task: Task, settings: Settings) -> None:
    unknown = [name for name in settings.strategies if name not in PROPOSERS]
    if unknown or not settings.strategies:
        raise UsageError(
            f"No strategy {', '.join(unknown) or 'is named'}.", f"There are {', '.join(PROPOSERS)}."
        )
    if not task.of("train"):
        raise UsageError(f"Task {task.name} has no training examples.", "Add examples.")
    if settings.max_calls < 1 or settings.width < 1 or settings.minibatch < 1:
        raise UsageError("max_calls, width and minibatch start at 1.", "Give larger numbers.")


def _limit(task: Task, settings: Settings, meter: Meter, strategies: int) -> int:
    """Calls for the next strategy: an equal share of what is not kept for the proof."""
    arena = Arena(task, settings, meter, Board())
    names = len(settings.strategies)
    finalists = max(1, min(settings.finalists, 2) if names == 1 else names)
    judged = judges(task) > 0
    each = max(settings.gate_repeats, _READINGS if judged else 1)
    sealed = (names + 1) * len(arena.sealed) * each
    proof = arena.cost * ((finalists + 1) * len(arena.validation) + sealed)
    kept = min(proof, int(settings.max_calls * (JUDGED_SHARE if judged else SHARE)))
    return max(1, (meter.left() - kept) // strategies)


def _goes_on(error: LLMError) -> bool:
    """A strategy's own share may be used up; a refused key ends everything."""
    return error.kind == "budget"


async def _finish(arena: Arena, seed: Candidate, climbs: list[Climb], rng: Random) -> Finals:
    broken = next((c.stopped for c in climbs if c.stopped and not _goes_on(c.stopped)), None)
    pools = [
        [one for one in climb.all if one.id != seed.id and _promising(arena, seed, one)]
        for climb in climbs
    ]
    if broken is not None:
        best = max(
            (one for pool in pools for one in pool),
            key=lambda one: arena.board.mean(one.id, arena.train),
            default=seed,
        )
        return Finals(best, undecided(str(broken)))
    return await finals(arena, seed, pools, rng)


def _promising(arena: Arena, seed: Candidate, one: Candidate) -> bool:
    board, train = arena.board, arena.train
    return board.mean(one.id, train) > board.mean(seed.id, train)


def _tell(
    report: Report, settings: Settings, meter: Meter, board: Board, climbs: list[Climb], phase: str
) -> None:
    rounds = sum(climb.round for climb in climbs)
    report(
        Progress(
            "done" if phase == "done" else "finalists",
            settings.strategies[-1],
            rounds,
            meter.calls.total(),
            settings.max_calls,
            None,
            len(board.candidates),
        )
    )


def _result(arena: Arena, seed: Candidate, climbs: list[Climb], ended: Finals) -> Result:
    board = arena.board
    notes = [note for climb in climbs for note in climb.notes]
    notes += [f"{count} left out: {reason}" for reason, count in _failed(arena, climbs).items()]
    ceiling = judge_ceiling(board.evaluations)
    notes += [ceiling] if ceiling else []
    return Result(
        best=ended.best,
        seed=seed,
        verdict=ended.verdict,
        candidates=tuple(board.candidates.values()),
        evaluations=board.evaluations,
        calls=dict(arena.meter.calls),
        rounds=sum(climb.round for climb in climbs),
        notes=tuple(dict.fromkeys(notes)),
        per_strategy=tuple(_of(climb, arena) for climb in climbs),
        finalists=ended.finalists,
        sealed_openings=ended.openings,
    )


def _failed(arena: Arena, climbs: list[Climb]) -> Counter[str]:
    failed = dict(arena.failed)
    for climb in climbs:
        failed |= climb.arena.failed
    return Counter(failed.values())


def _of(climb: Climb, arena: Arena) -> StrategyResult:
    validation = arena.validation
    best = climb.best()
    measured = arena.board.measured(best.id, validation)
    mean = arena.board.mean(best.id, measured) if measured else None
    notes = tuple(f"{count} proposals refused: {reason}" for reason, count in climb.refused.items())
    return StrategyResult(
        climb.name,
        best.id,
        climb.proposed,
        climb.accepted,
        climb.round,
        dict(climb.arena.meter.calls),
        mean,
        notes,
    )
