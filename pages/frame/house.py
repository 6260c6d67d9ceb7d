"""Opening the house, once per server; and keeping the garbage collector away from what stays."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import streamlit as st

from digest.errors import WorkbenchError
from pages.shared.db import home, start_worker, writing
from storage.home import app_open


def warm_up() -> None:
    """Before the first visit: the database and a worker, and what the screens import."""
    # Imported for their time only: the first visitor does not wait for them.
    from pages.shared import article_view, item_view, job_panel, reader_list, reader_pane

    assert all((article_view, item_view, job_panel, reader_list, reader_pane))
    try:
        open_house(str(home()))
    except WorkbenchError:
        pass  # told on the screen, at every visit
    gc.freeze()  # without collecting first: imports leave next to nothing, and it takes 0.1 s


@contextmanager
def lived_in() -> Iterator[None]:
    """As long as the server runs its worker stays; without it, one leaves when nothing is to do."""
    with ExitStack() as stack:
        with suppress(WorkbenchError):  # told on the screen
            stack.enter_context(app_open(home()))
        yield


@st.cache_resource(show_spinner=False)
def open_house(home_folder: str) -> None:
    """Create or migrate the database of a home folder; start a worker where none is alive.

    Raises StorageError, UsageError: then it is tried again at the next visit.
    """
    with writing():
        pass
    start_worker()


@st.cache_resource(show_spinner=False)
def settle(screen: str) -> None:
    """Once per screen, after its imports: take what is loaded out of the garbage collector.

    Streamlit collects fully after every run: 55-90 ms of the interpreter's lock otherwise.
    """
    gc.collect()
    gc.freeze()
