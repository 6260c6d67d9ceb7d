"""Right numbers and names at wrong things, class by class, each with right sentences beside."""

from __future__ import annotations

from time import process_time

import pytest

from digest.check.numbers import check
from storage.records import Article, Claim, Evidence, Section, Summary


def found(source: str, claim: str) -> list[str]:
    article = Article(id=1, title="題", text=source)
    claims = (Claim(claim, (Evidence(1, 0, source),)),)
    findings = check(Summary(method="model", sections=(Section("", claims),)), [article])
    return [finding.reason for finding in findings]


RIDERS = "Riders wait 9 minutes, as against 14 before. The fare is 3 euros, previously 2."
FROM_TO = [
    (
        "乗車率は今の62%から70%になる。便数は140便から165便に増えた。",
        "便数は165便から140便になった。",
    ),
    ("以前は1日210枚を刷っていたが、いまは90枚である。", "1日90枚から210枚になった。"),
    (RIDERS, "待ち時間は9分から14分になった。"),
    (RIDERS, "運賃は3ユーロから2ユーロになった。"),
    ("Retries are capped at 5, was 8.", "再試行の上限は5回から8回になった。"),
]


@pytest.mark.parametrize(("source", "claim"), FROM_TO)
def test_from_and_to_exchanged(source: str, claim: str) -> None:
    assert "前後の入れ替わり" in found(source, claim)


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        (RIDERS, "待ち時間は14分から9分になった。"),
        (RIDERS, "運賃は2ユーロだったが、3ユーロになった。"),
        ("便数は140便から165便に増えた。", "便数は165便で、以前の140便より多い。"),
        ("It rose from 21.3 cases to 23.0 in the first year.", "21.3件から1年目に23.0件へ増えた。"),
        ("Ilex climbed from 14th to tenth place.", "Ilexは14位から10位に上がった。"),
        ("正解率は89.2%で、従来手法を0.9ポイント下回った。", "正解率は89.2%と従来手法を0.9ポイント下回った。"),
    ],
)  # fmt: skip
def test_from_and_to_in_order(source: str, claim: str) -> None:
    assert found(source, claim) == []


SHIFTS = "検品の待ち時間は平均26分から17分に減った。苦情は月48件から35件に減った。"


@pytest.mark.parametrize("claim", ["苦情は月26件から17件に減った。", "苦情は26件だった。"])
def test_digits_of_another_unit_are_no_count(claim: str) -> None:
    assert found(SHIFTS, claim) != []


def test_a_count_that_is_reckoned_may_have_the_digits_of_a_time() -> None:
    source = "The shop lost 40 of 120 staff. Training takes 80 hours."
    assert found(source, "店員は120人から40人減り、80人になった。") == []


LOADS = "Files of 12-bit depth load in 2.9 seconds, files of 10-bit depth in 1.7 seconds."
YEARS = "Crews closed 17.2 jobs a week in the first year and 15.8 in the second."
STUDENTS = "A 90B teacher trains 6B and 2B students."
LABELLED = [
    (LOADS, "読み込みは10ビットで2.9秒、12ビットで1.7秒である。"),
    (YEARS, "週の処理件数は1年目が15.8件、2年目が17.2件だった。"),
    ("満足度は20代で83%、70代で41%だった。", "満足度は70代で83%、20代で41%だった。"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "claim"), LABELLED)
def test_numbers_at_the_label_of_another(source: str, claim: str) -> None:
    assert "主語の入れ替わり" in found(source, claim)


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        (LOADS, "10ビットのファイルは1.7秒、12ビットのファイルは2.9秒で読み込む。"),
        (YEARS, "2年目は15.8件で、1年目の17.2件より少ない。"),
        ("「ある」人は20代で83%、70代で41%だった。", "「ある」人の割合は70代で41%、20代では83%に上る。"),
        (STUDENTS, "900億パラメータの教師モデルで60億と20億の生徒モデルを訓練する。"),
        ("A shift takes 6 to 14 hours.", "勤務は6~14時間である。"),
        ("Orchid released Fern 3 in May.", "OrchidはFern 3を5月に公開した。"),
    ],
)  # fmt: skip
def test_labels_in_another_order_are_no_exchange(source: str, claim: str) -> None:
    assert found(source, claim) == []


CLAUSES = [
    ("撮影は外部の業者、編集は社内の班が受け持つ。", "撮影は社内の班、編集は外部の業者が受け持つ。"),
    ("地図は無料で配るが、台帳は公開しない。", "台帳は無料で配るが、地図は公開しない。"),
    ("朝の便は空いていたが、夜の便は混んでいた。", "混んでいたのは朝の便で、夜の便は空いていた。"),
    ("「高い」が52%、「遅い」が31%だった。", "住民の52%が「遅い」、31%が「高い」と答えた。"),
    ("Users must delete the records but may keep the models.", "記録は残してよいが、モデルは削除しなければならない。"),
    ("Lumen refused; Ostara signed in March.", "Ostaraは拒否し、Lumenは3月に署名した。"),
    ("The store is Redis; SQLite was abandoned.", "保存先はSQLiteで、Redisは廃止された。"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "claim"), CLAUSES)
def test_parts_of_two_clauses_exchanged(source: str, claim: str) -> None:
    assert {"主語の入れ替わり", "増減・優劣の逆転"} & set(found(source, claim))


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("撮影は外部の業者、編集は社内の班が受け持つ。", "編集は社内の班が、撮影は外部の業者が担う。"),
        ("地図は無料で配るが、台帳は公開しない。", "台帳は公開せず、地図は無料で配る。"),
        ("朝の便は空いていたが、夜の便は混んでいた。", "夜の便は混み、朝の便は空いていた。"),
        ("「高い」が52%、「遅い」が31%だった。", "住民の31%が「遅い」、52%が「高い」と答えた。"),
        ("Users must delete the records but may keep the models.", "モデルは残してよいが、記録は削除しなければならない。"),
        ("Lumen refused; Ostara signed in March.", "Ostaraは3月に署名したが、Lumenは拒否した。"),
    ],
)  # fmt: skip
def test_two_clauses_in_another_order(source: str, claim: str) -> None:
    assert found(source, claim) == []


def test_long_texts_full_of_the_same_words_cost_little() -> None:
    source = "画像は社内、文章は社外で扱う。" * 3000
    started = process_time()
    found(source, "文章は社内、画像は社外で扱う。")
    assert process_time() - started < 20


TAIL = "Sessions live in Valkyr instead of Mnemo, and traces go to Lorica rather than Elastra."
REPLACED = [
    (TAIL, "セッションはValkyrではなくMnemoに置く。"),
    (TAIL, "トレースの送り先はLoricaからElastraに変わった。"),
    ("Parsing moved from the server to the browser.", "構文解析はブラウザーからサーバーに移った。"),
    ("配車を電話から専用アプリに切り替えた。", "配車を専用アプリから電話に切り替えた。"),
    (
        "評価には合成データではなく実際の記録を使った。",
        "評価には実際の記録ではなく合成データを使った。",
    ),
]
KEPT = [
    (TAIL, "トレースはElastraに代えてLoricaに送る。"),
    (
        "Parsing moved from the server to the browser.",
        "構文解析はサーバーではなくブラウザーで行う。",
    ),
    ("配車を電話から専用アプリに切り替えた。", "配車には電話に代えて専用アプリを使う。"),
]


@pytest.mark.parametrize(("source", "claim"), REPLACED)
def test_what_took_the_place_of_what(source: str, claim: str) -> None:
    assert "主語の入れ替わり" in found(source, claim)


@pytest.mark.parametrize(("source", "claim"), KEPT)
def test_the_same_replacement_in_other_words(source: str, claim: str) -> None:
    assert found(source, claim) == []


CROPS = "Barley yields rose by 3.1% on clay and 5.4% on sand. Oat yields: 2.2% and 4.7%."
SERIES = [
    (CROPS, "オーツ麦の収量は粘土で4.7%、砂で2.2%増えた。"),
    (
        "Orell overtook Tavik in sales (52% to 44%).",
        "売り上げの割合はOrellが44%、Tavikが52%だった。",
    ),
    ("Women gained more than men (0.31 against 0.18).", "効果は男性が0.31、女性が0.18だった。"),
    (
        "伸びは朝の班が6点、夜の班が9点だった。欠席は順に4.5回、2.5回だった。",
        "欠席は朝の班が2.5回、夜の班が4.5回だった。",
    ),
    ("We asked 2,730 pupils of 94 schools.", "2,730校の生徒94人に尋ねた。"),
]


@pytest.mark.parametrize(("source", "claim"), SERIES)
def test_what_only_the_order_tells(source: str, claim: str) -> None:
    assert "主語の入れ替わり" in found(source, claim)


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        (CROPS, "オーツ麦の収量は砂で4.7%、粘土で2.2%増えた。"),
        ("Orell overtook Tavik in sales (52% to 44%).", "Tavikは44%で、52%のOrellに抜かれた。"),
        ("Women gained more than men (0.31 against 0.18).", "効果は男性が0.18、女性が0.31だった。"),
        ("Recall is 93.2% at a precision of 88.5%. Experts reached 85.0% and 90.1%.", "専門家は再現率85.0%、適合率90.1%だった。"),
    ],
)  # fmt: skip
def test_the_same_order_told_otherwise(source: str, claim: str) -> None:
    assert found(source, claim) == []


SHIFT = "First response fell from 5.1 hours to 40 minutes; the rest of a case rose from 1.7 days to 2.6."
BOARD = "石渡社長は留任し、野添副社長が顧問に就く。夜間は甲の製品A、昼間は乙の製品Bを使う。"


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        (SHIFT, "最初の応答は1.7日から2.6日に延びた。"),
        (BOARD, "野添副社長は留任し、石渡社長が顧問に就く。"),
        (BOARD, "夜間は製品B、昼間は製品Aを使う。"),
    ],
)
def test_a_change_or_a_part_at_the_wrong_one(source: str, claim: str) -> None:
    assert "主語の入れ替わり" in found(source, claim)


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        (SHIFT, "最初の応答は5.1時間から40分に縮まった。"),
        (BOARD, "顧問には野添副社長が就き、石渡社長は留任する。"),
        (BOARD, "昼間は製品B、夜間は製品Aを使う。"),
        ("大企業では61.2%、中小企業では37.9%が使う。全体は44.6%である。", "利用率は大企業が61.2%、中小企業が37.9%だった。"),
    ],
)  # fmt: skip
def test_a_change_or_a_part_at_its_own(source: str, claim: str) -> None:
    assert found(source, claim) == []


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("回収は北区が火曜、南区が金曜である。", "回収は南区が火曜、北区が金曜である。"),
        ("乗客の群は71点から79点に、運転士の群は70点から73点に変わった。", "運転士の群は71点から79点に上がった。"),
    ],
)  # fmt: skip
def test_the_last_words_of_a_claim_count(source: str, claim: str) -> None:
    assert "主語の入れ替わり" in found(source, claim)


def test_a_rate_of_many_is_no_share() -> None:
    source = "見逃しは本社で100万個に4個、支社で7個だった。"
    assert "原文に無い数値" not in found(source, "支社の見逃しは100万個に7個だった。")
