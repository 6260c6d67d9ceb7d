"""Wishes in Japanese and English words are found however a text writes them."""

from __future__ import annotations

import time

import pytest

from digest.phrases import spoken_of
from digest.taste import Profile, Taste, refused, required, wished
from tests.test_digest_select import story


@pytest.mark.parametrize(
    ("wish", "text"),
    [
        ("ＯｐｅｎＡＩ", "OpenAIがGPT-6を公開"),
        ("openai", "OpenAI's new model"),
        ("生成ＡＩ", "生成AIの活用"),
        ("ｴｰｼﾞｪﾝﾄ", "AIエージェントの作り方"),
        ("セミナー", "ｾﾐﾅｰ開催"),
        ("GPT-5", "ＧＰＴ－５を試す"),
        ("GPT-5", "GPT‑5 with another hyphen"),
        ("GPT-5", "GPT5 released"),
        ("GPT5", "GPT 5 released"),
        ("o3", "o3-mini"),
        ("3D", "3Dモデル"),
        ("Hugging Face", "HuggingFaceの新モデル"),
        ("Claude Code", "claude-codeの使い方"),
        ("Claude Code", "ClaudeCode入門"),
        ("claude_code", "Claude Code"),
        ("data center", "datacenter boom"),
        ("LLM", "LLMs are fast"),
        ("LLM", "オープンLLMを試す"),
        ("AI agent", "AI agents in practice"),
        ("データセンター", "データセンタの電力"),
        ("サーバ", "サーバーの話"),
        ("コンピューター ビジョン", "コンピュータビジョン"),
        ("音声 合成", "音声合成の話"),
        ("山田 太郎", "山田太郎氏が語る"),
        ("山田太郎", "山田 太郎氏が語る"),
        ("サム・アルトマン", "サム アルトマン氏"),
        ("Sam Altman", "SAM ALTMAN says"),
        ("C++", "C++で書く推論"),
        ("Ｃ＃", "C#で書く"),
        ("求人", "【求人】AIエンジニア"),
        ('"推論"', "推論モデル"),
        ("々木", "佐々木"),
    ],
)
def test_a_wish_is_found(wish: str, text: str) -> None:
    assert spoken_of(text, [wish]) == [wish]


@pytest.mark.parametrize(
    ("wish", "text"),
    [
        ("AI", "Retail chain"),
        ("RAG", "storage garage"),
        ("rag", "dragon"),
        ("GPT-4", "GPT-4o"),
        ("GPT-5", "GPT-55"),
        ("o3", "Type o 3 times"),
        ("o3", "foo3"),
        ("C++", "Vitamin C"),
        ("agents", "an agent"),
        ("音声合成", "音声\n合成"),
        ("データ センター", "データ\nセンター"),
        ("価格改定", "価格を改定"),
        ("", "anything"),
        ("%!", "100%!"),
        ("“”", "“”"),
    ],
)
def test_what_is_another_word_is_not_found(wish: str, text: str) -> None:
    assert spoken_of(text, [wish]) == []


def test_all_three_lists_read_words_alike() -> None:
    told = story(1, title="ＨｕｇｇｉｎｇＦａｃｅが小型LLMsを公開", text="")
    wishes = ("hugging face", "llm", "音声")
    assert wished(told, Profile(nice=wishes)) == (24.0, "好みに合う(hugging face、llm)")
    assert required(told, Taste(Profile(must=wishes))) == "必ず載せる語(hugging face、llm)"
    assert refused(told, Taste(Profile(never=wishes))) == "載せない語(hugging face、llm)"


@pytest.mark.parametrize(
    "wish", ["あ" * 100, "a1" * 50, "- " * 50, "ー" * 100, "a b " * 25, "(" * 100]
)
def test_hostile_wishes_and_texts_take_no_time(wish: str) -> None:
    started = time.process_time()
    for text in (wish * 200, "a" * 20_000, "a1 " * 7000, "ー" * 20_000, " _-" * 7000):
        spoken_of(text, [wish])
    assert time.process_time() - started < 2
