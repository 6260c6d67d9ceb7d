"""The floor of bench/screens.py: the smallest Streamlit page on which a click shows a text."""

from __future__ import annotations

import streamlit as st

st.set_page_config(layout="wide")
st.session_state.setdefault("n", 0)


def go_on() -> None:
    st.session_state["n"] += 1


st.button("next", on_click=go_on)
with st.container(key="detail"):
    st.text(f"〔{st.session_state['n']}〕")
