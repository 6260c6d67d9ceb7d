"""The end of a session: a fresh re-test of the finalists, then the sealed gate, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from random import Random
from statistics import fmean, stdev, variance

from llm.errors import BudgetExceeded, LLMSystemic
from prompt_tuner.arena import Arena
from prompt_tuner.choose import clusters_of, compare, decide, undecided
from prompt_tuner.records import Candidate, Example, Verdict
from prompt_tuner.statistics import bootstrap, fewest_clusters, sign_flip

MOST_REPEATS = 4
SURE = 5.0  # standard errors that validation promises; it is often too kind
HOPE = 0.3  # a finalist with less evidence on validation does not open the sealed set


@dataclass(frozen=True, slots=True)
class Finals:
    """best: what the verdict is about; openings: how often the sealed set was used."""

    best: Candidate
    verdict: Verdict
    finalists: tuple[str, ...] = ()
    openings: int = 0


def contenders(arena: Arena, pool: Sequence[Candidate], most: int) -> list[Candidate]:
    """The leader by estimates on train, and those that its lead over is within its noise."""
    board, train = arena.board, arena.train
    ranked = sorted(pool, key=lambda c: (-round(board.mean(c.id, train), 9), len(c.text)))
    leader = ranked[0]
    ahead = board.estimates(leader.id, train)
    close = [leader]
    for one in ranked[1:]:
        theirs = board.estimates(one.id, train)
        lead = [ahead[e.id] - theirs[e.id] for e in train]
        error = stdev(lead) / sqrt(len(lead)) if len(lead) > 1 else 0.0
        if fmean(lead) <= error:
            close.append(one)
    return close[:most]


async def finals(
    arena: Arena, seed: Candidate, pools: Sequence[Sequence[Candidate]], rng: Random
) -> Finals:
    """pools: each strategy's candidates, without the seed. Errors end it with what there is."""
    pools = [pool for pool in pools if pool]
    if not pools:
        return Finals(seed, undecided("No strategy found a candidate better than the seed."))
    chosen = [contenders(arena, pool, 1)[0] for pool in pools]
    try:
        chosen = await _retest(arena, seed, pools)
        names = tuple(one.id for one in chosen)
        hopeful = [one for one in chosen if _hope(arena, seed, one, rng)]
        if not hopeful:
            return Finals(seed, _hopeless(arena, seed, chosen[0], rng), names)
        return await _gate(arena, seed, hopeful, names, rng)
    except (LLMSystemic, BudgetExceeded) as error:
        return Finals(chosen[0], undecided(f"The gate was not reached: {error}"))


async def _retest(
    arena: Arena, seed: Candidate, pools: Sequence[Sequence[Candidate]]
) -> list[Candidate]:
    """The best of each pool on validation, fresh; on estimates alone if that cannot be paid."""
    validation = arena.task.of("validation")
    most = max(1, arena.settings.finalists // len(pools))
    rows = [contenders(arena, pool, most) for pool in pools]
    wanted = {one.id: one for row in rows for one in row}
    gate = 2 * len(arena.task.of("sealed")) * arena.settings.gate_repeats
    while len(wanted) > len(rows) and not arena.affords((len(wanted) + 1) * len(validation) + gate):
        rows = [row[:-1] if len(row) > 1 else row for row in rows]
        wanted = {one.id: one for row in rows for one in row}
    if not validation or not arena.affords((len(wanted) + 1) * len(validation) + gate):
        return _distinct([row[0] for row in rows])
    both = [seed, *wanted.values()]
    await _measure(arena, both, validation, gate)
    board = arena.board

    def rank(one: Candidate) -> tuple[float, float, int]:
        found = board.differences(seed.id, one.id, validation)
        return (
            round(fmean(found), 9) if found else 0.0,
            board.mean(one.id, arena.train),
            -len(one.text),
        )

    best = _distinct([max(row, key=rank) for row in rows])
    return sorted(best, key=rank, reverse=True)


async def _measure(
    arena: Arena, both: list[Candidate], validation: tuple[Example, ...], gate: int
) -> None:
    """All of validation, twice where scores are noisy; one finalist until it is clear."""
    twice = arena.noisy and arena.affords(2 * (len(both) * len(validation) + gate))
    step = fewest_clusters(arena.settings.alpha) if len(both) == 2 and not arena.noisy else 0
    for start in range(0, len(validation), step or len(validation)):
        part = validation[start : start + (step or len(validation))]
        for repeat in range(1 + twice):
            await arena.measure([(one, e) for one in both for e in part], repeat)
        so_far = _validation(arena, both[0], both[1])
        if step and sign_flip(so_far, Random(0)) <= arena.settings.alpha:
            return


def _distinct(found: Sequence[Candidate]) -> list[Candidate]:
    return list({one.id: one for one in found}.values())


def _hope(arena: Arena, seed: Candidate, one: Candidate, rng: Random) -> bool:
    """Whether validation (or, where it was not paid for, train) speaks for the candidate."""
    found = _validation(arena, seed, one)
    if not found:
        return arena.board.mean(one.id, arena.train) > arena.board.mean(seed.id, arena.train)
    differences = [d for cluster in found for d in cluster]
    few = len(found) < fewest_clusters(HOPE)
    return fmean(differences) > 0 and (few or sign_flip(found, rng) <= HOPE)


def _validation(arena: Arena, seed: Candidate, one: Candidate) -> Sequence[Sequence[float]]:
    examples = arena.task.of("validation")
    old, new = arena.board.of(seed.id, examples), arena.board.of(one.id, examples)
    return clusters_of(compare(examples, old, new).pairs)


def _hopeless(arena: Arena, seed: Candidate, one: Candidate, rng: Random) -> Verdict:
    found = _validation(arena, seed, one)
    closed = "Not better than the seed on validation; the sealed set stays closed."
    if not found:
        return undecided(closed)
    settings = arena.settings
    _, high = bootstrap(found, settings.alpha, rng)
    decision = "REJECT" if high < settings.min_effect else "UNDECIDED"
    mean = fmean(d for cluster in found for d in cluster)
    count = sum(len(cluster) for cluster in found)
    detail = f"{closed} Mean difference on {count} validation examples: {mean:+.3f}."
    return Verdict(
        "REJECT" if decision == "REJECT" else "UNDECIDED", None, None, None, 0, None, (detail,)
    )


async def _gate(
    arena: Arena, seed: Candidate, hopeful: list[Candidate], names: tuple[str, ...], rng: Random
) -> Finals:
    """Seed and finalists on sealed examples: answers nobody has seen, Holm over finalists."""
    settings = arena.settings
    sealed = arena.task.of("sealed")
    least = fewest_clusters(settings.alpha / len(hopeful))
    while len(hopeful) > 1 and not _pays(arena, len(hopeful), sealed, least):
        hopeful = hopeful[:-1]
        least = fewest_clusters(settings.alpha / len(hopeful))
    sealed = _affordable(arena, len(hopeful), sealed)
    if len({e.cluster or f"\0{e.id}" for e in sealed}) < least:
        return Finals(hopeful[0], _closed(arena, len(hopeful), least), names)
    both = [seed, *hopeful]
    for repeat in range(_repeats(arena, seed, hopeful, len(sealed))):
        await arena.measure([(one, e) for one in both for e in sealed], repeat)
    old = arena.board.of(seed.id, sealed)
    found = [
        compare(sealed, old, arena.board.of(one.id, sealed), arena.task.guards) for one in hopeful
    ]
    verdicts = decide(found, alpha=settings.alpha, min_effect=settings.min_effect, rng=rng)
    order = sorted(range(len(hopeful)), key=lambda place: _merit(verdicts[place]), reverse=True)
    return Finals(hopeful[order[0]], verdicts[order[0]], names, 1)


def _repeats(arena: Arena, seed: Candidate, hopeful: list[Candidate], sealed: int) -> int:
    """Answers per sealed example, set before it is opened by what validation promises."""
    least = arena.settings.gate_repeats
    each = (len(hopeful) + 1) * sealed * arena.cost
    most = max(least, min(MOST_REPEATS, arena.meter.left() // each))
    found = [d for cluster in _validation(arena, seed, hopeful[0]) for d in cluster]
    if not arena.noisy or len(found) < 2:
        return least
    noise = 2 * arena.noise**2
    between = max(0.0, variance(found) - noise)

    promised = fmean(found) - stdev(found) / sqrt(len(found))  # it was chosen for its luck

    def distance(repeats: int) -> float:
        return promised / sqrt((between + noise / repeats) / sealed)

    return next((k for k in range(least, most) if distance(k) >= SURE), most)


def _pays(arena: Arena, finalists: int, sealed: Sequence[Example], least: int) -> bool:
    return len(_affordable(arena, finalists, sealed)) >= min(least, len(sealed))


def _affordable(arena: Arena, finalists: int, sealed: Sequence[Example]) -> tuple[Example, ...]:
    each = (finalists + 1) * arena.settings.gate_repeats * arena.cost
    return tuple(sealed[: arena.meter.left() // each])


def _closed(arena: Arena, finalists: int, least: int) -> Verdict:
    sealed = arena.task.of("sealed")
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
