from __future__ import annotations

import os

import pytest
from sqlite_utils import Database

from digest.settings import Settings
from storage.database import schema
from storage.migrations import SCHEMA_VERSION
from tests.tools import FINDERS, needs, setting_names


@pytest.mark.parametrize("required", ["", "1"])
def test_a_missing_tool_skips_at_home_and_fails_in_ci(
    required: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIGEST_TEST_REQUIRE", required)
    monkeypatch.setenv("DIGEST_TEST_POSTGRES", "")
    outcome = pytest.fail.Exception if required else pytest.skip.Exception
    with pytest.raises(outcome, match="postgres is missing: set DIGEST_TEST_POSTGRES"):
        needs("postgres")


def test_a_tool_that_is_there_is_returned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGEST_TEST_POSTGRES", "postgresql://localhost/x")
    assert needs("postgres") == "postgresql://localhost/x"
    assert all(advice for _, advice in FINDERS.values())


def test_no_setting_of_the_person_reaches_a_test() -> None:
    assert {"OPENAI_API_KEY", "OPENAI_BASE_URL", "DIGEST_MODEL"} <= setting_names()
    settings = Settings.from_env()
    assert not settings.has_model
    assert settings.home.name.startswith("digest-tests-")
    assert os.environ["OPENAI_API_KEY"] == ""


def test_the_database_of_a_test_is_new_and_migrated(db: Database) -> None:
    assert schema(db) == SCHEMA_VERSION
