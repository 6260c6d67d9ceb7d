"""The job engine's database and process: where it is, how it is tuned, how it is opened.

DBOS keeps its checkpoints in a database of its own: engine.db beside digest.db (it writes at
every step, and two sets of connections on one file lock each other out), or PostgreSQL.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storage.errors import EngineError

if TYPE_CHECKING:
    import sqlalchemy
    from dbos import DBOSClient

QUEUES = ("home", "fetch", "llm")
HOME_EXECUTOR = "home"
# Fixed, not a hash of the code: an upgraded program still finishes old jobs.
JOBS_VERSION = "1"
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


@contextmanager
def working(
    engine: Engine,
    *,
    limits: Mapping[str, int],
    queues: Sequence[str] = QUEUES,
    executor: str = HOME_EXECUTOR,
    poll_seconds: float = 0.05,
    log_level: str = "ERROR",
) -> Iterator[Callable[[float], None]]:
    """Run the workflows that are registered in this process inside the block.

    limits: queue → how many of its workflows this process runs at once; poll_seconds: how
    often it looks for work, each look costs two milliseconds; what the block is given changes
    it. On entry what the same executor left unfinished goes on. Raises EngineError.
    """
    from dbos import DBOS

    _prepare(engine)
    try:
        # Before the launch: a launched process looks for new queues only once a second.
        with client(engine) as opened:
            for queue, limit in limits.items():
                opened.register_queue(
                    queue, worker_concurrency=limit, polling_interval_sec=poll_seconds
                )
        DBOS(config=_config(engine, executor, log_level))
        DBOS.listen_queues([*queues])
        DBOS.launch()
    except Exception as error:
        DBOS.destroy(workflow_completion_timeout_sec=0)
        raise _unreachable(engine, error) from error
    try:
        yield lambda seconds: _look_every(queues, seconds)
    finally:
        DBOS.destroy(workflow_completion_timeout_sec=0)


def _forget_closed_streams() -> None:
    """The engine's log holds on to the stderr of its first launch, which may be gone since."""
    log = logging.getLogger("dbos")
    for handler in [*log.handlers]:
        if getattr(getattr(handler, "stream", None), "closed", False):
            log.removeHandler(handler)


def _look_every(queues: Sequence[str], seconds: float) -> None:
    """Workers read their queue's row before each look."""
    from dbos import DBOS

    for name in queues:
        queue = DBOS.retrieve_queue(name)
        if queue is not None:
            queue.set_polling_interval_sec(seconds)


def _config(engine: Engine, executor: str, log_level: str) -> Any:
    config: dict[str, Any] = {
        "name": _APPLICATION,
        "application_version": JOBS_VERSION,
        "executor_id": executor,
        "log_level": log_level,
        "system_database_url": engine.address,
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

    _forget_closed_streams()
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
def client(engine: Engine) -> Iterator[DBOSClient]:
    """A client of the engine for a process that runs no jobs itself. Raises EngineError."""
    from dbos import DBOSClient

    _prepare(engine)
    made = _sqlite(engine) if engine.is_sqlite else None
    try:
        opened = DBOSClient(
            system_database_url=engine.address,
            system_database_engine=made,
            application_name=_APPLICATION,
        )
    except Exception as error:
        raise _unreachable(engine, error) from error
    try:
        yield opened
    except _engine_faults() as error:
        raise _unreachable(engine, error) from error
    finally:
        opened.destroy()
        if made is not None:
            made.dispose()


def _engine_faults() -> tuple[type[Exception], ...]:
    from dbos import error
    from sqlalchemy.exc import SQLAlchemyError

    return error.DBOSException, SQLAlchemyError


@contextmanager
def connection(engine: Engine) -> Iterator[sqlalchemy.Connection]:
    """A transaction on the engine's database. Raises EngineError."""
    import sqlalchemy

    if engine.is_sqlite:
        made = _sqlite(engine)
    else:
        url = sqlalchemy.make_url(engine.address).set(drivername="postgresql+psycopg")
        made = sqlalchemy.create_engine(url)
    try:
        with made.begin() as opened:
            yield opened
    except sqlalchemy.exc.SQLAlchemyError as error:
        raise _unreachable(engine, error) from error
    finally:
        made.dispose()
