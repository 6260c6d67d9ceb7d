"""What a session may cost, before it begins: calls, tokens, money. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from statistics import fmean
from typing import Any

from llm.tokens import estimate as tokens
from prompt_tuner.evaluate import judges
from prompt_tuner.questions import MAX_TOKENS, ROLES
from prompt_tuner.records import Settings, Task

ANSWER_TOKENS = 400  # of an answer, where nobody knows better
REASON_TOKENS = 120  # of a judge's marks and reason
LESSON_TOKENS = 200  # of feedback and frame around one example that the reflector sees
PROOF_SHARE = 0.5  # of the budget, at most, is kept for finalists and gate
Cost = Callable[[str, int, int], float | None]  # role, input tokens, output tokens → US dollars


def estimate(task: Task, settings: Settings, cost: Cost) -> dict[str, Any]:
    """The likely calls of a session that uses its whole budget, and what they come to.

    cost_usd is None when the price of one of the models is not known, never 0.
    """
    calls = likely_calls(task, settings)
    sizes = _sizes(task, settings)
    inputs = {role: calls[role] * sizes[role][0] for role in ROLES}
    outputs = {role: calls[role] * sizes[role][1] for role in ROLES}
    costs = [cost(role, inputs[role], outputs[role]) for role in ROLES if calls[role]]
    known = [one for one in costs if one is not None]
    return {
        "task": task.name,
        "strategies": list(settings.strategies),
        "models": dict(task.models),
        "max_calls": settings.max_calls,
        "max_usd": settings.max_usd,
        "calls": calls,
        "input_tokens": sum(inputs.values()),
        "output_tokens": sum(outputs.values()),
        "cost_usd": sum(known) if len(known) == len(costs) else None,
        "notes": _notes(task, settings),
    }


def likely_calls(task: Task, settings: Settings) -> dict[str, int]:
    """Calls by role: the proof first, then proposals with the answers that try them."""
    each = 1 + judges(task)
    names = len(settings.strategies)
    finalists = max(1, min(settings.finalists, 2) if names == 1 else names)
    answers = (finalists + 1) * len(task.of("validation"))
    answers += (names + 1) * len(task.of("sealed")) * settings.gate_repeats
    proof = min(answers, int(settings.max_calls * PROOF_SHARE) // each)
    start = min(len(task.of("train")), max(0, settings.max_calls // each - proof))
    left = settings.max_calls - (proof + start) * each
    tries = 2 * settings.minibatch
    proposals = min(left // (1 + tries * each), names * settings.max_rounds * settings.width)
    total = proof + start + proposals * tries
    return {"task": total, "reflect": proposals, "judge": total * (each - 1)}


def _sizes(task: Task, settings: Settings) -> Mapping[str, tuple[int, int]]:
    """Role → tokens in, tokens out of one call."""
    prompt = max(tokens(task.prompt), settings.max_chars // 8)  # candidates grow
    given = round(fmean(tokens(e.input) for e in task.examples)) if task.examples else 0
    rubrics = [str(s.settings.get("rubric", "")) for s in task.scorers]
    lesson = min(given, 1000) + ANSWER_TOKENS + LESSON_TOKENS
    return {
        "task": (prompt + given, ANSWER_TOKENS),
        "reflect": (prompt + settings.minibatch * lesson, min(2 * prompt, MAX_TOKENS["reflect"])),
        "judge": (given + ANSWER_TOKENS + sum(map(tokens, rubrics)) + 200, REASON_TOKENS),
    }


def _notes(task: Task, settings: Settings) -> list[str]:
    each = 1 + judges(task)
    least = (2 * len(task.of("sealed")) + len(task.of("train"))) * each
    notes = list(task.notes)
    if settings.max_calls < least:
        notes.append(
            f"{settings.max_calls} calls are few: the training examples and the sealed"
            f" comparison alone take {least}."
        )
    return notes
