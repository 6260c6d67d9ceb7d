"""Summaries without a model: sentences of the source, labelled truly, each its own evidence."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest

from digest.check import check
from digest.summarize import extractive as module
from digest.summarize.extractive import LABELS, TITLE_ONLY, extractive, extractive_key
from digest.summarize.language import language_of_text
from digest.summarize.papers import section_of
from digest.summarize.sentences import split
from storage.records import Article, Story, Summary
from tests.tools import SHARED

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
ROOT = Path(__file__).parent
ABSTRACTS = [
    json.loads(line)
    for line in (ROOT / "data/arxiv_abstracts/abstracts.jsonl").read_text("utf-8").splitlines()
]
JAPANESE = (
    "近年、大規模言語モデルの利用がますます広がっている。みなと研究所は11月10日、社内文書を検索する"
    "仕組みを公開した。利用者は自然な文で質問でき、回答には根拠の文書が付く。導入した3部門では、問い合わせ"
    "が月4,800件から1,900件に減った。一方で、表を含む文書では誤りが残る。関連記事はこちら。会員登録はこちら。"
)
ENGLISH = (
    "Language models have become widely used in recent years. Harbor Labs today released Pilot, an open"
    " assistant for internal documents. It answers questions and cites the documents that it used. In"
    " three departments the number of requests fell from 4,800 to 1,900 a month. Tables remain a problem."
    " Subscribe to our newsletter."
)
CHINESE = "港口实验室今天发布了新的助手。它可以回答关于内部文件的问题，并且给出来源。三个部门的请求从4800件减少到1900件。"
KOREAN = "항구 연구소는 오늘 새로운 도우미를 공개했다. 이 도우미는 내부 문서에 대한 질문에 답하고 출처를 제시한다."


def story(text: str, title: str = "題名", kind: str = "article", **fields: object) -> Story:
    lead = Article(id=7, url="https://news.example/7", title=title, text=text, kind=kind)
    return Story("a7", replace(lead, **fields))  # type: ignore[arg-type]


def texts(summary: Summary) -> list[str]:
    return [claim.text for section in summary.sections for claim in section.claims]


def names(summary: Summary) -> list[str]:
    return [section.name for section in summary.sections]


@pytest.mark.parametrize(
    ("text", "language", "label"),
    [
        (JAPANESE, "ja", "抽出要約(原文のまま)"),
        (ENGLISH, "en", "抽出要約(原文のまま・英語)"),
        (CHINESE, "zh", "抽出要約(原文のまま・中国語)"),
        (KOREAN, "ko", "抽出要約(原文のまま・韓国語)"),
        (
            "Die neue Version ist nicht für alle da und kostet mehr.",
            "",
            "抽出要約(原文のまま・外国語)",
        ),
    ],
    ids=["ja", "en", "zh", "ko", "de"],
)
def test_the_label_names_the_language_of_the_quotation(
    text: str, language: str, label: str
) -> None:
    summary = extractive(story(text), now=NOW)
    assert (summary.method, summary.language, summary.note) == ("extractive", language, label)
    assert set(texts(summary)) <= set(split(text))


def test_a_wrong_language_of_the_feed_does_not_change_the_label() -> None:
    assert extractive(story(ENGLISH, language="ja"), now=NOW).note == LABELS["en"]


def test_news_is_preferred_to_background_and_noise() -> None:
    for text, news in ((JAPANESE, "公開した"), (ENGLISH, "released Pilot")):
        summary = extractive(story(text), now=NOW)
        assert any(news in sentence for sentence in texts(summary))
        assert not any("会員登録" in t or "newsletter" in t for t in texts(summary))
        assert len(texts(summary)) == 3


def test_every_claim_is_its_own_evidence() -> None:
    summary = extractive(story(JAPANESE), now=NOW)
    for section in summary.sections:
        for claim in section.claims:
            (evidence,) = claim.evidence
            assert evidence.article_id == 7
            assert split(JAPANESE)[evidence.sentence] == evidence.quote == claim.text


def test_the_reason_of_the_caller_follows_the_label_and_is_part_of_the_key() -> None:
    given = story(JAPANESE)
    plain, fallen = extractive(given, now=NOW), extractive(given, now=NOW, note="応答が空でした")
    assert fallen.note == "抽出要約(原文のまま)。応答が空でした"
    assert (
        plain.key == extractive_key(given) != fallen.key == extractive_key(given, "応答が空でした")
    )
    assert plain.sections == fallen.sections


def test_the_key_follows_the_text() -> None:
    assert extractive_key(story(JAPANESE)) == extractive_key(story(JAPANESE))
    assert extractive_key(story(JAPANESE)) != extractive_key(story(JAPANESE + "追記した。"))


PAPER = (
    "Background: However, existing methods remain slow on long inputs. We propose Trim, which shortens"
    " the reasoning of a model. Results show that Trim is 2.4 times faster on six benchmarks. Limitations"
    " include that only English was tested."
)


def test_a_papers_sentences_stand_under_the_sections_that_cues_name() -> None:
    summary = extractive(story(PAPER, kind="paper"), now=NOW)
    assert names(summary) == ["背景", "手法", "結果", "限界"]
    assert summary.kind == "paper"


def test_without_cues_a_paper_has_one_section() -> None:
    text = (
        "The workshop was held in Boppard in June. Scientists from two continents met there again."
    )
    assert names(extractive(story(text, kind="paper"), now=NOW)) == ["要点"]


@pytest.mark.parametrize(
    ("sentence", "section"),
    [
        ("実験の結果、既存手法を上回った。", "結果"),
        ("本研究では新しい手法を提案する。", "手法"),
        ("提案し、12%の改善を達成した。", "結果"),
        ("3つのモデルを評価した。", "検証内容"),
        ("従来の手法は計算量が大きい。", "背景"),
        ("今後の課題として多言語が残る。", "限界"),
        ("To achieve this, we read papers.", ""),
        ("空は青い。", ""),
    ],
)
def test_cues(sentence: str, section: str) -> None:
    assert section_of(sentence) == section


LINKS = "今週のリンクです。おすすめを集めました。\n" + "\n".join(
    f"- 面白い記事 その{n} example.com の更新情報" for n in range(30)
)
NOTES = "# はじめの章\nmemo\n# 次の章\nメモ書き\n# 終わりの章\n" + "断片 " * 300


def test_a_link_list_shows_its_introduction_and_headings() -> None:
    summary = extractive(story(LINKS), now=NOW)
    assert names(summary) == ["概要", "見出し"]
    assert summary.method == "extractive"
    assert "今週のリンクです" not in texts(summary)[0] or texts(summary)[0].endswith("。")


def test_notes_show_their_headings() -> None:
    summary = extractive(story(NOTES), now=NOW)
    assert texts(summary) == ["はじめの章", "次の章", "終わりの章"]
    assert "リンク集や箇条書き" in summary.note


@pytest.mark.parametrize("text", ["", " \n ", "題名", "\u200b"])
def test_where_nothing_can_be_quoted_only_the_title_stands(text: str) -> None:
    summary = extractive(story(text), now=NOW)
    assert (summary.method, summary.sections, summary.headline) == ("title", (), "題名")
    assert summary.note.startswith("題名のみ")


def test_no_text_and_no_title_gives_the_address() -> None:
    summary = extractive(story("", title=" "), now=NOW)
    assert summary.headline == "https://news.example/7"
    assert summary.note == TITLE_ONLY


def test_another_article_of_the_story_is_quoted_where_the_lead_has_no_text() -> None:
    other = Article(id=9, url="https://b.example/9", title="別", text=ENGLISH)
    given = Story("a7", Article(id=7, url="https://a.example", title="題名"), (other,))
    summary = extractive(given, now=NOW)
    assert {e.article_id for s in summary.sections for c in s.claims for e in c.evidence} == {9}
    assert summary.headline == "題名"


@pytest.mark.parametrize("paper", ABSTRACTS, ids=lambda paper: paper["id"])
def test_real_abstracts_are_quoted_and_give_no_finding(paper: dict[str, str]) -> None:
    given = story(paper["abstract"], paper["title"], "paper")
    summary = extractive(given, now=NOW)
    assert summary.note == LABELS["en"]
    assert 1 <= len(texts(summary)) <= 4
    assert check(summary, given.articles) == ()


FEEDS = sorted([*SHARED.glob("data/ai_company_feeds/*.xml"), *SHARED.glob("data/ja_feeds/*/*.xml")])


@pytest.mark.parametrize("path", FEEDS, ids=lambda path: path.stem)
def test_entries_of_real_feeds_are_quoted_and_give_no_finding(path: Path) -> None:
    for entry in feedparser.parse(path.read_bytes()).entries[:15]:
        html = entry.get("content", [{}])[0].get("value") or entry.get("summary", "")
        given = story(re.sub(r"<[^>]+>", " ", html), entry.get("title", ""))
        summary = extractive(given, now=NOW)
        assert set(texts(summary)) <= set(split(given.lead.text))
        assert check(summary, given.articles) == ()


def test_markup_and_numbers_in_a_quotation_are_no_findings() -> None:
    given = story(
        "<b>S12</b> という製品は103億円で、詳しくは https://x.example にある。次の文もここにある。"
    )
    summary = extractive(given, now=NOW)
    assert texts(summary)
    assert check(summary, given.articles) == ()


def test_only_the_first_sentences_of_a_long_text_are_ranked() -> None:
    text = "".join(f"これは{n}番目の文で、結果を示した内容である。" for n in range(3000))
    summary = extractive(story(text), now=NOW)
    last = max(e.sentence for s in summary.sections for c in s.claims for e in c.evidence)
    assert last < 200


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("OpenAI、GPT-5.1を発表", "ja"),
        ("Introducing Muse Spark 1.1", "en"),
        ("今天发布了新模型", "zh"),
        ("Les modèles sont entraînés pour la tâche", ""),
        ("Новая модель", ""),
        ("12345", ""),
    ],
)
def test_language_of_text(text: str, language: str) -> None:
    assert language_of_text(text) == language


def test_every_language_has_a_label() -> None:
    assert set(LABELS) == {"ja", "en", "zh", "ko", ""}
    assert module.TITLE_ONLY_LIST != TITLE_ONLY
