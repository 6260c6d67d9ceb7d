"""Ages and quarters that a source tells in words."""

from __future__ import annotations

import pytest

from digest.check.numbers import check
from storage.records import Article, Claim, Evidence, Section, Summary


def found(source: str, claim: str) -> list[str]:
    claims = (Claim(claim, (Evidence(1, 0, source),)),)
    summary = Summary(method="model", sections=(Section("結果", claims),))
    return [f.found for f in check(summary, [Article(id=1, title="題", text=source)])]


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("Teenagers used the tutor most.", "10代が最も多く使った。"),
        ("The app opens a teen mode at night.", "夜は10代向けのモードになる。"),
        ("Users in their twenties left first.", "20代が最初に離れた。"),
        ("Workers in their 30s trusted it.", "30代の社員は信頼した。"),
        ("Sales rose in the April–June quarter.", "4~6月期に売上が伸びた。"),
        ("Sales rose in the April–June quarter.", "4〜6月期に売上が伸びた。"),
        ("Sales rose from October to December.", "10-12月期に売上が伸びた。"),
        ("4月から6月の売上は伸びた。", "4～6月期に売上が伸びた。"),
        (
            "Norway logged 61,400 calls, the Netherlands 15,300.",
            "ノルウェーはオランダの約4倍だった。",
        ),
    ],
)
def test_what_a_source_says_in_words_is_known(source: str, claim: str) -> None:
    assert found(source, claim) == []


@pytest.mark.parametrize(
    ("source", "claim", "wrong"),
    [
        ("Teenagers used the tutor most.", "30代が最も多く使った。", "30"),
        ("Nineteen cities joined; eighteen stayed.", "90代が最も多く使った。", "90"),
        ("Sales rose in the April–June quarter.", "5~6月期に売上が伸びた。", "5"),
    ],
)
def test_another_age_or_month_is_still_told(source: str, claim: str, wrong: str) -> None:
    assert wrong in found(source, claim)
