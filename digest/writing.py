"""The flow of a build job: plan → model calls or extraction → checks → the week's digest."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial

from digest import building, reporting
from digest.asking import look_around, warm_up
from digest.desk import Limits, compose_item, save_calls
from digest.earlier import past_items
from digest.fallbacks import note
from digest.flow import Fan, Job, Plain, now
from digest.hearing import hear
from digest.plan import Plan, picks
from digest.prompting import Task, endpoint
from digest.settings import Settings
from digest.settling import settle
from digest.summarize.turns import Written
from digest.whole_papers import read_papers
from llm.budget import budget_for
from llm.prompt import Prompt
from storage import builds, calls
from storage.database import connect
from storage.records import Finding, Pick, Story, Summary

Prepared = tuple[Plan, Sequence[Pick], dict[str, Task]]
Judged = tuple[Summary, tuple[Finding, ...]]
Waiting = Callable[[], Awaitable[Written]]
SENDING_SECONDS = 0.2  # the first requests go out before anything else takes the processor
CALLS_PER_TURN = 8  # of the hard limit of calls a job may make

_weeks: dict[str, asyncio.Lock] = {}


def one_at_a_time(job: Job, week: str) -> asyncio.Lock:
    """The lock of a week: what is made of it is made one after the other."""
    return _weeks.setdefault(f"{job.settings.database} {week}", asyncio.Lock())


async def build(job: Job, fan: Fan, week: str, limit: int) -> Plain:
    """Make the week's digest; two builds of one week wait for each other.

    Raises NotFound when the week has no article.
    """
    async with one_at_a_time(job, week):
        job.report(stage="記事の選定", done=0, total=0)
        if job.settings.has_model:
            await warm_up(endpoint(job.settings, "article"))
        heard = await hear(job, fan, week, limit)
        await read_papers(job, fan, week, limit)
        made, chosen, tasks = await _planned(job, fan, week, limit)
        builds.begin(job.db, job.id, week, now=now())
        job.report(stage="要約", total=len(chosen))
        waiting = await start(job, fan, made, tasks)
        if waiting:
            await asyncio.sleep(SENDING_SECONDS)
        near = await asyncio.to_thread(building.read_ahead, chosen, past_items(job.db, week))
        written: dict[str, Judged] = {}
        for done, pick in enumerate(chosen, 1):
            written[pick.story.key] = await judged(job, pick.story, tasks, waiting)
            job.report(done=done)
        highlights, notes = await _highlights(job, tasks, waiting)
        digest = building.finish(job.db, made, chosen, written, highlights, notes, near, now=now())
    survey = made.survey | {"scored": heard or None}
    spent = reporting.tell(job.db, job.id, survey, len(made.calls), digest, now=now())
    sent = reporting.batches_of(job.db, job.id)
    direct = reporting.asked_directly(job.db, job.id, spent)
    more = {"batches": sent, "asked_directly": direct, "scored": heard or None}
    return building.outcome(digest, spent) | more


async def _planned(job: Job, fan: Fan, week: str, limit: int) -> Prepared:
    """The plan; where it doubts kinds a model settles them, and it is made once more."""
    made, chosen, tasks = await _prepared(job, fan, "plan", week, limit)
    doubted = [pick.story for pick in chosen if pick.story.key in made.doubts]
    if doubted and await settle(job, fan, doubted):
        return await _prepared(job, fan, "plan again", week, limit)
    return made, chosen, tasks


async def _prepared(job: Job, fan: Fan, name: str, week: str, limit: int) -> Prepared:
    kept: list[Prepared] = []
    plain = await fan.step(name, _plan, job.settings, week, limit, kept)
    return kept[0] if kept else _again(job, Plan.of(plain))


def _plan(settings: Settings, week: str, limit: int, kept: list[Prepared]) -> Plain:
    """The plan as plain values; kept gets what was made for it, to spare making it again."""
    db = connect(settings.database)
    try:
        made, chosen, tasks = building.plan(db, settings, week, limit, now=now())
        kept.append((made, chosen, {task.name: task for task in tasks}))
        return made.plain()
    finally:
        db.close()


def _again(job: Job, made: Plan) -> Prepared:
    """After a crash: the same from the stored plan."""
    chosen = picks(job.db, made)
    tasks = building.tasks(
        job.db, job.settings, made.week, chosen, now=now(), versions=made.versions
    )
    return made, chosen, {task.name: task for task in tasks}


async def start(job: Job, fan: Fan, made: Plan, tasks: Mapping[str, Task]) -> dict[str, Waiting]:
    """Begin every planned talk, in the order of the plan (a replay must repeat it)."""
    turns = {name: made.rounds.get(name, 1) for name in made.calls}
    limits = Limits(job.settings.max_usd, _most_calls(job, sum(turns.values())))
    spent = calls.spending(job.db, job_id=job.id)
    usd, count = spent.cost_usd, spent.calls
    budget_for(job.id, limits.max_usd, limits.max_calls, spent_usd=usd, spent_calls=count)
    waiting = {}
    for name, rounds in turns.items():
        talk = partial(compose_item, job, limits, tasks[name], rounds)
        waiting[name] = await fan.converse(rounds, talk)
    return waiting


def _most_calls(job: Job, turns: int) -> int:
    """The hard limit of a job's calls: its own, and never more than retries can need."""
    own, needed = job.settings.max_calls, CALLS_PER_TURN * turns
    return needed if own is None else min(own, needed)


async def judged(
    job: Job, story: Story, tasks: Mapping[str, Task], waiting: Mapping[str, Waiting]
) -> Judged:
    """A story's summary with its findings: the model's, else a quotation with the reason why."""
    key = story.key
    task = tasks.get(key)
    if task is None:
        return building.checked(building.fallback(job.db, story, "", now=now()), story)
    if key not in waiting:
        found, fault = building.answered(job.db, task, now=now()), "invalid_output"
    else:
        written = await waiting[key]()
        if written.summary is not None:
            return written.summary, written.findings
        found, fault = None, written.fault
    summary = found or building.fallback(job.db, story, note(fault), now=now())
    return building.checked(summary, story)


async def probe(job: Job) -> Plain:
    """Look which servers there are and try the chosen one; its calls are kept like all."""
    found = await look_around(job.settings)
    prompt = Prompt("probe", ())
    outcomes = found.pop("outcomes")
    save_calls(job, endpoint(job.settings, "article"), prompt, job.id, outcomes, None)
    return found


async def _highlights(
    job: Job, tasks: Mapping[str, Task], waiting: Mapping[str, Waiting]
) -> tuple[Summary | None, list[str]]:
    """The week's highlights, or the note why there are none; without a model neither."""
    task = tasks.get(building.HIGHLIGHTS)
    if task is None:
        return None, []
    if task.name not in waiting:
        return building.answered(job.db, task, now=now()), []
    written = await waiting[task.name]()
    fault = note(written.fault)
    return written.summary, [] if written.summary else [f"今週のハイライトはありません。{fault}"]
