"""The screens: `streamlit run app.py`.

Streamlit runs this file in one of two ways. As a server it imports it and finds `app`: the
script of every visit is pages/frame/main.py (why: docs/decisions/0005-screens-as-an-asgi-app.md), and
the house is opened once before the first visit. As a plain script (AppTest) it draws one run.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st

from pages.frame import house
from pages.frame import main as frame


@asynccontextmanager
async def opened(_app: st.App) -> AsyncIterator[None]:
    """Around the life of the server; a house that cannot be opened is told on the screen."""
    with house.lived_in():
        house.warm_up()
        yield


if __name__ == "__main__":
    frame.main()
else:
    app = st.App(Path(frame.__file__).resolve(), lifespan=opened)
