"""A worker process: home of a workbench, or a helper on another machine."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta

from sqlite_utils import Database

from digest import refresh
from digest.errors import UsageError, WorkerBusy
from digest.flow import now
from digest.settings import Settings
from storage import jobs, preferences, runs
from storage.database import check_version
from storage.home import apps_open

TICK_SECONDS = 1.0
CHORES_EVERY = 15  # ticks
SILENT_SECONDS = 60.0  # without a heartbeat: four times as long as between two
KEEP_DAYS = 3  # of finished jobs in the engine's own history; their Runs stay


def work(settings: Settings, db: Database, queues: Sequence[str], *, idle_exit: float) -> None:
    """Run jobs until SIGTERM or Ctrl-C, or until idle for idle_exit seconds (0: never).

    While an app is open and there are sources to ask by and by, it stays all the same.
    Raises WorkerBusy when another process is home, EngineError when the engine is away,
    DatabaseTooNew when a newer version of the program has taken over the home.
    """
    from digest.workflows import at_work

    stop = _stop_on_signals()
    is_home = "home" in queues
    name = jobs.HOME_EXECUTOR if is_home else f"{socket.gethostname()}-{os.getpid()}"
    engine = jobs.Engine(settings.home, settings.engine_url)
    with ExitStack() as stack:
        if is_home and not stack.enter_context(jobs.try_home(settings.home, wait=2.0)):
            raise WorkerBusy(
                f"Another worker is home of {settings.home}.",
                "Stop it first, or let it do the work; `status` shows whether it lives.",
            )
        if not is_home:  # before the first task is taken, or nobody would rescue it
            jobs.beat(engine, name, now=now().timestamp())
        stack.enter_context(at_work(settings, queues=queues, executor=name, patient=True))
        _loop(settings, engine, db, stop, idle_exit, name)
        if not is_home:
            jobs.leave(engine, name)


def _loop(
    settings: Settings,
    engine: jobs.Engine,
    db: Database,
    stop: threading.Event,
    idle_exit: float,
    name: str,
) -> None:
    ticks, idle = 0, 0.0
    while not stop.is_set():
        check_version(db, settings.database)  # an update leaves its old workers running
        if ticks % CHORES_EVERY == 0:
            _chores(settings, engine, db, name, first=ticks == 0)
        idle = 0.0 if _busy(db) else idle + TICK_SECONDS
        if idle_exit and idle >= idle_exit:
            if not (refresh.is_expected(db, settings) and apps_open(settings.home)):
                return  # whoever closed the app does not expect that it goes on asking
            idle = 0.0
        ticks += 1
        stop.wait(TICK_SECONDS)


def _busy(db: Database) -> bool:
    """Whether a job waits or runs, or the schedule needs a worker."""
    open_runs = any(runs.list_runs(db, state=s, limit=1) for s in ("queued", "running"))
    return open_runs or bool(preferences.get(db, "schedule", {}).get("on"))


def _chores(
    settings: Settings, engine: jobs.Engine, db: Database, name: str, *, first: bool
) -> None:
    if name != jobs.HOME_EXECUTOR:
        jobs.beat(engine, name, now=now().timestamp())
        return
    from digest.workflows import set_schedule

    jobs.rescue(engine, silent_before=now().timestamp() - SILENT_SECONDS)
    jobs.settle(engine, db=db, now=now())
    chosen = preferences.get(db, "schedule", {})
    batch = settings.batch or bool(chosen.get("batch"))
    set_schedule(chosen["cron"] if chosen.get("on") else "", replace(settings, batch=batch))
    if not first:  # what somebody waits for comes before
        refresh.start_due(db, engine, settings, now())
    else:
        jobs.prune(engine, older_than=now() - timedelta(days=KEEP_DAYS))


def check_cron(text: str) -> None:
    """Raises UsageError when a schedule is no cron expression of five fields."""
    from croniter import CroniterBadDateError, croniter

    if len(text.split()) != 5 or not croniter.is_valid(text):
        raise UsageError(f"{text!r} is no schedule.", "Write five fields, like '0 7 * * 1'.")
    try:
        croniter(text, now()).get_next()
    except CroniterBadDateError as error:
        raise UsageError(f"{text!r} never comes.", "Name a day that its months have.") from error


def _stop_on_signals() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop
