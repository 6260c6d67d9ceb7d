"""A box for a person's words, saved while they write (a components-v2 component).

st.text_area sends its text only when it loses the focus: what stands in it is lost with the tab.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent
_COMPONENT = st.components.v2.component(
    "prose",
    html="""
<label><span></span><small role="status"></small></label>
<textarea spellcheck="false"></textarea>
""",
    css=(_HERE / "prose.css").read_text(encoding="utf-8"),
    js=(_HERE / "prose.js").read_text(encoding="utf-8"),
)
LONGEST = 20_000


def prose(
    label: str,
    text: str,
    save: Callable[[str], None],
    *,
    key: str,
    rows: int = 4,
    placeholder: str = "",
    usual: str = "",
    whole: bool = False,
) -> None:
    """Show the box; save(text) is called in a callback. rows=1: a single line.

    usual: what stands there unless a person says otherwise; whoever enters the box finds it to change.
    whole: the whole page is drawn again, where the words show elsewhere too. The key must name what the words belong to, so that two items never share a box.
    """
    _COMPONENT(
        key=key,
        data={
            "label": label,
            "text": text,
            "rows": rows,
            "placeholder": usual or placeholder,
            "fill": bool(usual),
        },
        on_text_change=lambda: _take(key, save, single=rows == 1, whole=whole),
    )
    _take(key, save, single=rows == 1)  # a callback that another event broke off


def _take(key: str, save: Callable[[str], None], *, single: bool, whole: bool = False) -> None:
    sent = st.session_state[key].get("text")
    if not (isinstance(sent, list) and len(sent) == 2 and isinstance(sent[1], str)):
        return
    if sent[0] == st.session_state.get(f"_{key}_taken"):
        return
    words = sent[1][:LONGEST]
    save(" ".join(words.split()) if single else words)
    st.session_state[f"_{key}_taken"] = sent[0]
    if whole:
        st.rerun()
