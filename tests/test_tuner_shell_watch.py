"""Ratings after a promotion: a fall is proposed for a rollback, chance is not."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from prompt_tuner import registry
from prompt_tuner.watch import advice, fallen
from storage import feedback, prompts
from storage.records import Feedback, PromptVersion
from tests.factories import article, summary


def test_a_fall_needs_enough_ratings_and_more_than_chance() -> None:
    assert fallen([5, 5, 5, 5], [1, 1, 1, 1]) is None
    assert (fallen([5, 4, 5, 5, 4], [2, 1, 2, 3, 1]) or 1) <= 0.05
    assert (fallen([4, 3, 5, 2, 4], [3, 4, 2, 5, 3]) or 0) > 0.05
    assert (fallen([2, 1, 2, 3, 1], [5, 4, 5, 5, 4]) or 0) > 0.9
    assert fallen([3] * 6, [3] * 6) == 1.0


def test_a_fall_after_a_promotion_proposes_the_version_before(db: Database, now: datetime) -> None:
    count = 0
    for text, stars in (("前", (5, 4, 5, 5, 4)), ("後", (2, 1, 2, 3, 1))):
        version = prompts.add(db, PromptVersion(name="digest-paper", text=text), now=now)
        prompts.promote(db, version, now=now)
        assert advice(db, "digest-paper") == ""
        for given in stars:
            count += 1
            made = summary(db, article(db, count), prompt_version_id=version.id)
            feedback.put(db, Feedback(summary_id=made.id, stars=given), now=now)
    told = registry.overview(db, "digest-paper")
    assert "prompts rollback digest-paper" in told["advice"]
    assert [rating["stars"] for rating in told["ratings"]] == [4.6, 1.8]
    prompts.rollback(db, "digest-paper", now=now)
    assert registry.overview(db, "digest-paper")["advice"] is None
