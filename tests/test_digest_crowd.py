"""Points on the scale of the kind of source that counted them."""

from __future__ import annotations

import random

import pytest
from sqlite_utils import Database

from digest.crowd import POINTS, Crowd, popular
from digest.tasting import taste_of
from storage import counts
from tests import factories as make
from tests.test_digest_select import article, story

HATENA = tuple(range(3, 103))  # bookmarks of a hundred entries
NEWS = tuple(range(100, 1100, 10))  # points of a hundred stories


def crowd(**points: int) -> Crowd:
    return Crowd({1: points}, {"hatena": HATENA, "hackernews": NEWS})


def test_the_same_number_is_little_here_and_much_there() -> None:
    assert popular(story(1), crowd(hackernews=110)) == (0.0, "")
    points, why = popular(story(1), crowd(hatena=110))
    assert points > 0.8 * POINTS
    assert why == "はてなブックマーク110件(上位5%)"


def test_the_best_of_all_articles_and_kinds_counts() -> None:
    told = story(1, 1, article(2, 2))
    seen = Crowd({1: {"hatena": 5, "hackernews": 800}, 2: {"hatena": 60}}, crowd().usual)
    assert popular(told, seen)[1].startswith("Hacker Newsで800ポイント(上位")


def test_more_is_never_worth_less() -> None:
    given = [popular(story(1), crowd(hackernews=n))[0] for n in (0, 500, 600, 700, 1099, 10**9)]
    assert given == sorted(given)
    assert given[0] == 0
    assert given[-1] <= POINTS


@pytest.mark.parametrize("known", [(), (500,), (1, 2, 500), (0, 0, 0, 0, 0, 500)])
def test_with_few_known_counts_none_is_far_ahead(known: tuple[int, ...]) -> None:
    assert popular(story(1), Crowd({1: {"zenn": 500}}, {"zenn": known}))[0] < POINTS / 4


def test_equal_counts_tell_nothing() -> None:
    flat = Crowd({1: {"hatena": 3}}, {"hatena": (3,) * 500})
    assert popular(story(1), flat) == (0.0, "")
    assert popular(story(1), Crowd()) == (0.0, "")


def test_a_kind_without_a_name_is_told_too() -> None:
    seen = Crowd({1: {"feed": 900}}, {"feed": tuple(range(100))})
    assert popular(story(1), seen)[1] == "900ポイント(上位5%)"


def test_counts_are_compared_with_those_of_the_last_weeks(db: Database) -> None:
    rng = random.Random(1)
    for n in range(1, 41):
        week = "2026-W47" if n < 3 else "2026-W46" if n < 39 else "2026-W20"
        make.article(db, n, week=week)
        counts.put(db, n, "hatena", 50 if n == 1 else rng.randrange(30))
    counts.put(db, 39, "hatena", 10**6)  # too long ago
    known = taste_of(db, "2026-W47").crowd
    assert list(known.points) == [1, 2]
    assert len(known.usual["hatena"]) == 38
    assert popular(story(1), known)[0] > POINTS / 2
    assert "hatena" not in taste_of(db, "2026-W10").crowd.usual  # weeks to come say nothing
