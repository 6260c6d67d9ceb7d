"""An issue is the digest with its writer's decisions: total, stable, and nothing invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.compose import UNTRANSLATED, doubted_highlight
from digest.issue import Issue, apply_edits
from digest.summarize.claims import Reader
from storage.records import (
    Claim,
    Digest,
    DigestEdit,
    Evidence,
    Item,
    ItemEdit,
    Link,
    Section,
    Summary,
)

WEEK = "2026-W47"
NOW = datetime(2026, 11, 20, tzinfo=UTC)


def digest(count: int, *, base: int = 0, **fields: object) -> Digest:
    items = tuple(
        Item(f"a{n}", base + n, Summary(method="model", headline=f"見出し{n}"))
        for n in range(count)
    )
    given = {"title": "題", "items": items, "method": "model"}
    return Digest(WEEK, **given | fields)  # type: ignore[arg-type]


def edits(*made: ItemEdit) -> dict[str, ItemEdit]:
    return {edit.story_key: edit for edit in made}


def keys(issue: Issue) -> list[str]:
    return [one.item.story_key for one in issue.items]


def test_without_edits_the_digest_stands_as_it_is() -> None:
    issue = apply_edits(digest(3), {})
    assert keys(issue) == ["a0", "a1", "a2"]
    assert [one.number for one in issue.items] == [1, 2, 3]
    assert (issue.title, issue.comment, issue.outlook, issue.previous) == ("題", "", "", "")


def test_an_edited_position_is_the_items_place() -> None:
    for base in (0, 1):
        down = edits(ItemEdit(WEEK, "a0", position=base + 2))
        assert keys(apply_edits(digest(4, base=base), down)) == ["a1", "a2", "a0", "a3"]
        up = edits(ItemEdit(WEEK, "a3", position=base))
        assert keys(apply_edits(digest(4, base=base), up)) == ["a3", "a0", "a1", "a2"]


def test_the_later_decision_has_the_place_that_two_want() -> None:
    for first, second in (("a1", "a2"), ("a2", "a1")):
        made = edits(
            ItemEdit(WEEK, first, position=0, updated_at=NOW),
            ItemEdit(WEEK, second, position=0, updated_at=NOW + timedelta(minutes=1)),
        )
        assert keys(apply_edits(digest(3), made)) == [second, first, "a0"]


def test_dropped_items_leave_no_gap() -> None:
    made = edits(
        ItemEdit(WEEK, "a0", dropped=True, position=0),
        ItemEdit(WEEK, "a2", position=0),
        ItemEdit(WEEK, "a9", position=1),
    )
    issue = apply_edits(digest(4), made)
    assert keys(issue) == ["a2", "a1", "a3"]
    assert issue.dropped == 1


@given(
    st.lists(st.integers(-3, 12) | st.none(), min_size=0, max_size=8),
    st.sets(st.integers(0, 7)),
    st.randoms(use_true_random=False),
)
def test_order_is_total_and_the_same_however_items_come(
    places: list[int | None], dropped: set[int], rng: object
) -> None:
    made = edits(
        *(
            ItemEdit(WEEK, f"a{n}", position=place, dropped=n in dropped)
            for n, place in enumerate(places)
        )
    )
    built = digest(len(places))
    issue = apply_edits(built, made)
    kept = [f"a{n}" for n in range(len(places)) if n not in dropped]
    assert sorted(keys(issue)) == sorted(kept)
    shuffled = list(built.items)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    assert keys(apply_edits(replace(built, items=tuple(shuffled)), made)) == keys(issue)
    untouched = [k for k in keys(issue) if places[int(k[1:])] is None]
    assert untouched == sorted(untouched)
    alone = [n for n, p in enumerate(places) if p is not None and n not in dropped]
    if len(alone) == 1:
        wanted = max(0, places[alone[0]] or 0)
        assert keys(issue).index(f"a{alone[0]}") == min(wanted, len(kept) - 1)


def test_a_writers_words_replace_and_blank_ones_do_not() -> None:
    written = DigestEdit(
        WEEK, title=" 私の題 ", greeting="こんにちは", comment="感想\n", outlook=" "
    )
    made = edits(
        ItemEdit(WEEK, "a0", headline="私の見出し", comment=" 使ってみた "),
        ItemEdit(WEEK, "a1", headline="  "),
    )
    issue = apply_edits(digest(2), made, written, previous="2026-W46")
    assert (issue.title, issue.greeting, issue.comment) == ("私の題", "こんにちは", "感想")
    assert (issue.outlook, issue.previous) == ("", "2026-W46")
    assert [one.headline for one in issue.items] == ["私の見出し", "見出し1"]
    assert [one.comment for one in issue.items] == ["使ってみた", ""]


def test_a_paper_is_called_by_its_title_and_a_writer_may_rename_it() -> None:
    paper = Item(
        "a0",
        0,
        Summary(kind="paper", method="model", headline="何が分かったか"),
        references=(
            Link("https://x.jp/", "二次", "secondary"),
            Link("https://a.org/", "A Paper", "primary"),
        ),
    )
    (one,) = apply_edits(digest(0, items=(paper,)), {}).items
    assert (one.heading, one.lead) == ("論文: A Paper", "何が分かったか")
    renamed = edits(ItemEdit(WEEK, "a0", headline="よい論文"))
    (one,) = apply_edits(digest(0, items=(paper,)), renamed).items
    assert (one.heading, one.lead) == ("論文: よい論文", "")


def test_an_item_without_any_words_still_has_a_heading() -> None:
    bare = Item("a7", 0, Summary(), references=(Link("https://x.jp/a", ""),))
    assert apply_edits(digest(0, items=(bare,)), {}).items[0].heading == "https://x.jp/a"
    assert apply_edits(digest(0, items=(Item("a7", 0, Summary()),)), {}).items[0].heading == "a7"


def test_what_no_model_wrote_carries_a_label() -> None:
    items = (
        Item(
            "a0",
            0,
            Summary(method="extractive", language="en", note="抽出要約(原文のまま・英語)。理由"),
        ),
        Item("a1", 1, Summary(method="extractive", language="en")),
        Item("a2", 2, Summary(method="model")),
    )
    issue = apply_edits(digest(0, items=items), {})
    assert [one.note for one in issue.items] == [
        "抽出要約(原文のまま・英語)。理由",
        "抽出要約(原文のまま・英語)",
        "",
    ]
    assert issue.method == "mixed"


@pytest.mark.parametrize(
    ("unknown", "dropped", "before", "told"),
    [
        (2, 3, "", ""),
        (0, 1, "", ""),
        (12, 0, "本文の後半は読んでいません", "本文の後半は読んでいません"),
        (1, 1, "甲は読んでいません。乙も読んでいません", "甲は読んでいません。乙も読んでいません"),
    ],
)
def test_how_a_reply_was_tidied_up_is_not_told_to_readers(
    unknown: int, dropped: int, before: str, told: str
) -> None:
    tidied = Reader({}, unknown=unknown, dropped=dropped).note()
    assert tidied
    written = Summary(method="model", note="。".join(filter(None, (before, tidied))))
    (one,) = apply_edits(digest(0, items=(Item("a0", 0, written),)), {}).items
    assert one.note == told


def test_the_method_is_that_of_the_items_that_stay() -> None:
    items = (Item("a0", 0, Summary(method="extractive")), Item("a1", 1, Summary(method="model")))
    built = digest(0, items=items, method="mixed")

    def without(key: str) -> str:
        return apply_edits(built, edits(ItemEdit(WEEK, key, dropped=True))).method

    assert (without("a0"), without("a1"), without("none")) == ("model", "none", "mixed")


def test_what_the_digest_noted_of_its_items_is_said_anew() -> None:
    notes = (
        "確認が必要な箇所が2件あります",
        "AI未使用: モデルを使わず、原文から抜き出した文を載せています",
        "残る注記",
    )
    assert apply_edits(digest(2, notes=notes), {}).notes == ("残る注記",)


def test_a_highlight_goes_with_the_items_that_it_rests_on() -> None:
    def item(n: int) -> Item:
        link = Link(f"https://x.jp/{n}", "", "primary", n)
        return Item(f"a{n}", n, Summary(method="model"), references=(link,))

    def claim(text: str, *cited: int) -> Claim:
        return Claim(text, tuple(Evidence(n, 0, "文") for n in cited))

    told = (claim("一", 1), claim("二", 2), claim("両方", 1, 2), claim("よそ", 9), claim("無し"))
    notes = (f"{doubted_highlight('一')}(桁違い)", f"{doubted_highlight('二')}(桁違い)")
    built = digest(0, items=(item(1), item(2)), highlights=told, notes=notes)
    assert apply_edits(built, {}).highlights == told
    issue = apply_edits(built, edits(ItemEdit(WEEK, "a1", dropped=True)))
    assert [one.text for one in issue.highlights] == ["二", "両方", "よそ", "無し"]
    assert issue.notes == notes[1:]


def test_foreign_sentences_are_noted_while_they_stand_there() -> None:
    english = Summary(method="extractive", language="en", sections=(Section("要点"),))
    built = digest(
        0,
        items=(Item("a0", 0, english), Item("a1", 1, Summary(method="extractive"))),
        notes=(f"{UNTRANSLATED}。日本語の要約にはモデルの設定が必要です",),  # of an older version
    )
    assert apply_edits(built, {}).notes == (UNTRANSLATED,)
    assert apply_edits(built, edits(ItemEdit(WEEK, "a0", dropped=True))).notes == ()


def test_the_greeting_says_the_week_and_how_many() -> None:
    issue = apply_edits(digest(2, considered=30), edits(ItemEdit(WEEK, "a0", dropped=True)))
    assert (
        issue.greeting == "11/16~11/22の1週間に見つけた生成AI関連の話題30件から、1件を紹介します。"
    )
    assert apply_edits(digest(0, title="  "), {}).title == "今週の生成AI情報まとめ(11/16~11/22)"
