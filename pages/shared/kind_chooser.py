"""What kind of story an item is told as: shown with its reason, changed by a person."""

from __future__ import annotations

import streamlit as st

from digest.errors import WorkbenchError
from digest.item_kinds import RULES, choose_kind
from digest.kinds import TOLD
from pages.shared import notice, words, work
from pages.shared.db import now, writing
from storage.records import Item

_STARTED = "_kind_job_started"


def show(week: str, item: Item) -> None:
    """A choice; another kind is kept, and a job writes this item anew."""
    if st.session_state.pop(_STARTED, False):
        st.rerun()  # the whole page: the job's progress stands above the pane
    why = next((one for one in item.reasons if one.startswith(TOLD)), "")
    key = f"kind_{week}_{item.story_key}_{item.summary.id}"
    options = [*words.KINDS, RULES]
    st.selectbox(
        "種類",
        options,
        index=options.index(item.summary.kind) if item.summary.kind in options else None,
        format_func=lambda name: "自動(規則に任せる)" if name == RULES else words.kind(name),
        key=key,
        help="変えると、この項目だけを書き直します。ほかの項目はそのままです。",
        on_change=_change,
        args=(week, item.story_key, key),
        width=260,
    )
    if why:
        st.caption(why.removeprefix(TOLD))


def _change(week: str, story_key: str, key: str) -> None:
    chosen = st.session_state.get(key)
    if not chosen:
        return
    try:
        with writing() as db:
            choose_kind(db, week, story_key, chosen, now=now())
    except WorkbenchError as error:
        notice.fail(error)
        return
    work.start("item", {"week": week, "story": story_key})
    st.session_state[_STARTED] = True
