"""用語集: the terms of the issues, their definitions and evidence, and where they are used."""

from __future__ import annotations

import streamlit as st
from sqlite_utils import Database

from digest.glossary.find import uses
from pages import DIGEST
from pages.shared import filters, job_panel, notice, term_view, work
from pages.shared.article_view import empty
from pages.shared.db import now, reading, settings, writing
from pages.shared.markup import join
from pages.shared.prose import prose
from pages.shared.reader_list import NOTHING, PANE, Act, Manner, Row, reader_list
from storage import articles, glossary
from storage.records import Term
from storage.weeks import label as week_label

FLAGS = {"undefined": "定義なし", "draft": "下書き", "hidden": "隠した用語"}
MOST_WEEKS = 12


def main() -> None:
    """The whole page."""
    with reading() as db:
        listed = glossary.list_terms(db)
        written = glossary.written(db)
        has_model = settings(db).has_model
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if listed:
            filters.flags("only", FLAGS)
        _tools(has_model)
    job_panel.show(("glossary",))
    if not listed:
        _empty(has_model)
        return
    weeks = uses([term.term for term in listed], written)
    shown = [term for term in listed if _wanted(term)]
    left, right = st.columns([5, 8], gap="medium")
    with left:
        st.caption(_counts(listed))
        reader_list(
            [_row(term, len(weeks[term.term])) for term in shown],
            st.query_params.get("item", ""),
            lambda acts: None,
            _then,
            key="term_list",
            manner=Manner("用語の一覧", marks=False, compact=True, empty=NOTHING),
        )
    with right, st.container(key=PANE):
        _detail()


def _tools(has_model: bool) -> None:
    st.button(
        "用語を拾って定義の下書きを作る" if has_model else "用語を拾う",
        icon=":material/menu_book:",
        key="glossary_draft",
        on_click=_start,
    )
    with st.popover("用語を加える", icon=":material/add:"), st.form("add_term", border=False):
        term = st.text_input("用語", key="new_term", max_chars=60)
        said = st.text_area("定義", key="new_definition", max_chars=300, height=90)
        if st.form_submit_button("加える", type="primary"):
            _add(term.strip(), said)


def _start() -> None:
    work.start("glossary")


def _add(term: str, said: str) -> None:
    if not term:
        st.error("用語を書いてください。")
        return
    with writing() as db:
        added = glossary.define(db, term, said, now=now())
    st.query_params["item"] = str(added.id)
    notice.say(f"「{notice.literal(added.term)}」を加えました。")
    st.rerun()


def _empty(has_model: bool) -> None:
    rest = (
        "定義は、記事の文を根拠にモデルが下書きし、あなたが直します。"
        if has_model
        else "モデルが未設定のため、定義はあなたが書きます。"
    )
    st.html(
        empty(
            "用語はまだありません",
            "「用語を拾う」と、号に繰り返し出てくる用語が並びます。" + rest,
            "定義した用語には、書き出しの初出に脚注が付きます。",
        )
    )


def _counts(listed: list[Term]) -> str:
    defined = sum(bool(term.definition) and not term.hidden for term in listed)
    return f"{len(listed)}語 · 脚注になるもの {defined}語"


def _wanted(term: Term) -> bool:
    only = st.session_state.get("only") or []
    if "hidden" not in only and term.hidden:
        return False
    return (
        ("undefined" not in only or not term.definition)
        and ("draft" not in only or (term.origin == "model" and bool(term.definition)))
        and ("hidden" not in only or term.hidden)
    )


def _row(term: Term, weeks: int) -> Row:
    label, tone = term_view.state(term)
    used = f"{weeks}号" if weeks else "使われていません"
    return Row(
        id=str(term.id),
        title=term.term,
        sub=term.definition or used,
        tags=() if tone == "good" else ((label, tone),),
        lang="ja",
        dim=term.hidden,
    )


def _then(acts: list[Act]) -> bool:
    opened = [act.row for act in acts if act.verb == "open"]
    if opened:
        st.query_params["item"] = opened[-1]
    return False


@st.fragment(key=PANE)
def _detail() -> None:
    """The open term."""
    with reading() as db:
        term = _find(db, filters.number(st.query_params.get("item", "")))
        cited = sorted({one.article_id for one in term.evidence}) if term else []
        titles = {one.id: one.title for one in articles.get_many(db, cited)}
        weeks = uses([term.term], glossary.written(db))[term.term] if term else ()
    if term is None:
        st.html(empty("用語を選んでください", "定義、根拠の文、使われた号がここに出ます。"))
        return
    st.html(term_view.head(term))
    prose(
        "定義",
        term.definition,
        key=f"definition_{term.id}",
        rows=3,
        placeholder="短い定義を1文か2文で。空のままなら脚注は付きません。",
        whole=True,
        save=lambda said: _define(term, said),
    )
    if behind := join([term_view.note(term), term_view.evidence(term, titles)]):
        st.html(behind)
    _used(weeks)
    st.toggle(
        "この用語に脚注を付けない",
        value=term.hidden,
        key=f"hide_{term.id}",
        on_change=_hide,
        args=(term,),
    )


def _find(db: Database, term_id: int) -> Term | None:
    return next((term for term in glossary.list_terms(db) if term.id == term_id), None)


def _define(term: Term, said: str) -> None:
    if said.strip() == term.definition:
        return
    with writing() as db:
        glossary.define(db, term.term, said, now=now())


def _hide(term: Term) -> None:
    with writing() as db:
        glossary.hide(db, term.term, not term.hidden, now=now())


def _used(weeks: tuple[str, ...]) -> None:
    if not weeks:
        st.caption("今ある号では使われていません。")
        return
    st.markdown("#### 使われた号")
    with st.container(horizontal=True, gap="xsmall"):
        for week in weeks[:MOST_WEEKS]:
            st.page_link(
                DIGEST.script, label=f"{week}({week_label(week)})", query_params={"week": week}
            )
    if len(weeks) > MOST_WEEKS:
        st.caption(f"ほか {len(weeks) - MOST_WEEKS}号")


main()
