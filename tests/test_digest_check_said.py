"""Right and wrong sentences about four short texts: reckoned, compared, in other words."""

from __future__ import annotations

import pytest

from digest.check.stems import stem
from digest.check.texts import check_texts

STORES = (
    "2026-11-12\nHarrow Foods closed 14 of its 56 stores in October. "
    "Sales fell to 84 million euros from 105 million a year earlier. "
    "Deliveries took 190 seconds on average to book, down from 320. "
    "The firm has 2,400 employees, of whom 600 work nights. "
    "A subscription costs 9 euros a month and has 300,000 subscribers. "
    "Returns were 3.2% of orders in Spain and 4.8% in Malta. The app will reach Greece next March."
)
LIBRARY = (
    "2026-11-12\n北浜市は10日、図書館の利用状況をまとめた。"
    "貸出は2024年度が42万冊、2025年度が63万冊だった。利用者1万8,000人のうち高齢者は6,300人。"
    "開館時間は平日が9時間、週末が7時間である。電子書籍の貸出は全体の12%で、残りは紙の本だった。"
    "費用は年3,600万円で、5館で運営する。予約の待ち日数は30日から12日に縮まった。"
)
MODEL = (
    "2026-11-12\nQuarrystone released Basalt-3 on Tuesday. "
    "It scores 71.4 on MathArena, compared with 66.0 for Basalt-2 and 73.9 for Orion Pro. "
    "Input costs $2 per million tokens and output $8; cached input is billed at $0.50. "
    "Latency dropped from 640 ms to 410 ms, but memory use grew by 12%. "
    "The small version has 9 billion parameters and runs on one GPU, whereas the large one has 130 billion and needs four. "
    "In a blind test, 58% of reviewers preferred Basalt-3, 31% chose Basalt-2 and the rest saw no difference. "
    "The licence forbids military use, while commercial use is permitted. "
    "Sign-ups in Brazil doubled; in Chile they fell by a third."
)
SURVEY = (
    "2026-11-12\n調査会社のみなもは、企業300社への聞き取りの結果を公表した。"
    "生成AIを全社で使う企業は41%と、前年の28%から増えた。使わない企業は17%で、前年の25%から減った。"
    "効果があったと答えた割合は大企業で72%、中小企業で54%だった。"
    "導入費の中央値は大企業が4,200万円、中小企業が380万円である。"
    "課題は「人材不足」が61%で最も多く、「費用」が44%、「情報漏えい」が39%と続いた。"
    "製造業では検査への利用が伸びた一方、小売業では接客への利用が減った。"
)
RIGHT = [
    (STORES, "店舗の4分の1を閉じた。"),
    (STORES, "店舗は42店になった。"),
    (STORES, "売上高は前年から2割減った。"),
    (STORES, "売上高は2,100万ユーロ減少した。"),
    (STORES, "予約にかかる時間は平均3分10秒である。"),
    (STORES, "予約にかかる時間は4割ほど短くなった。"),
    (STORES, "予約は130秒短縮した。"),
    (STORES, "従業員の4分の1が夜勤だ。"),
    (STORES, "夜勤でない従業員は1,800人いる。"),
    (STORES, "購読料は年に108ユーロになる。"),
    (STORES, "購読による収入は月270万ユーロにのぼる。"),
    (STORES, "返品率はマルタがスペインの1.5倍だ。"),
    (STORES, "返品率の差は1.6ポイントである。"),
    (STORES, "2027年3月にはギリシャで使える。"),
    (STORES, "売上高は1年前の8割にとどまった。"),
    (STORES, "全店舗の25%が10月に閉店した。"),
    (STORES, "従業員の約25%が夜に働く。"),
    (LIBRARY, "貸出は前年度の1.5倍に増えた。"),
    (LIBRARY, "貸出は1年で21万冊増えた。"),
    (LIBRARY, "貸出は前年度より5割多い。"),
    (LIBRARY, "高齢者は利用者の35%を占める。"),
    (LIBRARY, "高齢者は利用者の3割強である。"),
    (LIBRARY, "高齢者以外の利用者は1万1,700人だった。"),
    (LIBRARY, "平日の開館時間は週末より2時間長い。"),
    (LIBRARY, "費用は1館あたり720万円である。"),
    (LIBRARY, "月あたりの費用は300万円になる。"),
    (LIBRARY, "待ち日数は18日短くなった。"),
    (LIBRARY, "待ち日数は6割減った。"),
    (LIBRARY, "市は11月10日に利用状況を公表した。"),
    (LIBRARY, "2年間の貸出は合わせて105万冊である。"),
    (LIBRARY, "費用は5館で年3,600万円だ。"),
    (LIBRARY, "待ち日数は半分以下になった。"),
    (MODEL, "Basalt-3はMathArenaで71.4点を取り、66.0点のBasalt-2を上回った。"),
    (MODEL, "Basalt-3はOrion Proの73.9点には及ばない。"),
    (MODEL, "Orion ProはBasalt-3を2.5点上回る。"),
    (MODEL, "料金は入力が100万トークンあたり2ドル、出力が8ドルである。"),
    (MODEL, "キャッシュ済みの入力は0.50ドルだ。"),
    (MODEL, "遅延は640ミリ秒から410ミリ秒に短くなったが、メモリの使用量は12%増えた。"),
    (MODEL, "小型版は90億パラメータで、GPU1枚で動く。"),
    (MODEL, "大型版は1,300億パラメータで、4枚を必要とする。"),
    (MODEL, "評価者の58%がBasalt-3を、31%がBasalt-2を選んだ。"),
    (MODEL, "軍事利用は禁じられ、商用利用は認められる。"),
    (MODEL, "ブラジルの登録者は2倍になった。"),
    (MODEL, "チリの登録者は3分の1減った。"),
    (MODEL, "チリでは登録者が減り、ブラジルでは増えた。"),
    (MODEL, "出力の料金は入力の4倍である。"),
    (MODEL, "遅延は36%短縮した。"),
    (MODEL, "大型版のパラメータは小型版の14倍を超える。"),
    (SURVEY, "生成AIを全社で使う企業は前年の28%から41%に増えた。"),
    (SURVEY, "全社で使う企業は13ポイント増えた。"),
    (SURVEY, "使わない企業は25%から17%に減った。"),
    (SURVEY, "使わない企業は8ポイント減った。"),
    (SURVEY, "効果があったとの回答は大企業が72%、中小企業が54%だった。"),
    (SURVEY, "中小企業の導入費の中央値は380万円で、大企業は4,200万円だった。"),
    (SURVEY, "導入費は大企業が中小企業の約11倍にのぼる。"),
    (SURVEY, "課題は人材不足が61%と最多で、費用の44%、情報漏えいの39%が続く。"),
    (SURVEY, "製造業では検査での利用が増えた。"),
    (SURVEY, "小売業では接客での利用が減った。"),
    (SURVEY, "大企業の方が中小企業より効果を感じている。"),
    (SURVEY, "効果の回答は大企業が18ポイント高い。"),
    (SURVEY, "300社のうち123社が全社で使っている。"),
]  # fmt: skip
WRONG = [
    (STORES, "店舗の3分の1を閉じた。"),
    (STORES, "店舗は44店になった。"),
    (STORES, "売上高は前年から3割減った。"),
    (STORES, "売上高は3,100万ユーロ減少した。"),
    (STORES, "予約にかかる時間は平均2分10秒である。"),
    (STORES, "予約にかかる時間は6割ほど短くなった。"),
    (STORES, "予約は150秒短縮した。"),
    (STORES, "従業員の3分の1が夜勤だ。"),
    (STORES, "購読料は年に120ユーロになる。"),
    (STORES, "返品率はマルタがスペインの2倍だ。"),
    (STORES, "返品率の差は2.6ポイントである。"),
    (STORES, "返品率はスペインが4.8%、マルタが3.2%だ。"),
    (STORES, "売上高は1億500万ユーロに増えた。"),
    (STORES, "2026年3月にはギリシャで使える。"),
    (LIBRARY, "貸出は前年度の2倍に増えた。"),
    (LIBRARY, "貸出は1年で25万冊増えた。"),
    (LIBRARY, "貸出は前年度より3割多い。"),
    (LIBRARY, "高齢者は利用者の45%を占める。"),
    (LIBRARY, "平日の開館時間は週末より3時間長い。"),
    (LIBRARY, "貸出の78%は紙の本だった。"),
    (LIBRARY, "費用は1館あたり900万円である。"),
    (LIBRARY, "待ち日数は20日短くなった。"),
    (LIBRARY, "待ち日数は8割減った。"),
    (LIBRARY, "貸出は2024年度が63万冊、2025年度が42万冊だった。"),
    (LIBRARY, "開館時間は平日が7時間、週末が9時間である。"),
    (LIBRARY, "待ち日数は30日から12日に延びた。"),
    (MODEL, "Orion ProはBasalt-3を3.5点上回る。"),
    (MODEL, "料金は入力が100万トークンあたり8ドル、出力が2ドルである。"),
    (MODEL, "遅延は410ミリ秒から640ミリ秒に延びた。"),
    (MODEL, "メモリの使用量は12%減った。"),
    (MODEL, "小型版は1,300億パラメータ、大型版は90億パラメータである。"),
    (MODEL, "評価者の31%がBasalt-3を、58%がBasalt-2を選んだ。"),
    (MODEL, "ブラジルの登録者は減り、チリでは増えた。"),
    (MODEL, "出力の料金は入力の3倍である。"),
    (MODEL, "ペルーの登録者は2倍になった。"),
    (SURVEY, "生成AIを全社で使う企業は前年の41%から28%に減った。"),
    (SURVEY, "使わない企業は25%から17%に増えた。"),
    (SURVEY, "効果があったとの回答は大企業が54%、中小企業が72%だった。"),
    (SURVEY, "課題は費用が61%と最多で、人材不足の44%が続く。"),
    (SURVEY, "製造業では検査での利用が減った。"),
    (SURVEY, "小売業では接客での利用が伸びた。"),
    (SURVEY, "全社で使う企業は23ポイント増えた。"),
]  # fmt: skip


def told(source: str, claim: str) -> list[str]:
    found = (one.finding for one in check_texts(source, claim))
    return [f.reason for f in found if f.verdict != "OK" and f.check in ("numbers", "names")]


@pytest.mark.parametrize(("source", "claim"), RIGHT)
def test_what_a_person_would_say_is_no_fault(source: str, claim: str) -> None:
    assert told(source, claim) == []


@pytest.mark.parametrize(("source", "claim"), WRONG)
def test_what_is_wrong_is_found(source: str, claim: str) -> None:
    assert told(source, claim)


@pytest.mark.parametrize(
    "forms",
    [
        "company companies",
        "employee employees",
        "agree agreed agrees",
        "exceed exceeded exceeding",
        "movie movies",
        "watt watts",
        "drive drove drives",
        "meeting meetings",
        "price prices priced pricing",
        "process processes processed",
        "stop stopped stopping",
    ],
)
def test_forms_of_a_word_are_one(forms: str) -> None:
    assert len({stem(word) for word in forms.split()}) == 1
