"""Japanese claims that compare the other way than their English source."""

from __future__ import annotations

import pytest

from digest.check import comparatives
from digest.check.texts import check_texts
from digest.check.told import read

SOURCE = """Buses in Sapporo were late more often than trams. Drivers in Kobe rated the new seats below
the old ones. Electric buses are cheaper to repair than diesel buses. Children liked the red cards
more than the blue cards. Inspectors found no more rust than in 2023. Norway opened its line two
years before Sweden. Tickets sold at machines were half as common as tickets sold on phones."""


def turned(claim: str) -> list[str]:
    found = (one.finding for one in check_texts(SOURCE, claim))
    return [f.found for f in found if f.reason == "増減・優劣の逆転"]


@pytest.mark.parametrize(
    "claim",
    [
        "スウェーデンはノルウェーより早く路線を開いた。",
        "子どもが好んだのは、青いカードのほうが赤いカードより多い。",
    ],
)
def test_turned_comparisons_are_found(claim: str) -> None:
    assert turned(claim)


@pytest.mark.parametrize(
    "claim",
    [
        "電気バスはディーゼルバスより修理が安い。",
        "子どもが好んだのは、赤いカードのほうが青いカードより多い。",
        "ノルウェーはスウェーデンより2年早く路線を開いた。",
        "スウェーデンはノルウェーより遅く路線を開いた。",
        "路面電車よりバスのほうが遅れが多い。",
        "路線は以前より増えた。",
    ],
)
def test_right_comparisons_are_left_alone(claim: str) -> None:
    assert not turned(claim)


def compared(text: str) -> list[tuple[str, int]]:
    line = read(text)
    found = comparatives.read([(line.text, line.numbers)])
    return [(one.word, max(one.signs.values(), key=abs)) for one in found]


@pytest.mark.parametrize(
    ("text", "word", "sign"),
    [
        ("Trams are slower than buses.", "slower", -1),
        ("Trams carry fewer people than buses.", "fewer", -1),
        ("Trams are no better than buses.", "better", 0),
        ("Trams break twice as often as buses.", "twice as often as", 1),
        ("Trams stayed below buses.", "below", -1),
        ("Trams carry fewer than the 90 that buses take.", "fewer", -1),
    ],
)
def test_what_english_compares(text: str, word: str, sign: int) -> None:
    assert compared(text) == [(word, sign)]


@pytest.mark.parametrize(
    "text",
    [
        "It takes more than 90 people.",
        "It carries freight rather than people.",
        "Trams are not faster than buses.",
        "It runs below 5 degrees.",
        "電車はバスより速い。",
    ],
)
def test_what_is_no_comparison(text: str) -> None:
    assert compared(text) == []


def test_a_long_list_of_comparisons_is_cut() -> None:
    line = read("Trams are slower than buses. " * 30)
    found = comparatives.read([(line.text, line.numbers)] * 50)
    assert len(found) <= comparatives.MOST + 30


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("The pass costs $40 in Norway and $60 in Sweden.", "ノルウェーでは40ドルからと、スウェーデンより20ドル安い。"),
        ("It solves 60% of tasks, up from 50% with the old rules.", "課題の60%をこなし、以前の規則を10ポイント上回る。"),
        ("Guards used the keys although this was not permitted.", "警備員は許可なく鍵を使っていた。"),
        ("Trips fell from 90 to 60. Night hours were not cut.", "夜の勤務時間は減っていない。"),
    ],
)  # fmt: skip
def test_what_is_no_contradiction(source: str, claim: str) -> None:
    found = (one.finding for one in check_texts(source, claim))
    assert "増減・優劣の逆転" not in [f.reason for f in found]
