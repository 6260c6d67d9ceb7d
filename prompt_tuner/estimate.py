"""What a session may cost, before it begins: calls, tokens, money. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from statistics import fmean
from typing import Any

from llm.tokens import estimate as tokens
from prompt_tuner.arena import MOST_SEALED, MOST_VALIDATION
from prompt_tuner.evaluate import judges
from prompt_tuner.questions import MAX_TOKENS, ROLES
from prompt_tuner.records import Settings, Task
from prompt_tuner.search import JUDGED_SHARE, SHARE

ANSWER_TOKENS = 400  # of an answer, where nobody knows better
REASON_TOKENS = 120  # of a judge's marks and reason
LESSON_TOKENS = 200  # of feedback and frame around one example that the reflector sees
TRIES = 3  # answers that a proposal is tried on, as measured in simulated worlds
LOOKS = 4  # judgements of a sealed answer where they are noisy
REFLECTIONS = {"gradients": 2, "demos": 0}  # reflections of a proposal where it is not one
DUELS = {"duel": 1}  # judgements that an answer in a search takes besides its marks
Cost = Callable[[str, int, int], float | None]  # role, input tokens, output tokens → US dollars


def estimate(task: Task, settings: Settings, cost: Cost) -> dict[str, Any]:
    """Likely calls of a session that uses its whole budget, the most by role, what they cost.

    Sums of money are None when the price of one of the models is not known, never 0.
    """
    calls = likely_calls(task, settings)
    most = most_calls(task, settings)
    sizes = _sizes(task, settings)
    inputs = {role: calls[role] * sizes[role][0] for role in ROLES}
    outputs = {role: calls[role] * sizes[role][1] for role in ROLES}
    costs = [cost(role, inputs[role], outputs[role]) for role in ROLES if calls[role]]
    known = [one for one in costs if one is not None]
    each = {role: cost(role, *sizes[role]) for role in ROLES if most[role]}
    return {
        "task": task.name,
        "strategies": list(settings.strategies),
        "models": dict(task.models),
        "max_calls": settings.max_calls,
        "max_usd": settings.max_usd,
        "calls": calls,
        "most": most,
        "input_tokens": sum(inputs.values()),
        "output_tokens": sum(outputs.values()),
        "cost_usd": sum(known) if len(known) == len(costs) else None,
        "most_usd": _dearest(settings, most, each),
        "notes": _notes(task, settings),
    }


def likely_calls(task: Task, settings: Settings) -> dict[str, int]:
    """Calls by role: the proof first, then what its strategies do with the rest."""
    asked, names = judges(task), settings.strategies
    finalists = max(1, min(settings.finalists, 2) if len(names) == 1 else len(names))
    checked = (finalists + 1) * min(len(task.of("validation")), MOST_VALIDATION)
    sealed = (len(names) + 1) * min(len(task.of("sealed")), MOST_SEALED) * settings.gate_repeats
    proof = {"task": checked + sealed, "judge": asked * (checked + sealed * LOOKS), "reflect": 0}
    kept = settings.max_calls * (JUDGED_SHARE if asked else SHARE)
    scale = min(1.0, kept / max(1, sum(proof.values())))
    total = Counter({role: int(count * scale) for role, count in proof.items()})
    left = settings.max_calls - total.total()
    for name in names:
        total.update(_climb(name, task, settings, left // len(names)))
    return {role: total[role] for role in ROLES}


def _climb(name: str, task: Task, settings: Settings, share: int) -> Counter[str]:
    """What a strategy does with its share: it looks at the training examples, then proposes."""
    asked = judges(task)
    start = min(len(task.of("train")), share // (1 + asked))
    asks, duels = REFLECTIONS.get(name, 1), DUELS.get(name, 0)
    each = asks + TRIES * (1 + asked + duels)
    proposals = min((share - start * (1 + asked)) // each, settings.max_rounds * settings.width)
    answers = start + proposals * TRIES
    judged = asked * answers + proposals * TRIES * duels
    return Counter(task=answers, reflect=proposals * asks, judge=judged)


def most_calls(task: Task, settings: Settings) -> dict[str, int]:
    """No role can take more; all together take max_calls at most."""
    limit, names = settings.max_calls, settings.strategies
    rounds = settings.max_rounds * settings.width
    proposed = sum(rounds * REFLECTIONS.get(name, 1) for name in names)
    marked = limit if judges(task) or any(DUELS.get(name) for name in names) else 0
    return {"task": limit, "reflect": min(limit, proposed), "judge": marked}


def _dearest(
    settings: Settings, most: Mapping[str, int], each: Mapping[str, float | None]
) -> float | None:
    """All calls made of the roles that cost most, within max_usd."""
    prices = [(price, most[role]) for role, price in each.items() if price is not None]
    if len(prices) < len(each):
        return None
    left, total = settings.max_calls, 0.0
    for price, count in sorted(prices, reverse=True):
        total += price * min(left, count)
        left -= min(left, count)
    return total if settings.max_usd is None else min(total, settings.max_usd)


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
    sealed = min(len(task.of("sealed")), MOST_SEALED)
    least = (2 * sealed + len(task.of("train"))) * each
    notes = list(task.notes)
    if settings.max_calls < least:
        notes.append(
            f"{settings.max_calls} calls are few: the training examples and the sealed"
            f" comparison alone take {least}."
        )
    return notes
