"""For how long a number counts, which in a row something is, and how large a change was."""

from __future__ import annotations

import pytest

from digest.check import nth, rates
from digest.check.fold import folded
from digest.check.quantities import quantities
from digest.check.texts import check_texts

TEN = "limited to 10 requests per second"


def wrong(claim: str, source: str) -> list[str]:
    """The periods that the source's own number has."""
    text, lines = folded(claim), [(source, quantities(source))]
    return [one.period for one in rates.wrong(text, quantities(text), lines)]


@pytest.mark.parametrize(
    "claim", ["毎分10件まで", "1時間あたり10件まで", "10件/日まで", "月10件まで"]
)
def test_another_time_is_found(claim: str) -> None:
    assert wrong(claim, TEN) == ["秒"]


@pytest.mark.parametrize(
    "claim", ["毎秒10件まで", "1秒に10件まで", "10件/秒まで", "10件まで", "10月に10件まで"]
)
def test_the_same_time_or_none_is_right(claim: str) -> None:
    assert wrong(claim, TEN) == []


@pytest.mark.parametrize(
    "source",
    [
        "It serves 10 requests per second. Ten teams use it, 10 of them daily or not.",
        "It was 10 a year ago.",
    ],
)
def test_a_number_that_stands_without_a_time_decides_nothing(source: str) -> None:
    lines = [(line, quantities(line)) for line in source.split(". ")]
    text = folded("毎分10件まで")
    assert list(rates.wrong(text, quantities(text), lines)) == []


def test_a_kind_that_the_source_does_not_count_is_not_judged() -> None:
    known = nth.told("The fifth annual survey is out. Version 3 follows.")
    assert known == {(5, "回")}
    assert [(one.number, right) for one, right in nth.wrong("第4回の調査", known)] == [(4, 5)]
    assert list(nth.wrong("第4章と第5回", known)) == []


def test_a_bare_number_is_no_time_of_another_unit() -> None:
    found = check_texts("3時間ごとに知らせる。下院では33対3で可決された。", "3分ごとに知らせる。")
    assert [one.finding.reason for one in found] == ["単位違い"]


def test_the_end_of_a_change_is_not_its_size() -> None:
    source = "The fleet shrank from 1,140 to 620 cards."
    found = check_texts(source, "GPUは620枚減った。")
    assert [(one.finding.reason, one.finding.expected) for one in found] == [
        ("変化の幅の誤り", "1,140→620")
    ]
    assert all(one.finding.verdict == "OK" for one in check_texts(source, "GPUは520枚減った。"))


def test_later_is_later_in_headlines_too() -> None:
    source = "The flaw was reported on October 6. Two Weeks Later It Was Fixed."
    assert [one.finding for one in check_texts(source, "10月20日に直された。")] == []
    assert [one.finding.reason for one in check_texts(source, "10月22日に直された。")]
