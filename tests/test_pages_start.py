"""What a first visit imports, and how acts from the browser are read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pages.shared.reader_list import Manner, Row, _is_act
from tests.tools import ROOT

VISIT = """
import sys
from streamlit.testing.v1 import AppTest
at = AppTest.from_file("app.py", default_timeout=60).run()
at.switch_page("pages/reading/articles.py").run()
assert not at.exception, at.exception
slow = ("pandas", "trafilatura", "openai", "dbos", "sqlalchemy", "feedparser", "plotly.express")
print([name for name in slow if name in sys.modules])
"""
FILL = """
from storage.database import connect
from tests import factories
factories.digest(connect("{home}/digest.db"), 3)
"""


def test_reading_waits_for_nothing_that_it_does_not_use(home: Path) -> None:
    env = {"DIGEST_HOME": str(home), "DIGEST_START_WORKER": "0", "PATH": ""}
    for code in (FILL.format(home=home), VISIT):
        run = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
    assert run.stdout.strip() == "[]", run.stderr[-2000:]


@pytest.mark.parametrize(
    ("sent", "taken"),
    [
        ([1.7e15, "open", "a1", True], True),
        ([1, "star", "a1", False], True),
        ([1, "delete", "a1", True], False),
        (["1", "open", "a1", True], False),
        ([1, "open", 1, True], False),
        ([1, "open", "a1"], False),
        ("open", False),
        (None, False),
        ({}, False),
    ],
)
def test_only_acts_that_are_known_are_taken(sent: object, taken: bool) -> None:
    assert _is_act(sent) is taken


def test_a_row_says_only_what_it_knows() -> None:
    assert Row("a1", "title").read is None
    assert Manner("list") == Manner("list", marks=True, pages=False)
