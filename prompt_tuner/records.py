"""The nouns of one tuning session: frozen, stdlib only, made of plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Literal

Split = Literal["train", "validation", "sealed"]
Decision = Literal["PROMOTE", "REJECT", "UNDECIDED"]
SPLITS: tuple[Split, ...] = ("train", "validation", "sealed")


@dataclass(frozen=True, slots=True)
class Example:
    """One input. id is the user's and stays; cluster: a week or document it belongs to."""

    id: str
    input: str
    expected: Mapping[str, Any] | None = field(default=None, hash=False)
    cluster: str = ""
    split: Split = "train"


@dataclass(frozen=True, slots=True)
class ScorerSpec:
    """A scorer of a task: a key of SCORERS, its weight in the mean, its settings."""

    name: str
    weight: float = 1.0
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Task:
    """What a prompt is for: seed prompt, models by role (task, reflect, judge), examples."""

    name: str
    prompt: str
    models: Mapping[str, str]
    examples: tuple[Example, ...]
    scorers: tuple[ScorerSpec, ...]
    guards: tuple[str, ...] = ()
    purpose: str = ""
    notes: tuple[str, ...] = ()  # what was odd in its files, English

    def of(self, split: Split) -> tuple[Example, ...]:
        """The examples of one split."""
        return tuple(example for example in self.examples if example.split == split)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A version of the prompt. id: SHA-256 of its text; parents: their ids.

    origin: seed, blank, merge or a strategy; lessons: ids of the examples it was proposed
    from; note: the reason in words.
    """

    id: str
    text: str
    parents: tuple[str, ...] = ()
    origin: str = "seed"
    note: str = ""
    round: int = 0
    lessons: tuple[str, ...] = ()


def candidate(
    text: str,
    parents: tuple[str, ...] = (),
    origin: str = "seed",
    note: str = "",
    round: int = 0,
    lessons: tuple[str, ...] = (),
) -> Candidate:
    """A candidate with the id of its text."""
    key = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Candidate(key, text, parents, origin, note, round, lessons)


@dataclass(frozen=True, slots=True)
class Score:
    """What a scorer says: value 0 (worst) to 1, and one sentence of feedback ("" if none)."""

    value: float
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A candidate on an example: score is the weighted mean of parts (scorer → 0..1)."""

    candidate_id: str
    example_id: str
    repeat: int
    score: float
    parts: Mapping[str, float]
    feedback: str
    output: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the sealed examples say. interval: of the mean difference, at 1 - alpha.

    n: sealed examples compared; needed: how many more it would probably take (None: it is
    decided, or nobody can say); reasons: English sentences.
    """

    decision: Decision
    p_value: float | None
    mean_difference: float | None
    interval: tuple[float, float] | None
    n: int
    needed: int | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """How to search. max_calls counts task, reflection and judge calls together.

    min_effect: the smallest mean difference worth having; width: proposals at once;
    minibatch: examples per proposal; patience: rounds without progress before a restart;
    gate_repeats: answers per sealed example and prompt; language: of the templates.
    """

    strategies: tuple[str, ...] = ("reflect",)
    max_calls: int = 300
    max_usd: float | None = None
    seed: int = 0
    alpha: float = 0.05
    min_effect: float = 0.02
    concurrency: int = 8
    minibatch: int = 2
    width: int = 8
    max_rounds: int = 30
    patience: int = 2
    finalists: int = 3
    gate_repeats: int = 1
    max_chars: int = 8000
    language: Literal["ja", "en"] = "ja"


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a session is. best: estimated mean score on train; calls: of Settings.max_calls."""

    phase: Literal["search", "finalists", "gate", "done"]
    strategy: str
    round: int
    calls: int
    max_calls: int
    best: float | None
    candidates: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class StrategyResult:
    """What one strategy came to at its share of the budget. mean: on validation, or None."""

    name: str
    best_id: str
    proposed: int
    accepted: int
    rounds: int
    calls: Mapping[str, int]
    mean: float | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """A finished session. best is the seed unless something was found that may be better.

    calls: task, reflect, judge, as they were asked for (those answered from a cache too);
    verdict compares best with seed on the sealed set, which was opened sealed_openings times.
    """

    best: Candidate
    seed: Candidate
    verdict: Verdict
    candidates: tuple[Candidate, ...]
    evaluations: tuple[Evaluation, ...]
    calls: Mapping[str, int]
    rounds: int
    notes: tuple[str, ...]
    per_strategy: tuple[StrategyResult, ...]
    finalists: tuple[str, ...] = ()
    sealed_openings: int = 0
