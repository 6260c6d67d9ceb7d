"""Choose starter sources: grouped boxes; only what is ticked is subscribed, only on the button."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import streamlit as st
from sqlite_utils import Database

from pages.shared import notice, work
from pages.shared.db import now, reading, writing
from pages.shared.markup import host
from pages.shared.notice import literal
from pages.shared.words import LANGUAGES
from storage import sources
from storage.records import Source


def show() -> None:
    """The whole view."""
    from digest.starter import starter_sources

    offered = starter_sources()
    with reading() as db:
        known = {source.url for source in sources.list_sources(db)}
    st.button(
        "ソースの一覧へ戻る", icon=":material/arrow_back:", on_click=_leave, key="leave_starter"
    )
    st.markdown("### スターターソースを選ぶ")
    st.caption(
        "印を付けたものだけを、下のボタンで登録します。登録するまで接続しません。あとから外せます。"
    )
    _bulk(offered)
    chosen: list[Source] = []
    for group in dict.fromkeys(source.folder for source in offered):
        chosen += _group(group, [one for one in offered if one.folder == group], known)
    with st.bottom, st.container(horizontal=True, vertical_alignment="center"):
        if st.button(
            f"選んだ{len(chosen)}件を登録する",
            type="primary",
            disabled=not chosen,
            key="starter_go",
        ):
            _register(chosen, collect=False)
        if st.button("登録してすぐ収集する", disabled=not chosen, key="starter_collect"):
            _register(chosen, collect=True)


def subscribe(db: Database, wanted: Iterable[Source]) -> list[Source]:
    """Store those that are not there yet; gives all that were asked for, as they are stored."""
    from digest import opml

    listed = tuple(wanted)
    new = {s.url for s in opml.unknown(listed, sources.list_sources(db))}
    added = [sources.add(db, replace(s, added_at=now())) for s in listed if s.url in new]
    known = {source.url for source in listed} - new
    return added + [source for source in sources.list_sources(db) if source.url in known]


def _bulk(offered: tuple[Source, ...]) -> None:
    with st.container(horizontal=True, gap="xsmall"):
        for label, language in (("日本語をすべて選ぶ", "ja"), ("英語をすべて選ぶ", "en")):
            st.button(
                label,
                key=f"all_{language}",
                on_click=_tick,
                args=([one for one in offered if one.language == language], True),
            )
        st.button("すべて外す", key="all_none", on_click=_tick, args=(list(offered), False))


def _tick(wanted: list[Source], value: bool) -> None:
    for source in wanted:
        st.session_state[_key(source)] = value


def _key(source: Source) -> str:
    return f"starter_{source.url}"


def _group(name: str, offered: list[Source], known: set[str]) -> list[Source]:
    st.markdown(f"#### {literal(name)}")
    chosen: list[Source] = []
    with st.grid(3, min_column_width=300, gap="xsmall"):
        for source in offered:
            label = f"{literal(source.title)} :gray[{literal(_about(source))}]"
            if source.url in known:
                st.checkbox(
                    f"{label} :gray[登録済み]", value=True, disabled=True, key=f"known_{source.url}"
                )
            elif st.checkbox(label, key=_key(source)):
                chosen.append(source)
    return chosen


def _about(source: Source) -> str:
    return f"{LANGUAGES.get(source.language, '')} {host(source.url)}".strip()


def _register(chosen: list[Source], *, collect: bool) -> None:
    with writing() as db:
        stored = subscribe(db, chosen)
    notice.say(f"{len(stored)}件のソースを登録しました。")
    if collect:
        work.collect([source.id for source in stored])
    _leave()
    st.rerun()


def _leave() -> None:
    st.query_params.pop("view", None)
