"""connect(): one SQLite connection per thread, WAL, short IMMEDIATE transactions.

sqlite-utils begins deferred transactions, and a deferred read-then-write fails at once with
SQLITE_BUSY_SNAPSHOT whatever the timeout; so every write goes through `write(db)`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from storage.errors import DatabaseTooNew, DatabaseUnusable
from storage.migrations import MIGRATIONS, SCHEMA_VERSION

BUSY_SECONDS = 30


def connect(path: Path | str, *, readonly: bool = False) -> Database:
    """Open (and, unless readonly, create and migrate) the workbench database.

    Raises DatabaseUnusable when the file is no database or cannot be opened or written,
    DatabaseTooNew when a newer version of the program wrote it.
    """
    try:
        db = Database(_open(path, readonly), recursive_triggers=False, execute_plugins=False)
        db.conn.row_factory = sqlite3.Row
        version = db.conn.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            raise DatabaseTooNew(
                f"{path} has schema {version}; this program knows up to {SCHEMA_VERSION}.",
                "Update the program, or use another --home.",
            )
        if not readonly and version < SCHEMA_VERSION:
            _migrate(db)
        return db
    except sqlite3.Error as error:
        raise DatabaseUnusable(
            f"Cannot use {path}: {error}.",
            "Check the path, its permissions and the free space, or restore a backup.",
        ) from error


@contextmanager
def write(db: Database) -> Iterator[sqlite3.Connection]:
    """One short write transaction; nested calls join the outer one.

    Keep the network, models and long computations outside. Raises DatabaseUnusable on a
    full disk, an I/O error, or a lock held longer than BUSY_SECONDS.
    """
    conn = db.conn
    if conn.in_transaction:
        yield conn
        return
    try:
        conn.execute("BEGIN IMMEDIATE")
        try:
            yield conn
            conn.execute("COMMIT")
        except BaseException:
            if conn.in_transaction:  # a full disk has rolled back by itself
                conn.execute("ROLLBACK")
            raise
    except sqlite3.OperationalError as error:
        raise DatabaseUnusable(
            f"Cannot write the database: {error}.",
            "Free some disk space or close what holds the file; what was saved before is safe.",
        ) from error


def schema(db: Database) -> int:
    """The schema version of an open database."""
    version: int = db.conn.execute("PRAGMA user_version").fetchone()[0]
    return version


def _open(path: Path | str, readonly: bool) -> sqlite3.Connection:
    if str(path) == ":memory:":
        conn = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    elif readonly:
        uri = f"{Path(path).resolve().as_uri()}?mode=ro"
        conn = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=BUSY_SECONDS)
    else:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        conn = sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)
        conn.execute("PRAGMA journal_mode=WAL")
        conn.execute("PRAGMA synchronous=NORMAL")
    conn.execute("PRAGMA foreign_keys=ON")
    return conn


def _migrate(db: Database) -> None:
    """Apply what is pending, once, however many processes open the file together."""
    with write(db) as conn:
        MIGRATIONS.apply(db)
        conn.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
