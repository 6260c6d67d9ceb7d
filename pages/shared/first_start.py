"""What the reader shows before there is a digest: the first steps, as buttons."""

from __future__ import annotations

import streamlit as st
from sqlite_utils import Database

from pages import SOURCES
from pages.shared import batch_toggle, build_form, job_panel, work
from pages.shared.article_view import empty
from storage import articles, sources


def show(db: Database) -> None:
    """The right next step for what is there already."""
    if job_panel.show(("sample", "weekly", "build", "collect")):
        return
    if articles.count(db):
        _build(db)
    elif sources.list_sources(db):
        _collect()
    else:
        _begin()


def _begin() -> None:
    st.html(
        empty(
            "週刊AIダイジェストへようこそ",
            "集めた記事から、根拠をたどれる週刊ダイジェストを作ります。",
            "API キーもネットワークも無しで、サンプル週から始められます。",
        )
    )
    with st.container(horizontal=True, horizontal_alignment="center"):
        if st.button(
            "スターターソースを選ぶ", icon=":material/checklist:", width=280, key="begin_starter"
        ):
            st.switch_page(SOURCES.script, query_params={"view": "starter"})
        st.button(
            "サンプル週を読み込む",
            icon=":material/play_circle:",
            type="primary",
            width=280,
            key="begin_sample",
            on_click=work.load_sample,
        )


def _collect() -> None:
    st.html(
        empty(
            "まだ記事がありません",
            "登録したソースから記事を集めて、先週のダイジェストを作ります。",
        )
    )
    with st.container(horizontal=True, horizontal_alignment="center"):
        batch = batch_toggle.show("begin_batch")
    with st.container(horizontal=True, horizontal_alignment="center"):
        st.button(
            "収集してダイジェストを作る",
            type="primary",
            width=280,
            key="begin_weekly",
            on_click=work.run_weekly,
            kwargs={"batch": batch},
        )
        st.page_link(SOURCES.script, label="ソースを見る", icon=SOURCES.icon)


def _build(db: Database) -> None:
    weeks = [week for week, _ in articles.weeks(db)]
    counts = dict(articles.weeks(db))
    st.html(
        empty(
            "まだダイジェストがありません",
            "記事は集まっています。週を選んで作ると、ここで読めるようになります。",
        )
    )
    with (
        st.container(horizontal=True, horizontal_alignment="center"),
        st.container(border=True, width=560),
    ):
        build_form.show(weeks, counts)
