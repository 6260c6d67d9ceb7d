"""Who scored what: every evaluation of a session, and estimates where there is none yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean

from prompt_tuner.records import Candidate, Evaluation, Example


class Board:
    """Candidates and evaluations by id. A child inherits its parent's scores until it has own."""

    def __init__(self) -> None:
        self.candidates: dict[str, Candidate] = {}
        self._found: dict[tuple[str, str], list[Evaluation]] = {}

    def add(self, candidate: Candidate) -> Candidate:
        """Keep a candidate; the first of two with the same text stays."""
        return self.candidates.setdefault(candidate.id, candidate)

    def record(self, evaluation: Evaluation) -> None:
        """Keep an evaluation, unless this repeat is known."""
        known = self._found.setdefault((evaluation.candidate_id, evaluation.example_id), [])
        if all(one.repeat != evaluation.repeat for one in known):
            known.append(evaluation)

    def absorb(self, other: Board) -> None:
        """Take over what another board knows."""
        for one in other.candidates.values():
            self.add(one)
        for evaluation in other.evaluations:
            self.record(evaluation)

    @property
    def evaluations(self) -> tuple[Evaluation, ...]:
        """All of them, in the order in which they were asked for."""
        return tuple(one for several in self._found.values() for one in several)

    def of(self, candidate_id: str, examples: Iterable[Example]) -> tuple[Evaluation, ...]:
        """A candidate's evaluations on some examples."""
        return tuple(one for e in examples for one in self._found.get((candidate_id, e.id), ()))

    def score(self, candidate_id: str, example_id: str) -> float | None:
        """The mean over repeats; None if never measured."""
        found = self._found.get((candidate_id, example_id))
        return fmean(one.score for one in found) if found else None

    def measured(self, candidate_id: str, examples: Iterable[Example]) -> tuple[Example, ...]:
        """Those of the examples that the candidate was measured on."""
        return tuple(e for e in examples if (candidate_id, e.id) in self._found)

    def differences(self, old: str, new: str, examples: Iterable[Example]) -> list[float]:
        """Score of new - score of old on the examples that both were measured on."""
        out = []
        for example in examples:
            before, after = self.score(old, example.id), self.score(new, example.id)
            if before is not None and after is not None:
                out.append(after - before)
        return out

    def estimates(self, candidate_id: str, examples: Sequence[Example]) -> Mapping[str, float]:
        """Example id → own score, else the nearest ancestor's, else the mean of what there is."""
        known = {e.id: self._inherited(candidate_id, e.id) for e in examples}
        values = [value for value in known.values() if value is not None]
        mean = fmean(values) if values else 0.0
        return {key: mean if value is None else value for key, value in known.items()}

    def mean(self, candidate_id: str, examples: Sequence[Example]) -> float:
        """The mean of the estimates; 0.0 without examples."""
        values = self.estimates(candidate_id, examples).values()
        return fmean(values) if values else 0.0

    def _inherited(self, candidate_id: str, example_id: str) -> float | None:
        line = [candidate_id]
        while line:
            current = line.pop(0)
            own = self.score(current, example_id)
            if own is not None:
                return own
            if current in self.candidates:
                line += self.candidates[current].parents[:1]
        return None
