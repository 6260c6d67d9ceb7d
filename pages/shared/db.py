"""What a page needs from the house: settings, and one connection for one run.

Never cached: a connection costs 0.03 ms, and one that several tabs share crashes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from digest.commands.context import read_settings
from digest.settings import Settings
from storage import preferences
from storage.database import connect


def home() -> Path:
    """The folder that holds this workbench. Raises UsageError on a wrong setting."""
    return read_settings(None).home


def now() -> datetime:
    """The moment of this run."""
    return datetime.now(UTC)


@contextmanager
def reading() -> Iterator[Database]:
    """A read-only connection, closed at the end. Raises DatabaseUnusable, DatabaseTooNew."""
    yield from _open(readonly=True)


@contextmanager
def writing() -> Iterator[Database]:
    """A connection that may write, closed at the end. Raises like `reading`."""
    yield from _open(readonly=False)


def settings(db: Database) -> Settings:
    """The environment and .env over what the settings screen saved. Raises UsageError."""
    return read_settings(None, saved=preferences.get(db, "model"))


def environment() -> Settings:
    """What the environment and .env alone decide: a screen cannot change that."""
    return read_settings(None)


def start_worker() -> None:
    """Start a worker where none is alive and none runs elsewhere. Raises EngineError."""
    from storage.home import ensure_worker

    chosen = read_settings(None)
    if chosen.start_worker:
        ensure_worker(chosen.home)


def _open(*, readonly: bool) -> Iterator[Database]:
    db = connect(read_settings(None).database, readonly=readonly)
    try:
        yield db
    finally:
        db.close()
