"""Whether a model's scores count in the selection, and what there is of them."""

from __future__ import annotations

import streamlit as st
from sqlite_utils import Database

from digest import reporting
from digest.select import Ranking
from digest.settings import Settings
from pages import SETTINGS
from pages.shared.db import environment, settings, writing
from pages.shared.notice import literal
from storage import preferences

LABEL = "モデルの評価を点数に加える"
HELP = "号を作る前に、上位の候補の題名と冒頭をまとめてモデルに見せ、0~10点と理由を得ます。1回の呼び出しで40件まで。一度得た評価は保存して使います。"
NO_MODEL = "モデルが未設定のため、評価なしの順位です。"
NONE_YET = "評価はまだありません。次に号を作るときに尋ねます。"


def show(db: Database, week: str, found: Ranking) -> None:
    """The switch, and a line that says what of the scores is in this ranking."""
    chosen = settings(db)
    fixed = environment().model_score  # a screen cannot change what the environment decides
    st.session_state["model_score"] = chosen.model_score
    with st.container(horizontal=True, vertical_alignment="center"):
        st.toggle(LABEL, key="model_score", disabled=fixed, help=HELP, on_change=_keep)
        if chosen.model_score:
            st.caption(literal(_said(db, chosen, week, found)), width="content")
        if chosen.model_score and not chosen.has_model:
            st.page_link(SETTINGS.script, label="モデルを設定する", icon=SETTINGS.icon)


def _said(db: Database, chosen: Settings, week: str, found: Ranking) -> str:
    if not chosen.has_model:
        return NO_MODEL
    told = (reporting.latest(db, week) or {}).get("scored") or {}
    failed = f"前回は得られませんでした({told['fault']})。" if told.get("fault") else ""
    hushed = f"指示らしい文を含む{told['hushed']}件には尋ねません。" if told.get("hushed") else ""
    if not found.scored:
        return f"{failed}評価なしの順位です。{hushed}" if failed else NONE_YET
    return f"{found.scored}件に評価があります。{failed}{hushed}"


def _keep() -> None:
    """A callback: the choice holds for every build until it is changed."""
    with writing() as db:
        saved = preferences.get(db, "model", {}) or {}
        wanted = bool(st.session_state["model_score"])
        preferences.put(db, "model", saved | {"model_score": wanted})
