"""One answer of a candidate → Evaluation: every scorer of the task that applies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from llm.errors import LLMError
from prompt_tuner.effects import Effects
from prompt_tuner.records import Candidate, Evaluation, Example, Score, ScorerSpec, Task
from prompt_tuner.scorers import SCORERS
from prompt_tuner.scorers.judge import judge_messages, read_judgement

READING = 10_000
CEILING = 8  # so many top marks and nothing else: the judge cannot tell prompts apart


def judges(task: Task) -> int:
    """Judge calls per answer."""
    return sum(SCORERS[spec.name].needs_judge for spec in task.scorers)


async def evaluate(
    effects: Effects,
    task: Task,
    candidate: Candidate,
    example: Example,
    repeat: int,
    *,
    language: str = "ja",
    reading: int = 0,
) -> Evaluation:
    """Answer and scores. Raises LLMError where there is no answer or no judgement.

    reading: above 0 a judge looks at the same answer again; the evaluation's repeat is then
    repeat + READING * reading.
    """
    output = await effects.run(candidate.text, example, repeat)
    told = repeat + READING * reading
    scores: list[tuple[ScorerSpec, Score]] = []
    for spec in task.scorers:
        if SCORERS[spec.name].applies(example):
            settings = {**spec.settings, "language": language}
            scores.append((spec, await _score(effects, spec, settings, output, example, told)))
    weights = sum(spec.weight for spec, _ in scores)
    total = sum(spec.weight * score.value for spec, score in scores)
    return Evaluation(
        candidate.id,
        example.id,
        told,
        total / weights if weights else 0.0,
        {spec.name: score.value for spec, score in scores},
        "。".join(score.feedback for _, score in scores if score.feedback),
        output,
    )


async def _score(
    effects: Effects,
    spec: ScorerSpec,
    settings: Mapping[str, Any],
    output: str,
    example: Example,
    repeat: int,
) -> Score:
    scorer = SCORERS[spec.name]
    if not scorer.needs_judge:
        return scorer.function(output, example, settings)
    if not output.strip():
        return Score(0.0, "回答が空")
    messages = judge_messages(output, example, settings, repeat)
    try:
        return read_judgement(await effects.judge(messages, repeat), settings)
    except LLMError as error:
        if error.kind != "invalid_output":
            raise
        return read_judgement(await effects.judge(messages, repeat + _SECOND), settings)


_SECOND = 1000  # the repeat that asks an unusable judge once more


def judge_ceiling(evaluations: tuple[Evaluation, ...]) -> str:
    """A warning where every judgement is the top mark; "" otherwise."""
    marks = [one.parts["judge"] for one in evaluations if "judge" in one.parts]
    if len(marks) < CEILING or min(marks) < 1.0:
        return ""
    return (
        f"The judge gave the top mark to all {len(marks)} answers: it cannot tell prompts"
        " apart. Make the rubric stricter or choose a stronger judge."
    )
