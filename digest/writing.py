"""The flow of a build job: plan → model calls or extraction → checks → the week's digest."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from digest import building, reporting
from digest.asking import look_around, plain_task, warm_up
from digest.fallbacks import note
from digest.flow import Fan, Job, Plain, Waiting, now
from digest.prompting import Task, endpoint
from digest.settings import Settings
from llm.budget import budget_for
from llm.endpoint import Endpoint
from llm.outcome import Outcome
from llm.prompt import Prompt
from llm.rows import to_call
from storage import builds, calls, summaries
from storage.database import connect
from storage.records import Finding, Pick, Story, Summary

Prepared = tuple[building.Plan, Sequence[Pick], dict[str, Task]]
Judged = tuple[Summary, tuple[Finding, ...]]
SENDING_SECONDS = 0.2  # the first requests go out before anything else takes the processor
CALLS_PER_TASK = 8  # of the hard limit of calls a job may make

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
        kept: list[Prepared] = []
        plain = await fan.step("plan", _plan, job.settings, week, limit, kept)
        made, chosen, tasks = kept[0] if kept else _again(job, building.Plan.of(plain))
        builds.begin(job.db, job.id, week, now=now())
        job.report(stage="要約", total=len(chosen))
        judged: dict[str, Judged] = {}
        stories = {pick.story.key: pick.story for pick in chosen}
        waiting = await start(job, fan, made, tasks, partial(keep, job, stories, judged))
        near = None
        if waiting:
            await asyncio.sleep(SENDING_SECONDS)
            near = await asyncio.to_thread(building.read_ahead, chosen)
        written: dict[str, Judged] = {}
        for done, pick in enumerate(chosen, 1):
            summary = await summary_of(job, pick, tasks, waiting)
            ready = judged.get(pick.story.key)
            written[pick.story.key] = ready or building.checked(summary, pick.story)
            job.report(done=done)
        highlights, notes = await _highlights(job, tasks, waiting)
        digest = building.finish(job.db, made, chosen, written, highlights, notes, near, now=now())
    spent = reporting.tell(job.db, job.id, made.survey, len(made.calls), digest, now=now())
    return building.outcome(digest, spent)


def _plan(settings: Settings, week: str, limit: int, kept: list[Prepared]) -> Plain:
    """The plan as plain values; kept gets what was made for it, to spare making it again."""
    db = connect(settings.database)
    try:
        made, chosen, tasks = building.plan(db, settings, week, limit, now=now())
        kept.append((made, chosen, {task.name: task for task in tasks}))
        return made.plain()
    finally:
        db.close()


def _again(job: Job, made: building.Plan) -> Prepared:
    """After a crash: the same from the stored plan."""
    chosen = building.picks(job.db, made)
    tasks = building.tasks(job.db, job.settings, made.week, chosen, now=now())
    return made, chosen, {task.name: task for task in tasks}


async def start(
    job: Job,
    fan: Fan,
    made: building.Plan,
    tasks: dict[str, Task],
    kept: Callable[[Task, Plain], None],
) -> dict[str, Waiting]:
    """Hand out every planned call, in the order of the plan (a replay must repeat it)."""
    limit = _most_calls(job, len(made.calls))
    spent = calls.spending(job.db, job_id=job.id)
    budget_for(
        job.id, job.settings.max_usd, limit, spent_usd=spent.cost_usd, spent_calls=spent.calls
    )
    waiting = {}
    for name in made.calls:
        plain = plain_task(tasks[name], job.id, job.settings.max_usd, limit)
        waiting[name] = await fan.ask(plain, partial(kept, tasks[name]))
    return waiting


def _most_calls(job: Job, tasks: int) -> int:
    """The hard limit of a job's calls: its own, and never more than retries can need."""
    own, needed = job.settings.max_calls, CALLS_PER_TASK * tasks
    return needed if own is None else min(own, needed)


async def summary_of(
    job: Job, pick: Pick, tasks: dict[str, Task], waiting: dict[str, Waiting]
) -> Summary:
    """The summary of a pick: the model's, else a quotation with the reason why."""
    key = pick.story.key
    task = tasks.get(key)
    if task is None:
        return building.fallback(job.db, pick.story, "", now=now())
    if key in waiting:
        found, kind = await _answer(job, task, waiting[key])
    else:
        found, kind = building.answered(job.db, task, now=now()), "invalid_output"
    return found or building.fallback(job.db, pick.story, note(kind), now=now())


async def _answer(job: Job, task: Task, waiting: Waiting) -> tuple[Summary | None, str]:
    """Await a model's answer, which _keep has stored; or the kind of fault."""
    answer = await waiting()
    if answer.get("error"):
        return None, answer["error"]
    return summaries.find(job.db, task.key), ""


def keep(
    job: Job, stories: dict[str, Story], judged: dict[str, Judged], task: Task, answer: Plain
) -> None:
    """Store every attempt and a good summary, and check it, the moment that it is there."""
    uid, version = f"{job.id}/{task.name}", task.version.id
    call_id = save_calls(job, task.endpoint, task.prompt, uid, answer["outcomes"], version)
    if answer.get("error"):
        return
    building.remember_rung(job.db, task.endpoint.base_url, task.endpoint.model, answer["rung"])
    reply = task.reply_type.model_validate(answer["reply"])
    summary = summaries.save(job.db, task.to_summary(reply, call_id, now()))
    if task.name in stories:
        judged[task.name] = building.checked(summary, stories[task.name])


def save_calls(
    job: Job,
    asked: Endpoint,
    prompt: Prompt,
    uid: str,
    outcomes: Sequence[Sequence[Any]],
    version_id: int | None,
) -> int | None:
    """Rows for the attempts [slot, body, outcome]; gives the id of the last one."""
    call_id = None
    for slot, body, plain in outcomes:
        call = to_call(
            asked,
            prompt,
            body,
            Outcome.from_plain(plain),
            uid=f"{uid}/{slot}",
            job_id=job.id,
            prompt_version_id=version_id,
        )
        call_id = calls.save(job.db, call).id
    return call_id


async def probe(job: Job) -> Plain:
    """Look which servers there are and try the chosen one; its calls are kept like all."""
    found = await look_around(job.settings)
    prompt = Prompt("probe", ())
    outcomes = found.pop("outcomes")
    save_calls(job, endpoint(job.settings, "article"), prompt, job.id, outcomes, None)
    return found


async def _highlights(
    job: Job, tasks: dict[str, Task], waiting: dict[str, Waiting]
) -> tuple[Summary | None, list[str]]:
    """The week's highlights, or the note why there are none; without a model neither."""
    task = tasks.get(building.HIGHLIGHTS)
    if task is None:
        return None, []
    if task.name not in waiting:
        return building.answered(job.db, task, now=now()), []
    found, kind = await _answer(job, task, waiting[task.name])
    return found, [] if found else [f"今週のハイライトはありません。{note(kind)}"]
