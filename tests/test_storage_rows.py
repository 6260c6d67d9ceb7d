"""Record ↔ row: what goes in comes out, whatever the outside put into it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.records import Article, Claim, Evidence, Finding, Source
from storage.rows import dump, from_row, load, moment, sound, stamp, to_row

moments = st.datetimes(
    min_value=datetime(1, 1, 3), max_value=datetime(9999, 12, 29), timezones=st.just(UTC)
)


@given(moments, moments)
def test_stamps_come_back_and_sort_as_moments_do(one: datetime, other: datetime) -> None:
    assert moment(stamp(one)) == one
    assert (stamp(one) < stamp(other)) == (one < other)
    assert len(stamp(one)) == len("2026-11-20T03:00:00.000000Z")


def test_a_stamp_is_utc_and_a_naive_moment_is_refused() -> None:
    tokyo = timezone(timedelta(hours=9))
    assert stamp(datetime(2026, 11, 20, 12, tzinfo=tokyo)) == "2026-11-20T03:00:00.000000Z"
    with pytest.raises(ValueError, match="time zone"):
        stamp(datetime(2026, 11, 20))


@given(st.builds(Source, title=st.text(), weight=st.floats(0, 9), checked_at=moments | st.none()))
def test_a_record_survives_its_row(source: Source) -> None:
    row = to_row(source, skip=())
    assert from_row(Source, row) == source
    assert type(row["enabled"]) is int


def test_tuples_and_nested_records_are_json() -> None:
    article = Article(authors=("名前", 'A "B"'), first_seen_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert to_row(article)["authors"] == '["名前", "A \\"B\\""]'
    assert from_row(Article, to_row(article, skip=())) == article
    claims = (Claim("文", (Evidence(3, 0, "引用"),)), Claim(""))
    assert load(tuple[Claim, ...], dump(claims)) == claims


def test_unknown_columns_are_passed_over_and_missing_ones_have_defaults() -> None:
    row = {"check": "numbers", "verdict": "NG", "passage": "x", "later": 1}
    assert from_row(Finding, row) == Finding("numbers", "NG", "x")


@given(st.text(st.characters(codec=None) | st.sampled_from("\ud800\udfff"), max_size=20))
def test_sound_text_can_be_stored(text: str) -> None:
    kept = sound(text)
    kept.encode()
    assert len(kept) == len(text)
    assert sound(kept) == kept


def test_lone_surrogates_are_replaced_on_every_way_in() -> None:
    assert to_row(Source(title="a\ud800b"))["title"] == "a\ufffdb"
    assert dump(("\udfff",)) == '["\ufffd"]'
