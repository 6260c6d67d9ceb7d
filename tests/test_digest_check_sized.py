"""Which reckoned numbers are accepted: only where the claim says a difference, a share, a sum."""

from __future__ import annotations

import pytest

from digest.check.texts import check_texts

MILL = (
    "2026-11-13\nThe paper mill at Aune reads its rolls with cameras. Scrap fell from 84 tonnes to 61 tonnes a month, "
    "while the older mill at Selje stayed at 97. Waste stood at 0.8 percent on coated paper against 0.2. "
    "Of 96 operators 72 filled in a form. The cutters ran 23 hours a day. A roll is checked in 4.3 seconds. "
    "Tears were found on 3.1% of the rolls in Norway, 2.6% in Sweden and 5.2% in Finland. "
    "The camera costs 1,900 euros, a third of its forerunner's price. Inspection took nine weeks; it shrank by two weeks. "
    "The firm filed 14 patents in 2025. Orders doubled to 640."
)
RIGHT = [
    "くずは月23トン減った。",
    "操作員の4人に3人が用紙に記入した。",
    "塗工紙の不良は0.8%で、もう一方の4倍だった。",
    "前の型のカメラは5,700ユーロだった。",
    "検査は9週間から7週間に縮まった。",
    "注文は320件から640件に増えた。",
    "1本の検査にかかるのは4秒あまりである。",
    "破れた巻きはノルウェーとスウェーデンで5.7%を占める。",
]
WRONG = [
    ("破れが見つかったのは、フィンランドの巻きの10.9%だった。", "10.9%"),  # the sum of all three
    ("くずは月61トンから23トンになった。", "23トン"),  # a difference that is no size
    ("裁断機は1日36時間動く。", "36時間"),  # 97 tonnes less 61
    ("出願した特許は111件だった。", "111"),
    ("破れはスウェーデンの巻きの84%で見つかった。", "84%"),  # 2.6 of 3.1
    ("1本の検査には約4.52秒かかる。", "約4.52秒"),
]


def told(claim: str) -> list[str]:
    return [one.finding.found for one in check_texts(MILL, claim) if one.finding.verdict != "OK"]


@pytest.mark.parametrize("claim", RIGHT)
def test_what_is_reckoned_and_said_so_is_no_fault(claim: str) -> None:
    assert told(claim) == []


@pytest.mark.parametrize(("claim", "words"), WRONG)
def test_a_number_that_some_numbers_give_by_chance_is_found(claim: str, words: str) -> None:
    assert any(words.removeprefix("約") in found for found in told(claim))
