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

from storage.errors import DatabaseTooNew, DatabaseUnusable, StorageError
from storage.migrations import MIGRATIONS, SCHEMA_VERSION

BUSY_SECONDS = 30
OLDEST_SQLITE = (3, 35)  # RETURNING, which the job engine needs; UPDATE … FROM is of 3.33
# What the disk, other processes or a damaged file can do (primary result codes of SQLite).
_OUTSIDE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_READONLY,
}


def connect(path: Path | str, *, readonly: bool = False) -> Database:
    """Open (and, unless readonly, create and migrate) the workbench database.

    Raises DatabaseUnusable when the file is no database, another program's, older than this
    program (readonly only), or cannot be opened or written; DatabaseTooNew when a newer
    version of the program wrote it; StorageError where Python's SQLite is too old.
    """
    check_sqlite(sqlite3.sqlite_version_info)
    conn: sqlite3.Connection | None = None
    try:
        conn = _open(path, readonly)
        db = Database(conn, recursive_triggers=False, execute_plugins=False)
        conn.row_factory = sqlite3.Row
        _check_owner(conn, path, readonly)
        if not readonly:
            _bring_up_to_date(db)
        return db
    except BaseException as error:
        if conn is not None:
            conn.close()
        if not isinstance(error, (sqlite3.Error, OSError)):
            raise
        raise DatabaseUnusable(
            f"Cannot use {path}: {error}.",
            "Check the path, its permissions and the free space, or restore a backup.",
        ) from error


def check_sqlite(version: tuple[int, ...]) -> None:
    """Raises StorageError where the SQLite that this Python came with lacks what is needed."""
    if version < OLDEST_SQLITE:
        found, needed = (".".join(map(str, numbers)) for numbers in (version, OLDEST_SQLITE))
        raise StorageError(
            f"Python's SQLite is {found}; {needed} or newer is needed.",
            "Use another Python 3.11 or newer (python.org, uv, conda): it brings its own.",
        )


def _check_owner(conn: sqlite3.Connection, path: Path | str, readonly: bool) -> None:
    tables = {row[0] for row in conn.execute("SELECT name FROM sqlite_master")}
    if tables and "_sqlite_migrations" not in tables:
        raise DatabaseUnusable(
            f"{path} is a database of another program.", "Use another --home, or move that file."
        )
    version = _check_version(conn, path)
    if readonly and version < SCHEMA_VERSION:
        raise DatabaseUnusable(
            f"{path} has schema {version}, this program needs {SCHEMA_VERSION}.",
            "Run `python -m digest status` once: it brings the file up to date.",
        )


def _check_version(conn: sqlite3.Connection, path: Path | str) -> int:
    version: int = conn.execute("PRAGMA user_version").fetchone()[0]
    if version > SCHEMA_VERSION:
        raise DatabaseTooNew(
            f"{path} has schema {version}; this program knows up to {SCHEMA_VERSION}.",
            "Update the program, or use another --home.",
        )
    return version


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
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _OUTSIDE:
            raise  # a bug of ours
        raise DatabaseUnusable(
            f"Cannot write the database: {error}.",
            "Free some disk space or close what holds the file; what was saved before is safe.",
        ) from error


def schema(db: Database) -> int:
    """The schema version of an open database."""
    version: int = db.conn.execute("PRAGMA user_version").fetchone()[0]
    return version


def check_version(db: Database, path: Path | str) -> None:
    """Raises DatabaseTooNew when a newer version of the program has taken over since."""
    _check_version(db.conn, path)


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


def _bring_up_to_date(db: Database) -> None:
    """Apply what is pending, once, however many processes open the file together."""
    from storage import search

    if schema(db) < SCHEMA_VERSION:
        with write(db) as conn:
            MIGRATIONS.apply(db)
            conn.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
    search.refresh(db)
