"""Comparisons that numbers decide: the claim's own, and two of the source."""

from __future__ import annotations

import pytest

from digest.check.fold import folded
from digest.check.measured import TIMES, TURNED
from digest.check.texts import check_texts

ITSELF = [  # what the claim's own numbers contradict
    ("予約は週80件から120件に減った。", TURNED),
    ("待ち時間は40分から25分に延びた。", TURNED),
    ("正答率は71%で、旧版の64%を下回った。", TURNED),
    ("重さは310グラムと、競合品の450グラムより重い。", TURNED),
    ("平均点は、昨年の62点を下回る70点だった。", TURNED),
    ("応募は120人から360人へと2倍に増えた。", TIMES),
    ("在庫は900個から300個に減り、半分になった。", TIMES),
    ("今月の出荷は64台で、先月の16台の3倍にあたる。", TIMES),
    ("東京が41%で最も高く、大阪が38%で最も高い。", TURNED),
    ("札幌は12%で最も高く、那覇は31%で最も低い。", TURNED),
]


@pytest.mark.parametrize(("claim", "reason"), ITSELF)
def test_a_claim_that_contradicts_itself_is_found(claim: str, reason: str) -> None:
    source = f"This text says nothing. 原文は次の数を挙げる。{folded(claim)[:0]}"
    assert reason in {one.finding.reason for one in check_texts(source, claim)}


CONSISTENT = [
    "予約は週80件から120件に増えた。",
    "正答率は71%で、旧版の64%を上回った。",
    "平均点は、昨年の62点を上回る70点だった。",
    "応募は120人から360人へと3倍に増えた。",
    "費用は900ドルから300ドルへと3分の1に下がった。",
    "東京が41%で最も高く、大阪が18%で最も低い。",
    "精度は本社が41%で最も高く、費用は支社が90%で最も高い。",
    "スコアは55.2で、親の9.6、競合の30.0を上回る。",
    "利用は340台あり、来年末までに1,500台に増やす。",
    "速度は10GBを2GB上回る12GBだった。",
]


@pytest.mark.parametrize("claim", CONSISTENT)
def test_a_claim_that_agrees_with_itself_is_left_alone(claim: str) -> None:
    found = {one.finding.reason for one in check_texts("原文は別の話をする。", claim)}
    assert not found & {TURNED, TIMES}


TOLD = [  # (source, wrong, right)
    (
        "Ferry A took 92 minutes. The old ferry needed 118 minutes.",
        "フェリーAは92分で、旧型より26分長い。",
        "フェリーAは92分で、旧型より26分短い。",
    ),
    (
        "The bridge cost €48 million. The council had budgeted €40 million for the bridge.",
        "橋の費用は4,800万ユーロで、予算を800万ユーロ下回った。",
        "橋の費用は4,800万ユーロで、予算を800万ユーロ上回った。",
    ),
    (
        "会員は今年9,600人である。昨年は8,000人だった。",
        "会員は昨年より20%減り、9,600人になった。",
        "会員は昨年より20%増え、9,600人になった。",
    ),
    (
        "Power draw was 30 W for Heron and 45 W for Osprey.",
        "消費電力はHeronの方がOspreyより多い。",
        "消費電力はHeronの方がOspreyより少ない。",
    ),
    (
        "正答率はカモメが71%、ツバメが64%だった。",
        "カモメの正答率はツバメを下回った。",
        "カモメの正答率はツバメを上回った。",
    ),
    (
        "On the exam Heron scored 88%, the teachers 91%.",
        "試験の得点でHeronは教師を上回った。",
        "試験の得点でHeronは教師に及ばなかった。",
    ),
]


@pytest.mark.parametrize(("source", "wrong", "right"), TOLD)
def test_two_numbers_of_the_source_decide(source: str, wrong: str, right: str) -> None:
    assert TURNED in {one.finding.reason for one in check_texts(source, wrong)}
    assert TURNED not in {one.finding.reason for one in check_texts(source, right)}


CHANGED = [  # (source, wrong, right)
    (
        "Ticket sales rose from 410 to 560 a day. Complaints fell from 31 to 12.",
        "苦情は増えた。",
        "苦情は減った。",
    ),
    (
        "Median delay went from 38 to 52 milliseconds after the move.",
        "移行後、遅延の中央値は短くなった。",
        "移行後、遅延の中央値は長くなった。",
    ),
    (
        "会員数は1,200人から900人になった。売上高は3億円から4億円になった。",
        "会員数は前年より増えた。",
        "会員数は前年より減った。",
    ),
    (
        "The archive opens on May 3. Readers must not copy the letters without written consent.",
        "手紙を書面の同意なしに複写することが認められている。",
        "手紙を書面の同意なしに複写することは禁じられている。",
    ),
    (
        "Questions on chemistry are harder than questions on history.",
        "化学の質問は歴史の質問より易しい。",
        "化学の質問は歴史の質問より難しい。",
    ),
]


@pytest.mark.parametrize(("source", "wrong", "right"), CHANGED)
def test_a_change_that_only_the_source_has_numbers_of_decides(
    source: str, wrong: str, right: str
) -> None:
    assert TURNED in {one.finding.reason for one in check_texts(source, wrong)}
    assert TURNED not in {one.finding.reason for one in check_texts(source, right)}


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        (
            "We dropped support for Rook 2 and added one for Crow 5.",
            "Rook 2への対応は打ち切られた。",
        ),
        ("The mayor said that he has no plan to raise fares.", "市長は値上げの考えを否定した。"),
        ("New customers pay nothing for the first month.", "新規の客は最初の月が無料になる。"),
        ("The picker selected fewer tests (5%) but missed 39 bugs.", "見逃しは39件と多かった。"),
        ("Heron climbed from 14th to tenth place.", "Heronは14位から10位に上がった。"),
        ("粗利率は59%から57%に下がった。", "粗利率が下がったのは、材料費が増えたためである。"),
    ],
)
def test_what_is_said_of_another_thing_decides_nothing(source: str, claim: str) -> None:
    assert TURNED not in {one.finding.reason for one in check_texts(source, claim)}


DENIED = [  # (source, wrong, right)
    (
        "The bank opened on Monday. The assistant sent ten messages without asking the user.",
        "アシスタントは利用者に確認してからメッセージ10件を送った。",
        "アシスタントは利用者に確認せずにメッセージ10件を送った。",
    ),
]


@pytest.mark.parametrize(("source", "wrong", "right"), DENIED)
def test_what_is_denied_in_one_and_not_in_the_other(source: str, wrong: str, right: str) -> None:
    assert TURNED in {one.finding.reason for one in check_texts(source, wrong)}
    assert TURNED not in {one.finding.reason for one in check_texts(source, right)}
