"""A paper whose whole text could not be had: since when, when it is tried again, and a button."""

from __future__ import annotations

import streamlit as st

from pages.shared import words, work
from pages.shared.db import reading
from pages.shared.notice import literal
from storage import papers
from storage.records import Item, PaperMiss

_STARTED = "_paper_job_started"


def show(week: str, item: Item) -> None:
    """Nothing where no paper is missing."""
    if st.session_state.pop(_STARTED, False):
        st.rerun()  # the whole page: the job's progress stands above the pane
    ids = [link.article_id for link in item.references if link.article_id]
    with reading() as db:
        miss = papers.misses(db, ids).get(ids[0]) if ids else None
    if miss is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(literal(told(miss)))
        st.button(
            "本文を今すぐ取得",
            icon=":material/download:",
            key=f"paper_{week}_{item.story_key}",
            help="論文の本文をもう一度取りに行き、取れたらこの項目だけを書き直します。",
            on_click=_ask,
            args=(week, item.story_key),
        )


def told(miss: PaperMiss) -> str:
    """In Japanese: how often, when last, when again."""
    again = words.minute(miss.due_at)
    return (
        f"論文の本文を取得できていません({miss.count}回、最後は{words.minute(miss.tried_at)})。"
        f"作成のときは{again}以降にもう一度試します。"
    )


def _ask(week: str, story_key: str) -> None:
    work.start("item", {"week": week, "story": story_key, "paper": True})
    st.session_state[_STARTED] = True
