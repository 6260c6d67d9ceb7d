"""A link to drag to the bookmarks bar: it opens 記事 with the address of the page one reads.

It only fills in the form; nothing is stored before a person presses the button there.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent
LABEL = "ダイジェストに追加"
_COMPONENT = st.components.v2.component(
    "bookmarklet",
    html=f"""
<p><a draggable="true">＋ {LABEL}</a></p>
<small role="status">ブックマークバーへドラッグすると、読んでいるページを1クリックでここへ送れます。</small>
""",
    css="""
a { display: inline-block; padding: .3em .8em; border: 1px solid var(--st-border-color);
    border-radius: .5em; color: var(--st-text-color); text-decoration: none; cursor: grab; }
p { margin: 0 0 .3em; } small { opacity: .75; }
""",
    js=(_HERE / "bookmarklet.js").read_text(encoding="utf-8"),
)


def bookmarklet() -> None:
    """Show the link; its program is made in the browser, which knows its own address."""
    _COMPONENT(key="bookmarklet")
