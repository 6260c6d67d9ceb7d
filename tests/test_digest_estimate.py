"""What a build would cost: counted before anything is sent, and kept to while it runs."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from digest import building
from digest.errors import NotFound
from digest.estimate import estimate
from digest.prompting import seeded, unseeded
from digest.settings import Settings
from digest.summarize.templates import TEMPLATES, build_prompt
from llm import prices
from storage import calls, prompts
from storage.database import connect
from storage.records import ModelCall, PromptVersion
from tests.builds import WEEK, fill
from tests.model_server import model_server

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
ITEMS = 4


@pytest.fixture
def home(tmp_path: Path) -> Path:
    fill(tmp_path, ITEMS)
    return tmp_path


@pytest.fixture
def db(home: Path) -> Iterator[Database]:
    opened = connect(home / "digest.db")
    yield opened
    opened.close()


def settings(home: Path, model: str = "gpt-5.6", url: str = "") -> Settings:
    return Settings(home=home, model=model, api_key="k", base_url=url)


def command(home: Path, url: str, *words: str) -> dict[str, object]:
    env = {"OPENAI_BASE_URL": url, "DIGEST_MODEL": "test", "PATH": ""}
    line = [sys.executable, "-m", "digest", "--home", str(home), *words, "--week", WEEK, "--json"]
    done = subprocess.run(line, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_calls_tokens_and_money_are_told_and_nothing_is_written(home: Path, db: Database) -> None:
    before = list(db.conn.iterdump())
    found = estimate(db, settings(home), WEEK, 3, now=NOW)
    assert (found.items, found.considered, found.calls, found.cached) == (3, ITEMS, 4, 0)
    assert found.models == ("gpt-5.6",)
    assert found.input_tokens > 4 * 300
    assert found.output_tokens is None
    assert found.cost_usd is not None
    assert found.most_usd is not None
    assert 0 < found.cost_usd <= found.most_usd
    assert list(db.conn.iterdump()) == before


def test_batches_cost_half_as_far_as_questions_may_wait(home: Path, db: Database) -> None:
    plain = estimate(db, settings(home), WEEK, 3, now=NOW)
    assert plain.cost_usd is not None
    assert plain.batch_usd == pytest.approx(plain.cost_usd / 2, rel=0.01)
    assert (
        estimate(db, settings(home, url="http://127.0.0.1:9/v1"), WEEK, 3, now=NOW).batch_usd
        is None
    )
    for name in sorted({template.prompt_name for template in TEMPLATES.values()}):
        text = seeded(db, name, now=NOW).text
        five = PromptVersion(name=name, text=text, settings='{"samples": 5}')
        prompts.activate(db, prompts.add(db, five, now=NOW))
    many = estimate(db, settings(home), WEEK, 3, now=NOW)
    assert many.cost_usd is not None
    assert many.batch_usd is not None
    assert many.cost_usd / 2 < many.batch_usd < many.cost_usd


def test_a_price_that_is_not_known_is_no_zero(home: Path, db: Database) -> None:
    found = estimate(db, settings(home, "own", "http://127.0.0.1:9/v1"), WEEK, 3, now=NOW)
    assert (found.cost_usd, found.most_usd) == (None, None)


def test_without_a_model_nothing_is_asked(home: Path, db: Database) -> None:
    found = estimate(db, Settings(home=home), WEEK, 3, now=NOW)
    assert (found.calls, found.input_tokens, found.cost_usd) == (0, 0, 0)


def test_an_empty_week_is_said(home: Path, db: Database) -> None:
    with pytest.raises(NotFound):
        estimate(db, settings(home), "2020-W01", 3, now=NOW)


def test_what_earlier_calls_wrote_sharpens_the_estimate(home: Path, db: Database) -> None:
    wide = estimate(db, settings(home), WEEK, 3, now=NOW)
    for number, purpose in enumerate(("article", "highlights")):
        known = ModelCall(uid=str(number), model="gpt-5.6", purpose=purpose, ok=True)
        calls.save(db, replace(known, output_tokens=200, started_at=NOW))
    narrow = estimate(db, settings(home), WEEK, 3, now=NOW)
    assert narrow.output_tokens == 4 * 200
    assert narrow.cost_usd is not None
    assert wide.cost_usd is not None
    assert narrow.cost_usd < wide.cost_usd
    assert narrow.most_usd == wide.most_usd


def test_the_estimate_is_what_the_build_then_asks(home: Path) -> None:
    with model_server() as server:
        before = command(home, server.url, "build", "--estimate")
        assert server.calls == 0
        built = command(home, server.url, "build")
        assert before["calls"] == built["calls"] == server.calls == ITEMS + 1
        after = command(home, server.url, "build", "--estimate")
        assert (after["calls"], after["cached"]) == (0, ITEMS + 1)


def test_a_limit_of_calls_is_kept_and_the_rest_is_extracted(home: Path) -> None:
    with model_server() as server:
        built = command(home, server.url, "build", "--max-calls", "2")
        assert server.calls == built["calls"] == 2
    assert built["method"] == "mixed"
    assert sum(dict(built["summaries"]).values()) == ITEMS  # type: ignore[call-overload]
    with model_server() as server:  # another server: nothing is stored for it
        assert command(home, server.url, "build", "--max-calls", "0")["method"] == "none"
        assert server.calls == 0


def test_a_version_is_known_before_it_is_seeded(db: Database) -> None:
    name = "digest-article"
    early = unseeded(db, name)
    assert (early.id, early.text) == (0, seeded(db, name, now=NOW).text)
    assert unseeded(db, name) == seeded(db, name, now=NOW)


@pytest.mark.parametrize("kind", TEMPLATES)
def test_two_stories_of_a_kind_share_the_whole_of_the_rules(kind: str, db: Database) -> None:
    """A server's prefix cache hits where requests begin alike: rules first, article last."""
    chosen = building.selection(db, WEEK, 2).chosen
    version = PromptVersion(text="規則" * 600)
    told = []
    for pick in chosen:
        story = replace(pick.story, lead=replace(pick.story.lead, kind=kind))
        told.append(build_prompt(story, version, "ja"))
    (one, other) = ([text for _, text in prompt.messages] for prompt in told)
    assert one[0] == other[0]
    assert version.text in one[0]
    assert one[1] != other[1]
    assert one[1][200:400] != other[1][200:400], "the article stands right behind the rules"


def test_tokens_from_the_prefix_cache_cost_what_they_cost() -> None:
    whole = prices.cost("https://api.openai.com/v1", "gpt-5.6", 10_000, 0, 500)
    cached = prices.cost("https://api.openai.com/v1", "gpt-5.6", 10_000, 8_000, 500)
    assert whole is not None
    assert cached is not None
    assert cached < whole
