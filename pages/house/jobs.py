"""ジョブ: what runs, what ended and how, the worker, the weekly schedule."""

from __future__ import annotations

from typing import Any

import streamlit as st
from sqlite_utils import Database

from digest.errors import UsageError
from pages.shared import batch_toggle, filters, job_panel, job_table, notice, refresh_view, work
from pages.shared.article_view import empty
from pages.shared.db import home, reading, settings, start_worker, writing
from storage import preferences, runs
from storage.records import Run

EVERY_SECONDS = 2.0
MOST = 100
STATES = {"done": "完了", "failed": "失敗", "cancelled": "取り消し"}
DEFAULT_CRON = "0 7 * * 1"
_ACTIVE = ("queued", "running")


def main() -> None:
    """The whole page."""
    _worker()
    _schedule()
    with reading() as db:
        active = _active(db)
    if active:
        st.fragment(_running, run_every=EVERY_SECONDS)()
    _history()


def _worker() -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if work.alive():
            st.badge("ワーカーは動いています", icon=":material/check_circle:", color="green")
            st.caption("ブラウザを閉じても、この画面を止めても、ジョブは続きます。")
            return
        st.badge("ワーカーは止まっています", icon=":material/pause_circle:", color="gray")
        st.caption("ジョブを始めると自動で起動します。")
        st.button("今すぐ起動", key="start_worker", on_click=start_worker)


def _schedule() -> None:
    with reading() as db:
        kept = preferences.get(db, "schedule", {})
        st.caption(refresh_view.line(db, settings(db)))
    state = "オン" if kept.get("on") else "オフ"
    with st.expander(f"毎週の自動実行: {state}", expanded=bool(kept.get("on")), key="schedule"):
        with st.container(horizontal=True, vertical_alignment="center"):
            on = st.toggle(
                "毎週、収集してダイジェストを作る", bool(kept.get("on")), key="schedule_on"
            )
            cron = st.text_input(
                "時刻(cron 形式、日本時間)",
                kept.get("cron", DEFAULT_CRON),
                key="schedule_cron",
                width=180,
                help="分 時 日 月 曜日。0 7 * * 1 は毎週月曜の朝7時です。",
            ).strip()
        with st.container(horizontal=True, vertical_alignment="center"):
            batch = batch_toggle.show("schedule_batch", bool(kept.get("batch")))
            st.button(
                "今すぐ収集して作る",
                key="weekly_now",
                help="先週の分を、上の設定で1回作ります。",
                on_click=work.run_weekly,
                kwargs={"batch": batch},
            )
        _keep_schedule(kept, {"on": on, "cron": cron} | ({"batch": True} if batch else {}))


def _keep_schedule(kept: dict[str, object], wanted: dict[str, Any]) -> None:
    from digest.working import check_cron

    try:
        check_cron(wanted["cron"])
    except UsageError:
        st.error("時刻を読めません。「0 7 * * 1」のように、空白で区切った5つの欄で書いてください。")
        return
    if wanted == {"on": False, "cron": wanted["cron"]} | kept:
        return
    with writing() as db:
        preferences.put(db, "schedule", wanted)
    if wanted["on"]:
        start_worker()
    turned = "オンにしました" if wanted["on"] else "オフにしました"
    same = bool(kept.get("on")) == wanted["on"]
    notice.say(f"毎週の自動実行{'の設定を保存しました' if same else f'を{turned}'}。")
    st.rerun()  # what stands above says it too


def _active(db: Database) -> list[Run]:
    return [run for state in _ACTIVE for run in runs.list_runs(db, state=state, limit=MOST)]


def _running() -> None:
    """The active jobs; once none is left the page is drawn anew and polling stops."""
    with reading() as db:
        active = _active(db)
    if not active:
        st.rerun()
    st.markdown(f"#### 実行中 {len(active)}件")
    for run in active:
        with st.container(border=True):
            job_panel.progress(run)


def _history() -> None:
    state = filters.segments("state", STATES) or None
    often = st.toggle("自動収集も表示", key="with_refresh")
    with reading() as db:
        found = runs.list_runs(db, but=None if often else "refresh", state=state, limit=MOST)
    listed = [run for run in found if run.state not in _ACTIVE]
    if not listed:
        st.html(
            empty(
                "まだ終わったジョブはありません",
                "収集やダイジェストの作成を始めると、経過と結果がここに残ります。",
            )
        )
        return
    st.html(job_table.history(listed))
    failed = next((run for run in listed if run.state == "failed"), None)
    if failed is not None:
        st.caption(f"失敗した処理の記録は {home() / 'worker.log'} にもあります。")
    if len(listed) == MOST:
        st.caption(f"新しい{MOST}件を表示しています。")


main()
