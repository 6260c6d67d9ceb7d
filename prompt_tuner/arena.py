"""Where candidates are measured: in parallel, within the budget, in an order that is fixed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from hashlib import sha256
from math import sqrt

from llm.errors import BudgetExceeded, LLMError, LLMSystemic
from prompt_tuner.board import Board
from prompt_tuner.evaluate import READING, evaluate, judges
from prompt_tuner.meter import Meter
from prompt_tuner.records import Candidate, Evaluation, Example, Settings, Task

Pairing = tuple[Candidate, Example]
MOST_VALIDATION = 30  # of a large task: enough to choose among finalists
HEARD = 4  # answers of a judged task that are asked for again
DOUBT = 8.0  # answers that are supposed to differ by the judge alone: asking it again is cheaper
MOST_SEALED = 100  # and to prove a gain of a quarter of a standard deviation


class Arena:
    """A task, the budget of one strategy, and its board.

    validation and sealed: at most so many, drawn by id, in the order in which they are used;

    failed: (candidate id, example id) that gave no score twice, with the reason; noise: the
    standard deviation of a score when the same is asked again, 0.0 until `listen` was called;
    fickle: the judge's share of its square.
    """

    def __init__(self, task: Task, settings: Settings, meter: Meter, board: Board) -> None:
        self.task, self.settings, self.meter, self.board = task, settings, meter, board
        self.train = task.of("train")
        self.validation = _drawn(task.of("validation"), MOST_VALIDATION)
        self.sealed = _drawn(task.of("sealed"), MOST_SEALED)
        self.max_chars = max(settings.max_chars, len(task.prompt))
        self.failed: dict[tuple[str, str], str] = {}
        self.noise = self.fickle = 0.0

    @property
    def cost(self) -> int:
        """Calls of one evaluation."""
        return 1 + judges(self.task)

    def affords(self, evaluations: int) -> bool:
        """Whether so many new evaluations fit in the budget."""
        return evaluations * self.cost <= self.meter.left()

    @property
    def noisy(self) -> bool:
        """Whether scores move more by themselves than the smallest effect worth having."""
        return self.noise > self.settings.min_effect

    async def listen(self, one: Candidate) -> None:
        """Ask some known answers again, and see how far the scores move."""
        many = max(self.settings.minibatch, HEARD if judges(self.task) else 0)
        known = self.board.measured(one.id, self.train)[:many]
        if not known or not self.affords(8 * len(known)):
            return
        before = {e.id: self.board.score(one.id, e.id) or 0.0 for e in known}
        await self.measure([(one, example) for example in known], repeat=1)
        again = [e for e in self.board.of(one.id, known) if e.repeat == 1]
        squares = [(e.score - before[e.example_id]) ** 2 for e in again]
        self.noise = sqrt(sum(squares) / (2 * len(squares))) if squares else 0.0
        if judges(self.task) and self.noise:
            self.fickle = await self._fickle(one, known)

    async def _fickle(self, one: Candidate, known: Sequence[Example]) -> float:
        """The judge's share of the noise: the same answers judged twice, drawn towards 1."""
        await self.measure([(one, example) for example in known], reading=1)
        found = [{e.repeat: e.score for e in self.board.of(one.id, [x])} for x in known]
        pairs = [row for row in found if {0, READING} <= row.keys()]
        squares = [(row[READING] - row[0]) ** 2 for row in pairs]
        if not squares:
            return 1.0
        own = sum(squares) / (2 * len(squares)) / self.noise**2
        return min(1.0, (own * len(squares) + DOUBT) / (len(squares) + DOUBT))

    def trimmed(self, examples: Sequence[Example]) -> tuple[Example, ...]:
        """As many of the examples, from the first, as one candidate's evaluations can be paid."""
        return tuple(examples[: max(0, self.meter.left() // self.cost)])

    def price(self, pairings: Sequence[Pairing], repeat: int = 0) -> int:
        """Calls that evaluations take; an answer that is known is only judged."""
        known = sum(self.meter.known(one.text, e, repeat) for one, e in pairings)
        return len(pairings) * self.cost - known

    async def measure(self, pairings: Sequence[Pairing], repeat: int = 0, reading: int = 0) -> None:
        """Evaluate what is not known yet; what failed is tried once more, then left out.

        reading: above 0 the same answer is judged again.
        Raises BudgetExceeded before the first call if not all fit, LLMSystemic.
        """
        wanted = [p for p in dict.fromkeys(pairings) if not self._known(p, repeat, reading)]
        price = self.price(wanted, repeat)
        if price > self.meter.left():
            raise BudgetExceeded(
                "budget", f"{price} more calls do not fit in the budget.", "Raise --max-calls."
            )
        missed = await self._round(wanted, repeat, reading)
        for (one, example), error in (await self._round(list(missed), repeat, reading)).items():
            self.failed[one.id, example.id] = str(error)

    async def _round(
        self, wanted: Sequence[Pairing], repeat: int, reading: int
    ) -> dict[Pairing, LLMError]:
        results = await asyncio.gather(
            *(self._one(pairing, repeat, reading) for pairing in wanted), return_exceptions=True
        )
        missed: dict[Pairing, LLMError] = {}
        stop: BaseException | None = None
        for pairing, result in zip(wanted, results, strict=True):
            if isinstance(result, Evaluation):
                self.board.record(result)
            elif isinstance(result, LLMError) and not isinstance(
                result, LLMSystemic | BudgetExceeded
            ):
                missed[pairing] = result
            else:
                stop = stop or result
        if stop is not None:
            raise stop
        return missed

    async def _one(self, pairing: Pairing, repeat: int, reading: int) -> Evaluation:
        language = self.settings.language
        return await evaluate(
            self.meter, self.task, *pairing, repeat, language=language, reading=reading
        )

    def _known(self, pairing: Pairing, repeat: int, reading: int) -> bool:
        one, example = pairing
        told = repeat + READING * reading
        found = self.board.of(one.id, [example])
        return (one.id, example.id) in self.failed or any(e.repeat == told for e in found)


def _drawn(examples: Sequence[Example], most: int) -> tuple[Example, ...]:
    """In the order of a hash of their ids: a part of them is a fair sample."""

    def order(example: Example) -> str:
        return sha256(example.id.encode("utf-8", "replace")).hexdigest()

    return tuple(sorted(examples, key=order)[:most])
