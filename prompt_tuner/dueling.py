"""Children against their parent by preference: a bandit of duels instead of scores."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from random import Random

from llm.errors import BudgetExceeded, LLMError, LLMSystemic
from prompt_tuner.arena import Arena
from prompt_tuner.duels import (
    Duels,
    Winner,
    beaten,
    bradley_terry,
    copeland,
    duel_messages,
    next_pair,
    read_winner,
    result_of,
)
from prompt_tuner.records import Candidate, Example
from prompt_tuner.trial import Child, all_at_once

MOST_RIVALS = 4  # of the parent at a time: a duel costs up to four calls
EACH = 3  # duels per arm in a round
PROOF = 6  # duels of a round's winner with the parent, at least
SURE = 0.84  # standard deviations: four in five
Bout = tuple[Candidate, Candidate, Example]


async def duel_trial(
    arena: Arena, parent: Candidate, children: Sequence[Child], rng: Random
) -> tuple[Candidate, ...]:
    """The children that are preferred to the parent, best first."""
    merged = all_at_once(arena, parent, children)
    if merged is not None:
        arena.board.add(merged)
    rivals = [child.candidate for child in children[: MOST_RIVALS - bool(merged)]]
    arms = {one.id: one for one in (parent, merged, *rivals) if one is not None}
    shown = tuple(dict.fromkeys(e for child in children for e in child.examples))
    examples = (*shown, *(e for e in arena.train if e not in shown))
    duels, used = Duels(tuple(arms), {}), Counter[tuple[str, str]]()

    def bout(one: str, other: str) -> Bout:
        pair = (min(one, other), max(one, other))
        used[pair] += 1
        return arms[one], arms[other], examples[(used[pair] - 1) % len(examples)]

    while duels.total < EACH * len(arms):
        before = duels.total
        pairs = [next_pair(duels, rng) for _ in range(arena.settings.width)]
        duels = await _fight(arena, duels, [bout(*pair) for pair in pairs])
        if duels.total == before:
            break  # no budget, or a judge that names no winner
    best = _best(duels, parent.id)
    for one in best:
        lacking = range(max(0, PROOF - int(duels.met(one, parent.id))))
        duels = await _fight(arena, duels, [bout(one, parent.id) for _ in lacking])
    won = [arms[one] for one in best if beaten(duels, one, parent.id, SURE)]
    await _score(arena, parent, won)
    return tuple(won)


def _best(duels: Duels, parent: str) -> list[str]:
    """The two that rank highest, the parent apart."""
    ranks, strength = copeland(duels), bradley_terry(duels)
    order = sorted(duels.arms, key=lambda one: (-ranks[one], -strength[one]))
    return [one for one in order if one != parent][:2]


async def _score(arena: Arena, parent: Candidate, won: Sequence[Candidate]) -> None:
    """Scores on the parent's examples: finalists are compared by them."""
    known = arena.board.measured(parent.id, arena.train)
    if arena.affords(len(won) * len(known)):
        await arena.measure([(one, example) for one in won for example in known])


async def _fight(arena: Arena, duels: Duels, bouts: Sequence[Bout]) -> Duels:
    """The outcome of all bouts that the budget allows; those without a winner are left out."""
    each = 2 * (arena.cost + 1)
    bouts = bouts[: arena.meter.left() // each]
    await arena.measure([(one, e) for first, second, e in bouts for one in (first, second)])
    results = await asyncio.gather(*(_one(arena, b) for b in bouts), return_exceptions=True)
    for (first, second, _), result in zip(bouts, results, strict=True):
        if isinstance(result, float):
            duels = duels.after(first.id, second.id, result)
        elif isinstance(result, LLMSystemic | BudgetExceeded) or not isinstance(result, LLMError):
            raise result
    return duels


async def _one(arena: Arena, bout: Bout) -> float:
    first, second, example = bout
    outputs = [next(iter(arena.board.of(one.id, [example])), None) for one in (first, second)]
    if outputs[0] is None or outputs[1] is None:
        raise LLMError("empty", "One of the two gave no answer.", "")
    ours, theirs = outputs[0].output, outputs[1].output
    if ours == theirs:
        return 0.5
    rubric = next((str(s.settings.get("rubric", "")) for s in arena.task.scorers), "")
    expected = json.dumps(dict(example.expected), ensure_ascii=False) if example.expected else ""
    language = arena.settings.language

    async def ask(one: str, other: str) -> Winner:
        messages = duel_messages(example.input, expected, one, other, rubric, language)
        return read_winner(await arena.meter.judge(messages, 0))

    straight, turned = await asyncio.gather(ask(ours, theirs), ask(theirs, ours))
    return result_of(straight, turned)
