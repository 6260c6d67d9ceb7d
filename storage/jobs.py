"""Jobs: start, cancel, prune, rescue; what the engine does, in the words of this program.

What people see of a job is its Run in digest.db. Executor `home` is whoever holds the home
lock, and finishes what an earlier `home` left. Workers on other machines have ids of their
own and a heartbeat; `home` resumes what a silent one left.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from storage import runs, sessions
from storage.engine import HOME_EXECUTOR, JOBS_VERSION, QUEUES, Engine, client, connection, working
from storage.errors import EngineError, NotFound
from storage.home import ensure_worker, try_home, worker_alive
from storage.records import Run
from storage.rows import stamp

__all__ = [
    "FINISHED",
    "HOME_EXECUTOR",
    "QUEUES",
    "Engine",
    "any_active",
    "beat",
    "cancel",
    "ensure_worker",
    "is_cancelled",
    "leave",
    "prune",
    "rescue",
    "settle",
    "start",
    "try_home",
    "worker_alive",
    "working",
]

FINISHED = ("done", "failed", "cancelled")
_OPEN = ["PENDING", "ENQUEUED", "DELAYED"]  # what the engine still has to do
_ENDED = {"CANCELLED": "cancelled"}  # anything else that has ended without its Run: failed
_GIVEN_UP = "MAX_RECOVERY_ATTEMPTS_EXCEEDED"
UNKNOWN_SECONDS = 60  # from a job's Run to its place on the queue, where a process died between
LOST = "The engine no longer knows this job."
ASKED = "/asked-"  # between a job's id and a number: what it put on a queue by a step


def start(
    engine: Engine,
    kind: str,
    arguments: Mapping[str, Any],
    *,
    db: Database,
    now: datetime,
    job_id: str = "",
) -> str:
    """Put a job on the `home` queue and give its id; whoever is or becomes home runs it.

    arguments are plain JSON values. The same job that is still queued or running (or was
    when its process died) is not started twice: its id is given. job_id: of a job that must
    run once, however often it is started. Raises EngineError when the engine cannot be reached.
    """
    if twin := _unfinished(engine, kind, arguments, db=db, now=now, but=job_id):
        return twin
    job_id = job_id or f"{kind}-{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
    run = Run(job_id, kind, json.dumps(dict(arguments)), created_at=now, updated_at=now)
    if (claimed := runs.claim(db, run)) != job_id:
        return claimed  # somebody else was quicker
    try:
        with client(engine) as opened:
            opened.enqueue(_placed(kind, job_id), dict(arguments))
    except EngineError as error:
        runs.update(db, job_id, now=now, state="failed", error=str(error))
        raise
    return job_id


def _placed(kind: str, job_id: str) -> Any:
    named = {"workflow_name": kind, "workflow_id": job_id, "app_version": JOBS_VERSION}
    return named | {"queue_name": "home"}


def _unfinished(
    engine: Engine,
    kind: str,
    arguments: Mapping[str, Any],
    *,
    db: Database,
    now: datetime,
    but: str,
) -> str | None:
    wanted = json.dumps(dict(arguments))
    known = [
        run
        for state in ("queued", "running")
        for run in runs.list_runs(db, kind=kind, state=state)
        if run.arguments == wanted and run.job_id != but
    ]
    for run in known:
        if _young(run, now) or _active(engine, run.job_id):
            return run.job_id  # or on its way to the queue
        runs.update(db, run.job_id, now=now, state="failed", error=f"{LOST} It was started again.")
    return None


def _young(run: Run, now: datetime) -> bool:
    return run.created_at is None or (now - run.created_at).total_seconds() < UNKNOWN_SECONDS


def _active(engine: Engine, job_id: str) -> bool:
    with client(engine) as opened:
        found = opened.list_workflows(workflow_ids=[job_id], load_input=False, load_output=False)
    return any(w.status in _OPEN for w in found)


def any_active(engine: Engine, kinds: Sequence[str]) -> bool:
    """Whether the engine holds a job of these kinds that waits or runs. Raises EngineError."""
    with client(engine) as opened:
        found = opened.list_workflows(
            name=[*kinds], status=_OPEN, limit=1, load_input=False, load_output=False
        )
    return bool(found)


def cancel(engine: Engine, job_id: str, *, db: Database, now: datetime) -> Run:
    """Stop a job and what it has started; finished ones stay as they are. Raises NotFound.

    A tuning session whose job it was is paused: it can go on.
    """
    run = runs.find(db, job_id)
    if run is None:
        raise NotFound("job", job_id, "`jobs list` shows the ids.")
    if run.state in FINISHED:
        return run
    with client(engine) as opened:
        _end(db, run, "cancelled", now=now)  # first: the job looks here for why it was stopped
        opened.cancel_workflow(job_id, cancel_children=True)
        asked = opened.list_workflows(
            workflow_id_prefix=job_id + ASKED,
            status=_OPEN,
            load_input=False,
            load_output=False,
        )
        for workflow in asked:
            opened.cancel_workflow(workflow.workflow_id)
    return runs.find(db, job_id) or run


def settle(engine: Engine, *, db: Database, now: datetime) -> int:
    """End the Runs of jobs that ended, or were lost, before they could say so; how many.

    So ends what could not even open the database, or took its worker down again and again.
    Raises EngineError when the engine cannot be reached.
    """
    waiting = [r for state in ("queued", "running") for r in runs.list_runs(db, state=state)]
    if not waiting:
        return 0
    with client(engine) as opened:
        known = opened.list_workflows(workflow_ids=[r.job_id for r in waiting], load_input=False)
    found = {workflow.workflow_id: workflow for workflow in known}
    ended = 0
    for run in waiting:
        workflow = found.get(run.job_id)
        if _young(run, now) if workflow is None else workflow.status in _OPEN:
            continue
        state = _ENDED.get(workflow.status, "failed") if workflow else "failed"
        _end(db, run, state, now=now, error=_why(workflow))
        ended += 1
    return ended


def _why(workflow: Any) -> str:
    if workflow is None:
        return LOST
    if workflow.status == _GIVEN_UP:
        return "This job ended its worker again and again, and was given up."
    told = str(workflow.error or workflow.status)
    return f"The worker could not run this job: {told}"[:500]


def _end(db: Database, run: Run, state: str, *, now: datetime, error: str | None = None) -> None:
    runs.update(db, run.job_id, now=now, state=state, error=error)
    if run.kind == "tune":  # whoever runs it may be gone before it can say so
        asked = json.loads(run.arguments).get("session", "")
        working_on = ("queued", "running", "pausing")
        sessions.update(db, str(asked), now=now, only_if=working_on, state="paused")


def is_cancelled(db: Database, job_id: str) -> bool:
    """Whether somebody has cancelled a job."""
    run = runs.find(db, job_id)
    return run is not None and run.state == "cancelled"


def prune(engine: Engine, *, older_than: datetime) -> int:
    """Delete finished workflows, children included, from the engine's history."""
    with client(engine) as opened:
        done = opened.list_workflows(
            status=["SUCCESS", "ERROR", "CANCELLED"],
            completed_before=stamp(older_than),
            has_parent=False,
            load_input=False,
            load_output=False,
        )
        for workflow in done:
            opened.delete_workflow(workflow.workflow_id, delete_children=True)
    return len(done)


def beat(engine: Engine, executor: str, *, now: float) -> None:
    """A worker that is not home says that it lives (seconds since the epoch)."""
    from storage import heartbeats

    with connection(engine) as opened:
        heartbeats.beat(opened, executor, now=now)


def rescue(engine: Engine, *, silent_before: float) -> int:
    """Put back on their queues what silent workers left; how many workflows."""
    from storage import heartbeats

    with connection(engine) as opened:
        lost = heartbeats.silent(opened, before=silent_before)
    rescued = 0
    for executor in lost:
        with client(engine) as opened:
            left = opened.list_workflows(
                executor_id=executor, status="PENDING", load_input=False, load_output=False
            )
            for workflow in left:
                opened.resume_workflow(workflow.workflow_id, queue_name=workflow.queue_name)
        rescued += len(left)
        leave(engine, executor)
    return rescued


def leave(engine: Engine, executor: str) -> None:
    """A worker ends in good order, or its work was taken over."""
    from storage import heartbeats

    with connection(engine) as opened:
        heartbeats.forget(opened, executor)
