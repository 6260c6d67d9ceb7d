"""The end of a session: a fresh re-test of the finalists, then the sealed gate, once."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from random import Random
from statistics import fmean, stdev

from llm.errors import BudgetExceeded, LLMSystemic
from prompt_tuner.arena import Arena
from prompt_tuner.choose import undecided
from prompt_tuner.gate import Finals, on_validation, open_gate
from prompt_tuner.lessons import PERFECT
from prompt_tuner.records import Candidate, Example, Verdict
from prompt_tuner.statistics import bootstrap, fewest_clusters, sign_flip

GATE = 20  # sealed examples that are put before a re-test if not all can be paid
CLEAR = 0.1  # at this p-value on validation a single finalist needs no more of it
UNPROPOSED = ("seed", "blank")  # origins of candidates that no strategy thought up
HOPE = 0.3  # a finalist with less evidence on validation does not open the sealed set


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
        return Finals(seed, undecided(_nothing_found(arena, seed)))
    chosen = [contenders(arena, pool, 1)[0] for pool in pools]
    try:
        chosen = await _retest(arena, seed, pools)
        names = tuple(one.id for one in chosen)
        hopeful = [one for one in chosen if _hope(arena, seed, one, rng)]
        if not hopeful and await _look_again(arena, seed, chosen[0]):
            hopeful = [one for one in chosen[:1] if _hope(arena, seed, one, rng)]
        if not hopeful:
            return Finals(seed, _hopeless(arena, seed, chosen[0], rng), names)
        return await open_gate(arena, seed, hopeful, names, rng)
    except (LLMSystemic, BudgetExceeded) as error:
        opened = arena.board.measured(seed.id, arena.sealed)
        return Finals(
            chosen[0], undecided(f"The proof was cut short: {error}"), (), int(bool(opened))
        )


def _nothing_found(arena: Arena, seed: Candidate) -> str:
    known = arena.board.measured(seed.id, arena.train)
    scores = [arena.board.score(seed.id, example.id) or 0.0 for example in known]
    if known and min(scores) >= PERFECT:
        return (
            f"The seed has full marks on all {len(known)} training examples: there is nothing to"
            " learn. Add harder examples or stricter scorers."
        )
    if not known:
        return "No training example could be scored; nothing was compared."
    if all(one.origin in UNPROPOSED for one in arena.board.candidates.values()):
        return "No proposal could be used; nothing was compared with the seed."
    return "No strategy found a candidate better than the seed."


async def _retest(
    arena: Arena, seed: Candidate, pools: Sequence[Sequence[Candidate]]
) -> list[Candidate]:
    """The best of each pool on validation, fresh; on estimates alone if that cannot be paid."""
    most = max(1, arena.settings.finalists // len(pools))
    rows = [contenders(arena, pool, most) for pool in pools]
    wanted = {one.id: one for row in rows for one in row}
    gate = 2 * len(arena.sealed) * max(arena.settings.gate_repeats, 1 + arena.noisy)
    while len(wanted) > len(rows) and not arena.affords(
        (len(wanted) + 1) * len(arena.validation) + gate
    ):
        rows = [row[:-1] if len(row) > 1 else row for row in rows]
        wanted = {one.id: one for row in rows for one in row}
    validation = _payable(arena, len(wanted) + 1, gate)
    if not validation:
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


def _payable(arena: Arena, prompts: int, gate: int) -> tuple[Example, ...]:
    """As much of validation as the budget has beside the gate, or none if that is too little."""
    kept = (
        min(gate, 2 * GATE) if not arena.affords(prompts * len(arena.validation) + gate) else gate
    )
    count = (arena.meter.left() // arena.cost - kept) // prompts
    return arena.validation[:count] if count >= fewest_clusters(arena.settings.alpha) else ()


async def _measure(
    arena: Arena, both: list[Candidate], validation: tuple[Example, ...], gate: int
) -> None:
    """All of validation, twice where scores are noisy; one finalist until it is clear."""
    twice = arena.noisy and arena.affords(2 * (len(both) * len(validation) + gate))
    step = fewest_clusters(CLEAR) if len(both) == 2 and not twice else 0
    for start in range(0, len(validation), step or len(validation)):
        part = validation[start : start + (step or len(validation))]
        for repeat in range(1 + twice):
            await arena.measure([(one, e) for one in both for e in part], repeat)
        so_far = on_validation(arena, both[0], both[1])
        if step and sign_flip(so_far, Random(0)) <= CLEAR:
            return


def _distinct(found: Sequence[Candidate]) -> list[Candidate]:
    return list({one.id: one for one in found}.values())


def _hope(arena: Arena, seed: Candidate, one: Candidate, rng: Random) -> bool:
    """Whether validation (or, where it was not paid for, train) speaks for the candidate."""
    found = on_validation(arena, seed, one)
    if not found:
        return arena.board.mean(one.id, arena.train) > arena.board.mean(seed.id, arena.train)
    differences = [d for cluster in found for d in cluster]
    few = len(found) < fewest_clusters(HOPE)
    return fmean(differences) > 0 and (few or sign_flip(found, rng) <= HOPE)


async def _look_again(arena: Arena, seed: Candidate, one: Candidate) -> bool:
    """Ask validation once more where noise may have hidden a gain, if the gate can be paid too."""
    known = [e for e in arena.validation if arena.board.of(one.id, [e])]
    repeat = max((e.repeat for e in arena.board.of(one.id, known)), default=0) + 1
    again = arena.noisy and arena.affords(2 * (len(known) + len(arena.sealed)))
    if again:
        await arena.measure([(c, example) for c in (seed, one) for example in known], repeat)
    return again and bool(known)


def _hopeless(arena: Arena, seed: Candidate, one: Candidate, rng: Random) -> Verdict:
    found = on_validation(arena, seed, one)
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
