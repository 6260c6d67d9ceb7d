"""The job panel: what runs now, live, and how the jobs of this tab ended.

Only while a job runs does a fragment poll once a second; its end draws the whole page again,
which stops the polling and shows what the job made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import streamlit as st
from sqlite_utils import Database

from pages.shared import job_words, stalled, words, work
from pages.shared.db import now, reading
from pages.shared.notice import literal
from prompt_tuner.in_japanese import said
from storage import runs
from storage.records import Run

EVERY_SECONDS = 1.0
RECENT = timedelta(minutes=30)
_ACTIVE = ("queued", "running")


def show(kinds: Sequence[str]) -> bool:
    """Progress of the newest active job of these kinds, else the end of those started here.

    Gives whether one is active.
    """
    with reading() as db:
        active = _newest(runs.list_runs(db, limit=30), kinds)
        ended = [] if active else _ended_here(db, kinds)
    if active is None:
        for run in ended:
            _tell_end(run)
        return False
    st.fragment(_watch, run_every=EVERY_SECONDS, key=f"job_{kinds[0]}")(active.job_id)
    return True


def _newest(listed: list[Run], kinds: Sequence[str]) -> Run | None:
    return next((run for run in listed if run.kind in kinds and run.state in _ACTIVE), None)


def _ended_here(db: Database, kinds: Sequence[str]) -> list[Run]:
    watched: list[str] = st.session_state.get(work.WATCHED, [])
    found = [run for job_id in watched if (run := runs.find(db, job_id)) and run.kind in kinds]
    ended = [run for run in found if run.state not in _ACTIVE]
    for run in ended:
        watched.remove(run.job_id)
    return ended


def _watch(job_id: str) -> None:
    with reading() as db:
        run = runs.find(db, job_id)
    if run is None or run.state not in _ACTIVE:
        st.rerun()
        return
    with st.container(border=True, key=f"panel_{job_id}"):
        progress(run)


def progress(run: Run) -> None:
    """One active job: what it does, how far it is, and a way to stop it."""
    name, stage = words.JOBS.get(run.kind, run.kind), run.stage or words.STATES[run.state]
    counted = f" {run.done} / {run.total}" if run.total else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        share = min(1.0, run.done / run.total) if run.total else 0.0
        st.progress(share, text=f"{name} — {literal(stage)}{counted}")
        st.button("取り消す", key=f"cancel_{run.job_id}", on_click=work.cancel, args=(run.job_id,))
    stalled.tell(run.job_id, run.updated_at or run.created_at)


def _tell_end(run: Run) -> None:
    name = words.JOBS.get(run.kind, run.kind)
    if run.state == "failed":
        st.error(
            f"{name}に失敗しました。{literal(words.trouble_text(job_words.error_code(run), said(run.error)))}"
        )
    elif run.state == "cancelled":
        st.info(f"{name}を取り消しました。それまでに保存した分は残っています。")
    else:
        st.toast(f"{name}が終わりました。{literal(job_words.result(run))}")


@dataclass(frozen=True, slots=True)
class Looked:
    """What the newest look at an address found."""

    job_id: str = ""
    choose: bool = False  # nothing was subscribed: a person is to choose
    found: tuple[dict[str, Any], ...] = ()  # sources as plain values, url is text


def found_feeds(db: Database) -> Looked:
    """The newest finished look, not what was picked from it; empty where that was long ago."""
    for run in runs.list_runs(db, kind="subscribe", state="done", limit=20):
        if now() - (run.updated_at or now()) > RECENT:
            break
        if job_words.read(run.arguments).get("kind"):
            continue
        made = job_words.read(run.result)
        found = made.get("found")
        listed = found if isinstance(found, list) else []
        good = (one for one in listed if isinstance(one, dict) and isinstance(one.get("url"), str))
        return Looked(run.job_id, bool(made.get("choose")), tuple(good))
    return Looked()
