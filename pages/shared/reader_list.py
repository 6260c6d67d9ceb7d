"""The list of a reader as a components-v2 component: click, j/k, Enter, v, s, m, Space, ?.

The browser highlights at once and sends numbered acts; one callback takes what is new. It
belongs in the main script; only the pane beside it is a keyed fragment.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import streamlit as st

Spans = tuple[tuple[int, int], ...]
PANE = "detail"  # the key of the fragment and of the container beside the list
NOTHING = "条件に合うものがありません。絞り込みを外すと、すべて出ます。"
Verb = Literal["open", "star", "read", "page", "move", "drop"]
_HERE = Path(__file__).parent
_HELP = """
<div class="list" role="listbox" tabindex="0"></div>
<dialog aria-label="キーボード操作">
  <h2>キーボード操作</h2>
  <dl>
    <dt><kbd>j</kbd> <kbd>k</kbd></dt><dd>次・前の項目</dd>
    <dt><kbd>Enter</kbd></dt><dd>開いて本文へ移る</dd>
    <dt><kbd>Space</kbd></dt><dd>本文を送る・次の未読へ</dd>
    <dt><kbd>v</kbd></dt><dd>原文を新しいタブで開く</dd>
    <dt><kbd>s</kbd></dt><dd>スターを付ける・外す</dd>
    <dt><kbd>m</kbd></dt><dd>既読・未読を切り替える</dd>
    <dt class="only"><kbd>J</kbd> <kbd>K</kbd></dt><dd class="only">項目を下・上へ動かす</dd>
    <dt class="only"><kbd>x</kbd></dt><dd class="only">この号から外す・戻す</dd>
    <dt><kbd>?</kbd></dt><dd>この一覧</dd>
  </dl>
</dialog>
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list; read and star are None where nothing can be marked."""

    id: str
    title: str
    sub: str = ""
    tags: tuple[tuple[str, str], ...] = ()  # (label, tone: plain, warn, bad, good)
    lang: str = ""
    url: str = ""  # http(s) or ""
    read: bool | None = None
    star: bool | None = None
    dim: bool = False
    title_marks: Spans = ()  # [start, end) that a search found, counted in code points
    sub_marks: Spans = ()


@dataclass(frozen=True, slots=True)
class Act:
    """What a reader did. value: of star, read and drop whether; of move the new place (0 first);
    of page +1 or -1, beyond the last or the first row.
    """

    verb: Verb
    row: str
    value: Any


@dataclass(frozen=True, slots=True)
class Manner:
    """How a list behaves."""

    label: str  # what it is, for screen readers
    marks: bool = True  # rows can be starred and read
    pages: bool = False  # beyond the last row comes another page
    arrange: bool = False  # rows can be moved and dropped
    compact: bool = False  # titles take one line
    empty: str = ""  # what stands where no row is left
    fixed: int = 0  # rows that no filter takes away


def reader_list(
    rows: Sequence[Row],
    selected: str,
    save: Callable[[list[Act]], None],
    then: Callable[[list[Act]], bool],
    *,
    key: str,
    manner: Manner,
) -> None:
    """Show the rows.

    save(acts) writes what is new to the database; then(acts) may set query parameters and
    says whether the whole page is drawn again, not only the pane. Both may see an act twice:
    Streamlit breaks a callback off wherever it touches st.*, when the next event is there.
    """
    told = {"rows": [_plain(row) for row in rows], "selected": selected, "pane": PANE}
    # As bytes: in lists and dicts Streamlit looks for tables, and imports pandas for that.
    _COMPONENT(
        key=key,
        data=json.dumps(told | asdict(manner), ensure_ascii=False).encode("utf-8"),
        on_acts_change=lambda: _take(key, save, then, rerun=True),
    )
    if _fresh(key):  # the callback was broken off by an event of another widget
        _take(key, save, then, rerun=False)


_COMPONENT = st.components.v2.component(
    "reader_list",
    html=_HELP,
    css=(_HERE / "reader_list.css").read_text(encoding="utf-8"),
    js="".join(
        (_HERE / name).read_text(encoding="utf-8") for name in ("reader_list.js", "arrange.js")
    ),
)


def _plain(row: Row) -> dict[str, Any]:
    return {name: value for name, value in asdict(row).items() if value is not None}


def _take(
    key: str,
    save: Callable[[list[Act]], None],
    then: Callable[[list[Act]], bool],
    *,
    rerun: bool,
) -> None:
    fresh = _fresh(key)
    acts = [Act(verb, row, value) for _, verb, row, value in fresh]
    save(acts)
    whole = then(acts)
    if fresh:
        st.session_state[f"_{key}_taken"] = fresh[-1][0]
    if rerun and not whole:
        st.rerun(PANE)


def _fresh(key: str) -> list[Any]:
    """The acts that were not taken yet, oldest first; nonsense from the browser is dropped."""
    last: float = st.session_state.get(f"_{key}_taken", 0)
    sent = st.session_state[key].get("acts") or []
    return [act for act in sent if _is_act(act) and act[0] > last]


def _is_act(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 4
        and isinstance(value[0], int | float)
        and value[1] in get_args(Verb)
        and isinstance(value[2], str)
    )
