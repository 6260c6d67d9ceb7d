"""The page around every screen: Japanese as its language, and the reader's style sheet."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_STYLE = Path(__file__).with_name("style.css")
# Streamlit's own page says lang="en", which picks Chinese glyphs and Latin line breaks.
_LANGUAGE = "<script>document.documentElement.lang = 'ja'</script>"


def dress() -> None:
    """Once at the top of every run of the app."""
    st.html(_STYLE)
    st.html(_LANGUAGE, unsafe_allow_javascript=True)
