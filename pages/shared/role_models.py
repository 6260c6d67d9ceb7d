"""Which model answers, which proposes, which marks: names that the server lists, or any other."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from sqlite_utils import Database

from digest.settings import Settings as House
from pages.shared import job_panel, job_words, tuning_words, work
from pages.shared.notice import literal
from storage import runs

USUAL = ""
ABOUT = {
    "task": "例に答える",
    "reflect": "失敗を読み、プロンプトを書き直す",
    "judge": "回答を採点する",
}


def listed(db: Database, house: House) -> list[str]:
    """The names that the chosen server gave when it was last asked, and those of the settings."""
    newest = next(iter(runs.list_runs(db, kind="probe", state="done", limit=1)), None)
    found = job_words.read(newest.result) if newest else {}
    names: list[object] = [house.model, *dict(house.purpose_models).values()]
    probed = found.get("probe") or {}
    servers = [probed] if probed.get("server") == house.server else []
    servers += [
        one
        for one in found.get("found") or []
        if isinstance(one, dict) and one.get("base_url") == house.base_url
    ]
    for server in servers:
        names += server.get("models") or []
    return list(dict.fromkeys(str(name) for name in names if name))


def choose(names: list[str], own: Mapping[str, str]) -> dict[str, str]:
    """Role → chosen name; roles that stay with the task's or the settings' model are left out."""
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        chosen = {role: _one(role, names) for role in tuning_words.ROLES}
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button(
            "サーバーのモデルを調べる",
            icon=":material/sync:",
            key="list_models",
            on_click=work.probe,
        )
        st.caption(
            "一覧にない名前も、欄に書けば使えます。改良案には、回答より強いモデルが向いています。"
        )
    usual = "、".join(f"{tuning_words.ROLES[role]} {own[role]}" for role in own if own[role])
    if usual:
        st.caption(literal(f"既定のモデル: {usual}"))
    job_panel.show(("probe",))
    return {role: name for role, name in chosen.items() if name}


def _one(role: str, names: list[str]) -> str:
    given: str | None = st.selectbox(
        f"{tuning_words.ROLES[role]}のモデル",
        [USUAL, *names],
        format_func=lambda name: name or "既定のモデル",
        key=f"model_{role}",
        accept_new_options=True,
        help=ABOUT[role],
        width=280,
    )
    return (given or "").strip()
