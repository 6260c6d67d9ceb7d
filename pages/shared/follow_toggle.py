"""Whether an item is shown as 続報: the writer's word wins."""

from __future__ import annotations

import streamlit as st

from pages.shared import editing
from storage.records import Item


def show(week: str, item: Item, *, alone: bool) -> None:
    """A toggle, where the digest found an earlier item; every change is saved at once."""
    if item.earlier is not None:
        st.toggle(
            "続報として前回の項目に結ぶ",
            not alone,
            key=f"follows_{week}_{item.story_key}",
            on_change=_save,
            args=(week, item.story_key),
            help=item.earlier.reason,
        )


def _save(week: str, key: str) -> None:
    wanted = bool(st.session_state[f"follows_{week}_{key}"])
    editing.change_item(week, key, standalone=not wanted)
