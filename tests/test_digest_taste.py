"""Taste: profile, choices, votes and past issues move a selection, and say so."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlite_utils import Database

from digest.select import rank, select
from digest.taste import Profile, Taste, wished
from digest.tasting import profile, save_profile, taste_of
from storage import articles, choices, digests, preferences
from storage.records import ItemEdit, Story
from tests import factories as make
from tests.test_digest_select import WEEK, story

NOW = make.NOW


def ranked(*stories: Story, limit: int = 3, **taste: Any) -> tuple[list[str], list[str]]:
    found = rank(stories, week=WEEK, limit=limit, weights={}, taste=Taste(**taste))
    return [p.story.key for p in found.picks], [p.story.key for p in found.missed]


def reasons(*stories: Story, key: str, limit: int = 3, **taste: Any) -> tuple[str, ...]:
    found = rank(stories, week=WEEK, limit=limit, weights={}, taste=Taste(**taste))
    return next(p.reasons for p in (*found.picks, *found.missed) if p.story.key == key)


FIVE = tuple(story(n, n) for n in range(1, 6))


def test_everything_is_in_or_missed_with_a_reason() -> None:
    picks, missed = ranked(*FIVE)
    assert sorted(picks + missed) == [f"a{n}" for n in range(1, 6)]
    assert len(picks) == 3
    assert re.search("点足りない|僅差|上限", reasons(*FIVE, key=missed[-1])[-1])


def test_what_a_person_put_in_or_out_wins() -> None:
    weak = story(9, 9, title="新しい喫茶店", text="")
    taste = {"choices": {"a9": True, "a1": False}}
    picks, missed = ranked(*FIVE, weak, **taste)
    assert "a9" in picks
    assert "a1" in missed
    assert reasons(*FIVE, weak, key="a9", **taste)[-1] == "人が入れた"
    assert reasons(*FIVE, weak, key="a1", **taste)[-1] == "人が外した"


def test_a_choice_stays_with_a_story_that_another_took_in() -> None:
    joined = story(1, 1, story(9, 9).lead)
    assert ranked(joined, choices={"a9": False}) == ([], ["a1"])


def test_words_that_must_or_never_come_in() -> None:
    coffee = story(9, 9, title="新しい喫茶店のLLM活用", text="")
    never = {"profile": Profile(must=("喫茶店",), never=("記事 2",))}
    picks, missed = ranked(*FIVE, coffee, **never)
    assert "a9" in picks
    assert "a2" in missed
    assert "必ず載せる語(喫茶店)" in reasons(*FIVE, coffee, key="a9", **never)
    assert reasons(*FIVE, coffee, key="a2", **never)[-1] == "載せない語(記事 2)"
    both = {"profile": Profile(must=("喫茶店",), never=("喫茶店",))}
    assert "a9" in ranked(*FIVE, coffee, **both)[1]  # never is the safer word


def test_more_musts_than_room_keep_the_best() -> None:
    picks, missed = ranked(*FIVE, profile=Profile(must=("LLM",)), limit=2)
    assert len(picks) == 2
    assert len(missed) == 3


def test_wishes_bring_points_and_latin_words_are_whole() -> None:
    one = story(1, title="RAG for code", text="")
    assert wished(one, Profile(nice=("rag", "code", "x"))) == (24.0, "好みに合う(rag、code)")
    assert wished(one, Profile(nice=("ra", "", "!!"))) == (0.0, "")


def test_what_a_past_issue_told_comes_later() -> None:
    title = "OpenAIがGPT-6の推論速度を二倍にした技術を公開"
    again = story(1, 1, title=title)
    told = {"2026-W45": [(title, "https://elsewhere.example/x")]}
    assert "2026-W45の号で伝えた話題" in reasons(again, key="a1", told=told)
    other = story(1, 1, title=title.replace("6", "7"))
    assert not any("伝えた" in r for r in reasons(other, key="a1", told=told))
    same_url = {"2026-W45": [("", again.lead.url)]}
    assert "2026-W45の号で伝えた話題" in reasons(again, key="a1", told=same_url)


def test_no_subject_takes_more_than_its_share() -> None:
    same = [story(n, n, title=f"OpenAIの話 {n}") for n in range(1, 9)]
    other = [story(n, n, title=f"別の推論 {n}", text="") for n in range(11, 16)]
    found = select([*same, *other], week=WEEK, limit=5, weights={})
    assert sum("OpenAI" in p.story.lead.title for p in found) == 2


def test_a_close_miss_is_called_one() -> None:
    missed = ranked(*FIVE)[1]
    assert any("僅差" in reasons(*FIVE, key=key)[-1] for key in missed)


def test_votes_decay_and_move_their_source(db: Database) -> None:
    make.source(db, 1)
    make.source(db, 2)
    liked = make.article(db, 1, source_id=1)
    make.article(db, 2, source_id=2)
    articles.mark(db, liked.id, now=NOW, starred=True)
    digests.save_item_edit(db, ItemEdit("2026-W45", "a2", dropped=True, updated_at=NOW))
    votes = taste_of(db, WEEK).liked
    assert votes[1] > 0 > votes[2]
    articles.mark(db, liked.id, now=NOW - timedelta(days=280), starred=False)
    articles.mark(db, liked.id, now=NOW - timedelta(days=280), starred=True)
    assert 0 < taste_of(db, WEEK).liked[1] < votes[1] / 100


@pytest.mark.parametrize(
    ("told", "moved"), [("2026-W45", True), (WEEK, False), ("2026-W47", False)]
)
def test_an_issue_is_not_changed_by_what_is_said_of_it_or_later(
    db: Database, told: str, moved: bool
) -> None:
    make.source(db, 1)
    make.article(db, 1, source_id=1)
    digests.save_item_edit(db, ItemEdit(told, "a1", dropped=True, updated_at=NOW))
    assert (taste_of(db, WEEK).liked != {}) == moved


def test_stars_on_summaries_count_too(db: Database) -> None:
    make.source(db, 1)
    issue = make.digest(db, 1)
    lead = issue.items[0].references[0].article_id or 0
    db.conn.execute("UPDATE articles SET source_id = 1 WHERE id = ?", [lead])
    item = issue.items[0]
    db.conn.execute(
        "INSERT INTO feedback (summary_id, week, story_key, who, stars, comment, updated_at)"
        " VALUES (?, ?, ?, 'me', 1, '', ?)",
        [item.summary.id, issue.week, f"a{lead}", NOW.isoformat()],
    )
    assert taste_of(db, "2099-W01").liked[1] < 0


def test_the_profile_is_kept_cleaned(db: Database) -> None:
    assert profile(db) == Profile()
    save_profile(db, Profile((" RAG ", "RAG", ""), ("a" * 500,), ()))
    assert profile(db) == Profile(("RAG",), ("a" * 100,), ())
    preferences.put(db, "profile", {"must": "no list", "nice": [1, "x"], "more": 2})
    assert profile(db) == Profile((), ("x",), ())
    preferences.put(db, "profile", [1])
    assert profile(db) == Profile()


@pytest.mark.parametrize("wanted", [True, False])
def test_choices_are_kept_and_taken_back(db: Database, wanted: bool) -> None:
    choices.put(db, WEEK, "a1", wanted, now=NOW)
    assert choices.of(db, WEEK) == {"a1": wanted}
    assert taste_of(db, WEEK).choices == {"a1": wanted}
    choices.put(db, WEEK, "a1", None, now=NOW)
    assert choices.of(db, WEEK) == {}
