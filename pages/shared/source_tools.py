"""What stands above the sources: add by URL, starters, OPML, collect now, feeds found."""

from __future__ import annotations

import streamlit as st

from digest.errors import WorkbenchError
from pages.shared import filters, job_panel, notice, starter_view, words, work
from pages.shared.db import reading, writing
from pages.shared.markup import safe_url
from storage import sources
from storage.records import Source

FLAGS = {"error": "エラーあり", "off": "無効"}


def show(listed: list[Source]) -> None:
    """The row of tools."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        _adder()
        if st.button("スターターから選ぶ", icon=":material/checklist:", key="to_starter"):
            st.query_params["view"] = "starter"
            st.rerun()
        _opml(listed)
        st.button(
            "今すぐ収集",
            icon=":material/refresh:",
            type="primary",
            key="collect_now",
            disabled=not any(source.enabled for source in listed),
            on_click=work.collect,
        )
        if listed:
            filters.flags("only", FLAGS)


def _adder() -> None:
    form = st.form("subscribe", border=False, width=420)
    with form, st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.text_input(
            "URL",
            placeholder="サイトかフィードの URL を追加",
            key="new_url",
            label_visibility="collapsed",
            icon=":material/link:",
        )
        st.form_submit_button("追加", on_click=_subscribe)


def _subscribe() -> None:
    url = safe_url(st.session_state["new_url"])
    if not url:
        notice.warn("http:// か https:// で始まる URL を入れてください。")
        return
    work.subscribe(url)
    st.session_state["new_url"] = ""


def _opml(listed: list[Source]) -> None:
    from digest import opml

    with st.popover("OPML", icon=":material/import_export:"):
        file = st.file_uploader("OPML を読み込む", type=["opml", "xml"], key="opml_file")
        if file is not None and st.button("読み込んで登録", type="primary", key="opml_go"):
            _import(file.getvalue())
        if listed:
            st.download_button(
                "OPML を書き出す",
                opml.write(tuple(listed)),
                "sources.opml",
                "text/x-opml",
                key="opml_save",
                on_click="ignore",
            )


def _import(content: bytes) -> None:
    from digest import opml

    try:
        read = opml.read(content)
        with writing() as db:
            before = len(sources.list_sources(db))
            starter_view.subscribe(db, read)
            new = len(sources.list_sources(db)) - before
    except WorkbenchError as error:
        st.error(notice.literal(words.explain(error)))
        return
    notice.say(f"{new}件を登録しました(登録済みは{len(read) - new}件)。")
    st.rerun()


def found_feeds(listed: list[Source]) -> None:
    """After a subscription: the other feeds that its page names."""
    known = {source.url for source in listed}
    with reading() as db:
        found = [one for one in job_panel.found_feeds(db) if one["url"] not in known]
    if not found:
        return
    with st.expander(f"このサイトには、ほかに{len(found)}件のフィードがあります", expanded=True):
        for place, one in enumerate(found[:10]):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.text(f"{one.get('title') or '(名称なし)'}\n{one['url']}")
                st.button(
                    "追加",
                    key=f"found_{place}",
                    on_click=work.subscribe,
                    args=(one["url"], one.get("kind", ""), one.get("title", "")),
                )
