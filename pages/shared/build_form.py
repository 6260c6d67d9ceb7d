"""What a build is asked with: week, number of items, limits; and first what it would cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

import streamlit as st
from sqlite_utils import Database
from streamlit.elements.lib.mutable_popover_container import PopoverContainer

from digest.errors import WorkbenchError
from digest.settings import Settings
from pages.shared import cost_words, score_toggle, work
from pages.shared.db import now, reading, settings
from pages.shared.notice import literal
from pages.shared.words import explain
from storage import articles, calls, digests
from storage.weeks import label

MOST_ITEMS = 40
DEFAULT_ITEMS = 10
_ASKED = "_build_asked"  # in the session: the form has done its work


def popover(label: str, key: str) -> PopoverContainer:
    """The button that the form waits behind; it closes once a build was asked for."""
    if st.session_state.pop(_ASKED, False):
        st.session_state[key] = False
    return st.popover(label, icon=":material/build:", key=key, on_change="rerun")


@st.fragment(key="build_form")
def show(weeks: Sequence[str], counts: Mapping[str, int] | None = None, *, items: int = 0) -> None:
    """The form and its button; counts: articles of a week, to be shown beside it.

    items: how many were asked for where it stands; else as many as the week's issue has.
    """
    week_box, items_box = st.columns([3, 2])
    week = week_box.selectbox(
        "週",
        weeks,
        key="build_week",
        format_func=lambda one: f"{one}({label(one)}){_told(counts, one)}",
    )
    with reading() as db:
        chosen = settings(db)
        usual = items or usual_items(db, week)
    wanted = items_box.number_input("項目の数", 1, MOST_ITEMS, usual, key=f"build_limit_{week}")
    items = int(wanted)
    own = _limits(chosen) | _score(chosen) if chosen.has_model else {}
    _tell_cost(replace(chosen, **own), week, items)
    if st.button("作る", type="primary", key="build_go", icon=":material/build:"):
        work.build(week, items, **own)
        st.session_state[_ASKED] = True
        st.rerun()


def usual_items(db: Database, week: str) -> int:
    """A week that is built again does not lose items unasked."""
    found = digests.find(db, week)
    return min(MOST_ITEMS, max(DEFAULT_ITEMS, len(found.items) if found else 0))


def _told(counts: Mapping[str, int] | None, week: str) -> str:
    return f" {counts.get(week, 0)}件" if counts else ""


def _limits(chosen: Settings) -> dict[str, Any]:
    """The limits of this build that a person gave; those of the settings hold otherwise."""
    money, number = st.columns(2)
    usd = money.number_input(
        "費用の上限(ドル)",
        0.0,
        value=None,
        step=0.1,
        key="build_usd",
        placeholder=f"{chosen.max_usd:.2f}" if chosen.max_usd is not None else "なし",
        help="超えそうな呼び出しは送りません。その項目は原文から抽出します。",
    )
    most = number.number_input(
        "呼び出しの上限(回)",
        0,
        value=None,
        step=1,
        key="build_calls",
        placeholder=f"{chosen.max_calls}" if chosen.max_calls is not None else "なし",
        help="再試行も1回と数えます。",
    )
    given = {"max_usd": usd, "max_calls": most}
    return {name: value for name, value in given.items() if value is not None}


def _score(chosen: Settings) -> dict[str, Any]:
    """Whether a model is asked about the candidates of this build."""
    wanted = st.checkbox(
        score_toggle.LABEL, chosen.model_score, key="build_score", help=score_toggle.HELP
    )
    return {"model_score": wanted}


def _tell_cost(chosen: Settings, week: str, items: int) -> None:
    if not chosen.has_model:
        st.caption(cost_words.NO_MODEL)
        return
    with reading() as db:
        stamp = (articles.count(db), calls.spending(db).calls)
    try:
        found = _estimate(week, items, chosen.model_score, (repr(chosen.public()), *stamp))
    except WorkbenchError as error:
        st.caption(literal(explain(error)))
        return
    st.caption(literal(cost_words.estimate(found)))
    if warning := cost_words.short_of(found, chosen.max_usd, chosen.max_calls):
        st.warning(literal(warning))


@st.cache_data(max_entries=20, ttl=600, show_spinner="費用を見積もっています")
def _estimate(week: str, items: int, score: bool, asked: tuple[str, int, int]) -> dict[str, Any]:
    """What digest.estimate says; kept while settings, articles and calls stay as they are."""
    from digest.estimate import estimate  # the model's door takes a moment to load

    assert asked
    with reading() as db:
        chosen = replace(settings(db), model_score=score)
        return asdict(estimate(db, chosen, week, items, now=now()))
