"""Evidence: claims rest on sentences that exist and speak of the same things."""

from __future__ import annotations

import pytest

from digest.check.evidence import check
from digest.summarize.sentences import split
from storage.records import Article, Claim, Evidence, Finding, Section, Summary

ENGLISH = (
    "Harbor Labs released Pilot, an assistant for documents. It cites its sources. Requests fell"
    " from 4,800 to 1,900 a month. The office has a garden. It is licensed under Apache 2.0."
)
JAPANESE = "みなと研究所は検索の仕組みを公開した。回答には根拠が付く。庭には花が咲く。"


def found(text: str, claim: str, *sentences: int, **changes: object) -> tuple[Finding, ...]:
    article = Article(id=1, title="Pilot のお知らせ", text=text)
    quotes = tuple(Evidence(1, n, article.title if n == -1 else split(text)[n]) for n in sentences)
    evidence = changes.get("evidence", quotes)
    claims = (Claim(claim, evidence),)  # type: ignore[arg-type]
    return check(Summary(method="model", sections=(Section("要点", claims),)), [article])


@pytest.mark.parametrize(
    ("text", "claim", "sentences"),
    [
        (ENGLISH, "Harbor LabsはPilotを公開した。", [0]),
        (ENGLISH, "問い合わせは4,800件から1,900件に減った。", [2]),
        (ENGLISH, "Apache 2.0で公開されている。", [4]),
        (ENGLISH, "出典を示す。", [1]),  # nothing that both languages write alike: not judged
        (ENGLISH, "Pilotは出典を示す。", [1]),  # the sentence before names the subject
        (ENGLISH, "Pilotのお知らせである。", [-1]),
        (JAPANESE, "みなと研究所が検索の仕組みを公開。", [0]),
        (JAPANESE, "回答に根拠を示す。", [1]),
        (ENGLISH, "Each source is cited.", [1]),
    ],
)
def test_right_evidence_gives_nothing(text: str, claim: str, sentences: list[int]) -> None:
    assert found(text, claim, *sentences) == ()


@pytest.mark.parametrize(
    ("text", "claim", "sentences", "reason"),
    [
        (ENGLISH, "公開した。", [], "根拠なし"),
        (ENGLISH, "Zephyr 9はCUDAで700件を処理した。", [3], "共通する語や数値が無い"),
        (ENGLISH, "問い合わせは73%減った。", [1], "共通する語や数値が無い"),
        (JAPANESE, "株価が急落した。", [2], "共通する語や数値が無い"),
    ],
)
def test_missing_or_foreign_evidence_is_found(
    text: str, claim: str, sentences: list[int], reason: str
) -> None:
    (finding,) = found(text, claim, *sentences)
    assert (finding.check, finding.verdict, finding.passage) == ("evidence", "要確認", claim)
    assert reason in finding.reason


LONG = JAPANESE + "料金は月額4,180円である。40言語で使える。学習は103Bのモデルで行った。"


@pytest.mark.parametrize(
    ("claim", "named", "right"),
    [("仕組みは40言語で使える。", 2, "40言語"), ("検索の仕組みは4,180円で使える。", 0, "4,180円")],
)
def test_a_number_of_another_sentence_is_found(claim: str, named: int, right: str) -> None:
    (finding,) = found(LONG, claim, named)
    assert finding.reason == "数値が根拠の文に無く、別の文にある"
    assert right in finding.evidence


@pytest.mark.parametrize(
    ("claim", "named"),
    [
        ("料金は4,180円で、40言語で使える。", 3),  # one of the numbers is there
        ("料金は4,180円で、40言語で使える。", 4),
        ("検索の仕組みを3つの点で変えた。", 0),  # small numbers stand everywhere
        ("検索の仕組みは70%速い。", 0),  # in no sentence: another check's
        ("学習は1,030億のモデルで行った。", 5),
    ],
)
def test_a_number_that_is_there_or_nowhere_is_not(claim: str, named: int) -> None:
    assert found(LONG, claim, named) == ()


@pytest.mark.parametrize(
    "evidence",
    [
        Evidence(1, 99, "みなと研究所は検索の仕組みを公開した。"),
        Evidence(1, -7, "みなと研究所は検索の仕組みを公開した。"),
        Evidence(2, 0, "みなと研究所は検索の仕組みを公開した。"),
        Evidence(1, 0, "みなと研究所は検索の仕組みを公開しなかった。"),
        Evidence(1, -1, "別の題"),
    ],
    ids=["index", "negative", "article", "quote", "title"],
)
def test_evidence_that_is_not_there_is_found(evidence: Evidence) -> None:
    (finding,) = found(JAPANESE, "検索の仕組みを公開した。", evidence=(evidence,))
    assert finding.reason == "根拠の文が原文に見つからない"


def test_a_text_that_changed_afterwards_is_found() -> None:
    quote = Evidence(1, 0, "みなと研究所は検索の仕組みを公開した。")
    (finding,) = found("訂正した。" + JAPANESE, quote.quote, evidence=(quote,))
    assert finding.evidence == quote.quote


def test_a_title_alone_needs_no_evidence() -> None:
    assert check(Summary(method="title", headline="題"), [Article(id=1)]) == ()


def test_each_claim_gives_at_most_one_finding() -> None:
    bad = (Evidence(1, 99, "x"), Evidence(2, 0, "y"))
    assert len(found(JAPANESE, "公開した。", evidence=bad)) == 1
