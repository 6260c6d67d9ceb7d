"""Dates as feeds write them, also those that feedparser takes for others."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.collect.dates import moment
from digest.collect.feed import read_feed
from digest.fetch import Response

HALF_TEN, MORNING, DAY = (
    datetime(2026, 11, 15, 10, 30, tzinfo=UTC),
    datetime(2026, 11, 15, 1, 30, tzinfo=UTC),
    datetime(2026, 11, 15, tzinfo=UTC),
)
WRITTEN = {
    "Sun, 15 Nov 2026 10:30:00 GMT": HALF_TEN,
    "Sun, 15 Nov 2026 10:30:00 +0900": MORNING,
    "Sun, 15 Nov 2026 10:30:00+0900": MORNING,
    "Sun, 15 Nov 2026 10:30:00 JST": MORNING,
    "Sun, 15 Nov 2026 10:30:00 +0900 (JST)": MORNING,
    "Sun, 15 Nov 2026 11:30:00 CET": HALF_TEN,
    "2026-11-15T10:30:00+09:00": MORNING,
    "20261115T103000Z": HALF_TEN,
    "20261115T103000+0900": MORNING,
    "2026/11/15 10:30:00": HALF_TEN,
    "2026/11/15 10:30 JST": MORNING,
    "2026/11/15(日) 10:30 +0900": MORNING,
    "2026.11.15 10:30": HALF_TEN,
    "2026/11/15": DAY,
    "2026年11月15日 10時30分": MORNING,
    "2026年11月15日（日）午前10:30": MORNING,
    "2026年11月15日 午後7時30分00秒": HALF_TEN,
    "2026年11月15日": datetime(2026, 11, 14, 15, tzinfo=UTC),
    "November 15, 2026": DAY,
    "Nov 15, 2026 10:30:00": HALF_TEN,
    "Sunday, 15-Nov-26 10:30:00 GMT": HALF_TEN,
    "1794738600": HALF_TEN,
    "1794738600000": HALF_TEN,
    "2026/13/45": None,
    "2026年11月15日 99時99分": None,
    "soon": None,
    "": None,
}


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("form", ["rss", "json"])
def test_a_date_is_read_as_it_was_meant(written: str, form: str) -> None:
    if form == "rss":
        body = (
            "<rss version='2.0'><channel><title>F</title><item><title>T</title>"
            f"<link>https://a.example/1</link><pubDate>{written}</pubDate></item></channel></rss>"
        )
    else:
        body = (
            '{"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": [{"id": "1",'
            f' "url": "https://a.example/1", "title": "T", "date_published": "{written}"}}]}}'
        )
    (entry,) = read_feed(Response("https://a.example/f", 200, {}, body.encode())).entries
    assert entry.published_at == WRITTEN[written]


@given(st.text(alphabet="0123456789/.:年月日時分秒午前後TZ+- JSTNov,()", max_size=120))
def test_any_words_are_a_moment_or_none(written: str) -> None:
    found = moment(written, None)
    assert found is None or found.tzinfo is not None
