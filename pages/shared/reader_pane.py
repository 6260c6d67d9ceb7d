"""The tools of an open article in the pane: original, star, read, memo."""

from __future__ import annotations

import streamlit as st
from sqlite_utils import Database

from digest.tagging import suggested
from pages.shared import marks
from pages.shared.markup import safe_url
from pages.shared.prose import prose
from storage import sources, tags
from storage.errors import NotFound
from storage.records import Article, Mark


def source_title(db: Database, article: Article) -> str:
    """The title of the source that an article came from; "" once that was removed."""
    if article.source_id is None:
        return "手で追加"
    try:
        return sources.get(db, article.source_id).title
    except NotFound:
        return ""


def tools(article: Article, mark: Mark, url: str) -> None:
    """Buttons in one row. Star and read redraw the whole page, so that the list agrees."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        if safe_url(url):
            st.link_button("原文を開く", safe_url(url), icon=":material/open_in_new:")
        starred, read = mark.starred_at is not None, mark.read_at is not None
        star_word = "スターを外す" if starred else "スター"
        if st.button(
            star_word,
            icon=":material/star:" if starred else ":material/star_border:",
            key="tool_star",
        ):
            marks.set_mark(article.id, starred=not starred)
            st.rerun()
        if st.button("未読に戻す" if read else "既読にする", key="tool_read"):
            marks.set_mark(article.id, read=not read)
            st.rerun()


def tag_box(db: Database, article: Article) -> None:
    """The article's tags; what it suggests and what was used before stand in the list."""
    own = tags.of(db, [article.id]).get(article.id, ())
    known = [name for name, _ in tags.known(db)]
    options = [*own, *(name for name in (*suggested(article, known), *known) if name not in own)]
    key = f"tags_{article.id}"
    st.multiselect(
        "タグ",
        list(dict.fromkeys(options)),
        default=own,
        key=key,
        accept_new_options=True,
        placeholder="タグを付ける(tag:名前 で探せます)",
        on_change=_keep_tags,
        args=(article.id, key),
    )


def _keep_tags(article_id: int, key: str) -> None:
    if not marks.set_tags(article_id, st.session_state[key]):
        st.toast("この記事は削除されています。タグは保存できませんでした。")


def memo(article: Article) -> None:
    """A box for a person's own words about an article."""
    prose(
        "メモ",
        article.memo,
        lambda words: _keep(article.id, words),
        key=f"memo_{article.id}",
        rows=3,
        placeholder="自分のためのメモ(書き出しには入りません)",
    )


def _keep(article_id: int, words: str) -> None:
    if not marks.set_memo(article_id, words):
        st.toast("この記事は削除されています。メモは保存できませんでした。")
