"""Composing an issue: order, links, neighbours, and honest notes on what fell back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from digest.canonical import untracked
from digest.compose import HIGHLIGHTS, NO_AI, UNTRANSLATED, compose
from digest.summarize.extractive import extractive
from storage.records import (
    Article,
    Claim,
    Digest,
    Evidence,
    Finding,
    Link,
    Pick,
    Section,
    Story,
    Summary,
)

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
QUANT = "量子化によりLLMの推論を高速化する手法。4ビットの量子化でGPUのメモリを削減する。"
ENGLISH = "Harbor Labs released Pilot today. It answers questions about documents and cites them."


def article(n: int, text: str = "公開した。", title: str = "") -> Article:
    return Article(id=n, url=f"https://a.example/{n}", title=title or f"題名{n}", text=text)


def pick(n: int, score: float = 1.0, others: tuple[Article, ...] = (), **fields: str) -> Pick:
    return Pick(Story(f"a{n}", article(n, **fields), others), score, ("理由",))


def written(one: Pick, method: str = "model") -> Summary:
    lead = one.story.lead
    claims = (Claim("公開した。", (Evidence(lead.id, 0, "公開した。"),)),)
    return Summary(
        id=lead.id,
        key=one.story.key,
        story_key=one.story.key,
        method=method,
        headline=f"見出し{lead.id}",
        sections=(Section("要点", claims),),
    )


def composed(*picks: Pick, **given: object) -> Digest:
    summaries = given.pop("summaries", {p.story.key: written(p) for p in picks})
    findings = given.pop("findings", {})
    highlights = given.pop("highlights", ())
    return compose(
        "2026-W46", picks, summaries, findings, highlights, considered=9, now=NOW, **given
    )  # type: ignore[arg-type]


def test_the_title_names_the_week() -> None:
    digest = composed(pick(1))
    assert digest.title == "今週の生成AI情報まとめ(11/9~11/15)"
    assert (digest.week, digest.considered, digest.built_at) == ("2026-W46", 9, NOW)


def test_items_are_ordered_by_score_and_carry_their_reasons() -> None:
    digest = composed(pick(1, 1.0), pick(2, 3.0), pick(3, 2.0))
    assert [(i.story_key, i.position) for i in digest.items] == [("a2", 0), ("a3", 1), ("a1", 2)]
    assert digest.items[0].reasons == ("理由",)
    assert digest.items[0].score == 3.0


def test_the_lead_is_the_primary_source_and_at_most_three_others_are_named() -> None:
    others = tuple(article(n) for n in range(2, 8))
    (item,) = composed(pick(1, others=others)).items
    assert [(link.role, link.article_id) for link in item.references] == [
        ("primary", 1),
        ("secondary", 2),
        ("secondary", 3),
        ("secondary", 4),
    ]
    assert [link.article_id for link in item.related] == [5, 6, 7]
    assert {link.role for link in item.related} == {"related"}


def test_one_address_is_linked_once() -> None:
    twice = Article(id=2, url="https://a.example/1", title="同じ記事")
    (item,) = composed(pick(1, others=(twice, Article(id=3)))).items
    assert item.references == (Link("https://a.example/1", "題名1", "primary", 1),)
    assert item.related == ()


def test_neighbours_of_the_week_share_terms() -> None:
    near = pick(2, text=QUANT, title="LLMの量子化を試す")
    far = pick(3, text="新しい動画生成サービスが公開された。料金は月額制。", title="動画の話")
    digest = composed(pick(1, text=QUANT + "評価もした。", title="LLMの量子化の新手法"), near, far)
    by_key = {item.story_key: item for item in digest.items}
    assert [link.article_id for link in by_key["a1"].related] == [2]
    assert [link.article_id for link in by_key["a2"].related] == [1]
    assert by_key["a3"].related == ()


def test_there_are_at_most_three_neighbours() -> None:
    digest = composed(*(pick(n, text=QUANT, title="LLMの量子化") for n in range(1, 9)))
    assert {len(item.related) for item in digest.items} == {3}


def test_a_title_that_is_empty_is_the_address() -> None:
    (item,) = composed(Pick(Story("a1", Article(id=1, url="https://a.example")), 1.0)).items
    assert item.references[0].title == "https://a.example"


def test_without_a_model_the_issue_says_so() -> None:
    one = pick(1, text=ENGLISH)
    summaries = {"a1": extractive(one.story, now=NOW)}
    digest = composed(one, summaries=summaries)
    assert digest.method == "none"
    assert digest.notes == (NO_AI, UNTRANSLATED)
    assert NO_AI.startswith("AI未使用")


def test_items_that_fell_back_are_named() -> None:
    picks = [pick(n, 10.0 - n) for n in range(1, 7)]
    summaries = {p.story.key: written(p, "extractive") for p in picks}
    summaries["a1"] = written(picks[0])
    digest = composed(*picks, summaries=summaries)
    assert digest.method == "mixed"
    (note,) = digest.notes
    assert note.endswith("項目: 「見出し2」「見出し3」「見出し4」ほか2件")


def test_an_issue_that_a_model_wrote_has_no_notes() -> None:
    digest = composed(pick(1), pick(2), highlights=(Claim("進んだ。"),))
    assert (digest.method, digest.notes) == ("model", ())
    assert digest.highlights == (Claim("進んだ。"),)


def test_highlights_alone_are_a_models_too() -> None:
    one = pick(1)
    summaries = {"a1": written(one, "title")}
    assert composed(one, summaries=summaries, highlights=(Claim("x"),)).method == "mixed"


def test_the_callers_notes_come_first_and_none_is_said_twice() -> None:
    one = pick(1)
    digest = composed(one, summaries={"a1": written(one, "title")}, notes=("予算の上限", NO_AI, ""))
    assert digest.notes == ("予算の上限", NO_AI)


def test_findings_stand_on_their_item_and_are_counted() -> None:
    finding = Finding("numbers", "NG", "103億である。", "103億", "1,030億", reason="桁違い")
    other = replace(finding, check="evidence", reason="根拠なし")
    digest = composed(pick(1), findings={"a1": [finding], HIGHLIGHTS: [finding, other]})
    assert digest.items[0].findings == (finding,)
    assert digest.notes == (
        "確認が必要な箇所が1件あります",
        "ハイライトに確認が必要な箇所があります: 「103億である。」(桁違い、根拠なし)",
    )


def test_a_pick_without_a_summary_is_not_missing_silently() -> None:
    one, two = pick(1), pick(2)
    digest = composed(one, two, summaries={"a2": written(two)})
    assert [item.story_key for item in digest.items] == ["a2"]
    assert "要約を作れなかった1件は載せていません" in digest.notes


def test_an_empty_week_is_an_issue_too() -> None:
    digest = composed()
    assert (digest.items, digest.method) == ((), "none")
    assert digest.notes == ("この週に載せる項目がありません",)


def test_the_same_input_gives_the_same_issue() -> None:
    picks = [pick(n, text=QUANT) for n in range(1, 6)]
    assert composed(*picks) == composed(*picks)


def test_an_unknown_week_is_refused() -> None:
    with pytest.raises(ValueError, match="week"):
        compose("W46", [], {}, {}, (), considered=0, now=NOW)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("https://a.example/x?utm_source=rss&utm_medium=feed", "https://a.example/x"),
        ("https://a.example/x?id=3&utm_source=rss#top", "https://a.example/x?id=3#top"),
        ("https://a.example/x?ref=main&b=%20", "https://a.example/x?ref=main&b=%20"),
        ("https://a.example/x", "https://a.example/x"),
    ],
)
def test_a_card_leads_to_the_page_without_tracking_parameters(given, shown):
    assert untracked(given) == shown
