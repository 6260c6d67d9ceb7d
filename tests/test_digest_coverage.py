"""The report of an issue: nothing that was collected goes missing without a word."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from digest import reporting
from digest.coverage import BY_HAND, SCORE, report, survey
from storage import builds, calls, digests
from storage.calls import Spending
from storage.database import connect
from storage.records import Article, Digest, ModelCall, Pick, Source, Story
from tests import factories as make

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


def told(n: int, source: int | None = 1, more: tuple[int, ...] = ()) -> Story:
    others = tuple(Article(id=100 + i, source_id=i) for i in more)
    return Story(f"a{n}", Article(id=n, source_id=source, title=f"題名{n}", url=f"u{n}"), others)


def pick(story: Story, score: float, reason: str = "") -> Pick:
    return Pick(story, score, ("理由", reason) if reason else ("理由",))


STORIES = (told(1, more=(2, 3)), told(2, 2), told(3), told(4, None), told(5))
CHOSEN = (pick(STORIES[0], 9.0), pick(STORIES[3], 8.0))
MISSED = (
    pick(STORIES[1], 7.0, "僅差: 点数が1.0点足りない"),
    pick(STORIES[2], 6.0, "同じ情報源か同じ話題の上限を超えた"),
    pick(STORIES[4], 2.0, "点数が6.0点足りない"),
)
SOURCES = (
    Source(1, "s1", title="甲"),
    Source(2, "s2", "arxiv", api_total=120, api_kept=100),
    Source(3, "s3", error="HTTP 404."),
    Source(4, "s4", title="休み", enabled=False),
    Source(5, "s5", title="静か"),
)
SURVEY = survey(STORIES, CHOSEN, MISSED, SOURCES)


def test_every_article_is_counted_once() -> None:
    assert SURVEY["collected"] == 7
    assert SURVEY["grouped"] == {"stories": 5, "merged": 2}
    assert SURVEY["dropped"]["stories"] + SURVEY["selected"] == 5
    assert sum(row["articles"] for row in SURVEY["sources"]) == 7


def test_what_was_dropped_is_counted_by_reason_and_the_next_ones_are_named() -> None:
    dropped = SURVEY["dropped"]
    assert dropped["reasons"] == {SCORE: 2, "同じ情報源か同じ話題の上限を超えた": 1}
    assert [(one["story"], one["score"]) for one in dropped["next"]] == [
        ("a2", 7.0),
        ("a3", 6.0),
        ("a5", 2.0),
    ]
    assert dropped["next"][0]["reason"] == "僅差: 点数が1.0点足りない"


def test_sources_tell_what_they_brought_and_what_the_api_counted() -> None:
    rows = {row["title"]: row for row in SURVEY["sources"]}
    assert (rows["甲"]["articles"], rows["甲"]["stories"], rows["甲"]["selected"]) == (3, 3, 1)
    assert (rows["s2"]["api_total"], rows["s2"]["api_kept"]) == (120, 100)
    assert rows["甲"]["api_total"] is None
    assert rows["s3"]["error"] == "HTTP 404."
    assert rows["静か"]["articles"] == 0, "an enabled source that brought nothing is shown"
    assert "休み" not in rows
    assert rows[BY_HAND]["selected"] == 1


def test_what_a_removed_source_brought_stays_counted() -> None:
    rows = survey(STORIES, CHOSEN, MISSED, ())["sources"]
    assert sum(row["articles"] for row in rows) == 7


def issue() -> Digest:
    db = connect(":memory:")
    return make.digest(db, 3)


def test_fallbacks_say_why_and_findings_are_counted_by_check() -> None:
    digest = issue()
    first = replace(digest.items[0].summary, method="model")
    second = replace(digest.items[1].summary, note="モデルの応答が空でした。")
    items = (replace(digest.items[0], summary=first), replace(digest.items[1], summary=second))
    spent = Spending(calls=3, failed=1, input_tokens=900, cached_tokens=400, cost_usd=0.5)
    made = report(SURVEY, replace(digest, items=items), 2, build=spent, week=spent)
    assert made["summarised"] == {"extractive": 1, "model": 1}
    assert [(one["method"], one["reason"]) for one in made["fallbacks"]] == [
        ("extractive", "モデルの応答が空でした。")
    ]
    assert made["findings"] == {"total": 1, "items": 1, "checks": {"numbers": 1}}
    assert made["cost"]["build"]["cached_tokens"] == 400
    assert made["cost"]["build"]["cost_usd"] == 0.5
    assert json.loads(json.dumps(made)) == made


@pytest.mark.parametrize(("unpriced", "shown"), [(0, 0.5), (1, None)])
def test_money_is_unknown_where_one_price_is(unpriced: int, shown: float | None) -> None:
    spent = Spending(calls=3, cost_usd=0.5, unpriced=unpriced)
    made = report(SURVEY, issue(), 0, build=spent, week=spent)
    assert made["cost"]["week"]["cost_usd"] == shown


def test_the_report_is_stored_with_the_build_and_the_week_adds_up() -> None:
    db = connect(":memory:")
    digest = make.digest(db, 2)
    assert reporting.latest(db, digest.week) is None
    for number, job in enumerate(("one", "two", "stopped")):
        builds.begin(db, job, digest.week, now=NOW)
        calls.save(
            db, ModelCall(uid=job, job_id=job, ok=True, cost_usd=0.1 * number, started_at=NOW)
        )
        if job != "stopped":
            reporting.tell(db, job, SURVEY, 1, digest, now=NOW)
    found = reporting.latest(db, digest.week)
    assert found is not None
    assert found["cost"]["build"]["calls"] == 1
    assert found["cost"]["week"]["calls"] == 3, "a build that was stopped was paid for, too"
    assert found["collected"] == 7
    later = NOW.replace(hour=9)
    builds.begin(db, "same", digest.week, now=later)
    reporting.tell(db, "same", {**SURVEY, "collected": 0}, 0, digest, now=later)
    assert reporting.latest(db, digest.week) == found, "nothing was asked, nothing has changed"
    assert found["built_at"] == NOW.isoformat()
    assert digests.find(db, digest.week) == digest
