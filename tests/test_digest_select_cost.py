"""What choosing costs: told titles are read once, and a week that is ranked again is quick."""

from __future__ import annotations

import time

from digest import taste, topics
from digest.select import rank
from digest.taste import Taste
from tests.test_digest_select import WEEK, article, story

STORIES = [
    story(n, n % 50, *([article(n + 10_000, n % 49)] if n % 9 == 0 else [])) for n in range(1, 801)
]
TOLD = {
    f"2026-W{40 + k}": [(f"題{k}の{m}号のLLM", f"https://x.example/{k}/{m}") for m in range(25)]
    for k in range(6)
}


def test_each_told_title_is_read_once() -> None:
    taste._words_of.cache_clear()
    rank(STORIES, week=WEEK, limit=10, weights={}, taste=Taste(told=TOLD))
    read = taste._words_of.cache_info()
    assert read.misses == sum(map(len, TOLD.values()))
    assert read.hits > 100 * read.misses


def test_the_same_week_again_reads_no_text_for_its_topic() -> None:
    topics._relevance.cache_clear()
    rank(STORIES, week=WEEK, limit=10, weights={})
    first = topics._relevance.cache_info().misses
    rank(STORIES, week=WEEK, limit=10, weights={})
    assert topics._relevance.cache_info().misses == first


def test_ten_times_the_stories_cost_about_ten_times() -> None:
    many = [
        story(n, n % 300, title=f"LLMの話 {n}", text="推論の話。" * (n % 40))
        for n in range(1, 4001)
    ]
    costs = []
    for stories in (many[:400], many):
        topics._relevance.cache_clear()
        started = time.process_time()
        rank(stories, week=WEEK, limit=40, weights={}, taste=Taste(told=TOLD))
        costs.append(time.process_time() - started)
    assert costs[1] < 30 * costs[0]
