"""Names: what the source does not name is found, other spellings of one name are not."""

from __future__ import annotations

import pytest

from digest.check.names import check
from storage.records import Article, Claim, Section, Summary


def found(source: str, claim: str) -> list[str]:
    summary = Summary(method="model", sections=(Section("", (Claim(claim),)),))
    return [f.found for f in check(summary, [Article(id=1, title="t", text=source)])]


@pytest.mark.parametrize(
    ("source", "claim", "name"),
    [
        ("An agent built on Claude Sonnet 4.5.", "Geminiのエージェントである。", "Gemini"),
        ("Harbor Labs released Lantern 2.", "Harbour AIが公開した。", "Harbour"),
        ("Microsoft opens an office.", "グーグルが拠点を開く。", "グーグル"),
        ("みらい銀行は審査に使う。", "朝日銀行は審査に使う。", "朝日銀行"),
        ("クローバー電機が導入した。", "クローバー電力が導入した。", "クローバー電力"),
        ("佐藤氏が述べた。", "鈴木氏が述べた。", "鈴木"),
        ("Runs on llama.cpp.", "SGLangで動く。", "SGLang"),
        ("文化庁が設ける。", "経済産業省が設ける。", "経済産業省"),
        ("It uses ＧＰＴ.", "ｖＬＬＭを使う。", "ｖＬＬＭ"),
    ],
)
def test_a_name_that_the_source_does_not_have(source: str, claim: str, name: str) -> None:
    assert any(name in one or one in name for one in found(source, claim))


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("OpenAI opens a data region.", "オープンAIは地域を開く。"),
        ("エヌビディアは発表した。", "NVIDIAは発表した。"),
        ("Large language models write.", "LLMは書く。"),
        ("SWE bench Verified and GPT 4o.", "SWE-benchとGPT-4oで測る。"),
        ("It doubled.", "モデルのエージェントとユーザーのデータが倍になった。"),
        ("It needs memory.", "GPUのAPIで16 GBを使い、AIのWebに出す。"),
        ("The models run.", "各銀行と大学がメタデータを使う。"),
        ("国立大学と地方銀行が使う。", "大学と銀行が使う。"),
        ("The European Union's rules.", "EUの規則である。"),
        ("Ａｓｔｅｒ is here.", "asterである。"),
    ],
)
def test_other_spellings_and_ordinary_words(source: str, claim: str) -> None:
    assert found(source, claim) == []


def test_quotations_are_not_judged() -> None:
    summary = Summary(method="extractive", headline="Gemini", sections=())
    assert check(summary, [Article(id=1, title="Gemini", text="x")]) == ()
