"""Choosing a week: the address says which; the widgets only show and change it."""

from __future__ import annotations

import streamlit as st
from sqlite_utils import Database

from storage import digests
from storage.weeks import label


def choose(weeks: list[str]) -> str:
    """Before, select, after; newest first in `weeks`. Gives the chosen week."""
    asked = st.query_params.get("week", "")
    st.session_state["week_shown"] = asked if asked in weeks else weeks[0]
    at = weeks.index(st.session_state["week_shown"])
    with st.container(horizontal=True, gap="xxsmall", width="content", key="week_bar"):
        st.button(
            "",
            icon=":material/chevron_left:",
            help="前の号",
            disabled=at + 1 >= len(weeks),
            on_click=go,
            args=(weeks[min(at + 1, len(weeks) - 1)],),
            key="week_before",
        )
        st.selectbox(
            "週",
            weeks,
            key="week_shown",
            width=220,
            label_visibility="collapsed",
            format_func=lambda week: f"{week}({label(week)})",
            on_change=lambda: go(st.session_state["week_shown"]),
        )
        st.button(
            "",
            icon=":material/chevron_right:",
            help="次の号",
            disabled=at == 0,
            on_click=go,
            args=(weeks[max(at - 1, 0)],),
            key="week_after",
        )
    return weeks[at]


def go(week: str) -> None:
    """Another week, and no item of this one."""
    st.query_params["week"] = week
    st.query_params.pop("item", None)


def shown(db: Database) -> str:
    """The week that the address names, else the newest issue's. Raises IndexError without one."""
    weeks = digests.weeks(db)
    asked = st.query_params.get("week", "")
    return asked if asked in weeks else weeks[0]
