"""ソース: subscribe, choose starters, OPML, the state of each source, collect now."""

from __future__ import annotations

from collections import Counter

import streamlit as st
from sqlite_utils import Database

from digest.health import REMEMBERED, Health, health
from pages import ARTICLES
from pages.shared import (
    filters,
    job_panel,
    notice,
    source_settings,
    source_tools,
    source_view,
    starter_view,
    words,
    work,
)
from pages.shared.article_view import empty
from pages.shared.db import now, reading, writing
from pages.shared.markup import host, safe_url
from pages.shared.reader_list import NOTHING, PANE, Act, Manner, Row, reader_list
from storage import articles, sources
from storage.errors import NotFound
from storage.records import Source

JOBS = ("collect", "refresh", "subscribe", "sample", "weekly")


def main() -> None:
    """The whole page."""
    if st.query_params.get("view") == "starter":
        starter_view.show()
        return
    with reading() as db:
        listed = sources.list_sources(db)
        rhythms = sources.rhythms(db, REMEMBERED)
    states = {s.id: _state(s, health(s, rhythms.get(s.id, ()))) for s in listed}
    source_tools.show(listed)
    source_tools.found_feeds(listed)
    job_panel.show(JOBS)
    if not listed:
        _empty()
        return
    shown = [source for source in listed if _wanted(source, states[source.id])]
    left, right = st.columns([5, 8], gap="medium")
    with left:
        st.caption(_counts(list(states.values())))
        reader_list(
            [_row(source, states[source.id]) for source in shown],
            st.query_params.get("item", ""),
            lambda acts: None,
            _then,
            key="source_list",
            manner=Manner("ソースの一覧", marks=False, compact=True, empty=NOTHING),
        )
    with right, st.container(key=PANE):
        _detail()


def _empty() -> None:
    st.html(
        empty(
            "まだソースがありません",
            "サイトかフィードの URL を上の欄に貼るか、スターターから選ぶか、OPML を読み込んでください。",
            "登録するまで、どこにも接続しません。",
        )
    )


def _counts(states: list[str]) -> str:
    count = Counter(states)
    parts = [
        f"{len(states)}件",
        f"エラー {count['error']}件" if count["error"] else "",
        f"更新なし {count['silent']}件" if count["silent"] else "",
        f"無効 {count['off']}件" if count["off"] else "",
    ]
    return " · ".join(part for part in parts if part)


def _state(source: Source, found: Health) -> str:
    if not source.enabled:
        return "off"
    return "error" if source.error else "good" if found.silent_days is None else "silent"


def _wanted(source: Source, state: str) -> bool:
    only = st.session_state.get("only") or []
    return not only or state in only or ("error" in only and bool(source.error))


def _row(source: Source, state: str) -> Row:
    tags = {"off": ("無効", "plain"), "error": ("エラー", "bad"), "silent": ("更新なし", "warn")}
    place = host(source.url)
    return Row(
        id=str(source.id),
        title=source.title or source.url,
        sub=f"{place} · 成功 {words.ago(source.succeeded_at, now())}",
        tags=(tags[state],) if state in tags else (),
        lang=source.language,
        url=safe_url(source.url),
        dim=not source.enabled,
    )


def _then(acts: list[Act]) -> bool:
    opened = [act.row for act in acts if act.verb == "open"]
    if opened:
        st.query_params["item"] = opened[-1]
    return False


@st.fragment(key=PANE)
def _detail() -> None:
    """The open source."""
    asked = st.query_params.get("item", "")
    if not asked:
        st.html(empty("ソースを選んでください", "状態の詳細、有効・無効、削除はここに出ます。"))
        return
    with reading() as db:
        source = _find(db, asked)
        rhythm = {} if source is None else sources.rhythms(db, REMEMBERED)
        count = 0 if source is None else articles.count(db, source_id=source.id)
    if source is None:
        st.warning(words.trouble_text("not_found"))
        return
    found = health(source, rhythm.get(source.id, ()))
    st.html(source_view.facts(source, count, now(), found))
    _actions(source)
    st.page_link(
        ARTICLES.script,
        label=f"このソースの記事 {count:,}件",
        icon=ARTICLES.icon,
        query_params={"source": str(source.id)},
    )


def _actions(source: Source) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        if st.toggle("有効", value=source.enabled, key=f"on_{source.id}") != source.enabled:
            with writing() as db:
                sources.enable(db, source.id, not source.enabled)
            st.rerun()
        alone = st.button(
            "これだけ収集",
            icon=":material/refresh:",
            key="collect_one",
            disabled=not source.enabled,
        )
        if alone:
            work.collect([source.id])
            st.rerun()
        source_settings.show(source)
        with st.popover("削除", icon=":material/delete:"):
            st.text("このソースを外します。集めた記事は残ります。")
            if st.button("外す", type="primary", key="remove"):
                _remove(source.id)


def _find(db: Database, asked: str) -> Source | None:
    try:
        return sources.get(db, filters.number(asked))
    except NotFound:
        return None


def _remove(source_id: int) -> None:
    with writing() as db:
        sources.delete(db, source_id)
    st.query_params.pop("item", None)
    notice.say("ソースを外しました。")
    st.rerun()


main()
