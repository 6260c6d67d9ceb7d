"""What a build would cost, before it is asked for. Reads, writes nothing, sends nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache, partial
from typing import Any

from sqlite_utils import Database

from digest import building
from digest.prompting import Task, unseeded
from digest.settings import Settings
from digest.summarize.drafting import rounds
from digest.summarize.turns import Turn
from llm import budget, prices, tokens
from storage import calls, summaries


@dataclass(frozen=True, slots=True)
class Estimate:
    """tokens and US dollars of the calls that are left to make; None: not known, never 0.

    `output_tokens` and `cost_usd` go by what earlier calls of the same purpose and model wrote,
    `most_…` by the limits that the requests carry; repairs and retries come on top.
    """

    week: str
    considered: int  # stories of the week
    items: int
    calls: int
    cached: int  # items that are stored already and cost nothing
    input_tokens: int
    output_tokens: int | None
    most_output_tokens: int
    cost_usd: float | None
    most_usd: float | None
    models: tuple[str, ...]  # that would be asked

    def plain(self) -> dict[str, Any]:
        """What `build --estimate --json` prints."""
        return asdict(self) | {"models": list(self.models)}


@dataclass(frozen=True, slots=True)
class _Call:
    """One request that is left to make."""

    input_tokens: int
    output_tokens: int | None
    most_output_tokens: int
    cost_usd: float | None
    most_usd: float | None


def estimate(db: Database, settings: Settings, week: str, limit: int, *, now: datetime) -> Estimate:
    """What `build` would ask for now. Raises NotFound for an empty week."""
    taken = building.selection(db, week, limit)
    asked = building.asked_with(db, settings, week, taken.chosen, cache(partial(unseeded, db)))
    left = [task for task in asked if not _stored(db, task, now)]
    typical = cache(partial(calls.typical_output, db))
    made = [
        _call(task, turn, typical(task.endpoint.model, turn.prompt.purpose))
        for task in left
        for turn in _turns(task)
    ]
    return Estimate(
        week,
        len(taken.stories),
        len(taken.chosen),
        len(made),
        len(asked) - len(left),
        sum(one.input_tokens for one in made),
        _total([one.output_tokens for one in made]),
        sum(one.most_output_tokens for one in made),
        _money([one.cost_usd for one in made]),
        _money([one.most_usd for one in made]),
        tuple(dict.fromkeys(task.endpoint.model for task in left)),
    )


def _stored(db: Database, task: Task, now: datetime) -> bool:
    if summaries.find(db, task.key) is not None:
        return True
    written = task.from_store(db, now=now)
    return written is not None and written.summary is not None


def _turns(task: Task) -> list[Turn]:
    """The questions of an item without a repair; one that is not known before is like the last."""
    parts = task.brief.parts.prompts if task.brief.parts else ()
    read = [Turn("reading", prompt) for prompt in parts]
    last = Turn(task.brief.kind, task.brief.prompt)
    return read + [last] * max(1, rounds(task.brief) - 1 - len(read))


def _call(task: Task, turn: Turn, typical: int | None) -> _Call:
    body = task.body(turn)
    given = json.dumps([body["messages"], body.get("response_format")], ensure_ascii=False)
    read, most = tokens.estimate(given), turn.prompt.max_tokens
    written = None if typical is None else min(typical, most)
    where = task.endpoint
    cost = prices.cost(where.base_url, where.model, read, 0, most if written is None else written)
    return _Call(read, written, most, cost, budget.estimate(body, where))


def _total(counts: Sequence[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def _money(costs: Sequence[float | None]) -> float | None:
    known = [cost for cost in costs if cost is not None]
    return round(sum(known), 6) if len(known) == len(costs) else None
