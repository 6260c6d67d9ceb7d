"""Prose: one style in a summary and an issue, whole sentences, no loops; long copies."""

from __future__ import annotations

import time

import pytest

from digest.check import across, check, prose
from digest.check.quotation import longest_run
from digest.rights import LATIN, USUAL
from storage.records import Article, Claim, Evidence, Finding, Section, Summary

POLITE = ("公開しました。", "試験を行いました。", "結果は良好です。")
PLAIN = ("公開した。", "試験を行った。", "結果は良好である。")


def made(*claims: str, **fields: str) -> Summary:
    given = {"method": "model", "headline": "見出し"} | fields
    return Summary(sections=(Section("要点", tuple(map(Claim, claims))),), **given)


def found(summary: Summary, text: str = "", check_name: str = "language") -> list[Finding]:
    article = Article(id=1, title="t", text=text or "公開 試験 結果")
    return [f for f in check(summary, [article]) if f.check == check_name]


def test_one_style_is_no_finding() -> None:
    assert found(made(*POLITE)) == []
    assert found(made(*PLAIN)) == []
    assert found(made("性能が向上。", *PLAIN, "対応済み。")) == []
    assert found(made("「使います」と述べた。", *PLAIN)) == []


def test_the_rarer_style_is_found() -> None:
    (one,) = found(made(*PLAIN, "使えます。"))
    assert (one.passage, one.verdict) == ("使えます。", "要確認")
    assert one.reason == "文体の混在(である調の中)"


def test_an_item_in_another_style_than_the_issue() -> None:
    issue = {"a": made(*PLAIN), "b": made(*PLAIN, *PLAIN), "c": made(*POLITE)}
    issue["d"] = made(*POLITE, method="extractive")
    (key,) = across(issue)
    assert key == "c"
    assert across(issue)["c"][0].reason == "号の文体と違う(ほかはである調)"
    assert across({"a": made(*PLAIN)}) == {}


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ("公開した公開した公開した公開した。", "同じ語句の繰り返し"),
        ("このモデルは新しい仕組みを", "文が途中で切れている"),
        ("結果は、", "文が途中で切れている"),
        ("結果を「良好と述べた。", "文が途中で切れている"),
        ("[MODEL]を公開した。", "置き換え忘れ"),
        ("TODO: ここを書く。", "置き換え忘れ"),
        ("lorem ipsum dolor。", "置き換え忘れ"),
        ("以下に記事の要約を示します。", "プロンプトの残り"),
        ("Here is the summary of the article.", "プロンプトの残り"),
        ("該模型的参数是一百億,並与其他模型在测试中比较。", "中国語の文が残っている"),
        ("公開した(claim id: 3)。", "文番号の残り"),
        ("```json", "Markdownの残り"),
    ],
)
def test_what_should_not_be_there(claim: str, reason: str) -> None:
    assert reason in [f.reason for f in found(made(claim))]


@pytest.mark.parametrize(
    "claim",
    ["価格を半額に", "ハハハハと笑った。", "対応言語は日本語、英語など。", "1,000円から使える。", "(1)公開した。", "AとBとCとDを比べた。"],
)  # fmt: skip
def test_what_is_whole(claim: str) -> None:
    assert found(made(claim)) == []


def test_a_sentence_said_twice() -> None:
    said = "新しいモデルを研究者に公開した。"
    assert [f.reason for f in found(made(said, "別の文である。", said))] == ["同じ文の繰り返し"]


LONG = "この研究所は昨年の春から続けてきた大規模な言語モデルの学習を終え、その重みと学習に使った記録のすべてを研究者と企業に向けて公開すると発表した。"


def test_a_long_copy_is_found_unless_it_is_marked() -> None:
    assert len(LONG) > USUAL
    (one,) = found(made(f"なお、{LONG}"), LONG, "quotation")
    assert "書き写し" in one.reason
    assert one.verdict == "要確認"
    assert found(made(f"「{LONG}」と述べた。"), LONG, "quotation") == []
    assert found(made(LONG[:USUAL]), LONG, "quotation") == []
    assert found(made(LONG, method="extractive"), LONG, "quotation") == []
    assert found(made(headline=LONG), LONG, "quotation") == []


def test_a_claim_that_is_a_whole_sentence_of_the_source_is_a_copy_too() -> None:
    claim = Claim(LONG, (Evidence(1, 0, LONG),))
    summary = Summary(method="model", sections=(Section("", (claim,)),))
    assert [f.check for f in found(summary, LONG, "quotation")] == ["quotation"]


SENTENCES = (
    "みなと研究所は11日、質問応答の新しい仕組みを公開した。",
    "この仕組みは社内文書を検索して答えを作る。",
    "問い合わせの件数は月1,900件に減った。",
)


def test_a_copy_over_several_sentences_is_found() -> None:
    source = "前書きである。" + "\n".join(SENTENCES) + "\n費用は次に述べる。"
    (one,) = found(made(*SENTENCES), source, "quotation")
    assert (one.claim, one.found) == (0, SENTENCES[0])
    assert one.evidence == "".join(SENTENCES)
    assert found(made(*reversed(SENTENCES)), source, "quotation") == []
    assert found(made(SENTENCES[0], "自分の言葉である。", SENTENCES[1]), source, "quotation") == []
    quoted = made(f"「{SENTENCES[0]}」", *SENTENCES[1:])
    assert found(quoted, source, "quotation") == []
    english = ["It searches documents and writes answers.", "Each sentence carries a citation of its own.", "It is free for every team that asks for it."]  # fmt: skip
    said = made(*english, language="en", headline="Out")
    assert len(found(said, f"It is out. {' '.join(english)}", "quotation")) == 1


def test_latin_letters_may_be_more() -> None:
    text = "the quick brown fox jumps over the lazy dog and runs away " * 3
    assert found(made(text[: USUAL * LATIN]), text, "quotation") == []
    assert found(made(text[: USUAL * LATIN + 20], language="en"), text, "quotation") != []


def test_the_longest_run_is_found_in_good_time() -> None:
    assert longest_run("xxabcdefyy", "..abcdef..", 4) == "abcdef"
    assert longest_run("abc", "abc", 4) == ""
    started = time.process_time()
    longest_run("ab" * 500, "ab" * 100_000 + "c", 61)
    longest_run("abcd" * 250, "abce" * 50_000, 61)
    longest_run("a" * 100_000, "a" * 1_000_000, 61)
    longest_run("あいうえおか" * 20_000, "あいうえおき" * 100_000, 61)
    assert time.process_time() - started < 5


ENDS = {
    prose.POLITE: ("ご覧下さい。", "使えますよね?", "使えますので。", "無料ですが。", "使えません。"),
    prose.PLAIN: ("速度が速い。", "検証したい。", "設定しやすい。", "モデルを持つ。", "手法を使う。", "動く。", "そのままだ。"),
    "": ("特徴は次の3つ", "利点のひとつ", "以下のよう", "別のほう", "対応はまだ", "影響なく", "狙い", "違い"),
}  # fmt: skip


@pytest.mark.parametrize(("style", "text"), [(k, t) for k, ts in ENDS.items() for t in ts])
def test_the_style_of_an_ending(style: str, text: str) -> None:
    assert prose.styles(text) == ([style] if style else [])


def test_a_mixed_claim_shows_the_sentence_that_is_otherwise() -> None:
    (one,) = found(made("モデルを公開しました。速度が2倍になった。価格は同じである。"))
    assert one.found == "モデルを公開しました。"
