"""Language: Japanese is Japanese, and nothing of the machinery is left in the text."""

from __future__ import annotations

import pytest

from digest.check import CHECKS, check
from digest.check.language import check as language
from storage.records import Article, Claim, Finding, Section, Summary

SOURCE = Article(id=1, title="t", text="The Galaxy S25 supports the <think> tag.")


def found(claim: str, **fields: str) -> tuple[Finding, ...]:
    given = {"method": "model", "language": "ja", "headline": "見出しである"} | fields
    summary = Summary(sections=(Section("要点", (Claim(claim),)),), **given)
    return language(summary, [SOURCE])


@pytest.mark.parametrize(
    "claim",
    [
        "Harbor LabsがPilotを公開した。",
        "GPT-5.1、Claude Sonnet 4.5、Gemini 3 Pro、Llama 4 Maverickに対応する。",
        "性能向上を確認。",
        "東京都議会議員選挙運動費用収支報告書。",
        "「The model is not ready for the world yet」と述べた。",
        "SWE-bench Verified、GPQA Diamond、AIME 2025で評価した。",
        "Galaxy S25に対応する。",
        "<think>タグに対応する。",
        "C#とF#に対応する。",
        "a < b かつ c > d のとき成り立つ。",
        "価格は$5である。",
        "Google DeepMind Gemini 3 Pro",
    ],
)
def test_good_claims_give_nothing(claim: str) -> None:
    assert found(claim) == ()


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ("The model was released on Monday.", "英語"),
        ("モデルを公開した。The weights are available for download now.", "英語"),
        ("Pilot supports documents, images, audio, video, tables and code in one model.", "英語"),
        ("该模型今天发布，并且支持多种语言。", "中国語"),
        ("이 모델은 오늘 공개되었다.", "韓国語"),
        ("公開した(S12)。", "文番号"),
        ("公開した[S3, S4]。", "文番号"),
        ("{title}を公開した。", "置き換え"),
        ("〇〇を公開した。", "置き換え"),
        ("**重要**な更新である。", "Markdown"),
        ("[ここ](https://x.example)を見る。", "Markdown"),
        ("<b>重要</b>な更新である。", "HTML"),
        ("A&amp;Bを公開した。", "HTML"),
        ("指定の形のJSONだけを答える。", "プロンプト"),
        ("<|im_end|>公開した。", "プロンプト"),
    ],
)
def test_what_should_not_be_there_is_found(claim: str, reason: str) -> None:
    findings = found(claim)
    assert findings
    assert all(f.check == "language" and f.found in claim for f in findings)
    assert any(reason in f.reason for f in findings)


def test_an_english_headline_of_an_article_is_found_and_a_papers_is_its_title() -> None:
    headline = "Attention is all that you need"
    assert [f.claim for f in found("公開した。", headline=headline)] == [-1]
    assert found("手法を示した。", headline=headline, kind="paper") == ()


def test_english_summaries_should_be_english() -> None:
    assert found("The model was released.", language="en", headline="Released") == ()
    (finding,) = found("モデルを公開した。", language="en", headline="Released")
    assert finding.reason == "英語でない"


@pytest.mark.parametrize("method", ["extractive", "title"])
def test_quotations_are_not_judged(method: str) -> None:
    assert found("The **model** (S12) was released.", method=method) == ()


def test_all_checks_run_in_order() -> None:
    claim = "The Gemini model costs 103億 (S12), see https://evil.example/x"
    summary = Summary(method="model", headline="題", sections=(Section("要点", (Claim(claim),)),))
    found = list(dict.fromkeys(f.check for f in check(summary, [SOURCE])))
    assert found == [name for name in CHECKS if name in found]
    assert {"numbers", "names", "evidence", "links", "language"} <= set(found)
