"""Filters whose truth is the address: deep link, back, forward and F5 give the same screen.

Streamlit's own bind="query-params" writes the labels of options into the address; these write
the options. A widget is seeded from the address before it is drawn, and writes back on change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

Then = Callable[[], None] | None


def flags(key: str, labels: Mapping[str, str], then: Then = None) -> list[str]:
    """Pills that can be on together."""
    asked = st.query_params.get(key, "").split(",")
    _seed(key, [option for option in labels if option in asked])
    return st.pills(
        "絞り込み",
        list(labels),
        format_func=labels.__getitem__,
        key=key,
        selection_mode="multi",
        on_change=lambda: _keep(key, "", then),
        label_visibility="collapsed",
    )


def segments(key: str, labels: Mapping[str, str], default: str = "") -> str:
    """A segmented control; with a default one is always chosen, else "" is none."""
    _seed(key, _asked(key, list(labels), default))
    chosen = st.segmented_control(
        "表示",
        list(labels),
        format_func=labels.__getitem__,
        key=key,
        required=bool(default),
        on_change=lambda: _keep(key, default, None),
        label_visibility="collapsed",
    )
    return chosen or default


def choice(
    name: str,
    key: str,
    options: Sequence[str],
    shown: Callable[[str], str],
    *,
    width: int,
    then: Then = None,
) -> str:
    """A select box that may be empty; "" then."""
    _seed(key, _asked(key, options, ""))
    chosen = st.selectbox(
        name,
        options,
        index=None,
        key=key,
        format_func=shown,
        placeholder=name,
        width=width,
        label_visibility="collapsed",
        on_change=lambda: _keep(key, "", then),
    )
    return chosen or ""


def number(text: str) -> int:
    """A row id or page that an address names; 0 for anything that is none."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _asked(key: str, options: Sequence[str], default: str) -> str | None:
    asked = st.query_params.get(key, "")
    return asked if asked in options else default or None


def _seed(key: str, value: list[str] | str | None) -> None:
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def _keep(key: str, default: str, then: Then) -> None:
    value = st.session_state[key]
    text = ",".join(value) if isinstance(value, list) else value or ""
    if text and text != default:
        st.query_params[key] = text
    else:
        st.query_params.pop(key, None)
    if then is not None:
        then()
