"""A tiny search for tests of the shell: one proposal, one look at the sealed examples."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from llm.errors import BudgetExceeded, LLMError, LLMSystemic
from prompt_tuner.effects import Effects
from prompt_tuner.records import (
    Candidate,
    Evaluation,
    Progress,
    Result,
    Settings,
    StrategyResult,
    Task,
    Verdict,
    candidate,
)


async def tiny_search(
    task: Task, settings: Settings, effects: Effects, *, report: Callable[[Progress], None]
) -> Result:
    """Proposes once; promotes when the sealed examples like the child better on average."""
    seed = best = candidate(task.prompt)
    tried: list[Candidate] = [seed]
    done: list[Evaluation] = []
    reasons: tuple[str, ...] = ()
    try:
        done += await _scored(task, effects, seed, "train")
        report(Progress("search", "reflect", 1, len(done), settings.max_calls, 0.5, 1))
        text = await effects.reflect((("system", "改良"), ("user", task.prompt)), 0)
        child = candidate(text, (seed.id,), "reflect", "足りない規則", 1, (task.examples[0].id,))
        tried.append(child)
        for one in (seed, child):
            done += await _scored(task, effects, one, "sealed")
        best = child
    except (LLMSystemic, BudgetExceeded) as error:
        reasons = (error.message,)
    report(Progress("done", "reflect", 1, len(done), settings.max_calls, None, len(tried)))
    return _result(seed, best, tuple(tried), tuple(done), reasons, len(task.of("sealed")))


async def _scored(task: Task, effects: Effects, who: Candidate, split: str) -> list[Evaluation]:
    async def one(example: object) -> Evaluation | None:
        try:
            output = await effects.run(who.text, example, 0)  # type: ignore[arg-type]
        except (LLMSystemic, BudgetExceeded):
            raise
        except LLMError:
            return None
        score = float("良い" in output)
        return Evaluation(
            who.id, example.id, 0, score, {"mentions": score}, "" if score else "惜しい", output
        )

    found = await asyncio.gather(*(one(e) for e in task.examples if e.split == split))
    return [evaluation for evaluation in found if evaluation]


def _result(
    seed: Candidate,
    best: Candidate,
    tried: tuple[Candidate, ...],
    done: tuple[Evaluation, ...],
    reasons: tuple[str, ...],
    sealed: int,
) -> Result:
    won = best.id != seed.id
    verdict = Verdict(
        "PROMOTE" if won else "UNDECIDED",
        0.01 if won else None,
        0.4 if won else None,
        (0.1, 0.6) if won else None,
        sealed if won else 0,
        None,
        reasons or ("Better on the sealed examples.",),
    )
    calls = {"task": len(done), "reflect": 1, "judge": 0}
    per = (StrategyResult("reflect", best.id, 1, int(won), 1, calls, 0.9),)
    return Result(
        best, seed, verdict, tried, done, calls, 1, ("a note",), per, (best.id,), int(won)
    )
