"""When sources are asked again: how often they bring something, what servers ask, failures."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from digest import gather
from digest.collect import Collected, collect
from digest.due import after_failure, asked_wait, fresh_minutes, is_due
from digest.errors import BadStatus, Unreachable
from digest.fetch import Response
from storage import sources
from storage.records import Source
from tests import factories
from tests.conftest import NOW
from tests.fakes_fetch import FEED, FakeFetch

HOUR = timedelta(hours=1)


def feed(*hours_ago: float, ttl: str = "") -> str:
    items = "".join(
        f"<item><title>n{i}</title><link>https://feed.example/{i}</link>"
        f"<pubDate>{(NOW - ago * HOUR):%a, %d %b %Y %H:%M:%S} +0000</pubDate></item>"
        for i, ago in enumerate(hours_ago)
    )
    return f"<rss version='2.0'><channel><title>t</title>{ttl}{items}</channel></rss>"


def asked(source: Source, page: object, **headers: str) -> Collected:
    if isinstance(page, str):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        page = Response(source.url, 200, named, page.encode())
    return collect(FakeFetch({source.url: page}), source, now=NOW)  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("hours_ago", "minutes"),
    [
        ([h / 4 for h in range(1, 200)], 60),  # four an hour: never asked more than hourly
        ([6.0 * n for n in range(1, 40)], 369),
        ([24.0 * n for n in range(1, 20)], 1440),
        ([24.0 * 300], 180),  # nothing new for months; 6 h unknown, halved as the body changed
        ([-50.0, -1.0], 180),  # dates in the future tell nothing
    ],
)
def test_the_interval_follows_how_often_there_is_something_new(
    hours_ago: list[float], minutes: int
) -> None:
    source = asked(Source(id=1, url=FEED, interval_minutes=360), feed(*hours_ago)).source
    assert abs(source.interval_minutes - minutes) <= 10
    assert source.due_at == NOW + timedelta(minutes=source.interval_minutes)
    assert not is_due(source, NOW + timedelta(minutes=source.interval_minutes * 0.8))
    assert is_due(source, NOW + timedelta(minutes=source.interval_minutes * 0.95))


def test_a_source_that_is_unchanged_is_asked_less_and_less_often() -> None:
    source, seen = Source(id=1, url=FEED, interval_minutes=60), []
    for _ in range(20):
        unchanged = Response(FEED, 304, {}, b"", not_modified=True)
        source = asked(source, unchanged).source
        seen.append(source.interval_minutes)
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (75, 1440)


@pytest.mark.parametrize(
    ("ttl", "cache", "minutes"),
    [
        ("<ttl>300</ttl>", "", 300),
        ("<ttl>99999</ttl>", "", 1440),
        ("<ttl>-5</ttl>", "", 60),
        ("<ttl>soon</ttl>", "", 60),
        ("", "public, max-age=7200", 120),
        ("", "max-age=7200, no-cache", 60),
        ("<ttl>300</ttl>", "max-age=7200", 300),
        ("", "max-age=99999999999999", 1440),
    ],
)
def test_ttl_and_max_age_are_kept_within_a_day(ttl: str, cache: str, minutes: int) -> None:
    busy = feed(*(h / 4 for h in range(1, 200)), ttl=ttl)
    assert asked(Source(id=1, url=FEED), busy, cache_control=cache).source.interval_minutes == (
        minutes
    )


def test_the_syndication_modules_period_counts_too() -> None:
    period = (
        '<sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">daily'
        '</sy:updatePeriod><sy:updateFrequency xmlns:sy="http://purl.org/rss/1.0/modules/'
        'syndication/">4</sy:updateFrequency>'
    )
    busy = feed(*(h / 4 for h in range(1, 200)), ttl=period)
    assert asked(Source(id=1, url=FEED), busy).source.interval_minutes == 360


def test_failures_back_off_up_to_a_day_and_a_good_answer_forgets_them() -> None:
    source, waits = Source(id=1, url=FEED), []
    for _ in range(7):
        source = asked(source, Unreachable(FEED, "No answer.")).source
        assert source.due_at is not None
        waits.append((source.due_at - NOW) / HOUR)
    assert waits == [1, 2, 4, 8, 16, 24, 24]
    assert source.enabled
    source = asked(source, feed(1.0)).source
    assert (source.error_count, source.error) == (0, "")


def test_retry_after_is_waited_for_within_a_week() -> None:
    busy = BadStatus(FEED, 429, "Too often.", retry_after=7200)
    source = asked(Source(id=1, url=FEED), busy).source
    assert source.due_at == NOW + 2 * HOUR
    assert after_failure(source, NOW, wait=1e12).due_at == NOW + timedelta(days=7)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("120", 120),
        ("", 0),
        ("soon", 0),
        ("-5", 0),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 0),
        ("１２", 0),
    ],
)
def test_retry_after_is_a_number_or_a_date(told: str, seconds: float) -> None:
    assert asked_wait({"retry-after": told}, NOW) == seconds


def test_retry_after_may_be_a_date() -> None:
    later = (NOW + 3 * HOUR).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert abs(asked_wait({"retry-after": later}, NOW) - 3 * 3600) <= 1


@given(st.text(max_size=60))
def test_any_header_gives_an_answer(text: str) -> None:
    assert asked_wait({"retry-after": text}, NOW) >= 0
    assert fresh_minutes({"cache-control": text}) >= 0


# ---------------------------------------------------------------------- what is stored of it


def test_a_source_that_is_gone_for_good_is_switched_off_and_can_be_switched_on(
    db: Database,
) -> None:
    source = factories.source(db)
    gone = asked(source, BadStatus(source.url, 410, "feed.example answered HTTP 410.", "Gone."))
    report = gather.store(db, gone, now=NOW)
    stored = sources.get(db, source.id)
    assert not stored.enabled
    assert "switched off" in stored.error
    assert "switched off" in report.failed
    on = sources.enable(db, source.id, True)
    assert (on.enabled, on.error, on.due_at) == (True, "", None)


def moved(source: Source, to: str) -> Collected:
    body = feed(1.0, float(source.moved_count)).encode()
    return asked(source, Response(to, 200, {}, body, permanent_url=to))


def test_a_lasting_redirect_seen_twice_changes_the_address(db: Database) -> None:
    source, to = factories.source(db), "https://new.example/feed"
    gather.store(db, moved(source, to), now=NOW)
    once = sources.get(db, source.id)
    assert (once.url, once.moved_to, once.moved_count) == (source.url, to, 1)
    report = gather.store(db, moved(once, to), now=NOW)
    twice = sources.get(db, source.id)
    assert (twice.url, twice.moved_to, twice.moved_count) == (to, "", 0)
    assert any("address was changed" in note for note in report.notes)


def test_redirects_that_lead_elsewhere_or_end_start_over(db: Database) -> None:
    source = factories.source(db)
    for to in ("https://one.example/", "https://two.example/", "https://one.example/"):
        gather.store(db, moved(sources.get(db, source.id), to), now=NOW)
    assert sources.get(db, source.id).moved_count == 1
    gather.store(db, asked(sources.get(db, source.id), feed(2.0)), now=NOW)
    assert (sources.get(db, source.id).url, sources.get(db, source.id).moved_count) == (
        source.url,
        0,
    )


def test_an_address_that_another_source_has_is_left_to_it(db: Database) -> None:
    source, other = factories.source(db, 1), factories.source(db, 2)
    for _ in range(3):
        report = gather.store(db, moved(sources.get(db, source.id), other.url), now=NOW)
    assert len([n for n in sources.get(db, source.id).notes if "already" in n]) == 1
    assert sources.get(db, source.id).url == source.url
    assert any(f"Source {other.id} reads that address already" in note for note in report.notes)


def test_entries_that_are_all_new_say_that_some_may_be_missing(db: Database) -> None:
    source = factories.source(db)
    first = asked(source, feed(*range(12)))
    assert gather.store(db, first, now=NOW).notes == ()
    known = sources.get(db, source.id)
    assert known.notes == ()
    others = feed(*range(12)).replace("feed.example/", "feed.example/later-")
    assert any(
        "may have been missed" in n for n in gather.store(db, asked(known, others), now=NOW).notes
    )
    assert any("may have been missed" in note for note in sources.get(db, source.id).notes)
    assert gather.store(db, asked(replace(known, body_hash=""), others), now=NOW).notes == ()
