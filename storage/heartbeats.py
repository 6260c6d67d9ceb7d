"""Heartbeats of workers on other machines, in the engine's own database.

Nobody but the executor itself recovers what it left unfinished; so `home` looks for the
silent ones and puts their work back on the queues.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

_BEATS = sa.Table(
    "digest_workers",
    sa.MetaData(),
    sa.Column("executor_id", sa.Text, primary_key=True),
    sa.Column("seen_at", sa.Float, nullable=False),  # seconds since the epoch
)


def beat(connection: Any, executor: str, *, now: float) -> None:
    """Say that an executor lives."""
    _ready(connection)
    connection.execute(sa.delete(_BEATS).where(_BEATS.c.executor_id == executor))
    connection.execute(sa.insert(_BEATS).values(executor_id=executor, seen_at=now))


def silent(connection: Any, *, before: float) -> list[str]:
    """Executors whose last sign of life is older than `before`."""
    _ready(connection)
    rows = connection.execute(sa.select(_BEATS.c.executor_id).where(_BEATS.c.seen_at < before))
    return [row[0] for row in rows]


def forget(connection: Any, executor: str) -> None:
    """An executor has left, or its work was taken over."""
    _ready(connection)
    connection.execute(sa.delete(_BEATS).where(_BEATS.c.executor_id == executor))


def _ready(connection: Any) -> None:
    """The table is there, also where two workers make it at the same moment."""
    if connection.dialect.name == "sqlite":  # a savepoint would read first, and lose its turn
        _BEATS.create(connection, checkfirst=True)
        return
    try:
        with connection.begin_nested():
            _BEATS.create(connection, checkfirst=True)
    except (sa.exc.IntegrityError, sa.exc.ProgrammingError):
        if not sa.inspect(connection).has_table(_BEATS.name):
            raise
