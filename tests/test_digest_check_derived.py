"""Numbers that follow from others, dates told otherwise, multiples at the wrong place."""

from __future__ import annotations

import pytest

from digest.check.dates import dates
from digest.check.fold import folded
from digest.check.quantities import quantities
from digest.check.texts import check_texts

BAKERY = (
    "2026-11-13\nThe bakery chain Ofenglut tests ovens that bake without a master baker. "
    "A loaf takes 47 minutes, half a minute less than before. The small oven costs 2,300 euros, a hundred euros more than the old one. "
    "Of 36 bakers 27 were asked, and three quarters of them would keep it. "
    "In the previous survey of May only 40% would. Flour waste fell by half a percentage point. "
    "The app served its two-millionth order last Friday. Energy costs are about a twentieth of those of the oldest model. "
    "Between April and June eighteen ovens failed; in the July to September quarter only 6 did. "
    "The recipes date from the fifties and the seventies. The chain will move to Graz in February. "
    "Cleaning takes two and a half hours. Four hundred and twelve customers answered, 260 of them twice."
)
FERRY = (
    "2026-11-13\n汽船会社のみさき海運が13日に発表した2026年7~9月期の決算は、売上高が84億円だった。"
    "予約の受付にAIを使う航路は6月末の11から17に増えた。電話の応対のうち7割はAIが終え、人につながない。"
    "乗客1人あたりの収入は3,450円で、前の年より250円高い。定時運航率は91.5%だった。前年は88.1%である。"
    "燃料は1航海で平均14.2キロリットル、従来の航法では15.1キロリットルだった。"
    "苦情は1万人あたり24件から8件に減った。来年1月に新しい船を入れる。運賃の改定は12月1日に告知し、15日から適用する。"
)
CHIPS = (
    "2026-11-13\nTernary Labs compared three accelerators. The R5 reaches 640 frames per second against 160 for the R3. "
    "The R5 costs $900, the R3 $300. Its memory doubles from 24 GB to 48 GB. Power draw triples. "
    "Training the detector took 12 hours on the R3 and 5 hours on the R5. "
    "Errors fell from 8.4% to 2.1% after retraining. Returns quadrupled in Peru and halved in Chile. "
    "The firm sold 52,000 units last year and 65,000 this year."
)
SCHOOL = (
    "2026-11-13\n北原町の小学校は、作文の添削をAIに任せる試みの結果をまとめた。"
    "教員の作業時間は週12時間から3時間に減った。添削した作文は月90本から270本に増え、誤った指摘は100本に6件から2件になった。"
    "費用は紙の教材の10分の1である。児童が書く量は昨年の1.5倍に増え、保護者からの相談は半分になった。"
    "参加したのは4校で、来年度は12校に広げる。"
)

TRIAL = (
    "2026-11-13\nThe trial of the harbour drone ran from October 2025 to April 2026. "
    "In spring the team will move to the port of Kotka. Two pilots watch the drone."
)
RIGHT = [
    (TRIAL, "試験は2025年10月から2026年4月まで続いた。"),
    (TRIAL, "試験は10月から4月まで続いた。"),
    (TRIAL, "春にコトカの港へ移る。"),
    (TRIAL, "来春に港へ移る。"),
    (FERRY, "新しい船は来年1月に入る。"),
    (BAKERY, "焼く時間は以前より30秒短い。"),
    (BAKERY, "小型の窯は2,300ユーロで、旧型は2,200ユーロだった。"),
    (BAKERY, "36人のうち27人に尋ねた。"),
    (BAKERY, "調査の対象は全体の75%にあたる。"),
    (BAKERY, "続けたいという職人は5月の調査では4割だった。"),
    (BAKERY, "小麦粉の無駄は0.5ポイント減った。"),
    (BAKERY, "注文は11月6日に200万件に達した。"),
    (BAKERY, "電力費は最も古い型の約20分の1である。"),
    (BAKERY, "故障は4月から6月の18台に対し、7月から9月は6台だった。"),
    (BAKERY, "レシピは1950年代と70年代のものだ。"),
    (BAKERY, "2027年2月にグラーツへ移る。"),
    (BAKERY, "掃除には2時間半かかる。"),
    (BAKERY, "回答した客は412人だった。"),
    (BAKERY, "412人のうち約63%は2回答えた。"),
    (FERRY, "AIを使う航路は3カ月で6つ増えた。"),
    (FERRY, "電話のおよそ3割は人が応対している。"),
    (FERRY, "1人あたりの収入は前の年の3,200円から増えた。"),
    (FERRY, "定時運航率は3.4ポイント高くなった。"),
    (FERRY, "燃料は1航海あたり0.9キロリットル少ない。"),
    (FERRY, "苦情は3分の1に減った。"),
    (FERRY, "新しい船は2027年1月に入る。"),
    (FERRY, "運賃の改定は12月1日に知らせ、15日に始める。"),
    (CHIPS, "R5はR3の4倍の速さで処理する。"),
    (CHIPS, "R5の価格はR3の3倍である。"),
    (CHIPS, "メモリーは2倍の48GBになった。"),
    (CHIPS, "消費電力は3倍になる。"),
    (CHIPS, "再学習の後、誤りは4分の1に減った。"),
    (CHIPS, "返品はペルーで4倍になり、チリで半減した。"),
    (CHIPS, "販売台数は前年の1.25倍だった。"),
    (CHIPS, "学習時間はR3の半分以下になった。"),
    (SCHOOL, "教員の作業時間は4分の1になった。"),
    (SCHOOL, "添削した作文の数は3倍に増えた。"),
    (SCHOOL, "誤った指摘は3分の1に減った。"),
    (SCHOOL, "費用は紙の教材の10分の1で済む。"),
    (SCHOOL, "児童が書く量は1.5倍になった。"),
    (SCHOOL, "来年度は3倍の12校に広げる。"),
]  # fmt: skip
WRONG = [
    (TRIAL, "試験は4月から10月まで続いた。"),
    (TRIAL, "秋に港へ移る。"),
    (FERRY, "新しい船は来年3月に入る。"),
    (BAKERY, "焼く時間は以前より50秒短い。"),
    (BAKERY, "小型の窯は2,300ユーロで、旧型は1,900ユーロだった。"),
    (BAKERY, "続けたいという職人は8月の調査では4割だった。"),
    (BAKERY, "小麦粉の無駄は1.5ポイント減った。"),
    (BAKERY, "注文は300万件に達した。"),
    (BAKERY, "電力費は最も古い型の約12分の1である。"),
    (BAKERY, "レシピは1930年代のものだ。"),
    (BAKERY, "2027年5月にグラーツへ移る。"),
    (BAKERY, "掃除には3時間半かかる。"),
    (BAKERY, "故障は5分の1に減った。"),
    (BAKERY, "回答した客は420人だった。"),
    (FERRY, "電話のおよそ2割は人が応対している。"),
    (FERRY, "1人あたりの収入は前の年の3,100円から増えた。"),
    (FERRY, "定時運航率は4.4ポイント高くなった。"),
    (FERRY, "苦情は4分の1に減った。"),
    (FERRY, "新しい船は2028年1月に入る。"),
    (FERRY, "運賃の改定は12月1日に知らせ、18日に始める。"),
    (CHIPS, "R5はR3の6倍の速さで処理する。"),
    (CHIPS, "R5の価格はR3の4倍である。"),
    (CHIPS, "メモリーは3倍になった。"),
    (CHIPS, "消費電力は2倍になる。"),
    (CHIPS, "再学習の後、誤りは3分の1に減った。"),
    (CHIPS, "返品はペルーで3倍になった。"),
    (CHIPS, "販売台数は前年の2倍だった。"),
    (SCHOOL, "教員の作業時間は3分の1になった。"),
    (SCHOOL, "添削した作文の数は4倍に増えた。"),
    (SCHOOL, "費用は紙の教材の4分の1で済む。"),
    (SCHOOL, "児童が書く量は3倍になった。"),
]  # fmt: skip


def faults(source: str, claim: str) -> list[str]:
    found = (one.finding for one in check_texts(source, claim))
    return [f"{f.reason} {f.found}" for f in found if f.verdict != "OK"]


@pytest.mark.parametrize(("source", "claim"), RIGHT)
def test_what_follows_from_the_source_is_no_fault(source: str, claim: str) -> None:
    assert faults(source, claim) == []


@pytest.mark.parametrize(("source", "claim"), WRONG)
def test_what_does_not_follow_is_found(source: str, claim: str) -> None:
    assert faults(source, claim)


@pytest.mark.parametrize(
    ("text", "value", "family"),
    [
        ("half a minute more", 30.0, "sec"),
        ("a dollar less", 1.0, "usd"),
        ("the ten-millionth question", 1e7, "n"),
        ("the two-thousandth patient", 2000.0, "n"),
        ("an hour and a half", 5400.0, "sec"),
        ("two and a half dollars", 2.5, "usd"),
        ("a thirtieth of the effort", 100 / 30, "%"),
        ("two hundred and four kernels", 204.0, "n"),
        ("three thousand two hundred shops", 3200.0, "n"),
        ("between three hundred and five hundred", 500.0, ""),
        ("半日", 43200.0, "sec"),
    ],
)
def test_numbers_spelled_with_units_and_ordinals(text: str, value: float, family: str) -> None:
    found = [(q.value, q.family) for q in quantities(folded(text))]
    assert any(v == pytest.approx(value) and f == family for v, f in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in the July to September period", [(None, 7, None), (None, 9, None)]),
        ("the list of May.", [(None, 5, None)]),
        ("May I ask? March on.", []),
        ("the fifties, the nineties", [(1950, None, None), (1990, None, None)]),
        ("10月26日に始まり、28日の夕方に終わる", [(None, 10, 26), (None, 10, 28)]),
        ("people in their fifties", []),
    ],
)
def test_dates_told_by_months_and_decades(
    text: str, expected: list[tuple[int | None, ...]]
) -> None:
    assert [(d.year, d.month, d.day) for d in dates(folded(text))] == expected


COUNTED = (
    "2026-11-13\nThe harbour of Oyle tried a pilot boat without a crew. It sailed to nine buoys and needed help twice. "
    "Three insurers have agreed to cover the trial, and one declined. The boat carries six cameras and two radars. "
    "The council allowed the trial for five years. One captain in four would rather keep a human on board."
)
COUNTED_JA = (
    "2026-11-13\n港湾局は、無人の水先船の試験を始めた。船はカメラを6台、レーダーを2台積む。"
    "試験には保険会社3社が応じ、1社は断った。議会は試験を5年間認めた。航路は4本から始め、来年は7本に広げる。"
)


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        (COUNTED, "保険会社4社が補償に同意した。"),
        (COUNTED, "船はカメラを8台積む。"),
        (COUNTED, "議会は試験を7年間認めた。"),
        (COUNTED, "5人に2人の船長が有人を望む。"),
        (COUNTED_JA, "試験には保険会社5社が応じた。"),
        (COUNTED_JA, "船はカメラを8台積む。"),
        (COUNTED_JA, "議会は試験を3年間認めた。"),
    ],
)
def test_small_counts_of_something_else_are_found(source: str, claim: str) -> None:
    assert faults(source, claim)


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        (COUNTED, "保険会社3社が補償に同意した。"),
        (COUNTED, "船はカメラ6台とレーダー2台を積む。"),
        (COUNTED, "試験は5年間認められた。"),
        (COUNTED, "船長の4人に1人は有人を望む。"),
        (COUNTED, "発表の要点は3つある。"),
        (COUNTED_JA, "保険会社3社が試験に応じた。"),
        (COUNTED_JA, "航路は来年、7本に広がる。"),
        (COUNTED_JA, "船に積む機器は合わせて8台である。"),
    ],
)
def test_small_counts_of_their_own_are_no_fault(source: str, claim: str) -> None:
    assert faults(source, claim) == []
