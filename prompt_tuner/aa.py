"""The A/A test: the same prompt against itself. How often would chance have faked a win?

No sealed example is used: the training and validation examples are answered and judged
several times, and each run draws two different answers per example as the two sides.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from math import sqrt
from random import Random
from statistics import fmean, pvariance
from typing import Any

from digest.errors import JobFailed, UsageError
from digest.flow import Job, Plain, now
from llm.errors import LLMError, LLMSystemic
from prompt_tuner.asking import asking_for
from prompt_tuner.choose import clusters_of, compare, decide
from prompt_tuner.effects_live import LiveEffects, Send
from prompt_tuner.evaluate import evaluate, judge_ceiling, judges
from prompt_tuner.records import Candidate, Evaluation, Example, Settings, Task, candidate
from prompt_tuner.starting import require_models, task_named
from prompt_tuner.statistics import sign_flip
from prompt_tuner.tuning import endpoints
from storage import calls

MOST_EXAMPLES = 24
MOST_REPEATS = 4
BATCH = 8  # evaluations between two looks at the progress
Answers = Mapping[str, Sequence[Evaluation]]  # example → its repeats


async def aa(job: Job, send: Send) -> Plain:
    """Run the test (arguments: task, runs, max_calls, seed, models). Raises UsageError, JobFailed."""
    wish = job.arguments
    task, _ = task_named(job.db, job.settings, wish["task"], wish.get("models") or {}, now=now())
    require_models(job.settings, task)
    examples, repeats = plan(task, wish["max_calls"])
    effects = LiveEffects(
        job.db,
        job.id,
        endpoints(job.settings, task),
        asking_for(job.db, task, job.settings.language),
        send=send,
        max_calls=wish["max_calls"],
        max_usd=job.settings.max_usd,
    )
    try:
        answers = await _answers(job, task, examples, repeats, effects)
    finally:
        effects.close()
    settings = Settings(seed=wish["seed"])
    sealed = len(task.of("sealed"))
    found = await asyncio.to_thread(
        fake_wins, examples, answers, wish["runs"], sealed, settings, task.guards
    )
    spent = calls.spending(job.db, job_id=job.id)
    cost = None if spent.unpriced else spent.cost_usd
    return (
        {"task": task.name, "repeats": repeats} | found | {"calls": spent.calls, "cost_usd": cost}
    )


def plan(task: Task, max_calls: int) -> tuple[tuple[Example, ...], int]:
    """Which examples, and how often each is answered. Raises UsageError for too few calls."""
    examples = (*task.of("validation"), *task.of("train"))[:MOST_EXAMPLES]
    each = 1 + judges(task)
    repeats = min(MOST_REPEATS, max_calls // max(1, each * len(examples)))
    if repeats < 2 and len(examples) > 2:
        examples = examples[: max(2, max_calls // (2 * each))]
        repeats = min(MOST_REPEATS, max_calls // (each * len(examples)))
    if repeats < 2:
        raise UsageError(
            f"{max_calls} calls cannot answer the examples twice.",
            f"Give --max-calls of at least {4 * each}.",
        )
    return examples, repeats


async def _answers(
    job: Job, task: Task, examples: Sequence[Example], repeats: int, effects: LiveEffects
) -> dict[str, list[Evaluation]]:
    one = candidate(task.prompt)
    wanted = [(example, repeat) for repeat in range(repeats) for example in examples]
    found: dict[str, list[Evaluation]] = {}
    for start in range(0, len(wanted), BATCH):
        job.report(stage="同じプロンプト同士の比較", done=start, total=len(wanted))
        batch = wanted[start : start + BATCH]
        for evaluation in await _batch(task, one, batch, effects):
            found.setdefault(evaluation.example_id, []).append(evaluation)
    job.report(done=len(wanted), total=len(wanted))
    return found


async def _batch(
    task: Task,
    one: Candidate,
    batch: Sequence[tuple[Example, int]],
    effects: LiveEffects,
) -> list[Evaluation]:
    """What could be had; one example that fails stops nothing."""
    asked = (evaluate(effects, task, one, example, repeat) for example, repeat in batch)
    results = await asyncio.gather(*asked, return_exceptions=True)
    for result in results:
        if isinstance(result, LLMSystemic):
            raise JobFailed(str(result))
        if isinstance(result, BaseException) and not isinstance(result, LLMError):
            raise result
    return [result for result in results if isinstance(result, Evaluation)]


def fake_wins(
    examples: Sequence[Example],
    answers: Answers,
    runs: int,
    sealed: int,
    settings: Settings,
    guards: Sequence[str],
) -> dict[str, Any]:
    """How many of the runs would have been a win. sealed: examples that one run compares.

    naive_rate: the share in which the second mean is greater, which is what a search that
    takes the best mean calls an improvement. Pure.
    """
    usable = [e for e in examples if len(answers.get(e.id, ())) > 1]
    size = min(len(usable), sealed) or len(usable)
    rng = Random(f"{settings.seed} aa")
    results = [
        _compare(rng.sample(usable, size), answers, settings, guards, rng)
        for _ in range(runs if usable else 0)
    ]
    noise = _noise([answers[e.id] for e in usable])
    promotions = sum(promoted for promoted, _ in results)
    return {
        "runs": runs,
        "examples": len(usable),
        "compared": size,
        "promotions": promotions,
        "rate": promotions / runs if usable else None,
        "naive_rate": sum(naive for _, naive in results) / runs if usable else None,
        "noise": noise,
        "notes": _notes(answers, len(usable), len(examples), noise),
    }


def _compare(
    chosen: Sequence[Example],
    answers: Answers,
    settings: Settings,
    guards: Sequence[str],
    rng: Random,
) -> tuple[bool, bool]:
    """One comparison of the prompt with itself: a win at the gate, a greater mean."""
    pairs = [rng.sample(answers[e.id], 2) for e in chosen]
    compared = compare(chosen, [a for a, _ in pairs], [b for _, b in pairs], guards)
    differences = clusters_of(compared.pairs)
    greater = fmean(d for cluster in differences for d in cluster) > 1e-9
    if sign_flip(differences, rng) > settings.alpha:  # spares the intervals of most
        return False, greater
    alpha, least = settings.alpha, settings.min_effect
    (verdict,) = decide([compared], alpha=alpha, min_effect=least, rng=rng)
    return verdict.decision == "PROMOTE", greater


def _noise(rows: Sequence[Sequence[Evaluation]]) -> float | None:
    """The standard deviation of the score when the same is asked again."""
    if not rows:
        return None
    spread = [pvariance([e.score for e in row]) * len(row) / (len(row) - 1) for row in rows]
    return sqrt(fmean(spread))


def _notes(answers: Answers, usable: int, wanted: int, noise: float | None) -> list[str]:
    notes = []
    if usable < wanted:
        notes.append(f"{wanted - usable} of {wanted} examples could not be scored twice.")
    if noise is not None and noise < 1e-9:
        notes.append("Every repeat scored the same: chance cannot fake a win here.")
    ceiling = judge_ceiling(tuple(e for row in answers.values() for e in row))
    return notes + ([ceiling] if ceiling else [])
