"""THE SHELL: the jobs, as the engine runs them. They call things in order, decide nothing.

Jobs run at home, beside digest.db; what they fan out is in fan.py.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from importlib import import_module

from dbos import DBOS, error

from digest import collecting, fetching, subscribing, writing
from digest.asking import warm_up
from digest.crew import share_heaps
from digest.errors import WorkbenchError
from digest.fan import RETRIES, DurableFan, here, work_with
from digest.flow import Job, Plain, now
from digest.loading import loading
from digest.prompting import endpoint
from digest.sample import SAMPLE_WEEK, sample_sources
from digest.settings import Settings
from storage import jobs, sources
from storage.database import connect
from storage.records import Source
from storage.rows import load
from storage.weeks import last_ended

# Other modules and floors above have jobs too. Whoever is home must know them all, or a killed
# one is never finished; they are imported by name where jobs are run
# (docs/decisions/0004-jobs-above.md).
JOBS_ABOVE = ("digest.writer_jobs", "prompt_tuner.workflows")
DEFAULT_ITEMS = 10
POLL_SECONDS = 0.01  # while somebody waits for a job to begin
PATIENT_SECONDS = 0.2  # an idle worker should cost next to nothing
SAMPLE_ITEMS = 12


@contextmanager
def at_work(
    settings: Settings,
    *,
    queues: Sequence[str] = jobs.QUEUES,
    executor: str = jobs.HOME_EXECUTOR,
    patient: bool = False,
) -> Iterator[Callable[[], None]]:
    """Run jobs in this process inside the block, with this key and this home folder.

    patient: for a process that waits for jobs; otherwise one waits for it, and the engine's
    own tracebacks would stand beside the sentence that the job's Run gives. The block is given
    what makes it patient later.
    """
    share_heaps()
    work_with(settings)
    limits = {"home": 8, "fetch": settings.concurrency, "llm": settings.concurrency}
    engine = jobs.Engine(settings.home, settings.engine_url)
    if not settings.engine_url and "home" in queues:
        queues = ("home",)  # nobody else could help: jobs do everything where they are
    _load(settings, jobs_too="home" in queues)
    poll, level = (PATIENT_SECONDS, "ERROR") if patient else (POLL_SECONDS, "CRITICAL")
    with jobs.working(
        engine,
        limits=limits,
        queues=queues,
        executor=executor,
        poll_seconds=poll,
        log_level=level,
    ) as look_every:
        yield lambda: look_every(PATIENT_SECONDS)


def _load(settings: Settings, *, jobs_too: bool) -> None:
    """What is slow to load: now, not when a job waits for it."""
    with loading():
        if settings.has_model:
            asyncio.run(warm_up(endpoint(settings, "article")))
        for module in JOBS_ABOVE if jobs_too else ():
            import_module(module)


Body = Callable[[Job, DurableFan], Awaitable[Plain]]


async def tracked(arguments: Plain, body: Body) -> Plain:
    """Run a job's body; its state, result or error in words end up in its Run."""
    settings = here().with_public(arguments.get("settings", {}))
    job = Job(DBOS.workflow_id or "", settings, arguments, connect(settings.database))
    cancelled = partial(jobs.is_cancelled, job.db, job.id)
    batched = settings.has_model and bool(arguments.get("batch"))
    fan = DurableFan(job, cancelled, batched=batched)
    try:
        if cancelled():  # before it was on its queue, where the engine did not know it yet
            return {}
        job.report(state="running", error="")
        result = await body(job, fan)
        given = json.dumps(result, ensure_ascii=False)
        # Somebody may have cancelled the job in its last moment: that stays so.
        job.report(state="cancelled" if cancelled() else "done", result=given)
    except WorkbenchError as fault:
        result = {"error": str(fault), "code": fault.code}
        job.report(state="failed", error=str(fault), result=json.dumps(result))
    except error.DBOSAwaitedWorkflowCancelledError:
        job.report(state="cancelled")  # with what it waits for; its Run may not say so yet
        raise
    except Exception as fault:
        job.report(state="failed", error=f"Unexpected {type(fault).__name__}: {fault}"[:500])
        raise
    finally:
        fan.close()
        job.db.close()
    return result


@DBOS.workflow(name="collect", max_recovery_attempts=RETRIES)
async def collect(arguments: Plain) -> Plain:
    """Job: ask sources (arguments: sources: ids, or None for every enabled one; due: bool)."""
    return await tracked(arguments, _collect)


@DBOS.workflow(name="refresh", max_recovery_attempts=RETRIES)
async def refresh(arguments: Plain) -> Plain:
    """Job: ask the sources that are due, because it is time (digest/refresh.py starts it)."""
    return await tracked(arguments | {"due": True}, _collect)


@DBOS.workflow(name="build", max_recovery_attempts=RETRIES)
async def build(arguments: Plain) -> Plain:
    """Job: make a week's digest (arguments: week, limit; batch: by the Batch API if there is one)."""
    return await tracked(arguments, _build)


@DBOS.workflow(name="weekly", max_recovery_attempts=RETRIES)
async def weekly(arguments: Plain) -> Plain:
    """Job: collect, then build (arguments: week, limit; batch: by the Batch API if there is one)."""

    async def both(job: Job, fan: DurableFan) -> Plain:
        return {"collect": await _collect(job, fan), "build": await _build(job, fan)}

    return await tracked(arguments, both)


@DBOS.workflow(name="sample", max_recovery_attempts=RETRIES)
async def sample(arguments: Plain) -> Plain:
    """Job: subscribe to the sample week's sources, collect them, and build if asked."""

    async def load_week(job: Job, fan: DurableFan) -> Plain:
        added = [sources.add(job.db, replace(s, added_at=now())) for s in sample_sources()]
        collected = await collecting.collect(job, fan, [source.id for source in added])
        result = {"week": SAMPLE_WEEK, "collect": collected}
        if not arguments.get("build"):
            return result
        return result | {"build": await writing.build(job, fan, SAMPLE_WEEK, SAMPLE_ITEMS)}

    return await tracked(arguments, load_week)


@DBOS.workflow(name="add", max_recovery_attempts=RETRIES)
async def add(arguments: Plain) -> Plain:
    """Job: store one article, paper or post by its URL (arguments: url, memo, text)."""

    async def one(job: Job, fan: DurableFan) -> Plain:
        memo, text = arguments.get("memo", ""), arguments.get("text", "")
        return await collecting.add(job, fan, arguments["url"], memo, text)

    return await tracked(arguments, one)


@DBOS.workflow(name="subscribe", max_recovery_attempts=RETRIES)
async def subscribe(arguments: Plain) -> Plain:
    """Job: find what an address offers, subscribe, collect (arguments: url, kind, title, chosen).

    Where it offers several feeds nothing is subscribed: a person chooses.
    """

    async def one(job: Job, fan: DurableFan) -> Plain:
        options = fetching.options(job.settings)
        wanted = [arguments[name] for name in ("url", "kind", "title")]
        wanted.append(arguments.get("chosen", {}))
        found = await fan.step("discover", fetching.find_sources, options, *wanted)
        if not arguments["kind"] and sum(one["kind"] != "page" for one in found) > 1:
            return {"choose": True, "found": found}
        chosen: Source = load(Source, found[0])
        source = subscribing.subscribe(job.db, chosen, now=now())
        collected = await collecting.collect(job, fan, [source.id])
        return {"source": source.id, "found": found, "collect": collected}

    return await tracked(arguments, one)


@DBOS.workflow(name="probe", max_recovery_attempts=RETRIES)
async def probe(arguments: Plain) -> Plain:
    """Job: which model servers are on loopback, and what the chosen one can do."""
    return await tracked(arguments, _probe)


@DBOS.workflow(name="weekly_tick", max_recovery_attempts=RETRIES)
def weekly_tick(scheduled: datetime, settings: Plain) -> None:
    """The schedule fired: queue the weekly job of the week that has just ended."""
    db = connect(here().database)
    try:
        week = last_ended(scheduled)
        wanted = {"week": week, "limit": DEFAULT_ITEMS, "due": True, "settings": settings}
        wanted["batch"] = bool(settings.get("batch"))
        engine = jobs.Engine(here().home, here().engine_url)
        jobs.start(engine, "weekly", wanted, db=db, now=now())
    finally:
        db.close()


def set_schedule(cron: str, settings: Settings) -> None:
    """Make the engine's weekly schedule what a person chose; "" switches it off.

    cron is five fields in Asia/Tokyo. Runs inside at_work().
    """
    name = "weekly"
    current = DBOS.get_schedule(name)
    wanted = settings.public()
    if current and (current["schedule"], current["context"]) == (cron, wanted):
        return
    if current:
        DBOS.delete_schedule(name)
    if cron:
        DBOS.create_schedule(
            schedule_name=name,
            workflow_fn=weekly_tick,
            schedule=cron,
            context=wanted,
            cron_timezone="Asia/Tokyo",
            queue_name="home",
        )


async def _collect(job: Job, fan: DurableFan) -> Plain:
    due = bool(job.arguments.get("due"))
    return await collecting.collect(job, fan, job.arguments.get("sources"), due_only=due)


async def _build(job: Job, fan: DurableFan) -> Plain:
    limit = job.arguments.get("limit") or DEFAULT_ITEMS
    return await writing.build(job, fan, job.arguments["week"], limit)


async def _probe(job: Job, _fan: DurableFan) -> Plain:
    return await writing.probe(job)
