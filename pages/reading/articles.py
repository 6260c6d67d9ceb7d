"""記事: everything that was collected, paged and searched; an open article with its text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st
from sqlite_utils import Database

from pages import DIGEST, SOURCES
from pages.shared import (
    article_adder,
    article_view,
    filters,
    job_panel,
    marks,
    notice,
    reader_pane,
    words,
)
from pages.shared.article_row import article_row
from pages.shared.db import reading
from pages.shared.reader_list import NOTHING, PANE, Act, Manner, Row, reader_list
from storage import articles, search, sources
from storage.errors import NotFound
from storage.issue_search import IssueHit, search_issues
from storage.records import Mark
from storage.search import Hit
from storage.weeks import label as week_label

PAGE_ROWS = 50
PAST = 10  # items of past issues that a search shows
FLAGS = {"star": "★ スター", "unread": "● 未読"}


@dataclass(frozen=True, slots=True)
class Found:
    """One page of articles, and how many there are; `more`: at least so many."""

    hits: list[Hit]
    total: int
    more: bool = False


def main() -> None:
    """The whole page."""
    article_adder.asked()
    with reading() as db:
        if not articles.count(db):
            _empty()
            return
        names = {source.id: source.title or source.url for source in sources.list_sources(db)}
        query = _filters(db, names)
        found = _find(db, query)
        rows = _rows(db, found.hits, names)
        past = search_issues(db, query["text"], PAST) if query["text"] else ()
    job_panel.show(("add",))
    _past(past)
    left, right = st.columns([5, 8], gap="medium")
    with left:
        _pager(found)
        reader_list(
            rows,
            _selected(rows),
            _save,
            _then,
            key="article_list",
            manner=Manner("記事の一覧", pages=True, empty=NOTHING),
        )
    with right, st.container(key=PANE):
        _detail()


def _empty() -> None:
    article_adder.show()
    if job_panel.show(("add", "collect", "sample", "weekly")):
        return
    st.html(
        article_view.empty(
            "まだ記事がありません",
            "ソースを登録して収集すると、ここに並びます。上の欄から URL で1件ずつ加えることもできます。",
        )
    )
    with st.container(horizontal=True, horizontal_alignment="center"):
        st.page_link(SOURCES.script, label="ソースを登録する", icon=SOURCES.icon)
        st.page_link(DIGEST.script, label="サンプル週から始める", icon=DIGEST.icon)


def _filters(db: Database, names: dict[int, str]) -> dict[str, Any]:
    """The widgets above the list, in step with the address; gives what they ask for."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        text = st.text_input(
            "検索",
            key="q",
            type="search",
            bind="query-params",
            width=240,
            placeholder="検索",
            label_visibility="collapsed",
            on_change=_first_page,
        )
        known = [week for week, _ in articles.weeks(db)]
        week = filters.choice("週", "week", known, _week_name, width=205, then=_first_page)
        numbers = [str(i) for i in names]
        source = filters.choice(
            "ソース", "source", numbers, lambda i: names[int(i)], width=210, then=_first_page
        )
        kind = filters.choice(
            "種類", "kind", list(words.KINDS), words.kind, width=120, then=_first_page
        )
        only = filters.flags("only", FLAGS, then=_first_page)
        article_adder.show()
    return {
        "text": (text or "").strip(),
        "week": week or None,
        "source_id": int(source) if source else None,
        "kind": kind or None,
        "starred": "star" in only,
        "unread": "unread" in only,
    }


def _week_name(week: str) -> str:
    return f"{week}({week_label(week)})"


def _first_page() -> None:
    st.query_params.pop("page", None)


def _find(db: Database, query: dict[str, Any]) -> Found:
    """A page of what is asked for; a search is narrowed by the same filters."""
    found = _find_from(db, query, (_page() - 1) * PAGE_ROWS)
    if not found.hits and _page() > 1:  # fewer than there were when the address was made
        _first_page()
        return _find_from(db, query, 0)
    return found


def _find_from(db: Database, query: dict[str, Any], offset: int) -> Found:
    text, narrow = query["text"], {k: v for k, v in query.items() if k != "text"}
    if not text:
        listed = articles.list_articles(db, **narrow, limit=PAGE_ROWS, offset=offset)
        return Found([Hit(one, "", (), 0.0) for one in listed], articles.count(db, **narrow))
    within = articles.matching(db, **narrow) if any(narrow.values()) else None
    hits = search.search(db, text, PAGE_ROWS + 1, offset, within=within)
    return Found(list(hits[:PAGE_ROWS]), offset + len(hits), more=len(hits) > PAGE_ROWS)


def _page() -> int:
    return max(1, filters.number(st.query_params.get("page", "1")))


def _pager(found: Found) -> None:
    pages = max(1, -(-found.total // PAGE_ROWS))
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"
    ):
        st.caption(f"{found.total - found.more:,}件{'以上' if found.more else ''}")
        if pages > 1:
            st.session_state["page"] = min(_page(), pages)
            st.pagination(pages, key="page", max_visible_pages=5, on_change=_turn)


def _past(found: tuple[IssueHit, ...]) -> None:
    """Items of past issues that hold the words, folded away: the list below is of articles."""
    if not found:
        return
    many = f"{PAST}件以上" if len(found) == PAST else f"{len(found)}件"
    with st.expander(f"過去の号の項目 {many}"):
        for hit in found:
            st.page_link(
                DIGEST.script,
                label=notice.literal(f"{week_label(hit.week)} {hit.headline}"),
                query_params={"week": hit.week, "item": hit.story_key},
            )


def _turn() -> None:
    st.query_params["page"] = str(st.session_state["page"])


def _rows(db: Database, hits: list[Hit], names: dict[int, str]) -> list[Row]:
    seen = articles.marks_of(db, [hit.article.id for hit in hits])
    return [article_row(hit, seen.get(hit.article.id, Mark(hit.article.id)), names) for hit in hits]


def _selected(rows: list[Row]) -> str:
    turned = st.session_state.pop("_turned", 0)
    if turned and rows:
        st.query_params["item"] = rows[0 if turned > 0 else -1].id
    return st.query_params.get("item", "")


def _save(acts: list[Act]) -> None:
    marks.take(acts, lambda row: filters.number(row) or None)


def _then(acts: list[Act]) -> bool:
    opened = [act.row for act in acts if act.verb == "open"]
    if opened:
        st.query_params["item"] = opened[-1]
    turns = [act.value for act in acts if act.verb == "page"]
    turn = 1 if turns and turns[-1] == 1 else -1
    if not turns or _page() + turn < 1:
        return False
    st.query_params["page"] = str(_page() + turn)
    st.session_state["_turned"] = turn
    return True


@st.fragment(key=PANE)
def _detail() -> None:
    """The open article; only this is drawn again when another one is chosen."""
    asked = st.query_params.get("item", "")
    if not asked:
        st.html(
            article_view.empty(
                "記事を選んでください", "j / k で選び、Enter で本文へ。? でキー操作の一覧。"
            )
        )
        return
    with reading() as db:
        try:
            article = articles.get(db, filters.number(asked))
        except NotFound as error:
            st.warning(notice.literal(words.explain(error)))
            return
        mark = articles.marks_of(db, [article.id]).get(article.id, Mark(article.id))
        source = reader_pane.source_title(db, article)
        st.html(article_view.head(article, source))
        reader_pane.tools(article, mark, article.url)
        reader_pane.tag_box(db, article)
    whole = st.session_state.get("_whole") == article.id
    st.html(article_view.body(article, whole=whole))
    if article_view.is_cut(article) and not whole:
        st.button("全文を表示", key="whole", on_click=_show_whole, args=(article.id,))
    reader_pane.memo(article)


def _show_whole(article_id: int) -> None:
    st.session_state["_whole"] = article_id


main()
