"""The named peer of bench/tuning.py: gepa 0.1.4 in the same worlds."""

from __future__ import annotations

from typing import Any

from bench.worlds import BLANK, RUBRIC, World
from prompt_tuner.records import Example
from prompt_tuner.scorers.phrases import mentions


class Peer:
    """gepa's adapter for a world. calls: answers of the task model."""

    propose_new_texts = None  # gepa's own proposer; without this line every reflection fails

    def __init__(self, world: World) -> None:
        self.world, self.calls, self.reflections = world, 0, 0

    def evaluate(self, batch: list[Example], candidate: dict[str, str], capture_traces: bool = False):  # type: ignore[no-untyped-def]  # fmt: skip
        from gepa.core.adapter import EvaluationBatch

        outputs, scores, traces = [], [], []
        for example in batch:
            self.calls += 1
            output = self.world.answer(candidate["system"], example.input, self.calls)
            score, feedback = self.score(output, example)
            outputs.append(output)
            scores.append(score)
            traces.append({"Inputs": example.input, "Output": output, "Feedback": feedback})
        return EvaluationBatch(outputs, scores, traces if capture_traces else None)

    def score(self, output: str, example: Example) -> tuple[float, str]:
        if not self.world.judged:
            found = mentions(output, example, {})
            return found.value, found.feedback or "良い"
        question = (("system", RUBRIC), ("user", f"# output\n{output}"))
        mark = self.world.judge(question, self.calls)["scores"]["正確さ"]
        return (mark - 1) / 4, f"印象は{mark:.1f}"

    def make_reflective_dataset(self, candidate: Any, batch: Any, parts: list[str]) -> Any:
        return dict.fromkeys(parts, batch.trajectories)

    def reflect(self, prompt: str) -> str:
        self.reflections += 1
        _, present, rest = prompt.split("```\n", 2)
        told = f"```\n{present}```\n{rest.replace('```', '')}"
        return self.world.reflect((("system", "失敗した例"), ("user", told)), self.calls)


def peer(world: World, budget: int, seed: int) -> tuple[str, int, bool]:
    """gepa's best prompt, its task calls, and whether it reports something else than the seed."""
    import gepa

    adapter = Peer(world)
    task = world.task()
    solved: list[int] = []

    def stop(state: Any) -> bool:
        done = any(
            len(scores) == world.validation and min(scores.values()) >= 1.0
            for scores in state.prog_candidate_val_subscores
        )
        return done and not world.judged and not solved.append(adapter.calls)  # type: ignore[func-returns-value]

    result = gepa.optimize(
        seed_candidate={"system": BLANK},
        trainset=list(task.of("train")),
        valset=list(task.of("validation")),
        adapter=adapter,
        reflection_lm=adapter.reflect,
        max_metric_calls=budget,
        stop_callbacks=stop,
        seed=seed,
        logger=_Silent(),
    )
    if not adapter.reflections:
        raise SystemExit("gepa never reflected: the comparison would be unfair")
    return result.best_candidate["system"], adapter.calls, result.best_idx != 0


class _Silent:
    def log(self, message: str) -> None:
        """gepa tells of every step."""
