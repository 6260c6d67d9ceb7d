"""Names that katakana writes as another language speaks them, or in one word for several."""

from __future__ import annotations

import time

import pytest

from digest.check.spoken import LONGEST, joined, spoken
from digest.check.texts import check_texts
from digest.check.unknown import Sounds

RIGHT = [
    ("A quarry in Martins Ferry closed.", "マーチンズフェリーの採石場が閉じた。"),
    ("A mill near Kharagpur burned.", "ハラグプル近くの工場が焼けた。"),
    ("The potter Jiménez sold a vase.", "陶工のヒメネスが花瓶を売った。"),
    ("A tram in Würzburg stopped.", "ヴュルツブルクの路面電車が止まった。"),
    ("A train to Zwickau stopped.", "ツビッカウ行きの列車が止まった。"),
]


@pytest.mark.parametrize(("source", "claim"), RIGHT)
def test_a_name_of_another_language_is_heard(source: str, claim: str) -> None:
    found = check_texts(f"2026-11-12\n{source}", claim)
    assert [one for one in found if one.finding.check == "names"] == []


@pytest.mark.parametrize(
    "claim", ["ドレスボリの採石場が閉じた。", "クラメンスクの採石場が閉じた。"]
)
def test_another_name_is_not(claim: str) -> None:
    found = check_texts("2026-11-12\nA quarry in Martins Ferry closed.", claim)
    assert [one.finding.reason for one in found if one.finding.check == "names"] == [
        "原文に無い名称"
    ]


def test_names_of_two_or_three_words_are_one() -> None:
    assert list(joined(["El", "Cajon", "is", "Rio", "de", "Vela"])) == [
        "ElCajon",
        "CajonisRio",
        "RiodeVela",
    ]
    assert list(joined([])) == []


def test_an_ordinary_word_is_spoken_in_one_way() -> None:
    assert "hrsn" in spoken("Kherson")
    assert len(spoken("kherson")) <= 2
    assert len(spoken("Kh" * LONGEST)) <= 2


def test_long_sources_are_heard_fast() -> None:
    start = time.process_time()
    assert not Sounds(" ".join(f"Khanj{n:x}czgi" for n in range(30_000))).hear("ポロロッカ")
    assert time.process_time() - start < 10
