"""Stars and a comment on a summary, kept with the prompt version that wrote it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st
from sqlite_utils import Database

from pages.shared.db import now, writing
from pages.shared.prose import prose
from storage import feedback
from storage.records import Feedback, Summary

WHO = "reader"


def show(db: Database, summary: Summary, week: str) -> None:
    """Both, as they are stored. Every change is saved at once."""
    if not summary.id:
        return
    given = _given(db, summary.id) or Feedback()
    key = f"stars_{summary.id}"
    st.session_state[key] = None if given.stars is None else given.stars - 1
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption("この要約の評価", width="content")
        st.feedback("stars", key=key, on_change=lambda: _starred(summary, week, key))
    prose(
        "評価のコメント",
        given.comment,
        lambda words: keep(summary, week, comment=words),
        key=f"rating_{summary.id}",
        rows=2,
        placeholder="良い点・直してほしい点(プロンプトの改善に使われます)",
    )


def keep(summary: Summary, week: str, **changes: Any) -> None:
    """Store stars (1 to 5, or None) or a comment; the other one stays."""
    with writing() as db:
        usual = Feedback(summary_id=summary.id, week=week, story_key=summary.story_key, who=WHO)
        given = _given(db, summary.id) or usual
        feedback.put(db, replace(given, week=week, **changes), now=now())


def _starred(summary: Summary, week: str, key: str) -> None:
    chosen = st.session_state[key]
    keep(summary, week, stars=None if chosen is None else chosen + 1)


def _given(db: Database, summary_id: int) -> Feedback | None:
    return next((f for f in feedback.of_summary(db, summary_id) if f.who == WHO), None)
