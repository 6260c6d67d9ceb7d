"""Replies: tolerant reading, evidence by number, nothing empty and nothing twice."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from digest.summarize.claims import MOST_CLAIMS, Reader, numbers_of
from digest.summarize.highlights import MOST
from digest.summarize.replies import ArticleReply, ClaimReply, HighlightsReply, PaperReply
from digest.summarize.templates import REPLY_TYPES, TEMPLATES, to_highlights, to_summary
from llm.schema import strict_schema
from storage.records import Article, Claim, Evidence, Pick, PromptVersion, Story, Summary

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
VERSION = PromptVersion(id=3, name="digest-article", number=1, text="規則")
TEXT = "みなと研究所は仕組みを公開した。質問に答える。問い合わせは4,800件から1,900件に減った。"
STORY = Story("a7", Article(id=7, url="https://a.example/7", title="お知らせ", text=TEXT))
FIRST = Evidence(7, 0, "みなと研究所は仕組みを公開した。")
SECOND = Evidence(7, 1, "質問に答える。")


def claim(text: str, *evidence: str) -> dict[str, Any]:
    return {"text": text, "evidence": list(evidence)}


def reply(*happened: Any, headline: str = "公開した", **more: Any) -> ArticleReply:
    given = {"happened": list(happened), "changed": [], "usage": [], "headline": headline}
    return ArticleReply.model_validate(given | more)


def summary(given: ArticleReply) -> Summary:
    return to_summary(STORY, given, VERSION, key="k", call_id=11, now=NOW)


def claims(given: ArticleReply) -> list[Claim]:
    return [claim for section in summary(given).sections for claim in section.claims]


def test_numbers_become_evidence() -> None:
    (made,) = claims(reply(claim("公開した。", "S2", "S3")))
    assert made == Claim("公開した。", (FIRST, SECOND))


def test_a_title_can_be_evidence() -> None:
    (made,) = claims(reply(claim("知らせた。", "S1")))
    assert made.evidence == (Evidence(7, -1, "お知らせ"),)


@pytest.mark.parametrize(
    "ids",
    [["S2", "S3"], ["s2", "3"], ["[S2]", "S3。"], ["S2, S3"], ["S2-S3"], ["S2〜3"], ["S2", "S2", "S3"]],
    ids=str,
)  # fmt: skip
def test_numbers_are_read_in_every_notation(ids: list[str]) -> None:
    assert claims(reply(claim("公開した。", *ids)))[0].evidence == (FIRST, SECOND)


def test_unknown_numbers_are_dropped_and_counted() -> None:
    made = summary(reply(claim("公開した。", "S2", "S99"), claim("増えた。", "S0")))
    assert [c.evidence for s in made.sections for c in s.claims] == [(FIRST,), ()]
    assert made.note == "資料に無い根拠番号2件を外しました"


NUMBERS = {
    "S3": [3], "3": [3], "[S3]": [3], "S3-S5": [3, 4, 5], "S3~5": [3, 4, 5], "S3, S4": [3, 4],
    "文3": [3], "{'id': 'S2'}": [2], "S-1": [], "-3": [], "1.5": [], "S99999999999999": [], "x": [],
}  # fmt: skip


@pytest.mark.parametrize(("said", "numbers"), NUMBERS.items())
def test_what_names_no_sentence_is_read_as_none(said: str, numbers: list[int]) -> None:
    assert list(numbers_of([said])) == numbers
    reader = Reader({number: Evidence(1, number, "文") for number in range(9)})
    reader.claims([ClaimReply(text="公開した。", evidence=[said])])
    assert reader.unknown == (0 if numbers else 1)


def test_a_giant_range_does_not_become_a_giant_list() -> None:
    assert claims(reply(claim("公開した。", "S2-S999999")))[0].evidence == (FIRST,)


def test_empty_and_repeated_claims_go_also_across_sections() -> None:
    given = reply(
        claim("公開した。", "S2"),
        claim(" ", "S2"),
        claim("公開した", "S3"),
        changed=[claim("公開 した。", "S2"), claim("答える。", "S3")],
    )
    made = summary(given)
    assert [(s.name, [c.text for c in s.claims]) for s in made.sections] == [
        ("何が起きたか", ["公開した。"]),
        ("何ができるか・変わったか", ["答える。"]),
    ]
    assert "3件を省きました" in made.note


def test_a_model_that_repeats_itself_is_cut() -> None:
    made = claims(reply(*(claim(f"{n}回目である。") for n in range(500))))
    assert len(made) == MOST_CLAIMS


def test_control_and_invisible_characters_and_list_markers_go() -> None:
    (made,) = claims(reply(claim("・公\u200b開\n した\x00。", "S2")))
    assert made.text == "公開 した 。"


def test_a_giant_claim_is_cut() -> None:
    (made,) = claims(reply(claim("、".join(f"{n}件目" for n in range(20_000)))))
    assert len(made.text) == 600
    assert made.text.endswith("…")


def test_a_model_caught_in_a_loop_says_nothing() -> None:
    assert not claims(reply(claim("あ" * 100_000)))


def test_everything_else_is_left_for_the_checks() -> None:
    (made,) = claims(reply(claim("The **model** wins (S2) https://x.example <b>!</b>", "S2")))
    assert made.text == "The **model** wins (S2) https://x.example <b>!</b>"


def test_the_summary_says_where_it_comes_from() -> None:
    made = summary(reply(claim("公開した。", "S2")))
    assert (made.key, made.story_key, made.method, made.language) == ("k", "a7", "model", "ja")
    assert (made.prompt_version_id, made.call_id, made.created_at) == (3, 11, NOW)
    assert (made.headline, made.note, made.kind) == ("公開した", "", "article")


def test_english_summaries_have_english_sections() -> None:
    given = reply(claim("It was released.", "S2"))
    made = to_summary(STORY, given, VERSION, key="k", call_id=None, now=NOW, language="en")
    assert (made.language, made.sections[0].name) == ("en", "What happened")


def test_what_was_not_read_is_said() -> None:
    long = Story("a7", Article(id=7, url="u", title="t", text="これは文である。" * 9000))
    given = reply(claim("文である。", "S2"))
    made = to_summary(long, given, VERSION, key="k", call_id=None, now=NOW)
    assert "長さの上限のため読んでいません" in made.note


@pytest.mark.parametrize(
    "given",
    [
        {"headline": "h", "happened": ["公開した。"], "changed": None, "usage": []},
        {"headline": "h", "happened": {"text": "公開した。", "evidence": "S2"}},
        {"headline": "h", "happened": [{"text": "公開した。", "evidence": [2]}], "extra": 1},
        {"headline": "h", "happened": [{"text": "公開した。"}, {"text": None}]},
    ],
)
def test_reading_is_more_tolerant_than_the_schema(given: dict[str, Any]) -> None:
    assert ArticleReply.model_validate(given).happened[0].text == "公開した。"


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"headline": "h"},
        {"headline": "", "happened": ["公開した。"]},
        {"headline": "h", "happened": [], "changed": [], "usage": []},
        {"headline": "h", "happened": [{"text": " ", "evidence": ["S1"]}]},
        {"headline": "h", "happened": [{"text": 5}]},
        {"headline": "h", "happened": [7]},
        {"headline": None, "happened": ["公開した。"]},
        [],
        "公開した。",
        None,
    ],
    ids=str,
)
def test_a_reply_that_says_nothing_is_no_reply(given: Any) -> None:
    with pytest.raises(ValidationError):
        ArticleReply.model_validate(given)
    with pytest.raises(ValidationError):
        HighlightsReply.model_validate(given if given != {} else {"highlights": []})


@pytest.mark.parametrize("reply_type", [PaperReply, ArticleReply, HighlightsReply])
def test_the_schema_is_the_lowest_common_subset(reply_type: Any) -> None:
    schema = strict_schema(reply_type)

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            assert not node.keys() & {"minLength", "maxLength", "minItems", "maxItems", "pattern"}
            assert not node.keys() & {"format", "default", "anyOf", "minimum", "maximum"}
            if node.get("type") == "object":
                assert node["required"] == list(node["properties"])
                assert node["additionalProperties"] is False
        for child in node.values() if isinstance(node, dict) else node:
            if isinstance(child, dict | list):
                walk(child)

    walk(schema)


def test_every_template_reads_its_own_reply() -> None:
    for kind, template in TEMPLATES.items():
        fields = [field for field, _, _ in template.sections]
        assert REPLY_TYPES[kind] is template.reply_type
        assert set(fields) | {"headline"} == set(template.reply_type.model_fields)


def test_highlights_have_evidence_across_picks() -> None:
    other = Article(id=9, url="https://b.example", title="別の題", text="他社も出した。")
    picks = [Pick(STORY, 2.0), Pick(Story("a9", other), 1.0)]
    given = HighlightsReply.model_validate(
        {"highlights": [claim("2社が公開した。", "S2", "S5", "S77")]}
    )
    (made,) = to_highlights(picks, given)
    assert made.evidence == (FIRST, Evidence(9, 0, "他社も出した。"))


def test_there_are_at_most_three_highlights() -> None:
    given = HighlightsReply.model_validate({"highlights": [f"{n}つ目。" for n in range(9)]})
    assert len(to_highlights([Pick(STORY, 1.0)], given)) == MOST == 3
