"""What stands above the sources: add by URL, starters, OPML, collect now, feeds found."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from digest.errors import WorkbenchError
from pages.shared import (
    addresses,
    filters,
    job_panel,
    notice,
    refresh_view,
    starter_view,
    words,
    work,
)
from pages.shared.db import reading, writing
from storage import sources
from storage.records import Source

FLAGS = {"error": "エラーあり", "silent": "更新なし", "off": "無効"}  # states of sources
MOST = 10  # choices that are shown
_CLOSED = "_found_closed"  # the look whose choices a person has closed


def show(listed: list[Source]) -> None:
    """The row of tools."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        _adder()
        if st.button("スターターから選ぶ", icon=":material/checklist:", key="to_starter"):
            st.query_params["view"] = "starter"
            st.rerun()
        _opml(listed)
        refresh_view.choose()
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
            placeholder="サイト、フィード、チャンネルなどの URL を追加",
            help="Zenn・Qiita・はてな・YouTube・GitHub・Reddit・Hacker News・Hugging Face の"
            "ページは、そのまま貼れます。arXiv の分類(cs.CL)や hn:検索語 も使えます。",
            key="new_url",
            label_visibility="collapsed",
            icon=":material/link:",
        )
        st.form_submit_button("追加", on_click=_subscribe)


def _subscribe() -> None:
    text = st.session_state["new_url"].strip()
    if why := addresses.refusal(text, source=True):
        notice.warn(why)
        return
    work.subscribe(text)
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
    """After an address was looked at: what else can be subscribed there; a person picks."""
    known = {(source.url, source.settings) for source in listed}
    with reading() as db:
        looked = job_panel.found_feeds(db)
    offered = [one for one in looked.found if (one["url"], _settings(one)) not in known]
    if not offered or st.session_state.get(_CLOSED) == looked.job_id:
        return
    told = f"このサイトには{len(offered)}件の候補があります。登録するものを選んでください"
    if not looked.choose or len(offered) < len(looked.found):
        told = f"このサイトには、ほかに{len(offered)}件の候補があります"
    with st.expander(told, expanded=True):
        for place, one in enumerate(offered[:MOST]):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.text(f"{one.get('title') or '(名称なし)'}{_what(one)}\n{one['url']}")
                st.button(
                    "追加",
                    key=f"found_{place}",
                    on_click=work.subscribe,
                    args=(one["url"], one.get("kind", ""), one.get("title", "")),
                    kwargs={"chosen": dict(_settings(one))},
                )
        if len(offered) > MOST:
            st.caption(f"先頭の{MOST}件を表示しています。")
        st.button("候補を閉じる", key="found_close", on_click=_close, args=(looked.job_id,))


def _close(job_id: str) -> None:
    st.session_state[_CLOSED] = job_id


def _settings(one: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """The settings of something found, as a source keeps them."""
    told = one.get("settings")
    listed = json.loads(told) if isinstance(told, str) and told else told or []
    return tuple((str(name), str(value)) for name, value in listed)


def _what(one: dict[str, Any]) -> str:
    """What a choice that is no feed does."""
    kind, settings = one.get("kind", ""), dict(_settings(one))
    if kind == "page":
        told = settings.get("pattern") or settings.get("selector")
        return f" — 新しいリンクを見張る({told})" if told else " — このページだけを記事にする"
    return "" if kind == "feed" else f" — {words.SOURCE_KINDS.get(kind, kind)}"
