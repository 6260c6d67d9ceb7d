"""Adding one article, paper or post: by its URL (a job, so that a slow page blocks nobody), or files."""

from __future__ import annotations

import streamlit as st

from pages.shared import file_adder, work
from pages.shared.markup import safe_url


def show() -> None:
    """A popover with both forms."""
    with st.popover("URL・ファイルから追加", icon=":material/add_link:"):
        _by_url()
        st.divider()
        file_adder.show()


def _by_url() -> None:
    with st.form("add", border=False):
        url = st.text_input("記事・論文・投稿の URL", key="add_url")
        memo = st.text_area("メモ(任意)", key="add_memo", height=80)
        if not st.form_submit_button("追加する", type="primary"):
            return
        if safe_url(url):
            work.add_article(safe_url(url), memo.strip())
            st.rerun()
        st.error("http:// か https:// で始まる URL を入れてください。")
