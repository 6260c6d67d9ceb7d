"""Settings: environment over screen, clear errors, and a key that goes nowhere."""

import json
from pathlib import Path

import pytest

from digest.errors import UsageError
from digest.settings import Settings


def test_without_a_key_or_server_there_is_no_model():
    assert not Settings.from_env({"DIGEST_MODEL": "m"}).has_model
    assert Settings.from_env({"DIGEST_MODEL": "m", "OPENAI_API_KEY": "k"}).has_model
    assert Settings.from_env({"DIGEST_MODEL": "m", "OPENAI_BASE_URL": "http://h/v1"}).has_model
    assert not Settings.from_env({"OPENAI_API_KEY": "k"}).has_model


def test_the_environment_wins_over_what_a_screen_saved():
    saved = {"base_url": "http://saved/v1", "model": "saved", "purpose_models": {"paper": "big"}}
    alone = Settings.from_env({}, saved)
    assert (alone.server, alone.model, alone.model_for("paper")) == (
        "http://saved/v1",
        "saved",
        "big",
    )
    both = Settings.from_env({"DIGEST_MODEL": "env", "DIGEST_MODEL_PAPER": "envpaper"}, saved)
    assert (both.model, both.model_for("paper"), both.model_for("article")) == (
        "env",
        "envpaper",
        "env",
    )


def test_the_key_is_in_no_repr_and_travels_with_no_job():
    settings = Settings.from_env({"OPENAI_API_KEY": "sk-secret", "DIGEST_MODEL": "m"})
    assert "sk-secret" not in repr(settings)
    assert "sk-secret" not in json.dumps(settings.public())


def test_the_password_of_the_engines_database_travels_with_no_job():
    settings = Settings.from_env({"DIGEST_ENGINE_URL": "postgresql://me:hunter2@db/jobs"})
    assert "hunter2" not in json.dumps(settings.public())
    assert settings.with_public(settings.public()) == settings


@pytest.mark.parametrize("url", ["https://me:pw@host/v1", "https://host/v1?key=pw", "http://h/#pw"])
def test_a_server_that_holds_a_secret_is_refused_without_repeating_it(url):
    with pytest.raises(UsageError) as caught:
        Settings.from_env({"OPENAI_BASE_URL": url})
    assert "pw" not in str(caught.value).replace("password", "")


def test_a_job_brings_its_own_settings_but_home_and_key_stay():
    worker = Settings(home=Path("/here"), api_key="k", model="old")
    sent = Settings(home=Path("/there"), model="new", purpose_models=(("paper", "p"),)).public()
    got = worker.with_public(json.loads(json.dumps(sent)))
    assert (got.home, got.api_key, got.model) == (Path("/here"), "k", "new")
    assert got.model_for("paper") == "p"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DIGEST_MAX_USD", "much"),
        ("DIGEST_MAX_USD", "-1"),
        ("DIGEST_MAX_USD", "nan"),
        ("DIGEST_MAX_CALLS", "-1"),
        ("DIGEST_MAX_CALLS", "٣"),
        ("DIGEST_MAX_CALLS", "050"),
        ("DIGEST_MAX_CALLS", "1" * 5000),
        ("DIGEST_MAX_USD", "1_0"),
        ("DIGEST_MAX_USD", "１"),
        ("DIGEST_BATCH", "sometimes"),
        ("DIGEST_CONCURRENCY", "0"),
        ("DIGEST_CONCURRENCY", "many"),
        ("DIGEST_CONCURRENCY", "²"),
        ("DIGEST_CONCURRENCY", "016"),
        ("DIGEST_FULL_TEXT", "maybe"),
        ("DIGEST_WHOLE_PAPERS", "perhaps"),
        ("DIGEST_READ_TOKENS", "10"),
        ("DIGEST_READ_TOKENS", "many"),
        ("DIGEST_READ_TOKENS", "１６０００"),
        ("DIGEST_LANGUAGE", "klingon"),
        ("OPENAI_BASE_URL", "localhost:1234"),
        ("OPENAI_BASE_URL", "https://user:password@example.com/v1"),
    ],
)
def test_a_value_that_cannot_be_read_names_its_variable(name, value):
    with pytest.raises(UsageError, match=name):
        Settings.from_env({name: value})


def test_spaces_around_a_number_and_nothing_but_spaces_say_nothing():
    numbers = ("DIGEST_MAX_USD", "DIGEST_MAX_CALLS", "DIGEST_CONCURRENCY", "DIGEST_READ_TOKENS")
    numbers = (*numbers, "DIGEST_REFRESH_MINUTES")
    assert Settings.from_env(dict.fromkeys(numbers, "  ")) == Settings.from_env({})
    given = Settings.from_env({"DIGEST_CONCURRENCY": " 4 ", "DIGEST_REFRESH_MINUTES": "15 "})
    assert (given.concurrency, given.refresh_minutes) == (4, 15)


def test_hosts_switches_and_limits():
    settings = Settings.from_env(
        {
            "DIGEST_ALLOW_PRIVATE_HOSTS": " 127.0.0.1, Wiki.Intra ,",
            "DIGEST_FULL_TEXT": "0",
            "DIGEST_MAX_USD": "1.5",
            "DIGEST_MAX_CALLS": "0",
            "DIGEST_BATCH": "1",
            "DIGEST_CONCURRENCY": "4",
        }
    )
    assert (settings.max_calls, settings.batch) == (0, True)
    assert settings.allow_private_hosts == ("127.0.0.1", "wiki.intra")
    assert (settings.full_text, settings.max_usd, settings.concurrency) == (False, 1.5, 4)
