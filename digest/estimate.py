"""What a build would cost, before it is asked for. Reads, writes nothing, sends nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cache, partial
from math import ceil
from typing import Any

from sqlite_utils import Database

from digest import building
from digest.candidates import left_to_score
from digest.flow import BATCH_ROUNDS
from digest.foreseen import Foreseen, drafts, repair
from digest.papers.plan import MOST_CALLS
from digest.papers.planned import NOTE_TOKENS
from digest.prompting import Task, unseeded
from digest.questions import left_about_kinds
from digest.settings import Settings
from digest.summarize.refine import REPAIRED
from digest.summarize.strategies import for_long, known_before, way_of
from digest.summarize.turns import Turn
from digest.whole_papers import unread
from llm import batch_prices, prices, tokens
from storage import calls, papers, summaries

RESERVE = 1.25  # see llm.tokens.estimate


@dataclass(frozen=True, slots=True)
class Estimate:
    """tokens and US dollars of the calls that are left to make; None: not known, never 0.

    `calls`, `output_tokens` and `cost_usd` go by what earlier calls of the same purpose and model
    wrote and how many earlier summaries were repaired; `most_…` by the limits that the requests
    carry, with a repair of everything. Retries after a fault of a server come on top.
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
    most_calls: int = 0
    week_calls: int = 0  # of the calls: questions about the week, before its items are written
    repairs: int = 0  # of the calls: repairs, as often as earlier summaries had one
    unread_papers: int = 0  # whose length is only known when the build has fetched them
    batch_usd: float | None = None  # as cost_usd, where the Batch API is asked

    def plain(self) -> dict[str, Any]:
        """What `build --estimate --json` prints."""
        return asdict(self) | {"models": list(self.models)}


@dataclass(frozen=True, slots=True)
class _Call:
    """One request that is left to make; most: at the limits."""

    input_tokens: int
    output_tokens: int | None
    most_output_tokens: int
    cost_usd: float | None
    most_usd: float | None
    batch_usd: float | None


@dataclass(frozen=True, slots=True)
class _Item:
    """What an item takes: as a rule, for a repair, and at most."""

    usual: Sequence[_Call]
    repair: Sequence[_Call]
    most: Sequence[_Call]
    together: int = 1  # questions that are asked at once, before any answer


Typical = Callable[[str, str], int | None]  # model, purpose → tokens of a reply


def estimate(db: Database, settings: Settings, week: str, limit: int, *, now: datetime) -> Estimate:
    """What `build` would ask for now. Raises NotFound for an empty week."""
    taken = building.selection(db, week, limit, settings)
    active = cache(partial(unseeded, db))
    asked = building.asked_with(db, settings, week, taken.chosen, active)
    left = [task for task in asked if not _stored(db, task, now)]
    typical = cache(partial(calls.typical_output, db))
    fresh = unread(db, settings, [pick.story.lead for pick in taken.chosen], now=now)
    lacking = {p.story.key for p in taken.chosen if p.story.lead.id in fresh}
    pages = papers.typical_chars(db) if lacking else None
    known = [t for t in left if not _unread(t, lacking)]
    items = [_known(t, typical) for t in known]
    items += [_unknown(t, typical, settings, pages) for t in left if _unread(t, lacking)]
    first = left_to_score(db, settings, week, limit, taken.stories)
    first += left_about_kinds(db, settings, taken.chosen, active) if left else []
    about = [_call(t, Foreseen(Turn(t.brief.kind, t.prompt)), typical) for t in first]
    share = summaries.share_with(db, REPAIRED)
    found = _totals(items, about, share)
    return replace(
        found,
        week=week,
        considered=len(taken.stories),
        items=len(taken.chosen),
        cached=len(asked) - len(left),
        models=tuple(dict.fromkeys(task.endpoint.model for task in [*first, *left])),
        unread_papers=len(left) - len(known),
    )


def _totals(items: Sequence[_Item], about: Sequence[_Call], share: float) -> Estimate:
    """The sums; share: of the items that are repaired as a rule."""
    usual = [*about, *(call for item in items for call in item.usual)]
    mended = [call for item in items for call in item.repair]
    most = [*about, *(call for item in items for call in item.most)]
    repairs = round(share * len(mended))
    written = _sum([c.output_tokens for c in usual], [c.output_tokens for c in mended], share)
    return Estimate(
        week="",
        considered=0,
        items=0,
        calls=len(usual) + repairs,
        cached=0,
        input_tokens=round(
            sum(c.input_tokens for c in usual) + share * sum(c.input_tokens for c in mended)
        ),
        output_tokens=None if written is None else round(written),
        most_output_tokens=sum(call.most_output_tokens for call in most),
        cost_usd=_sum([c.cost_usd for c in usual], [c.cost_usd for c in mended], share),
        most_usd=_sum([c.most_usd for c in most], [], 0),
        models=(),
        most_calls=len(most),
        week_calls=len(about),
        repairs=repairs,
        batch_usd=_sum(
            [call.cost_usd for call in about] + [usd for item in items for usd in _batched(item)],
            [call.batch_usd for call in mended],
            share,
        ),
    )


def _batched(item: _Item) -> list[float | None]:
    """What its questions cost by batches, in which only the first few may wait."""
    waiting = item.together + BATCH_ROUNDS - 1
    half = [call.batch_usd for call in item.usual[:waiting]]
    if None in half:
        return half
    return half + [call.cost_usd for call in item.usual[waiting:]]


def _stored(db: Database, task: Task, now: datetime) -> bool:
    if summaries.find(db, task.key) is not None:
        return True
    written = task.from_store(db, now=now)
    return written is not None and written.summary is not None


def _unread(task: Task, lacking: set[str]) -> bool:
    return task.name in lacking and for_long(task.version.settings) is not None


def _known(task: Task, typical: Typical) -> _Item:
    made = [_call(task, one, typical) for one in drafts(task.brief)]
    again = [_call(task, repair(task.brief), typical)]
    return _Item(made, again, [*made, *again], max(1, len(known_before(task.brief))))


def _unknown(task: Task, typical: Typical, settings: Settings, pages: int | None) -> _Item:
    """A paper that will be fetched first: as long as those before it (pages, in characters)."""
    budget = settings.read_tokens
    length = budget if pages is None else pages // 4  # most papers are in English
    written = typical(task.endpoint.model, task.prompt.purpose)
    (rules,) = _known(task, lambda *_: written).usual[:1]
    parts = ceil(length / budget) if length > budget else 0
    full = partial(_priced, task, rules.input_tokens)
    last = full(min(length, budget), written, task.prompt.max_tokens)
    notes = partial(full, budget, written, NOTE_TOKENS)
    longest = full(budget, written, task.prompt.max_tokens)
    mended = full(budget + 2 * task.prompt.max_tokens, written, task.prompt.max_tokens)
    most = [notes() for _ in range(MOST_CALLS)]
    times = way_of(task.brief.settings).samples  # the notes are taken once for all drafts
    made = [*(notes() for _ in range(parts)), *[last] * times]
    return _Item(made, [mended], [*most, *[longest] * times, mended], parts or 1)


def _call(task: Task, asked: Foreseen, typical: Typical) -> _Call:
    """What a question reads: its prompt, and the answers before it that it goes on from."""
    body = task.body(asked.turn)
    given = json.dumps([body["messages"], body.get("response_format")], ensure_ascii=False)
    read, most = tokens.estimate(given + asked.adds), asked.turn.prompt.max_tokens
    written = typical(task.endpoint.model, asked.turn.prompt.purpose)
    written = None if written is None else min(written, most)
    return _priced(task, read, 0, written, most, repeats=asked.repeats)


def _priced(
    task: Task, read: int, more: int, written: int | None, most: int, *, repeats: int = 0
) -> _Call:
    """A request of so many tokens. written: tokens of a reply as a rule, None: nobody knows."""
    where = task.endpoint
    usual = most if written is None else min(written, most)
    given = read + more + repeats * usual
    cost = prices.cost(where.base_url, where.model, given, 0, usual)
    limit = int((read + more + repeats * most) * RESERVE)
    return _Call(
        given,
        None if written is None else usual,
        most,
        cost,
        prices.cost(where.base_url, where.model, limit, 0, most),
        batch_prices.cost(where, where.model, given, 0, usual),
    )


def _sum(
    counts: Sequence[float | int | None], more: Sequence[float | int | None], share: float
) -> float | None:
    """All of `counts` and a share of `more`; None where one of them is not known."""
    weighed = [(one, 1.0) for one in counts] + [(one, share) for one in more if share]
    if any(one is None for one, _ in weighed):
        return None
    return round(sum(weight * (one or 0) for one, weight in weighed), 6)
