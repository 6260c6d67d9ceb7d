"""Run a job from the command line: by the living worker, else here as home."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from digest.commands.context import Context
from digest.errors import JobFailed
from digest.flow import now
from digest.loading import loading
from storage import jobs, runs
from storage.records import Run

POLL_SECONDS = 0.1
QUEUED_SECONDS = 0.02  # until it has begun the engine looks for it often, which costs more
SETTLE_EVERY = 30  # polls: a job that its worker could not even begin ends too


def run_job(context: Context, kind: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Queue a job, wait for its end, and give its result.

    Where no worker holds the home lock, this process is home until the job has ended; the
    engine's checkpoints make it safe to kill either. Raises JobFailed.
    """
    asked = _Asked(context, kind, arguments)
    run = None
    with _progress(context) as show:
        while run is None:
            with jobs.try_home(context.settings.home) as mine:
                run = _at_home(asked, show) if mine else None
            if not mine:
                run = _watch(asked, show)
    return _result(run)


@dataclass(slots=True)
class _Asked:
    """A job, queued when its number is first asked for."""

    context: Context
    kind: str
    arguments: Mapping[str, Any]
    number: str = ""

    def run(self) -> Run:
        if not self.number:
            self.number = _queue(self.context, self.kind, self.arguments)
        found = runs.find(self.context.db, self.number)
        assert found is not None
        return found

    def settle(self) -> None:
        settings = self.context.settings
        engine = jobs.Engine(settings.home, settings.engine_url)
        jobs.settle(engine, db=self.context.db, now=now())


def _at_home(asked: _Asked, show: Callable[[Run], None]) -> Run | None:
    with loading():
        from digest.workflows import at_work

    with at_work(asked.context.settings) as be_patient:  # slow: before the job waits for it
        if (run := _follow(asked, show, lambda: asked.run().state == "queued")) is not None:
            return run
        be_patient()
        return _follow(asked, show, lambda: True)


def _queue(context: Context, kind: str, arguments: Mapping[str, Any]) -> str:
    settings = context.settings
    engine = jobs.Engine(settings.home, settings.engine_url)
    asked = dict(arguments) | {"settings": settings.public()}
    return jobs.start(engine, kind, asked, db=context.db, now=context.now)


def _watch(asked: _Asked, show: Callable[[Run], None]) -> Run | None:
    """Follow a job while somebody else is home; None when nobody is."""
    return _follow(asked, show, lambda: jobs.worker_alive(asked.context.settings.home))


def _follow(asked: _Asked, show: Callable[[Run], None], go_on: Callable[[], bool]) -> Run | None:
    """The job's Run when it has ended; None as soon as go_on says so."""
    for poll in count(1):
        if poll % SETTLE_EVERY == 0:
            asked.settle()
        run = asked.run()
        show(run)
        if run.state in jobs.FINISHED:
            return run
        if not go_on():
            break
        time.sleep(POLL_SECONDS)
    return None


def _result(run: Run) -> dict[str, Any]:
    if run.state == "cancelled":
        raise JobFailed(f"Job {run.job_id} was cancelled.", "Run the command again to go on.")
    if run.state == "failed":
        raise JobFailed(run.error)
    result: dict[str, Any] = json.loads(run.result)
    return {"job": run.job_id} | result


class _progress:
    """A progress bar on a terminal, nothing elsewhere."""

    def __init__(self, context: Context) -> None:
        self._shown = sys.stderr.isatty() and not context.as_json
        self._bar: Any = None

    def __enter__(self) -> Callable[[Run], None]:
        if self._shown:
            from tqdm import tqdm

            self._bar = tqdm(total=0, unit="", leave=False, file=sys.stderr)
        return self._show

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def _show(self, run: Run) -> None:
        if self._bar is not None:
            self._bar.total = run.total
            self._bar.n = run.done
            self._bar.set_description_str(run.stage or run.state)
            self._bar.refresh()
