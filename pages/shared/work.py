"""Jobs that screens start and cancel: one row saved, one job queued, nothing done here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from digest.errors import WorkbenchError
from pages.shared import notice
from pages.shared.db import home, now, settings, start_worker, writing
from storage.weeks import last_ended

WATCHED = "_watched"  # jobs that this tab started: their end is told, also when they were quick


def start(kind: str, arguments: Mapping[str, Any] | None = None, **changed: Any) -> str:
    """Queue a job and make sure that a worker runs; an error is shown and gives "".

    changed: settings that are others for this job.
    """
    from storage import jobs  # the engine costs 0.4 s to import

    try:
        with writing() as db:
            chosen = settings(db)
            engine = jobs.Engine(chosen.home, chosen.engine_url)
            given = dict(arguments or {}) | {"settings": replace(chosen, **changed).public()}
            job_id = jobs.start(engine, kind, given, db=db, now=now())
        start_worker()
    except WorkbenchError as error:
        notice.fail(error)
        return ""
    st.session_state.setdefault(WATCHED, []).append(job_id)
    return job_id


def cancel(job_id: str) -> None:
    """Stop a job and what it started."""
    from storage import jobs

    try:
        with writing() as db:
            chosen = settings(db)
            jobs.cancel(jobs.Engine(chosen.home, chosen.engine_url), job_id, db=db, now=now())
    except WorkbenchError as error:
        notice.fail(error)


def load_sample() -> None:
    """Collect the sample week and build its digest."""
    start("sample", {"build": True})


def run_weekly(*, batch: bool = False) -> None:
    """Collect, then build the week that has just ended. batch: by the server's Batch API."""
    asked = {"sources": None, "week": last_ended(now())}
    start("weekly", asked | ({"batch": True} if batch else {}))


def build(week: str, limit: int, **own: float | bool) -> None:
    """Make a week's digest, or make it anew. own: max_usd, max_calls, model_score of this job."""
    start("build", {"week": week, "limit": limit}, **own)


def collect(source_ids: list[int] | None = None) -> None:
    """Ask the given sources, or every enabled one."""
    start("collect", {"sources": source_ids})


def alive() -> bool:
    """Whether a worker runs this workbench's jobs now."""
    from storage.home import worker_alive

    return worker_alive(home())


def subscribe(
    url: str, kind: str = "", title: str = "", chosen: Mapping[str, str] | None = None
) -> None:
    """Find the feed of a URL (with a kind: take it as it is), subscribe, collect it.

    chosen: settings of the source, by name.
    """
    wanted = {"url": url, "kind": kind, "title": title, "chosen": dict(chosen or {})}
    start("subscribe", wanted)


def add_article(url: str, memo: str, text: str = "") -> None:
    """Store one article, paper or post by its URL; with its text nothing is fetched."""
    from digest.collect.address import web_address

    start("add", {"url": web_address(url), "memo": memo, "text": text})


def probe() -> None:
    """Look for model servers on this machine, and try the chosen one."""
    start("probe")
