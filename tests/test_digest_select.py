"""Selection: recency, sources, topic, length and diversity, with a reason for every choice."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from digest.select import SHARE, select
from digest.topics import relevance, subject
from storage.records import Article, Pick, Story

WEEK = "2026-W46"
TUESDAY = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)
TEXT = "大規模言語モデルの推論を速くする手法を公開した。" * 40


def article(n: int, source: int | None = 1, **fields: object) -> Article:
    given = {
        "id": n,
        "source_id": source,
        "url": f"https://s{source}.example/{n}",
        "title": f"LLMの記事 {n}",
        "published_at": TUESDAY,
        "text": TEXT,
    }
    return Article(**given | fields)  # type: ignore[arg-type]


def story(n: int, source: int | None = 1, *others: Article, **fields: object) -> Story:
    return Story(f"a{n}", article(n, source, **fields), others)


def picked(*stories: Story, limit: int = 10, **weights: float) -> tuple[Pick, ...]:
    given = {int(name[1:]): weight for name, weight in weights.items()}
    return select(stories, week=WEEK, limit=limit, weights=given)


def keys(picks: tuple[Pick, ...]) -> list[str]:
    return [pick.story.key for pick in picks]


def test_a_story_told_by_more_sources_comes_first() -> None:
    told = story(2, 2, article(3, 3), article(4, 4))
    picks = picked(story(1), told)
    assert keys(picks) == ["a2", "a1"]
    assert "3つの情報源が伝えている(独自の記事3)" in picks[0].reasons


def test_two_articles_of_one_source_are_one_source() -> None:
    (pick,) = picked(story(1, 1, article(2, 1)))
    assert not any("情報源が" in reason for reason in pick.reasons)


def test_the_topic_counts_and_is_named() -> None:
    off = story(1, 1, title="新しい喫茶店が開店した", text="珈琲と菓子を出す店である。" * 60)
    picks = picked(off, story(2, 2, title="OpenAI、GPT-6を公開"))
    assert keys(picks) == ["a2", "a1"]
    assert any("生成AIの話題(OpenAI、GPT" in reason for reason in picks[0].reasons)
    assert not any("生成AI" in reason for reason in picks[1].reasons)


def test_a_story_without_text_ranks_low() -> None:
    picks = picked(story(1, 1, text="", title="OpenAI、GPT-6とLLMを公開"), story(2, 2, text=TEXT))
    assert keys(picks) == ["a2", "a1"]
    assert "本文が無いため順位を下げた" in picks[1].reasons


def test_text_of_another_article_counts() -> None:
    (pick,) = picked(story(1, 1, article(2, 2), text=""))
    assert f"本文{len(TEXT):,}字" in pick.reasons


def test_length_is_known_where_a_list_leaves_the_text_out() -> None:
    (pick,) = picked(story(1, 1, text="", text_chars=900))
    assert "本文900字" in pick.reasons


def test_the_week_counts() -> None:
    old = story(1, 1, published_at=datetime(2026, 11, 2, tzinfo=UTC))
    late = story(2, 2, published_at=datetime(2026, 11, 15, 14, 0, tzinfo=UTC))
    unknown = story(4, 4, published_at=None)
    picks = picked(old, story(3, 3), late, unknown)
    assert keys(picks)[:2] == ["a2", "a3"]
    by_key = {pick.story.key: pick for pick in picks}
    assert "公開は週の7日前" in by_key["a1"].reasons
    assert "11/15公開" in by_key["a2"].reasons
    assert "公開日不明" in by_key["a4"].reasons


def test_source_weight_and_hand() -> None:
    picks = picked(story(1, 1), story(2, 2), story(3, None), s1=0.5, s2=2.0)
    assert keys(picks) == ["a2", "a3", "a1"]
    assert "情報源の重み2" in picks[0].reasons
    assert "手で追加" in picks[1].reasons


@pytest.mark.parametrize("weight", [0.0, -5.0, 1e9, float("inf")])
def test_absurd_weights_are_bounded(weight: float) -> None:
    (pick,) = picked(story(1, 1), s1=weight)
    assert 0 < pick.score < 1000


def test_no_source_takes_more_than_its_share() -> None:
    loud = [story(n, 1, title=f"OpenAIのLLMの記事 {n}") for n in range(1, 20)]
    quiet = [story(n, n, title=f"記事 {n}") for n in range(101, 110)]
    picks = picked(*loud, *quiet, limit=10)
    assert len(picks) == 10
    assert sum(pick.story.lead.source_id == 1 for pick in picks) == SHARE * 10


def test_a_share_is_exceeded_only_where_nothing_else_is_left() -> None:
    picks = picked(*(story(n, 1) for n in range(1, 8)), limit=5)
    assert len(picks) == 5
    assert sum("他に候補が無いため" in "".join(pick.reasons) for pick in picks) == 3


def test_a_week_with_papers_has_one() -> None:
    news = [story(n, n, article(n + 50, n + 50)) for n in range(1, 6)]
    paper = story(90, 90, kind="paper", title="題だけの論文")
    picks = picked(*news, paper, limit=4)
    assert len(picks) == 4
    chosen = next(pick for pick in picks if pick.story.lead.kind == "paper")
    assert chosen.reasons[-1] == "論文を1本は載せるため"
    assert "a90" not in keys(picked(*news, replace(paper, lead=article(90, 90)), limit=4))


def test_a_paper_without_text_takes_no_place() -> None:
    news = [story(n, n) for n in range(1, 6)]
    assert "a90" not in keys(picked(*news, story(90, 90, kind="paper", text=""), limit=4))


@pytest.mark.parametrize("limit", [0, -1, 1, 3, 100])
def test_the_limit_is_kept(limit: int) -> None:
    stories = [story(n, n, kind="paper" if n == 7 else "article") for n in range(1, 9)]
    assert len(picked(*stories, limit=limit)) == min(max(limit, 0), 8)


def test_no_stories_give_no_picks() -> None:
    assert picked() == ()


def test_the_order_of_the_stories_does_not_matter() -> None:
    rng = random.Random(1)
    stories = [story(n, n % 4, kind="paper" if n % 9 == 0 else "article") for n in range(1, 40)]
    first = picked(*stories)
    for _ in range(20):
        rng.shuffle(stories)
        assert picked(*stories) == first


def test_ties_go_to_the_newer_then_to_the_one_stored_first() -> None:
    assert keys(picked(story(10, 10), story(9, 9))) == ["a9", "a10"]


def test_every_pick_says_why_in_japanese() -> None:
    for pick in picked(story(1), story(2, None), story(3, 3, kind="paper", text="")):
        assert pick.reasons
        assert all(any("\u3040" <= c <= "\u9fff" for c in reason) for reason in pick.reasons)


def test_a_subject_is_known_in_any_width() -> None:
    assert subject("ＯｐｅｎＡＩの新モデル") == subject("openai") == "openai"


def test_an_unknown_week_is_refused() -> None:
    with pytest.raises(ValueError, match="week"):
        select([story(1)], week="nonsense", limit=3, weights={})


@pytest.mark.parametrize(
    ("title", "terms"),
    [
        ("生成AI活用の手引き", ("生成AI",)),
        ("LLMの推論", ("LLM", "推論")),
        ("Retailers paint fair email", ()),
        ("RAGを試す", ("RAG",)),
        ("garage storage", ()),
        ("生成ＡＩの活用", ("生成AI",)),
        ("ＯｐｅｎＡＩが公開", ("OpenAI",)),
        ("ﾁｬｯﾄﾎﾞｯﾄ導入", ("チャットボット",)),
    ],
)
def test_terms_are_whole_words_also_beside_japanese(title: str, terms: tuple[str, ...]) -> None:
    assert relevance(title, "")[1] == terms
