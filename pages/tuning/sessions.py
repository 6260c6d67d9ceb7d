"""チューニング: start a session, watch it, pause it, read what it found."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from pages import PROMPTS
from pages.shared import (
    notice,
    replay_view,
    session_start,
    session_view,
    stalled,
    tuning_charts,
    tuning_words,
    words,
)
from pages.shared.article_view import empty
from pages.shared.db import home, now, reading, settings, writing
from pages.shared.notice import literal
from pages.shared.reader_list import PANE, Act, Manner, Row, reader_list
from prompt_tuner import starting
from storage import calls, sessions
from storage.errors import NotFound
from storage.records import Session

MOVING = ("queued", "running", "pausing")
RESUMABLE = ("paused", "stopped", "failed")
EVERY_SECONDS = 1.0
VIEWS = {"new": session_start.show, "replay": replay_view.show}


def main() -> None:
    """The whole page."""
    view = st.query_params.get("view")
    if view in VIEWS:
        st.button(
            "一覧へ戻る", icon=":material/arrow_back:", key="leave_new", on_click=_view, args=("",)
        )
        VIEWS[view]()
        return
    with reading() as db:
        listed = sessions.list_sessions(db)
    _tools()
    if not listed:
        _empty()
        return
    left, right = st.columns([4, 9], gap="medium")
    with left:
        reader_list(
            [_row(one) for one in listed],
            _asked(listed),
            lambda acts: None,
            _then,
            key="session_list",
            manner=Manner("チューニングの一覧", marks=False, compact=True),
        )
    with right, st.container(key=PANE):
        _detail(_asked(listed))


def _tools() -> None:
    with st.container(horizontal=True, gap="small"):
        st.button(
            "新しいチューニング",
            icon=":material/add:",
            key="new_session",
            type="primary",
            on_click=_view,
            args=("new",),
        )
        st.button(
            "過去の週で見比べる",
            icon=":material/compare:",
            key="to_replay",
            on_click=_view,
            args=("replay",),
        )


def _empty() -> None:
    st.html(
        empty(
            "まだチューニングがありません",
            "「新しいチューニング」から、タスクと予算を選んで始めてください。始める前に見積もりを見られます。",
            "見つかった改良案は、未公開の例で確かめるまで「改善」とは言いません。",
        )
    )


def _view(name: str) -> None:
    if name:
        st.query_params["view"] = name
        return
    for key in ("view", "task", "prompt", "week", "candidate", "replay"):
        st.query_params.pop(key, None)


def _asked(listed: list[Session]) -> str:
    return st.query_params.get("item") or listed[0].id


def _row(session: Session) -> Row:
    state = tuning_words.SESSION_STATES.get(session.state, session.state)
    tag = (state, session_view.TONES.get(session.state, "plain"))
    verdict = str(json.loads(session.result).get("verdict", "")) if session.result else ""
    shown = tuning_words.VERDICTS.get(verdict)
    return Row(
        id=session.id,
        title=session.task,
        sub=words.minute(session.created_at),
        tags=(shown,) if shown and session.state == "done" else (tag,),
    )


def _then(acts: list[Act]) -> bool:
    opened = [act.row for act in acts if act.verb == "open"]
    if opened:
        st.query_params["item"] = opened[-1]
    return bool(opened)


def _detail(session_id: str) -> None:
    """The open session; while it runs a fragment looks once a second."""
    with reading() as db:
        try:
            session = sessions.get(db, session_id)
        except NotFound:
            st.warning(words.trouble_text("not_found"))
            return
    st.html(session_view.head(session))
    if session.state in MOVING:
        watch = st.fragment(_watch, run_every=EVERY_SECONDS, key="session_watch")
        watch(session.id, session.state)
    _actions(session)
    if session.result:
        _result(session)
    elif session.state not in MOVING:
        st.caption(
            "まだ結果はありません。"
            + ("「再開する」で続きから進みます。" if session.state in RESUMABLE else "")
        )


def _watch(session_id: str, state: str) -> None:
    with reading() as db:
        session = sessions.get(db, session_id)
        sent, newest = calls.spending(db, job_id=session_id), calls.newest(db, session_id)
    if session.state != state:
        st.rerun()
    share, told = session_view.progress(session, sent, newest)
    st.progress(share, text=literal(told))
    stalled.tell(session_id, session.updated_at)


def _actions(session: Session) -> None:
    with st.container(horizontal=True, gap="xsmall"):
        if session.state in ("queued", "running"):
            st.button("一時停止", key="pause", on_click=_pause, args=(session.id,))
        if session.state in RESUMABLE:
            st.button(
                "再開する", key="resume", type="primary", on_click=_resume, args=(session.id,)
            )
        if session.state in starting.OPEN:
            st.button("取り消す", key="cancel_session", on_click=_cancel, args=(session.id,))


def _resume(session_id: str) -> None:
    session_start.resume(session_id)


def _pause(session_id: str) -> None:
    with writing() as db, notice.told():
        starting.pause(db, settings(db), session_id, now=now())


def _cancel(session_id: str) -> None:
    with writing() as db, notice.told():
        starting.cancel(db, session_id, now=now())


def _result(session: Session) -> None:
    result = json.loads(session.result)
    st.html(session_view.outcome(result))
    _next(session, result)
    document = _report(session.id, f"{home()} {session.updated_at}")
    st.download_button(
        "レポート(HTML)を保存",
        data=lambda: _page(session.id),
        file_name=f"{session.id}.html",
        mime="text/html",
        icon=":material/download:",
        key="report_html",
        on_click="ignore",
    )
    if result["strategies"]:
        st.html(session_view.strategies(result))
    st.markdown("#### プロンプトの変更")
    st.html(tuning_words.difference(document["seed_prompt"], document["best_prompt"]))
    if document["rules"]:
        st.markdown("#### 加わった規則とその由来")
        st.html(session_view.rules(document))
    tuning_charts.search(document)
    sealed = document["sealed"]
    if sealed["pairs"]:
        st.markdown("#### 未公開の例での比較")
        st.caption(f"良化 {sealed['wins']}件、悪化 {sealed['losses']}件、同じ {sealed['ties']}件")
        tuning_charts.sealed(document)
    st.markdown("#### 候補")
    st.html(session_view.candidates(document))


def _next(session: Session, result: dict[str, Any]) -> None:
    best = result.get("best_version")
    if best is None or best == result.get("seed_version"):
        so_far = "ここまでに、" if session.state in RESUMABLE else ""
        st.caption(f"{so_far}元のプロンプトより良いものは見つかっていません。")
        return
    st.page_link(
        PROMPTS.script,
        label=f"第{best}版として保存済み。差分を見て採用を決める",
        icon=PROMPTS.icon,
        query_params={"name": session.prompt_name, "item": str(best), "view": "promote"},
    )


@st.cache_data(max_entries=8, show_spinner=False)
def _report(session_id: str, version: str) -> dict[str, Any]:
    """version: which home, and when the session changed last; the cache goes by it."""
    from prompt_tuner.report import report

    with reading() as db:
        return report(db, session_id)


def _page(session_id: str) -> str:
    from prompt_tuner.report import report
    from prompt_tuner.report_page import page

    with reading() as db:
        return page(report(db, session_id))


main()
