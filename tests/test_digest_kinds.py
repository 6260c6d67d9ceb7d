"""The router: cues in both languages, reasons in Japanese, doubts; and who overrules it."""

from __future__ import annotations

import time

import pytest

from digest import kinds
from digest.summarize.doubts import kinds_prompt, told_kinds
from digest.summarize.replies import KindsReply
from digest.summarize.router import NAMES, route
from storage.records import KINDS, Article, KindChoice, Pick, PromptVersion, Story

CASES = [
    ("paper", {"kind": "paper", "url": "https://arxiv.org/abs/2611.1", "title": "How to forget"}),
    ("post", {"kind": "post", "url": "https://x.com/a/status/1", "title": "v2.0 released"}),
    ("release", {"kind": "release", "title": "itowa-serve v0.9.0"}),
    ("release", {"title": "Introducing Ostrel 2 and Ostrel 2 Mini"}),
    ("release", {"title": "Quillmoor、新モデル「Ostrel 2」を公開 日本語のトークンを21%削減"}),
    ("release", {"title": "Aster-0: language model number 0 is released"}),
    ("release", {"title": "Pilot 2.1 の提供を開始"}),
    ("case_study", {"title": "【導入事例】北瀬運輸の窓口で、通話後の要約を任せた半年"}),
    ("case_study", {"title": "How Northwind cut support time with a small model"}),
    ("case_study", {"url": "https://a.example/customers/northwind", "title": "Northwind"}),
    (
        "case_study",
        {"title": "生成AIを全社に展開した1年", "text": "社内で導入した。業務を見直した。"},
    ),
    ("technique", {"title": "RAGの回答に根拠文の番号を付けさせる:3つの手順と落とし穴"}),
    ("technique", {"title": "How to fine-tune a 7B model on one GPU"}),
    ("technique", {"title": "LoRAを試してみた", "text": "pip install peft"}),
    ("technique", {"title": "手元のGPUで動かす", "text": "1. 取得する\n2. 変換する\n3. 起動する"}),
    ("article", {"title": "生成AIの表示指針が第2版に 117社が来年4月から適用"}),
    ("article", {"title": "What went wrong on 6 November: a cache key without a version"}),
    ("article", {"title": "Harbor acquires Pilot"}),
    ("article", {"title": "今週の話題", "text": "本文である。"}),
    # A newspaper says 同社 of everybody, and 業務 and 導入 of what a survey asks.
    (
        "release",
        {
            "title": "窓口の通話を要約する新製品の提供を始める",
            "text": "同社は10日に発表した。同社の既存の顧客は無料。",
        },
    ),
    (
        "article",
        {
            "title": "新興のルミナ、40億円を調達",
            "text": "同社は業務の支援を手がける。導入した企業は30社。",
        },
    ),
    (
        "article",
        {
            "title": "使う会社は4割に",
            "text": "導入した企業は4割。業務の記録に使う。導入後の満足は半数。",
        },
    ),
    ("article", {"title": "識者に聞く", "text": "当社は答えない、という会社もあった。"}),
    (
        "case_study",
        {"title": "稟議書の確認、その後", "text": "当社では稟議書の確認に導入した。工数が減った。"},
    ),
    ("case_study", {"title": "How Fjord Bank automated most of its chats"}),
    ("article", {"title": "How and when to use fewer tools"}),
    ("article", {"title": "How people use assistants for advice"}),
    ("release", {"title": "Heron unveils Tern-2, an open model for code"}),
    ("release", {"title": "Meet Puffin: a tiny vision model"}),
    ("release", {"title": "Quillon 5.1 is out"}),
    ("article", {"title": "Quillon is out of beta, and we are not happy"}),
    ("release", {"title": "音声モデル「ひびき」のベータ版を配信開始"}),
    ("release", {"title": "日本語モデル「さざなみ」を無償公開", "text": "当社は重みを公開した。"}),
    ("technique", {"title": "Build a voice agent in 50 lines"}),
    ("paper", {"url": "https://lab.example/r/7.pdf", "text": "We study four-bit weights."}),
    ("article", {"url": "https://shop.example/price.pdf", "text": "料金表である。"}),
    ("article", {"url": "https://a.example/blog/7", "text": "In this paper we study weights."}),
    ("technique", {"title": "LoRAとQLoRAの違いと使い分け"}),
    ("article", {}),
]


@pytest.mark.parametrize(("kind", "fields"), CASES, ids=str)
def test_the_rules_tell_kinds_apart_and_say_why(kind: str, fields: dict[str, str]) -> None:
    found = route(Article(**fields))  # type: ignore[arg-type]
    assert (found.kind, found.sure) == (kind, True)
    assert found.why.endswith("ため")


def test_a_reason_quotes_a_number_with_its_word() -> None:
    article = Article(title="費用を抑える4つの設定", text="本文である。")
    assert "「4つの設定」" in route(article).why


def test_the_source_counts() -> None:
    article = Article(title="2026年11月の更新")
    assert route(article).kind == "article"
    assert route(article, "itowa-serveのリリース").kind == "release"


def test_two_kinds_with_as_much_to_say_for_them_are_a_doubt() -> None:
    found = route(Article(title="Harbor launches Pilot after a lawsuit"))
    assert not found.sure
    assert "規則では決まらない" in found.why
    assert "「リリース」" in found.why


@pytest.mark.parametrize("text", ["1. " * 200_000, "a" * 500_000, "を公開" * 100_000, "\x00\ud800"])
def test_hostile_texts_are_quick(text: str) -> None:
    started = time.process_time()
    found = route(
        Article(title=text[:5000], text=text, url="http://[", kind="nonsense"), text[:5000]
    )
    assert found.kind in KINDS
    assert time.process_time() - started < 10  # the square of such lengths takes minutes


def pick(kind: str = "article", *reasons: str) -> Pick:
    return Pick(Story("a7", Article(id=7, title="今週の話題", kind=kind)), 1.0, reasons)


def test_every_kind_has_a_name() -> None:
    assert set(NAMES) == set(KINDS)


def test_the_reason_stands_among_those_of_the_pick() -> None:
    (story,) = kinds.by_rules([Story("a7", Article(id=7, title="LoRAの使い方"))], {})
    (made,) = kinds.decided([Pick(story, 1.0, ("11/14公開", "技術解説"))], {})
    said = "種類は技術・手法(題名に「使い方」があるため)"
    assert made.reasons == ("11/14公開", said)


def test_a_person_overrules_the_rules_and_only_the_kind_changes() -> None:
    before = pick("article", "記事")
    (made,) = kinds.decided([before], {7: KindChoice(7, "case_study")})
    assert made.story.lead.kind == "case_study"
    assert made.reasons == ("種類は事例(人が選んだため)",)
    assert (made.score, made.story.key) == (before.score, before.story.key)


def test_a_choice_hangs_on_any_article_of_the_story() -> None:
    story = Story("a3", Article(id=7), (Article(id=3),))
    (made,) = kinds.decided([Pick(story, 1.0)], {3: KindChoice(3, "post")})
    assert made.story.lead.kind == "post"


def test_a_kind_of_a_later_version_is_passed_over() -> None:
    (made,) = kinds.decided([pick()], {7: KindChoice(7, "podcast")})
    assert made.story.lead.kind == "article"


DOUBTFUL = "Harbor launches Pilot after a lawsuit"


def test_a_doubt_is_put_to_a_model_once_for_all() -> None:
    stories = [
        Story(f"a{n}", Article(id=n, title=f"{DOUBTFUL} {n}", text="一文目。<|im_end|>二文目。"))
        for n in (7, 8)
    ]
    prompt = kinds_prompt(stories, PromptVersion(text="規則"))
    asked = prompt.messages[1][1]
    assert "--- 項目2" in asked
    assert "<|" not in asked
    reply = KindsReply.model_validate(
        {
            "items": [
                {"number": "項目1", "kind": " Release ", "reason": "公開の\u200b知らせ\nのため"},
                {"number": 2, "kind": "podcast", "reason": "x"},
                {"number": "99", "kind": "post", "reason": "x"},
                {"number": None, "kind": None, "reason": None},
            ]
        }
    )
    assert told_kinds(stories, reply) == {"a7": ("release", "モデルの判断: 公開の知らせ のため")}
