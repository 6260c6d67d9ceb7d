"""Around the cut: what decides there, what is said of it, and when a person is asked."""

from __future__ import annotations

from typing import Any

import pytest

from digest.select import ASKED, CLOSE, Ranking, rank
from digest.taste import Profile, Taste
from storage.records import Story
from tests.test_digest_select import TEXT, WEEK, article, story


def ranked(
    *stories: Story, limit: int = 3, weights: dict[int, float] | None = None, **taste: Any
) -> Ranking:
    return rank(stories, week=WEEK, limit=limit, weights=weights or {}, taste=Taste(**taste))


def why(found: Ranking, key: str) -> str:
    return next(p.reasons[-1] for p in (*found.picks, *found.missed) if p.story.key == key)


def keys(found: Ranking) -> set[str]:
    return {pick.story.key for pick in found.picks}


STRONG = [story(n, n, article(n + 50, n + 50)) for n in range(1, 6)]
WEAK = [story(n, n, title=f"喫茶店 {n}", text="珈琲。" * n) for n in range(11, 16)]
FIVE = [story(n, n) for n in range(1, 6)]


def test_a_forced_paper_is_not_the_measure_for_others() -> None:
    paper = story(90, 90, kind="paper", title="題だけの論文", text="珈琲の話。")
    found = ranked(*STRONG, paper, limit=4)
    assert "a90" in keys(found)
    left = next(p for p in found.missed if p.story.key in {"a1", "a2", "a3", "a4", "a5"})
    assert "僅差: 同点の次点" in why(found, left.story.key)
    assert not any("上限" in p.reasons[-1] for p in found.missed)


def test_the_first_of_equals_does_not_give_way_to_a_paper() -> None:
    paper = story(90, 90, kind="paper", title="題だけの論文", text="珈琲の話。")
    same = [story(n, n, article(n + 50, n + 50)) for n in (1, 2, 3)]
    found = ranked(*same, paper, limit=3)
    assert keys(found) == {"a1", "a2", "a90"}  # of equals the one stored last


def test_what_must_come_in_may_leave_no_room_and_that_is_said() -> None:
    found = ranked(*FIVE, limit=2, profile=Profile(must=("LLM",)))
    assert len(found.picks) == 2
    assert {p.reasons[-1] for p in found.missed} == {"必ず載せる話題で項目の数に達した"}
    assert found.unsure == ()


def test_a_person_wins_over_words_that_must_come_in() -> None:
    found = ranked(*FIVE, WEAK[0], limit=2, profile=Profile(must=("LLM",)), choices={"a11": True})
    assert "a11" in keys(found)
    assert why(found, "a11") == "人が入れた"
    assert len(found.picks) == 2


def test_a_person_may_put_in_more_than_there_is_room_for() -> None:
    everything = {s.key: True for s in WEAK}
    found = ranked(*FIVE, *WEAK, limit=2, choices=everything)
    assert keys(found) == set(everything)
    assert {p.reasons[-1] for p in found.missed} == {"必ず載せる話題で項目の数に達した"}


@pytest.mark.parametrize("limit", [0, -1, -5])
def test_no_room_is_no_room_for_words_either(limit: int) -> None:
    assert ranked(*FIVE, limit=limit, profile=Profile(must=("LLM",))).picks == ()


def test_near_the_cut_a_person_is_asked() -> None:
    found = ranked(*FIVE, limit=3)
    assert set(found.unsure) == {"a1", "a2", "a3", "a4", "a5"}
    answered = ranked(*FIVE, limit=3, choices={"a4": True, "a3": False})
    assert keys(answered) == {"a1", "a2", "a4"}
    assert not {"a3", "a4"} & set(answered.unsure)


def test_nobody_is_asked_where_scores_tell() -> None:
    assert ranked(*STRONG[:2], *WEAK[:1], limit=2).unsure == ()
    assert ranked(*FIVE, limit=5).unsure == ()
    assert ranked(limit=5).unsure == ()


def test_nobody_is_asked_about_what_is_refused_or_over_its_share() -> None:
    same = [story(n, 1) for n in range(1, 7)]
    others = [story(n, n, text=TEXT * 2) for n in range(21, 24)]
    found = ranked(*same, *others, limit=5, profile=Profile(never=("記事 23",)))
    assert "a23" not in found.unsure
    above = {p.story.key for p in found.missed if "上限" in p.reasons[-1]}
    assert not above & set(found.unsure)


def test_few_questions_are_asked_and_only_near_ones() -> None:
    many = [story(n, n) for n in range(1, 60)]
    found = ranked(*many, limit=20)
    assert len(found.unsure) == 2 * ASKED
    scores = {p.story.key: p.score for p in (*found.picks, *found.missed)}
    cut = min(p.score for p in found.picks)
    assert all(abs(scores[key] - cut) <= CLOSE * cut for key in found.unsure)


def test_minus_points_are_not_made_light_of_by_a_light_source() -> None:
    told = {"2026-W45": [("喫茶店", "https://s1.example/1"), ("喫茶店", "https://s2.example/2")]}
    gone = [story(n, n, title="喫茶店", text="", published_at=None, kind="post") for n in (1, 2)]
    found = ranked(*gone, limit=2, weights={1: 0.1}, told=told)
    assert [p.story.key for p in found.picks] == ["a2", "a1"]
    assert all(p.score < 0 for p in found.picks)


@pytest.mark.parametrize("weight", [float("nan"), float("-inf")])
def test_a_weight_that_is_no_number_is_the_least(weight: float) -> None:
    found = ranked(story(1, 1), story(2, 2), limit=2, weights={1: weight})
    assert [p.story.key for p in found.picks] == ["a2", "a1"]
    assert all(p.score == p.score for p in found.picks)
