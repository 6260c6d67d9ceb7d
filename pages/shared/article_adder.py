"""Adding one article, paper or post: by its URL (a job, so that a slow page blocks nobody), or files."""

from __future__ import annotations

import streamlit as st

from pages.shared import addresses, file_adder, notice, work
from pages.shared.bookmarklet import bookmarklet

ASKED = "add"  # the query parameter with which the bookmarklet comes
_SHOWN = 300


def show() -> None:
    """A popover with both forms."""
    with st.popover("URL・ファイルから追加", icon=":material/add_link:"):
        _by_url()
        bookmarklet()
        st.divider()
        file_adder.show()


def asked() -> None:
    """What the bookmarklet sent: shown and asked for; opening the address alone stores nothing."""
    if not (url := st.query_params.get(ASKED, "").strip()):
        return
    with st.container(border=True, key="asked_to_add"):
        if why := addresses.refusal(url):
            st.error(f"{why}({notice.literal(url[:_SHOWN])})")
            st.button("閉じる", key="asked_close", on_click=_forget)
            return
        st.markdown("**このページを追加しますか**")
        st.text(url[:_SHOWN])
        memo = st.text_input("メモ(任意)", key="asked_memo")
        with st.container(horizontal=True):
            if st.button("追加する", type="primary", key="asked_go"):
                work.add_article(url, memo.strip())
                _forget()
                st.rerun()
            st.button("やめる", key="asked_close", on_click=_forget)


def _forget() -> None:
    st.query_params.pop(ASKED, None)


def _by_url() -> None:
    with st.form("add", border=False):
        url = st.text_input("記事・論文・投稿・動画・リリースの URL", key="add_url")
        memo = st.text_area("メモ(任意)", key="add_memo", height=80)
        text = st.text_area(
            "本文(任意。X の投稿など、取得できないものを貼り付ける)", key="add_text", height=80
        )
        if not st.form_submit_button("追加する", type="primary"):
            return
        if why := addresses.refusal(url):
            st.error(why)
            return
        work.add_article(url.strip(), memo.strip(), text.strip())
        st.rerun()
