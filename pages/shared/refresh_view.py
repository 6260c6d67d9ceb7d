"""Collecting by itself: how often, and when next; chosen on ソース, told on ジョブ."""

from __future__ import annotations

import streamlit as st
from sqlite_utils import Database

from digest import refresh
from digest.settings import Settings
from pages.shared import words, work
from pages.shared.db import now, reading, settings, start_worker, writing
from storage import preferences

CHOICES = {0: "オフ", 15: "15分ごと", 30: "30分ごと", 60: "60分ごと"}


def line(db: Database, chosen: Settings) -> str:
    """What happens by itself, in one sentence."""
    found = refresh.look_ahead(db, chosen, now())
    if not found["minutes"]:
        return "自動収集はオフです。「今すぐ収集」か、毎週の自動実行のときだけ集めます。"
    often = f"ワーカーが動いている間、{found['minutes']}分ごとに、更新の時期が来たソースだけを自動で集めます。"
    often += (
        "アプリを閉じると、ワーカーも15分ほどで止まります(毎週の自動実行がオンなら動き続けます)。"
    )
    coming = found["next_at"]
    if coming is None:
        return often
    if not work.alive():
        return f"{often}いまはワーカーが止まっています。"
    soon = "まもなく" if coming <= now() else f" {words.minute(coming)} ごろ"
    return f"{often}次は{soon}です。"


def choose() -> None:
    """A popover that switches it on, off, or to another pace."""
    with reading() as db:
        chosen = settings(db)
        current = refresh.minutes(chosen, preferences.get(db, refresh.KEPT))
        told = line(db, chosen)
    with st.popover("自動収集", icon=":material/schedule:"):
        picked = st.segmented_control(
            "更新の時期が来たソースを",
            [*sorted({*CHOICES, current})],
            default=current,
            format_func=lambda n: CHOICES.get(n, f"{n}分ごと"),
            required=True,
            disabled=chosen.refresh_minutes is not None,
            key="refresh_minutes",
        )
        st.caption(told)
        if chosen.refresh_minutes is not None:
            st.caption("環境変数 DIGEST_REFRESH_MINUTES の値を使っています。")
    if chosen.refresh_minutes is None and picked is not None and picked != current:
        _keep(picked)


def _keep(length: int) -> None:
    with writing() as db:
        preferences.put(db, refresh.KEPT, {"minutes": length})
    if length:
        start_worker()
    st.toast(f"自動収集を{length}分ごとにしました。" if length else "自動収集をオフにしました。")
    st.rerun()
