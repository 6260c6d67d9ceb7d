"""One message for the next run: what a callback did, or why it could not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from pages.shared.words import explain
from storage.errors import WorkbenchError

_KEY = "_notice"


def say(message: str) -> None:
    """A short success, shown once."""
    st.session_state[_KEY] = ("done", message)


def warn(message: str) -> None:
    """What a person should do otherwise, shown once."""
    st.session_state[_KEY] = ("failed", message)


def fail(error: WorkbenchError) -> None:
    """An error in words, shown once."""
    st.session_state[_KEY] = ("failed", explain(error))


@contextmanager
def told() -> Iterator[None]:
    """An error inside is shown once instead of raised."""
    try:
        yield
    except WorkbenchError as error:
        fail(error)


def show() -> None:
    """Show what waits; app.py calls this above every page, fragments call it in their body."""
    tone, message = st.session_state.pop(_KEY, ("", ""))
    if tone == "done":
        st.toast(message)
    elif tone == "failed":
        st.error(literal(message))


def literal(message: str) -> str:
    """Markdown that shows exactly these characters: an error quotes words from outside."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]()#+-.!|<>~$:" else c for c in message)
