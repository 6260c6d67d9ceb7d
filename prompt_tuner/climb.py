"""One strategy's way from the seed to something better, within its share of the budget."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from llm.errors import BudgetExceeded, LLMError, LLMSystemic
from prompt_tuner import fronts
from prompt_tuner.arena import Arena
from prompt_tuner.dueling import duel_trial
from prompt_tuner.lessons import groups, lessons_of
from prompt_tuner.locks import only_locked
from prompt_tuner.records import Candidate, Progress, candidate
from prompt_tuner.strategies import PROPOSERS, Brief, Lesson, Proposal
from prompt_tuner.trial import Child, trial

TRIED = "the same as one that was tried before"
Report = Callable[[Progress], None]


@dataclass
class Climb:
    """The state of a climb. pool: of the present root; all: of every root, seed first."""

    name: str
    arena: Arena
    seed: Candidate
    rng: Random
    report: Report
    pool: list[Candidate] = field(default_factory=list)
    all: list[Candidate] = field(default_factory=list)
    round: int = 0
    failures: int = 0
    proposed: int = 0
    accepted: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    stopped: LLMError | None = None

    async def run(self) -> None:
        """Climb until there is nothing to learn, no progress, or no budget."""
        try:
            if await self._from(self.seed):
                return
            restart = PROPOSERS[self.name].restarts and not (self.arena.noisy and len(self.all) > 1)
            if restart and await self._from(self._blank()):
                return
            await self._from(self.best())
        except (LLMSystemic, BudgetExceeded) as error:
            self.stopped = error
            self.notes.append(f"{self.name}: {error}")

    def best(self) -> Candidate:
        """The greatest estimated mean on train; of equals the shortest."""
        train, board = self.arena.train, self.arena.board
        return max(self.all, key=lambda c: (round(board.mean(c.id, train), 9), -len(c.text)))

    def _blank(self) -> Candidate:
        """A start without the seed, for one that cannot be mended (arXiv:2603.18388)."""
        return candidate(only_locked(self.seed.text), (), "blank", "a fresh start")

    async def _from(self, root: Candidate) -> bool:
        """Whether the root's line came to where there is nothing left to learn."""
        self.pool, self.failures = [self.arena.board.add(root)], 0
        self.all += [one for one in self.pool if one not in self.all]
        while self.failures < self.arena.settings.patience + self.arena.noisy:
            if self.round >= self.arena.settings.max_rounds:
                self.notes.append(f"{self.name}: stopped after {self.round} rounds")
                return True
            self.round += 1
            parent = self._parent()
            lessons = await lessons_of(self.arena, parent, self.rng)
            if not lessons:
                return True
            found = await self._step(parent, lessons)
            self.failures = 0 if found else self.failures + 1
            self._tell("accepted" if found else "nothing better")
        return False

    async def _step(self, parent: Candidate, lessons: tuple[Lesson, ...]) -> bool:
        children = await self._children(parent, lessons)
        if not children:
            return False
        strategy = PROPOSERS[self.name]
        if strategy.pairwise:
            accepted = await duel_trial(self.arena, parent, children, self.rng)
        else:
            accepted = await trial(self.arena, parent, children, merges=strategy.merges)
        fresh = [one for one in accepted if one not in self.pool]
        self.pool += fresh
        self.all += fresh
        self.accepted += len(fresh)
        self.all += [one for one in self._well_known() if one not in self.all]
        return bool(fresh)

    def _well_known(self) -> list[Candidate]:
        """What noise may have refused although much was measured: the finals look again."""
        board, train = self.arena.board, self.arena.train
        listed = board.candidates.values() if self.arena.noisy else ()
        return [one for one in listed if 2 * len(board.measured(one.id, train)) >= len(train)]

    async def _children(self, parent: Candidate, lessons: tuple[Lesson, ...]) -> list[Child]:
        settings = self.arena.settings
        dealt = groups(lessons, settings.minibatch, settings.width)
        each = 1 + settings.minibatch * self.arena.cost
        dealt = dealt[: max(1, self.arena.meter.left() // each)]
        strategy = PROPOSERS[self.name]
        briefs = [self._brief(parent, *one) for one in enumerate(dealt)]
        listening = [self.arena.listen(parent)] if self.round == 1 else []
        _, replies = await asyncio.gather(
            asyncio.gather(*listening),
            asyncio.gather(*map(strategy.propose, briefs), return_exceptions=True),
        )
        children: dict[str, Child] = {}
        for group, reply in zip(dealt, replies, strict=True):
            if isinstance(reply, LLMSystemic | BudgetExceeded):
                raise reply
            if isinstance(reply, LLMError):
                self.refused[f"no reply ({reply.kind})"] += 1
            elif isinstance(reply, BaseException):
                raise reply
            elif not reply.text:
                self.refused[reply.reason] += 1
            else:
                child = self._child(parent, group, reply)
                key = child.candidate.id
                if key in children or key in self.arena.board.candidates:
                    self.refused[TRIED] += 1
                children.setdefault(key, child)
                self.proposed += 1
        children = {k: c for k, c in children.items() if k not in self.arena.board.candidates}
        for child in children.values():
            self.arena.board.add(child.candidate)
        return list(children.values())

    def _child(self, parent: Candidate, group: tuple[Lesson, ...], reply: Proposal) -> Child:
        examples = tuple(lesson.example for lesson in group)
        ids = tuple(example.id for example in examples)
        parents = reply.parents or (parent.id,)
        made = candidate(reply.text, parents, self.name, reply.note, self.round, ids)
        return Child(made, examples)

    def _brief(self, parent: Candidate, slot: int, group: tuple[Lesson, ...]) -> Brief:
        board, train = self.arena.board, self.arena.train
        tried = [one for one in board.candidates.values() if board.measured(one.id, train)]
        ranked = sorted(
            ((one, board.mean(one.id, train)) for one in tried), key=lambda pair: -pair[1]
        )
        return Brief(
            parent=parent,
            lessons=group,
            ranked=tuple(ranked),
            train=train,
            purpose=self.arena.task.purpose,
            language=self.arena.settings.language,
            max_chars=self.arena.max_chars,
            round=self.round,
            slot=slot,
            rng=Random(self.rng.random()),
            ask=self.arena.meter.asker(slot),
            answer=self.arena.meter.run,
        )

    def _parent(self) -> Candidate:
        """The best of the pool; after a failure any of its Pareto front."""
        board, train = self.arena.board, self.arena.train
        if not self.failures:
            return max(self.pool, key=lambda c: (round(board.mean(c.id, train), 9), -len(c.text)))
        scores = {one.id: board.estimates(one.id, train) for one in self.pool}
        chosen = fronts.sample(scores, self.arena.settings.min_effect, self.rng)
        return board.candidates[chosen]

    def _tell(self, note: str) -> None:
        meter, board = self.arena.meter, self.arena.board
        best = board.mean(self.best().id, self.arena.train)
        calls, count = meter.calls.total(), len(board.candidates)
        self.report(
            Progress("search", self.name, self.round, calls, meter.limit, best, count, note)
        )
