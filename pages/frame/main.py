"""The router: page config, navigation from SECTIONS, a house that is open, then the page."""

from __future__ import annotations

import streamlit as st

from digest.errors import WorkbenchError
from pages import DIGEST, SECTIONS
from pages.frame.house import open_house, settle
from pages.shared import notice
from pages.shared.chrome import dress
from pages.shared.db import home
from pages.shared.words import explain

NAME = "週刊AIダイジェスト"


def to_the_root() -> None:
    """The first screen by its name: its own address is the root, whatever name it is given."""
    st.switch_page(DIGEST.script, query_params=dict(st.query_params))


def main() -> None:
    """One run of the app."""
    # Before the navigation, or the browser asks a font server for the page's icon.
    st.set_page_config(page_title=NAME, page_icon="📰", layout="wide")
    pages = [
        st.Page(
            screen.script,
            title=screen.title,
            icon=screen.icon,
            url_path="root" if screen == DIGEST else screen.address,
            help=screen.about,
            default=screen == DIGEST,
        )
        for screens in SECTIONS.values()
        for screen in screens
    ]
    by_name = st.Page(to_the_root, title=DIGEST.title, url_path=DIGEST.address, visibility="hidden")
    page = st.navigation([*pages, by_name], position="top")
    st.set_page_config(page_title=f"{page.title} - {NAME}")
    dress()
    try:
        open_house(str(home()))
        notice.show()
        page.run()
    except WorkbenchError as error:
        st.error(notice.literal(explain(error)))
    settle(page.url_path)


if __name__ == "__main__":
    main()
