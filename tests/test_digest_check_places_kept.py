"""Right sentences whose words merely stand in another order than in the source, beside exchanges."""

from __future__ import annotations

import pytest

from digest.check.numbers import check
from storage.records import Article, Claim, Evidence, Section, Summary


def found(source: str, claim: str) -> list[str]:
    article = Article(id=1, title="題", text=source)
    claims = (Claim(claim, (Evidence(1, 0, source),)),)
    findings = check(Summary(method="model", sections=(Section("", claims),)), [article])
    return [finding.reason for finding in findings]


SIZES = (
    "Engineers at the Bremen lab studied how pruning affects speech models of 2B, 9B and 41B parameters. "
    "At 3 bits the 41B model lost 0.9 points, whereas the 2B model lost 5.1."
)
DESKS = (
    "図書館は市役所と6つの分館の窓口に音声案内「みちしるべ」を置いたと発表した。"
    "対応する言葉は英語、タイ語、ネパール語など8言語。"
)
TOUCHING = [
    (
        SIZES,
        "ブレーメンの研究所が、20億・90億・410億パラメータの音声モデルで枝刈りの影響を調べた。",
    ),
    (DESKS, "音声案内「みちしるべ」は8言語に対応し、市役所と6つの分館の窓口に置かれた。"),
    (
        "パラメータ数は240億で、前モデルの95億から約2.5倍に増えた。",
        "モデルの規模は24Bと、9.5Bだった前モデルのおよそ2.5倍。",
    ),
    (
        "語彙を90から30に減らしても、小型版の点数は7.41から7.22までしか下がらない。",
        "小型版では語彙を90から30に減らしても、点数の下げ幅は0.19だった。",
    ),
]


@pytest.mark.parametrize(("source", "claim"), TOUCHING)
def test_numbers_beside_what_they_count_are_at_their_place(source: str, claim: str) -> None:
    assert found(source, claim) == []


def test_numbers_beside_what_another_counts_are_not() -> None:
    claim = "音声案内「みちしるべ」は6言語に対応し、市役所と8つの分館の窓口に置かれた。"
    assert "主語の入れ替わり" in found(DESKS, claim)


MADE = (
    "Corvid、医療向けモデルを公開\nMerle傘下のCorvidは、医療向けの大規模言語モデル「Corvid-Med-9B」を公開した。"
    "Finch-9Bを元にした。"
)
BOUGHT = "Corvid acquired Merle for $30 million in May. Merle makes chips."
ROLES = [
    (MADE, "Corvidが医療用LLM「Corvid-Med-9B」を公開。元になったのはFinch-9B。"),
    (BOUGHT, "5月、CorvidがMerleを3,000万ドルで買収した。"),
    (
        "INT8 key-value cache is on by default on Corvid and Merle GPUs but stays off on Dunnock.",
        "INT8のKVキャッシュはCorvidとMerleで標準で有効になった一方、Dunnockでは無効のままです。",
    ),
    (
        "The plan had been limited to shops in Norway and Chile since May. "
        "Prices start at $80 a month in Norway and $65 in Chile.",
        "チリの料金は月65ドルからと、ノルウェーより15ドル安い。",
    ),
    (
        "医療の質問は日本語の誤りが6.2%、英語が2.9%だった。",
        "医療の質問の誤りは、英語よりも日本語で多かった。",
    ),
]


@pytest.mark.parametrize(("source", "claim"), ROLES)
def test_names_in_the_parts_they_play(source: str, claim: str) -> None:
    assert found(source, claim) == []


def test_names_in_the_parts_of_each_other() -> None:
    assert "主語の入れ替わり" in found(BOUGHT, "5月、MerleがCorvidを3,000万ドルで買収した。")


LISTS = [
    (
        "Corvid, Merle and Dunnock support the plan at launch; Plover has not committed to it.",
        "開始時点でCorvid、Merle、Dunnockが対応し、Ploverは参加を表明していない。",
    ),
    (
        "Norway, Chile and New Zealand have the highest use per head; Japan rose from 31st to 24th place.",
        "1人あたりの利用が多いのはノルウェー、チリ、ニュージーランドで、日本は31位から24位に上がった。",
    ),
    (
        "Answers in Thai and Burmese consumed twice as much as answers in English, because they need more tokens.",
        "タイ語とビルマ語の回答は、英語の2倍の電力を使う。",
    ),
    (
        "盗難に遭った店は4.1%あり、その半数は店員が鍵をかけ忘れたことが原因だった。",
        "盗難に遭った4.1%の店のうち半数では、店員の鍵のかけ忘れが原因だった。",
    ),
    (
        "In a vote on May 6, 22 members were in favor, five against and three abstained.",
        "5月6日の投票では賛成22、反対5、棄権3だった。",
    ),
]


@pytest.mark.parametrize(("source", "claim"), LISTS)
def test_words_of_a_list_and_words_for_how_many(source: str, claim: str) -> None:
    assert found(source, claim) == []


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        (LISTS[0][0], "開始時点でPlover、Merle、Dunnockが対応し、Corvidは参加を表明していない。"),
        (LISTS[4][0], "5月6日の投票では賛成22、反対3、棄権5だった。"),
    ],
)
def test_a_word_of_a_list_in_the_place_of_one_outside(source: str, claim: str) -> None:
    assert "主語の入れ替わり" in found(source, claim)


NO_SUBJECTS = [
    ("試験に加わった36店では、費用が平均で18%下がった一方、7店では逆に上がった。", "費用は平均18%減ったが、36店中7店では増えた。"),
    ("選べる柄は20種類から52種類に増えた。", "選べる柄は32種類増え、全部で52種類になる。"),
    (
        "Corvid published the fourth edition of its Song Index, based on 3.1 million anonymised Merle recordings from May.",
        "CorvidがSong Indexの第4版を公開し、5月の匿名化したMerleの録音310万件を分析した。",
    ),
    (
        "Finch Pro 2 refused 97.1% of harmful requests in our test, versus 95.8% for Finch Pro 1. Over-refusals fell from 6.3% to 2.9%.",
        "過剰な拒否は6.3%から2.9%に減った。",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("source", "claim"), NO_SUBJECTS)
def test_counters_ordinals_and_whole_changes_are_no_subjects(source: str, claim: str) -> None:
    assert found(source, claim) == []


def test_a_change_of_another_thing_is_found_as_a_whole() -> None:
    source = "苦情は月48件から35件に減った。問い合わせは月90件から60件に減った。"
    assert found(source, "苦情は月90件から60件に減った。") != []
