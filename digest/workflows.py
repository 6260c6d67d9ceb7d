"""THE SHELL: the jobs, as the engine runs them. They call things in order, decide nothing.

Jobs run at home, beside digest.db. What they spread (fetch_sources, fetch_pages,
model_call) takes and returns plain values and touches no database, so that any worker on
the engine's queues can run it. A job carries its settings, never the key.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from dbos import DBOS

from digest import asking, collecting, fetching, writing
from digest.errors import WorkbenchError
from digest.flow import Address, Job, Plain, now
from digest.sample import SAMPLE_WEEK, sample_sources
from digest.settings import Settings
from storage import jobs, sources
from storage.database import connect
from storage.records import Source
from storage.rows import load
from storage.weeks import last_ended

T = TypeVar("T")
POLL_SECONDS = 0.05
RETRIES = 1000  # how often a job may be killed before the engine gives it up
DEFAULT_ITEMS = 10

_here = Settings()


@contextmanager
def at_work(
    settings: Settings, *, queues: Sequence[str] = jobs.QUEUES, executor: str = jobs.HOME_EXECUTOR
) -> Iterator[None]:
    """Run jobs in this process inside the block, with this key and this home folder."""
    global _here  # noqa: PLW0603 - the engine calls workflows by name, without a context
    _here = settings
    # Model tasks wait their turn inside the process: llm.attempt lets `concurrency` through.
    limits = {"home": 8, "fetch": settings.concurrency, "llm": 4 * settings.concurrency}
    engine = jobs.Engine(settings.home, settings.engine_url)
    with jobs.working(engine, limits=limits, queues=queues, executor=executor):
        yield


class DurableFan:
    """digest.flow.Fan on the engine's steps and queues."""

    async def step(self, name: str, function: Callable[..., T], *values: Any) -> T:
        """See Fan."""

        async def run() -> T:
            return await asyncio.to_thread(function, *values)

        return await DBOS.run_step_async({"name": name}, run)

    async def spread(
        self, name: str, batches: Sequence[list[Plain]], options: Plain, where: Address | None
    ) -> AsyncIterator[list[Plain]]:
        """See Fan."""
        if where is not None:
            for batch in batches:
                yield await self.step(name, fetching.FETCHES[name], batch, options, where)
            return
        work: Any = fetch  # runs in a thread; the engine's types know only coroutines here
        handles: list[Any] = [
            await DBOS.enqueue_workflow_async("fetch", work, name, batch, options)
            for batch in batches
        ]
        for handle in handles:
            yield await handle.get_result(polling_interval_sec=POLL_SECONDS)

    async def ask(self, task: Plain) -> Callable[[], Awaitable[Plain]]:
        """See Fan."""
        handle = await DBOS.enqueue_workflow_async("llm", model_call, task)

        async def wait() -> Plain:
            return await handle.get_result(polling_interval_sec=POLL_SECONDS)

        return wait


@DBOS.workflow(name="fetch", max_recovery_attempts=RETRIES)
def fetch(name: str, batch: list[Plain], options: Plain) -> list[Plain]:
    """Spread: fetch and parse some sources, or fetch and extract some pages."""
    return fetching.FETCHES[name](batch, options, None)


@DBOS.step(name="attempt")
async def attempt(endpoint: Plain, body: Plain) -> Plain:
    """One request to a model server; its outcome is the checkpoint."""
    return await asking.attempt_plain(endpoint, body, _here.api_key)


@DBOS.workflow(name="model_call", max_recovery_attempts=RETRIES)
async def model_call(task: Plain) -> Plain:
    """Spread: one structured answer, by as many checkpointed attempts as it takes."""
    return await asking.answer(task, attempt, _here.api_key)


async def _tracked(arguments: Plain, body: Callable[[Job], Awaitable[Plain]]) -> Plain:
    """Run a job's body; its state, result or error in words end up in its Run."""
    settings = _here.with_public(arguments.get("settings", {}))
    job = Job(DBOS.workflow_id or "", settings, arguments, connect(settings.database))
    try:
        job.report(state="running", error="")
        result = await body(job)
        job.report(state="done", result=json.dumps(result, ensure_ascii=False))
    except WorkbenchError as error:
        job.report(state="failed", error=str(error))
        result = {"error": str(error), "code": error.code}
    except Exception as error:
        job.report(state="failed", error=f"Unexpected {type(error).__name__}: {error}"[:500])
        raise
    finally:
        job.db.close()
    return result


@DBOS.workflow(name="collect", max_recovery_attempts=RETRIES)
async def collect(arguments: Plain) -> Plain:
    """Job: ask sources (arguments["sources"]: ids, or None for every enabled one)."""
    return await _tracked(arguments, _collect)


@DBOS.workflow(name="build", max_recovery_attempts=RETRIES)
async def build(arguments: Plain) -> Plain:
    """Job: make a week's digest (arguments: week, limit)."""
    return await _tracked(arguments, _build)


@DBOS.workflow(name="weekly", max_recovery_attempts=RETRIES)
async def weekly(arguments: Plain) -> Plain:
    """Job: collect, then build (arguments: week, limit)."""

    async def both(job: Job) -> Plain:
        return {"collect": await _collect(job), "build": await _build(job)}

    return await _tracked(arguments, both)


@DBOS.workflow(name="sample", max_recovery_attempts=RETRIES)
async def sample(arguments: Plain) -> Plain:
    """Job: subscribe to the sample week's sources, collect them, and build if asked."""

    async def load_week(job: Job) -> Plain:
        added = [sources.add(job.db, replace(s, added_at=now())) for s in sample_sources()]
        collected = await collecting.collect(job, DurableFan(), [source.id for source in added])
        result = {"week": SAMPLE_WEEK, "collect": collected}
        if not arguments.get("build"):
            return result
        return result | {"build": await writing.build(job, DurableFan(), SAMPLE_WEEK, 12)}

    return await _tracked(arguments, load_week)


@DBOS.workflow(name="add", max_recovery_attempts=RETRIES)
async def add(arguments: Plain) -> Plain:
    """Job: store one article, paper or post by its URL (arguments: url, memo)."""

    async def one(job: Job) -> Plain:
        return await collecting.add(job, DurableFan(), arguments["url"], arguments.get("memo", ""))

    return await _tracked(arguments, one)


@DBOS.workflow(name="subscribe", max_recovery_attempts=RETRIES)
async def subscribe(arguments: Plain) -> Plain:
    """Job: find the feed of a URL, subscribe, and collect it (arguments: url, kind, title)."""

    async def one(job: Job) -> Plain:
        fan, options = DurableFan(), fetching.options(job.settings)
        wanted = [arguments[name] for name in ("url", "kind", "title")]
        found = await fan.step("discover", fetching.find_sources, options, *wanted)
        chosen: Source = load(Source, found[0])
        source = sources.add(job.db, replace(chosen, added_at=now()))
        collected = await collecting.collect(job, fan, [source.id])
        return {"source": source.id, "found": found, "collect": collected}

    return await _tracked(arguments, one)


@DBOS.workflow(name="probe", max_recovery_attempts=RETRIES)
async def probe(arguments: Plain) -> Plain:
    """Job: which model servers are on loopback, and what the chosen one can do."""
    return await _tracked(arguments, writing.probe)


@DBOS.workflow(name="weekly_tick", max_recovery_attempts=RETRIES)
def weekly_tick(scheduled: datetime, settings: Plain) -> None:
    """The schedule fired: queue the weekly job of the week that has just ended."""
    db = connect(_here.database)
    try:
        wanted = {"week": last_ended(scheduled), "limit": DEFAULT_ITEMS, "settings": settings}
        engine = jobs.Engine(_here.home, _here.engine_url)
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


async def _collect(job: Job) -> Plain:
    return await collecting.collect(job, DurableFan(), job.arguments.get("sources"))


async def _build(job: Job) -> Plain:
    limit = job.arguments.get("limit") or DEFAULT_ITEMS
    return await writing.build(job, DurableFan(), job.arguments["week"], limit)
