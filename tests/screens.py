"""Screens under AppTest: open one on a home folder, and read what it shows."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages import Screen
from tests.tools import ROOT

APP = ROOT / "app.py"


def open_screen(
    monkeypatch: pytest.MonkeyPatch, home: Path, screen: Screen | None = None, **query: str
) -> AppTest:
    """One visit: the first screen, or another one, with query parameters."""
    monkeypatch.setenv("DIGEST_HOME", str(home))
    monkeypatch.setenv("DIGEST_START_WORKER", "0")
    at = AppTest.from_file(str(APP), default_timeout=60)
    if screen is None:
        at.query_params.update(query)
        return at.run()
    at.run()
    at.switch_page(str(Path(screen.script).relative_to(ROOT)))
    at.query_params.update(query)
    return at.run()


def html_of(at: AppTest) -> str:
    """All that st.html shows, style and script of the frame left out."""
    return "\n".join(
        one.value for one in at.html if not one.value.startswith(("<style", "<script"))
    )


def markdown_of(at: AppTest) -> str:
    """All text that the browser reads as Markdown: bodies, captions, labels, messages."""
    seen: list[str] = []
    for kind in ("markdown", "caption", "error", "warning", "info", "success", "toast", "header"):
        seen += [str(one.value) for one in at.get(kind)]
    for kind in ("button", "checkbox", "toggle", "expander", "page_link", "text_input"):
        seen += [str(getattr(one, "label", "")) for one in at.get(kind)]
    return "\n".join(seen)


def rows_of(at: AppTest) -> list[dict[str, Any]]:
    """The rows of the reader's list; [] where the screen shows none."""
    return list(list_of(at).get("rows", []))


def list_of(at: AppTest) -> dict[str, Any]:
    """What the reader's list was told."""
    for one in at.get("bidi_component"):
        if one.proto.component_name == "reader_list":
            return dict(json.loads(one.proto.bytes))
    return {}


def addresses_of(html: str) -> list[str]:
    """Every href and src that a browser would see."""
    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.extend(value or "" for name, value in attrs if name in ("href", "src"))

    Reader().feed(html)
    return found
