"""Versions of one text that write in other ways: stored apart, refused in words."""

from __future__ import annotations

import pytest

from digest.errors import UsageError
from digest.prompting import seeded
from digest.summarize.strategies import MOST_SAMPLES, STRATEGIES, way_of
from pages.shared import tuning_words
from prompt_tuner import registry
from storage import prompts
from storage.database import connect
from storage.records import PromptVersion
from tests.factories import NOW


def version(text: str = "規則\n", settings: str = "{}") -> PromptVersion:
    return PromptVersion(name="digest-article", text=text, settings=settings, origin="person")


def test_the_same_text_with_another_strategy_is_another_version() -> None:
    db = connect(":memory:")
    plain = prompts.add(db, version(), now=NOW)
    chained = prompts.add(db, version(settings=registry.check_way("chain", 2)), now=NOW)
    assert (plain.number, chained.number) == (1, 2)
    assert (
        prompts.add(db, version(settings='{"samples": 2, "strategy": "chain"}'), now=NOW) == chained
    )
    assert prompts.add(db, version(settings='{"session": "s1"}'), now=NOW) == plain
    shown = registry.plain(chained, {})
    assert (shown["strategy"], shown["samples"]) == ("chain", 2)


def test_a_version_of_the_shipped_text_stays_active() -> None:
    db = connect(":memory:")
    first = seeded(db, "digest-article", now=NOW)
    other = prompts.add(db, version(first.text, registry.check_way("translate_first", 1)), now=NOW)
    prompts.promote(db, other, now=NOW)
    assert seeded(db, "digest-article", now=NOW) == other


@pytest.mark.parametrize(
    ("strategy", "samples", "words"),
    [("magic", 1, "strategy='magic'"), ("direct", 0, "samples=0"), ("chain", 9, "samples=9")],
)
def test_what_is_not_known_is_refused_in_words(strategy: str, samples: int, words: str) -> None:
    with pytest.raises(UsageError, match=words) as caught:
        registry.check_way(strategy, samples)
    assert f"1 to {MOST_SAMPLES}" in caught.value.hint


def test_the_usual_way_leaves_no_setting() -> None:
    assert registry.check_way("direct", 1) == "{}"
    assert way_of(registry.check_way("plan", 3)).samples == 3


def test_every_strategy_has_words_on_the_screen() -> None:
    assert set(tuning_words.WAYS) | {"single"} == set(STRATEGIES)
    assert tuning_words.way("direct", 1) == ""
    assert "3案" in tuning_words.way("chain", 3)
