"""Run a job from the command line: by the living worker, else here as home."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

from digest.commands.context import Context
from digest.errors import JobFailed
from storage import jobs, runs
from storage.records import Run

POLL_SECONDS = 0.1


def run_job(context: Context, kind: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Queue a job, wait for its end, and give its result.

    Where no worker holds the home lock, this process is home until the job has ended; the
    engine's checkpoints make it safe to kill either. Raises JobFailed.
    """
    settings = context.settings
    engine = jobs.Engine(settings.home, settings.engine_url)
    asked = dict(arguments) | {"settings": settings.public()}
    if not jobs.worker_alive(settings.home):
        pass  # slow to import: before the job waits for it
    job_id = jobs.start(engine, kind, asked, db=context.db, now=context.now)
    with _progress(context) as show:
        while (run := _watch(context, job_id, show)) is None:
            with jobs.try_home(settings.home) as mine:
                if mine:
                    from digest.workflows import at_work

                    with at_work(settings):
                        run = _follow(context, job_id, show, lambda: True)
            if run is not None:
                break
    return _result(run)


def _watch(context: Context, job_id: str, show: Callable[[Run], None]) -> Run | None:
    """Follow a job while somebody else is home; None when nobody is."""
    home = context.settings.home
    return _follow(context, job_id, show, lambda: jobs.worker_alive(home))


def _follow(
    context: Context, job_id: str, show: Callable[[Run], None], go_on: Callable[[], bool]
) -> Run | None:
    while True:
        run = runs.find(context.db, job_id)
        assert run is not None
        show(run)
        if run.state in jobs.FINISHED:
            return run
        if not go_on():
            return None
        time.sleep(POLL_SECONDS)


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
