"""Work that stands still because no worker lives: said in words, with a button to go on."""

from __future__ import annotations

from datetime import datetime, timedelta

import streamlit as st

from pages.shared import notice, work
from pages.shared.db import environment, now, start_worker

GRACE = timedelta(seconds=10)  # a worker that is only just starting is no news


def tell(key: str, moved_at: datetime | None) -> None:
    """For a job that is to run; moved_at: when it was begun, or last came further.

    A killed worker is not started anew by itself: it could die for the same reason again and
    again, each time with calls in flight.
    """
    if now() - (moved_at or now()) <= GRACE or work.alive():
        return
    started_here = environment().start_worker
    todo = (
        "下のボタンで起動すると、続きから進みます。済んだ分に費用はかかりません。"
        if started_here
        else "`python -m digest worker` を起動すると、続きから進みます。"
    )
    st.warning(
        f"ワーカーが動いていないため、進んでいません。{todo}"
        "繰り返すときは worker.log を確かめてください。"
    )
    if started_here:
        st.button("ワーカーを起動して続ける", key=f"go_on_{key}", on_click=_start)


def _start() -> None:
    with notice.told():
        start_worker()
