"""A name of the source at the statement of another, and names that no source has."""

from __future__ import annotations

import pytest

from digest.check.texts import check_texts

ROUND = (
    "2026-11-12\nTromsø-based Northgrid raised $90 million in October in a round led by Halden Partners, with Corvid Fund and Lumen Invest also joining. "
    "The company builds forecasting software for power grids. It will open an office in Porto in spring; a laboratory in Gdansk follows later. "
    "Chief executive Sanna Vik said hiring comes first. Statnett tested the software in 2025, while Fingrid will start a trial next year. "
    "The licence server was moved from Oracle to PostgreSQL. Helm 3.2 fixes the memory leak, and Helm 2.9 will no longer be maintained after June 30, 2027."
)
BENCH = (
    "2026-11-12\nWe compare four models on repair tasks. Accuracy is highest for Basilisk-70B, at 71%, and lowest for Gecko-8B, at 38%. "
    "Iguana Pro refuses most often, in 12% of the cases. On PyFix the order is the same, but on RustFix Iguana Pro comes first. "
    "The flag --dry-run was removed; --strict is now the default. Only Gecko-8B runs on a laptop. "
    "The benchmark was built by Leiden University and reviewed by Aalto University. Prompts in Danish were translated by hand, those in Tamil by machine."
)
TOWN = (
    "2026-11-12\n文具大手のカワセミは10日、手書きメモをAIで整理するアプリ「ふでばこ」を公開した。"
    "開発には札幌市のナギサ工房が協力し、声の認識にはオトノハ社の技術を使う。"
    "青葉大学の実験では、メモを探す時間が3分の1になった。白樺高校では生徒240人が半年使い、満足度は82%だった。"
    "料金は月300円で、法人向けの「ふでばこプロ」は月900円である。次の版は来春、まず仙台支店で試す。"
    "競合のミズドリは同様のアプリから撤退した。利用者の声は広報の三田村氏がまとめている。"
)
LISTS = (
    "2026-11-12\nThe survey ship Merle mapped the Baltic Sea. Its assistant speaks English, Czech and Polish; Danish will follow. "
    "The report went to the European Commission. Norway paid for the trip."
)
RIGHT = [
    (LISTS, "対応する言語は英語、チェコ語、ポーランド語である。"),
    (LISTS, "調査船はバルト海を調べ、報告は欧州委員会に出された。"),
    (ROUND, "10月の資金調達はHalden Partnersが主導した。"),
    (ROUND, "Corvid Fundも資金調達に加わった。"),
    (ROUND, "Northgridは9,000万ドルを調達した。"),
    (ROUND, "春にポルトに拠点を開き、グダニスクの研究所が続く。"),
    (ROUND, "Fingridは来年、試験を始める。"),
    (ROUND, "Statnettは2025年にソフトを試した。"),
    (ROUND, "ライセンスサーバーをOracleからPostgreSQLに移した。"),
    (ROUND, "Helm 2.9の保守は2027年6月30日で終わる。"),
    (ROUND, "Helm 3.2ではメモリーリークを直した。"),
    (BENCH, "正答率が最も高いのはBasilisk-70Bの71%だった。"),
    (BENCH, "正答率が最も低いのはGecko-8Bで、38%である。"),
    (BENCH, "最も多く拒否したのはIguana Proである。"),
    (BENCH, "RustFixではIguana Proが首位だった。"),
    (BENCH, "--strictが既定になり、--dry-runは廃止された。"),
    (BENCH, "ノートパソコンで動くのはGecko-8Bだけである。"),
    (BENCH, "ベンチマークはライデン大学が作り、アールト大学が確かめた。"),
    (BENCH, "タミル語のプロンプトは機械で翻訳した。"),
    (TOWN, "カワセミがメモを整理するアプリ「ふでばこ」を公開した。"),
    (TOWN, "開発には札幌市のナギサ工房が協力した。"),
    (TOWN, "声の認識にはオトノハ社の技術を使う。"),
    (TOWN, "青葉大学の実験で、メモを探す時間は3分の1になった。"),
    (TOWN, "白樺高校の生徒240人が半年間使った。"),
    (TOWN, "次の版は来春、仙台支店で試す。"),
    (TOWN, "同様のアプリから撤退したのは競合のミズドリである。"),
    (TOWN, "声をまとめたのは広報の三田村氏だ。"),
]  # fmt: skip
WRONG = [
    (ROUND, "Corvid FundとStatnettも加わった。"),
    (LISTS, "対応する言語は英語、チェコ語、デンマーク語である。"),
    (LISTS, "調査船はアドリア海を調べた。"),
    (LISTS, "報告は欧州議会に出された。"),
    (ROUND, "資金調達を主導したのはLumen Investである。"),
    (ROUND, "資金調達はTundra Capitalが主導した。"),
    (ROUND, "最高経営責任者はSanna Holmである。"),
    (ROUND, "春にリスボンに拠点を開く。"),
    (BENCH, "正答率が最も高いのはIguana Proの71%だった。"),
    (BENCH, "最も多く拒否したのはBasilisk-70Bである。"),
    (BENCH, "--strictは廃止された。"),
    (BENCH, "ノートパソコンで動くのはBasilisk-70Bだけである。"),
    (BENCH, "タイ語のプロンプトは機械で翻訳した。"),
    (BENCH, "JavaFixではIguana Proが首位だった。"),
    (TOWN, "アプリ「ふでいれ」を公開した。"),
    (TOWN, "ミズドリがメモを整理するアプリ「ふでばこ」を公開した。"),
    (TOWN, "開発には札幌市のナギサ企画が協力した。"),
    (TOWN, "声の認識にはコトノハ社の技術を使う。"),
    (TOWN, "若葉大学の実験で、メモを探す時間は3分の1になった。"),
    (TOWN, "「ふでばこ」の料金は月900円である。"),
    (TOWN, "次の版は来春、盛岡支店で試す。"),
    (TOWN, "開発には函館市のナギサ工房が協力した。"),
]  # fmt: skip


def faults(source: str, claim: str) -> list[str]:
    found = (one.finding for one in check_texts(source, claim))
    return [f"{f.reason} {f.found} {f.expected}" for f in found if f.verdict != "OK"]


@pytest.mark.parametrize(("source", "claim"), RIGHT)
def test_names_at_their_own_statement_are_no_fault(source: str, claim: str) -> None:
    assert faults(source, claim) == []


@pytest.mark.parametrize(("source", "claim"), WRONG)
def test_names_of_another_statement_and_unknown_ones_are_found(source: str, claim: str) -> None:
    assert faults(source, claim)


WRITTEN = [
    ("The wheels of the cart were tested in a math harness.", "RATHを使って試した。"),
    ("The report was sent as a calendar attachment.", "報告書はPDFで送られた。"),
    ("Post-training used GRPO on code.", "事後学習ではDPOを使った。"),
    ("Orchards around Yakima took part.", "スポケーンの果樹園が参加した。"),
    ("MeteoSwiss runs the model every hour.", "ドイツの気象局がモデルを動かす。"),
    ("雪村製鋼所は炉の制御にAIを入れた。", "花岡製鋼所は炉の制御にAIを入れた。"),
    ("次は松本駅に置く。", "次は伊那駅に置く。"),
    ("アプリ「白雲」を試した。", "アプリ「黒雲」を試した。"),
]


@pytest.mark.parametrize(("source", "claim"), WRITTEN)
def test_names_that_no_source_has_are_found(source: str, claim: str) -> None:
    assert any("原文に無い名称" in reason for reason in faults(source, claim))


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("The tokenizer and the scheduler share a schema.", "トークナイザーとスケジューラーがスキーマを共有する。"),
        ("A data center region opened in Osaka.", "大阪にデータセンターのリージョンを開いた。"),
        ("The new GPT 4o mini is cheaper.", "新しいGPT-4o miniは安い。"),
        ("雪村製鋼所は新工場の炉にAIを入れた。", "雪村製鋼所は自社工場の炉にAIを入れた。"),
        ("会議では「質より速さ」との声が出た。", "会議では「速さを求める」との声が出た。"),
    ],
)  # fmt: skip
def test_words_of_the_source_in_other_letters_are_no_names(source: str, claim: str) -> None:
    assert not any("名称" in reason for reason in faults(source, claim))


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        (
            "Grok 4 Falconer lost 38% of its games and Yi Lantern 6%. "
            "A reminder every five moves lowered Falconer's losses to 12%.",
            "5手ごとの注意で、Grok 4 Falconerの負けは12%に下がった。",
        ),
        (
            "Granite Motors of Leeds cut the price of its tractor, called Fennel, "
            "from $90,000 to $70,000.",
            "Fennelの価格は9万ドルから7万ドルに下がった。",
        ),
    ],
)
def test_a_short_name_and_a_thing_that_is_called_so_are_not_misplaced(
    source: str, claim: str
) -> None:
    findings = [one.finding for one in check_texts("2026-11-12\n" + source, claim)]
    assert [f for f in findings if f.reason == "別のものの名称"] == []


def test_two_that_the_source_tells_of_together_are_no_wrong_pair() -> None:
    source = "Merle and Plover renew licences\nMerle has extended its licence with Corvid until May. Plover let its own lapse."
    assert faults(source, "MerleとCorvidの契約は5月まで延びた。") == []
