"""The flow of a tune job: thaw → search → store what was found. It decides nothing."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any, Protocol

from digest.errors import JobFailed
from digest.flow import Job, Plain, now
from digest.settings import Settings as House
from llm.endpoint import Endpoint
from prompt_tuner import outcome
from prompt_tuner.asking import asking_for
from prompt_tuner.effects import Effects
from prompt_tuner.effects_live import LiveEffects, Send
from prompt_tuner.records import Progress, Result, Settings, Task
from prompt_tuner.tasks import thaw
from storage import jobs, sessions, tasks

STAGES = {
    "search": "候補の探索",
    "finalists": "有力候補の再評価",
    "gate": "未公開の例での判定",
    "done": "完了",
}
GOING = ("queued", "running", "pausing")
LOOK_SECONDS = 0.2  # how often a session looks whether somebody paused it
SHOW_SECONDS = 0.3  # how often progress is written


_turns: dict[str, asyncio.Lock] = {}


class Search(Protocol):
    """prompt_tuner.search.search; tests give their own."""

    def __call__(
        self,
        task: Task,
        settings: Settings,
        effects: Effects,
        *,
        report: Callable[[Progress], None],
    ) -> Awaitable[Result]:
        """Search for a better prompt."""
        ...


async def tune(job: Job, search: Search, send: Send) -> Plain:
    """Run a session, or what is left of it. Raises JobFailed when the models failed it.

    A second job of a session that runs waits for the first: both would pay for the same.
    """
    session_id = str(job.arguments["session"])
    turn = _turns.setdefault(session_id, asyncio.Lock())
    waited = turn.locked()
    async with turn:
        if waited and sessions.get(job.db, session_id).state != "queued":
            return _left(job, session_id)
        left = await _leg(job, session_id, search, send)
        while left["state"] == "queued" and not jobs.is_cancelled(job.db, job.id):
            left = await _leg(job, session_id, search, send)  # resumed before it had stopped
        return left


async def _leg(job: Job, session_id: str, search: Search, send: Send) -> Plain:
    session = sessions.get(job.db, session_id)
    ready = ("queued", "running", "stopped", "failed")
    if not sessions.update(job.db, session_id, now=now(), only_if=ready, state="running", error=""):
        return _left(job, session_id)
    task, settings = thaw(session.frozen)
    effects = _effects(job, session_id, task, settings, send)
    searching = asyncio.ensure_future(search(task, settings, effects, report=_reporter(job)))
    try:
        if await _stopped(job, session_id, searching):
            await effects.stop()
            return _left(job, session_id)
        result = searching.result()
    except Exception as error:
        told = str(error)[:500]
        sessions.update(job.db, session_id, now=now(), only_if=GOING, state="failed", error=told)
        raise
    finally:
        searching.cancel()
        effects.close()
    return _finish(job, session_id, result, effects)


def endpoints(house: House, task: Task) -> dict[str, Endpoint]:
    """Role → the server and model that a task names for it."""
    return {
        role: Endpoint(house.server, model, house.api_key, house.concurrency)
        for role, model in task.models.items()
    }


def _effects(job: Job, session_id: str, task: Task, settings: Settings, send: Send) -> LiveEffects:
    return LiveEffects(
        job.db,
        session_id,
        endpoints(job.settings, task),
        asking_for(job.db, task, job.settings.language),
        send=send,
        max_calls=settings.max_calls,
        max_usd=settings.max_usd,
        concurrency=settings.concurrency,
        on_sealed=lambda: tasks.open_sealed(job.db, task.name, session_id, now=now()),
    )


def _reporter(job: Job) -> Callable[[Progress], None]:
    shown = 0.0

    def report(progress: Progress) -> None:
        nonlocal shown
        if progress.phase != "done" and time.monotonic() - shown < SHOW_SECONDS:
            return
        shown = time.monotonic()
        plain = json.dumps(asdict(progress), ensure_ascii=False)
        sessions.update(job.db, job.arguments["session"], now=now(), progress=plain)
        stage = STAGES[progress.phase]
        job.report(stage=stage, done=progress.calls, total=progress.max_calls)

    return report


async def _stopped(job: Job, session_id: str, searching: asyncio.Future[Result]) -> bool:
    """Wait for the search; True when somebody paused or cancelled it before its end."""
    while True:
        done, _ = await asyncio.wait({searching}, timeout=LOOK_SECONDS)
        if done:
            return False
        if jobs.is_cancelled(job.db, job.id):
            sessions.update(job.db, session_id, now=now(), only_if=GOING, state="paused")
            return True
        if sessions.get(job.db, session_id).state != "running":
            return True


def _left(job: Job, session_id: str) -> Plain:
    """The end of a leg that somebody stopped, or that found the session at its end."""
    sessions.update(job.db, session_id, now=now(), only_if=("pausing",), state="paused")
    session = sessions.get(job.db, session_id)
    if session.state == "done":
        return outcome.document_of(session)
    return {"session": session_id, "state": session.state}


def _finish(job: Job, session_id: str, result: Result, effects: LiveEffects) -> Plain:
    document = outcome.keep(job.db, session_id, result, now=now())
    problem = effects.problem
    if problem is None:
        return document
    words = f"{problem} The session keeps what it found; `resume {session_id}` goes on."
    sessions.update(job.db, session_id, now=now(), state="stopped", error=words)
    raise JobFailed(words)


def describe(document: dict[str, Any]) -> str:
    """A session's outcome in one English sentence."""
    p = document["p_value"]
    low, high = document["interval"] or (None, None)
    numbers = ""
    if p is not None and low is not None and document["mean_difference"] is not None:
        numbers = f" (difference {document['mean_difference']:+.3f},"
        numbers += f" interval {low:+.3f} to {high:+.3f}, p = {p:.4f}, n = {document['sealed_n']})"
    return f"{document['verdict']}{numbers}"
