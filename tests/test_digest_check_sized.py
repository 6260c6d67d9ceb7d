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


CHOIR = (
    "2026-11-13\n合唱の伴奏AI「ハモリス」を出す音羽堂は、利用の実績をまとめた。導入した合唱団は3,260団体である。"
    "月額は640円で、学生は半額で使える。練習の欠席は7割減った。毎週使う団員は63%で、前年の61%から増えた。"
    "楽譜の書き出しは週14回から4回に減った。英語、ラテン語、ドイツ語の歌詞を読む。団員の5人に1人は80歳を超える。"
    "音程のずれは73.1から72.6に下がった。41の県のうち24で使われている。"
)
SHIP = (
    "2026-11-13\nShips of the line Vesta pay $64 a day in Bergen and $80 in Oslo. The model reads 52.8% of the labels, up from 44.0% "
    "for the model trained on photos. On average 27% of the crews reported a fault. "
    "A berth takes 26 minutes, where the old one needs 10. The rival 1X builds the cranes. Crews under 35 liked it. "
    "Manuals in Welsh, Irish and Breton are kept in six ports, each with two languages."
)
FARM = (
    "2026-11-13\nThe seed robots of Halvard stop 1.2 times per 9,000 kilometres. Growers used 62% of the seeds as they are, sorted "
    "31% again and threw away the rest. Sowing took 1.5 days instead of 5. A check takes 26 minutes. "
    "Precision dropped from 91.4% to 90.7%."
)
SAID = [
    (CHOIR, "導入した団体は3,200団体あまりに上る。"),
    (CHOIR, "毎週使う団員は6割に達した。"),
    (CHOIR, "学生の月額は320円である。"),
    (CHOIR, "欠席はおよそ10分の3に減った。"),
    (CHOIR, "毎週使う団員は前年より2ポイント増えた。"),
    (CHOIR, "書き出しの回数は3分の1以下に減った。"),
    (SHIP, "手引きは3つの言語で読める。"),
    (CHOIR, "41県の過半数で使われている。"),
    (SHIP, "ベルゲンでの料金は1日64ドルからと、オスロより16ドル安い。"),
    (SHIP, "ラベルの52.8%を読み、写真で学習した場合を8.8ポイント上回る。"),
    (SHIP, "平均して4組に1組以上の乗組員が不具合を報告した。"),
    (SHIP, "接岸には26分かかり、以前の2.6倍の時間を要する。"),
    (FARM, "機体は9,000キロごとに1.2回止まる。"),
    (FARM, "種は62%をそのまま使い、31%を選び直し、残る7%を捨てた。"),
    (FARM, "種まきは5日から1日半に縮まった。"),
    (FARM, "点検は30分足らずで終わる。"),
    (FARM, "精度の低下は1ポイントに満たない。"),
]


@pytest.mark.parametrize(("source", "claim"), SAID)
def test_what_is_rounded_or_counted_in_other_words_is_no_fault(source: str, claim: str) -> None:
    assert [o.finding for o in check_texts(source, claim) if o.finding.verdict != "OK"] == []


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        (CHOIR, "導入した団体は2,900団体あまりに上る。"),
        (CHOIR, "毎週使う団員は8割に達した。"),
        (CHOIR, "学生の月額は310円である。"),
        (CHOIR, "毎週使う団員は前年より4ポイント増えた。"),
        (SHIP, "接岸には26分かかり、以前の3.6倍の時間を要する。"),
    ],
)
def test_other_numbers_in_the_same_words_are_found(source: str, claim: str) -> None:
    assert [o.finding for o in check_texts(source, claim) if o.finding.verdict != "OK"]


GLASS = (
    "2026-11-13\nThe glass works of Orla sold bottles for 90 million euros. Annual revenue from licences has passed 12 million euros, "
    "five times the level of last winter. The furnace in Brno holds 60 tonnes, the one in Graz 20. "
    "Staff in Brno grew from 40 to 80."
)


@pytest.mark.parametrize(("claim", "right"), [("3倍", False), ("5倍", True)])
def test_a_multiple_of_the_sentence_that_is_meant_counts(claim: str, right: bool) -> None:
    found = check_texts(GLASS, f"ライセンスの年間の売上高は、昨年の冬の{claim}になった。")
    assert all(o.finding.verdict == "OK" for o in found) == right
