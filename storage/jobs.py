"""The thin seam to the job engine (DBOS): start, cancel, run as a worker, rescue.

The engine keeps its checkpoints in a database of its own (engine.db beside digest.db, or
PostgreSQL); what people see of a job is its Run in digest.db. Executor `home` is whoever
holds the home lock, and finishes what an earlier `home` left. Workers on other machines
have ids of their own and a heartbeat; `home` resumes what a silent one left.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from storage import runs
from storage.errors import EngineError, NotFound
from storage.home import ensure_worker, try_home, worker_alive
from storage.records import Run
from storage.rows import stamp

if TYPE_CHECKING:
    import sqlalchemy
    from dbos import DBOSClient

__all__ = ["Engine", "cancel", "ensure_worker", "start", "try_home", "worker_alive", "working"]

QUEUES = ("home", "fetch", "llm")
HOME_EXECUTOR = "home"
# Fixed, not a hash of the code: an upgraded program still finishes old jobs.
JOBS_VERSION = "1"
FINISHED = ("done", "failed", "cancelled")
_POLL_SECONDS = 0.05
_APPLICATION = "weekly-ai-digest"


@dataclass(frozen=True, slots=True)
class Engine:
    """Where the engine's database is: url "" means engine.db in the home folder."""

    home: Path
    url: str = ""

    @property
    def address(self) -> str:
        """An SQLAlchemy URL."""
        return self.url or f"sqlite:///{(self.home / 'engine.db').resolve()}"

    @property
    def is_sqlite(self) -> bool:
        """Whether the engine lives in a file."""
        return self.address.startswith("sqlite")


def start(
    engine: Engine, kind: str, arguments: Mapping[str, Any], *, db: Database, now: datetime
) -> str:
    """Put a job on the `home` queue and give its id; whoever is or becomes home runs it.

    arguments are plain JSON values. The same job that is still queued or running (or was
    when its process died) is not started twice: its id is given. Raises EngineError when
    the engine cannot be reached.
    """
    twin = _unfinished(engine, kind, arguments, db=db, now=now)
    if twin is not None:
        return twin
    job_id = f"{kind}-{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
    runs.save(
        db,
        Run(job_id, kind, json.dumps(dict(arguments)), created_at=now, updated_at=now),
    )
    try:
        with _client(engine) as client:
            client.enqueue(
                {
                    "workflow_name": kind,
                    "queue_name": "home",
                    "workflow_id": job_id,
                    "app_version": JOBS_VERSION,
                },
                dict(arguments),
            )
    except EngineError as error:
        runs.update(db, job_id, now=now, state="failed", error=str(error))
        raise
    return job_id


def _unfinished(
    engine: Engine, kind: str, arguments: Mapping[str, Any], *, db: Database, now: datetime
) -> str | None:
    wanted = json.dumps(dict(arguments))
    known = [
        run
        for state in ("queued", "running")
        for run in runs.list_runs(db, kind=kind, state=state)
        if run.arguments == wanted
    ]
    for run in known:
        if _active(engine, run.job_id):
            return run.job_id
        lost = "The engine no longer knows this job; it was started again."
        runs.update(db, run.job_id, now=now, state="failed", error=lost)
    return None


def _active(engine: Engine, job_id: str) -> bool:
    with _client(engine) as client:
        found = client.list_workflows(workflow_ids=[job_id], load_input=False, load_output=False)
    return any(w.status in ("PENDING", "ENQUEUED", "DELAYED") for w in found)


def cancel(engine: Engine, job_id: str, *, db: Database, now: datetime) -> Run:
    """Stop a job and what it has started; finished ones stay as they are. Raises NotFound."""
    run = runs.find(db, job_id)
    if run is None:
        raise NotFound("job", job_id, "`jobs list` shows the ids.")
    if run.state in FINISHED:
        return run
    with _client(engine) as client:
        client.cancel_workflow(job_id, cancel_children=True)
    runs.update(db, job_id, now=now, state="cancelled")
    return runs.find(db, job_id) or run


@contextmanager
def working(
    engine: Engine,
    *,
    limits: Mapping[str, int],
    queues: Sequence[str] = QUEUES,
    executor: str = HOME_EXECUTOR,
) -> Iterator[None]:
    """Run the workflows that are registered in this process inside the block.

    limits: queue → how many of its workflows this process runs at once. On entry what the same executor left unfinished goes on. Raises EngineError.
    """
    from dbos import DBOS

    _prepare(engine)
    try:
        # Before the launch: a launched process looks for new queues only once a second.
        with _client(engine) as client:
            for queue, limit in limits.items():
                client.register_queue(
                    queue, worker_concurrency=limit, polling_interval_sec=_POLL_SECONDS
                )
        DBOS(config=_config(engine, executor))
        DBOS.listen_queues([*queues])
        DBOS.launch()
    except Exception as error:
        DBOS.destroy(workflow_completion_timeout_sec=0)
        raise _unreachable(engine, error) from error
    try:
        yield
    finally:
        DBOS.destroy(workflow_completion_timeout_sec=0)


def prune(engine: Engine, *, older_than: datetime) -> int:
    """Delete finished workflows, children included, from the engine's history."""
    with _client(engine) as client:
        done = client.list_workflows(
            status=["SUCCESS", "ERROR", "CANCELLED"],
            completed_before=stamp(older_than),
            has_parent=False,
            load_input=False,
            load_output=False,
        )
        for workflow in done:
            client.delete_workflow(workflow.workflow_id, delete_children=True)
    return len(done)


def _config(engine: Engine, executor: str) -> Any:
    config: dict[str, Any] = {
        "name": _APPLICATION,
        "application_version": JOBS_VERSION,
        "executor_id": executor,
        "log_level": "ERROR",
        "system_database_url": engine.address,
        "notification_listener_polling_interval_sec": 0.1,
    }
    if engine.is_sqlite:
        config["system_database_engine"] = _sqlite(engine)
    return config


def _sqlite(engine: Engine) -> sqlalchemy.Engine:
    """WAL and synchronous=NORMAL: without them every checkpoint waits for the disk."""
    import sqlalchemy

    made = sqlalchemy.create_engine(engine.address)

    @sqlalchemy.event.listens_for(made, "connect")
    def _tune(connection: Any, _record: Any) -> None:
        connection.isolation_level = "IMMEDIATE"
        for pragma in ("busy_timeout=30000", "journal_mode=WAL", "synchronous=NORMAL"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("PRAGMA foreign_keys=ON")

    return made


_prepared: set[str] = set()


def _prepare(engine: Engine) -> None:
    """Create or upgrade the engine's schema, once a process."""
    from dbos import DBOS

    if engine.address in _prepared and not _vanished(engine):
        return
    try:
        if engine.is_sqlite:
            engine.home.mkdir(parents=True, exist_ok=True)
            _sqlite(engine).connect().close()
        DBOS.migrate(system_database_url=engine.address)
    except Exception as error:
        raise _unreachable(engine, error) from error
    _prepared.add(engine.address)


def _vanished(engine: Engine) -> bool:
    return engine.is_sqlite and not (engine.home / "engine.db").exists()


def _unreachable(engine: Engine, error: Exception) -> EngineError:
    place = engine.home / "engine.db" if engine.is_sqlite else "the server of DIGEST_ENGINE_URL"
    reason = str(error).splitlines()[0][:300] if str(error) else type(error).__name__
    return EngineError(
        f"The job engine cannot use {place}: {reason}.",
        "Check that it exists, can be written and is reachable; finished work is safe.",
    )


@contextmanager
def _client(engine: Engine) -> Iterator[DBOSClient]:
    from dbos import DBOSClient

    _prepare(engine)
    made = _sqlite(engine) if engine.is_sqlite else None
    try:
        client = DBOSClient(
            system_database_url=engine.address,
            system_database_engine=made,
            application_name=_APPLICATION,
        )
    except Exception as error:
        raise _unreachable(engine, error) from error
    try:
        yield client
    except _engine_faults() as error:
        raise _unreachable(engine, error) from error
    finally:
        client.destroy()
        if made is not None:
            made.dispose()


def _engine_faults() -> tuple[type[Exception], ...]:
    from dbos import error
    from sqlalchemy.exc import SQLAlchemyError

    return error.DBOSException, SQLAlchemyError


def beat(engine: Engine, executor: str, *, now: float) -> None:
    """A worker that is not home says that it lives (seconds since the epoch)."""
    from storage import heartbeats

    with _connection(engine) as connection:
        heartbeats.beat(connection, executor, now=now)


def rescue(engine: Engine, *, silent_before: float) -> int:
    """Put back on their queues what silent workers left; how many workflows."""
    from storage import heartbeats

    with _connection(engine) as connection:
        lost = heartbeats.silent(connection, before=silent_before)
    rescued = 0
    for executor in lost:
        with _client(engine) as client:
            left = client.list_workflows(
                executor_id=executor, status="PENDING", load_input=False, load_output=False
            )
            for workflow in left:
                client.resume_workflow(workflow.workflow_id, queue_name=workflow.queue_name)
        rescued += len(left)
        leave(engine, executor)
    return rescued


def leave(engine: Engine, executor: str) -> None:
    """A worker ends in good order, or its work was taken over."""
    from storage import heartbeats

    with _connection(engine) as connection:
        heartbeats.forget(connection, executor)


@contextmanager
def _connection(engine: Engine) -> Iterator[sqlalchemy.Connection]:
    import sqlalchemy

    if engine.is_sqlite:
        made = _sqlite(engine)
    else:
        url = sqlalchemy.make_url(engine.address).set(drivername="postgresql+psycopg")
        made = sqlalchemy.create_engine(url)
    try:
        with made.begin() as connection:
            yield connection
    except sqlalchemy.exc.SQLAlchemyError as error:
        raise _unreachable(engine, error) from error
    finally:
        made.dispose()
