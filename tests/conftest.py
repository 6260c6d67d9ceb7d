"""What every test may ask for; and no setting, key or data of the person who runs them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
from sqlite_utils import Database

from storage.database import connect
from tests.tools import setting_names

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)  # Friday noon in Tokyo, week 2026-W47

# Empty rather than absent: a .env file in the clone fills in only what is absent.
for _name in setting_names():
    os.environ[_name] = ""
_home = tempfile.TemporaryDirectory(prefix="digest-tests-")
os.environ["DIGEST_HOME"] = _home.name

hypothesis.settings.register_profile("house", deadline=None, derandomize=bool(os.getenv("CI")))
hypothesis.settings.load_profile("house")


@pytest.fixture
def now() -> datetime:
    """The moment at which tests happen."""
    return NOW


@pytest.fixture
def db() -> Iterator[Database]:
    """An empty workbench database in memory."""
    database = connect(":memory:")
    yield database
    database.close()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home folder of a workbench."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder
