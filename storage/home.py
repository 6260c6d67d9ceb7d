"""Who is home: one process at a time runs a workbench's jobs beside its SQLite file."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from storage.errors import EngineError

LOCK_NAME = "home.lock"
APP_PREFIX = "app-"  # of the locks that servers of the screens hold
IDLE_EXIT_SECONDS = 900  # a worker that a screen started leaves when nothing is to do
# and, whatever is due, when no app is open any more


@contextmanager
def try_home(home: Path, *, wait: float = 0.0) -> Iterator[bool]:
    """Hold the home lock inside the block; gives False when another process has it.

    Raises EngineError when the folder cannot be used.
    """
    lock = _lock(home)
    try:
        lock.acquire(timeout=wait, poll_interval=0.05)
    except Timeout:
        yield False
        return
    except OSError as error:
        raise EngineError(
            f"Cannot lock {home / LOCK_NAME}: {error}.",
            "Check the folder's permissions and free space, or use another --home.",
        ) from error
    try:
        yield True
    finally:
        lock.release()


def worker_alive(home: Path) -> bool:
    """Whether some process is home now."""
    if not (home / LOCK_NAME).exists():
        return False
    with try_home(home) as free:
        return not free


def ensure_worker(home: Path, *, idle_exit: int = IDLE_EXIT_SECONDS) -> bool:
    """Start a detached worker process when none is alive; True when one was started.

    Its output goes to worker.log in the home folder. Two at once do no harm: the one that
    does not get the lock ends.
    """
    if worker_alive(home):
        return False
    home.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "digest", "--home", str(home.resolve()), "worker"]
    with (home / "worker.log").open("ab") as log:
        subprocess.Popen(
            [*command, "--idle-exit", str(idle_exit)],
            cwd=Path(__file__).parent.parent,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=os.name == "posix",
        )
    return True


@contextmanager
def app_open(home: Path) -> Iterator[None]:
    """Inside the block an app shows this home, until its process ends, however it dies.

    A home that cannot be used is no error here: whoever opens it says so.
    """
    lock = FileLock(str(home / f"{APP_PREFIX}{secrets.token_hex(4)}.lock"))
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except (OSError, Timeout):
        yield
        return
    try:
        yield
    finally:
        lock.release()
        Path(lock.lock_file).unlink(missing_ok=True)


def apps_open(home: Path) -> bool:
    """Whether some app shows this home now; what dead ones left is cleared away."""
    for path in home.glob(f"{APP_PREFIX}*.lock"):
        lock = FileLock(str(path))
        try:
            lock.acquire(timeout=0)
        except (OSError, Timeout):
            return True
        lock.release()
        path.unlink(missing_ok=True)
    return False


def _lock(home: Path) -> FileLock:
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EngineError(
            f"Cannot create {home}: {error}.", "Choose a folder that you can write, with --home."
        ) from error
    return FileLock(str(home / LOCK_NAME))
