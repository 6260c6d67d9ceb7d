"""Builds of a week: the last that ended, and what all of them spent."""

from __future__ import annotations

from datetime import timedelta

from storage import builds, calls
from storage.database import connect
from storage.records import Build, ModelCall
from tests.factories import NOW, WEEK

LATER = NOW + timedelta(minutes=1)


def call(number: int, job_id: str, cost: float | None) -> ModelCall:
    return ModelCall(
        uid=str(number), job_id=job_id, ok=True, cost_usd=cost, output_tokens=5, started_at=NOW
    )


def test_the_last_build_that_ended_is_the_one_to_show() -> None:
    db = connect(":memory:")
    assert builds.latest(db, WEEK) is None
    builds.begin(db, "one", WEEK, now=NOW)
    assert builds.latest(db, WEEK) is None
    builds.finish(db, "one", '{"a": 1}', now=NOW)
    builds.begin(db, "two", WEEK, now=LATER)
    assert builds.latest(db, WEEK) == Build("one", WEEK, NOW, NOW, '{"a": 1}')
    builds.finish(db, "two", "{}", now=LATER)
    assert builds.latest(db, WEEK) == Build("two", WEEK, LATER, LATER, "{}")


def test_a_job_that_is_taken_up_again_keeps_its_row() -> None:
    db = connect(":memory:")
    builds.begin(db, "one", WEEK, now=NOW)
    builds.begin(db, "one", WEEK, now=LATER)
    builds.finish(db, "one", "{}", now=LATER)
    assert builds.latest(db, WEEK) == Build("one", WEEK, NOW, LATER, "{}")


def test_a_week_costs_what_all_of_its_builds_cost() -> None:
    db = connect(":memory:")
    for number, job_id in enumerate(("one", "two", "other")):
        builds.begin(db, job_id, WEEK if job_id != "other" else "2026-W01", now=NOW)
        calls.save(db, call(number, job_id, 0.5))
    calls.save(db, call(9, "two", None))
    spent = builds.spending(db, WEEK)
    assert (spent.calls, spent.cost_usd, spent.unpriced, spent.output_tokens) == (3, 1.0, 1, 15)
    assert builds.spending(db, "2030-W01").calls == 0
