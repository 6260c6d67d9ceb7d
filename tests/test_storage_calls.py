"""Model calls: a row an attempt, a cache by key, honest sums."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlite_utils import Database

from storage import calls
from storage.calls import Spending
from storage.errors import NotFound
from storage.records import ModelCall


def call(now: datetime, uid: str, **fields: Any) -> ModelCall:
    given = {"key": "k", "job_id": "j", "model": "m", "reply": "r", "ok": True}
    return ModelCall(uid=uid, started_at=now, **given | fields)


def test_a_replayed_attempt_writes_no_second_row(db: Database, now: datetime) -> None:
    first = calls.save(db, call(now, "u1", reply="はじめの"))
    again = calls.save(db, call(now, "u1", reply="別の"))
    assert again == first == calls.get(db, first.id)
    assert len(calls.list_calls(db)) == 1


def test_the_first_good_reply_is_the_cache(db: Database, now: datetime) -> None:
    assert calls.cached(db, "k") is None
    calls.save(db, call(now, "u1", ok=False))
    assert calls.cached(db, "k") is None
    good = calls.save(db, call(now, "u2"))
    calls.save(db, call(now, "u3", reply="later"))
    assert calls.cached(db, "k") == good


def test_calls_are_listed_newest_first_and_by_job(db: Database, now: datetime) -> None:
    for n in range(3):
        calls.save(db, call(now, f"u{n}", job_id="a" if n else "b"))
    assert [c.uid for c in calls.list_calls(db)] == ["u2", "u1", "u0"]
    assert [c.uid for c in calls.list_calls(db, job_id="a", limit=1)] == ["u2"]
    with pytest.raises(NotFound, match="model call 99"):
        calls.get(db, 99)


def test_an_unknown_price_is_counted_apart_and_never_zero(db: Database, now: datetime) -> None:
    assert calls.spending(db).calls == 0
    calls.save(db, call(now, "u1", input_tokens=10, cached_tokens=4, output_tokens=5, cost_usd=0.5))
    calls.save(db, call(now, "u2", input_tokens=1, ok=False))
    calls.save(db, call(now, "u3", job_id="other", cost_usd=0.25))
    spent = calls.spending(db)
    assert (spent.calls, spent.failed, spent.cost_usd, spent.unpriced) == (3, 1, 0.75, 1)
    assert (spent.input_tokens, spent.cached_tokens, spent.output_tokens) == (11, 4, 5)
    assert calls.spending(db, job_id="other") == Spending(calls=1, cost_usd=0.25, uncounted=1)
