"""The sample week through the very pipeline that real sources take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pytest

from digest.check import check
from digest.collect import Collected, collect
from digest.fetch import HttpFetch, user_agent
from digest.gather import is_teaser
from digest.identity import stories, to_article
from digest.pages import full_text
from digest.sample import SAMPLE_HOST, SAMPLE_WEEK, sample_sources, serve
from digest.summarize.extractive import extractive
from storage.records import Article, Source, Story
from tests.conftest import NOW


@dataclass(frozen=True)
class Week:
    """What one collecting run brought."""

    collected: Mapping[str, Collected]  # by source title
    again: Mapping[str, Collected]
    articles: Mapping[str, Article]  # by the last part of the address
    stories: tuple[Story, ...]


@pytest.fixture(scope="module")
def week() -> Week:
    with serve() as place:
        fetch = HttpFetch(user_agent(), host_map={SAMPLE_HOST: place})
        sources = [replace(s, id=i) for i, s in enumerate(sample_sources(), 1)]
        first = {s.title: collect(fetch, s, now=NOW) for s in sources}
        again = {t: collect(fetch, c.source, now=NOW) for t, c in first.items()}
        found = [to_article(e, c.source.id, now=NOW) for c in first.values() for e in c.entries]
        found = [full_text(fetch, a) if is_teaser(a) else a for a in found]
    numbered = [replace(article, id=i) for i, article in enumerate(found, 1)]
    by_name = {article.url.partition("?")[0].rpartition("/")[2]: article for article in numbered}
    return Week(first, again, by_name, stories(numbered))


def test_every_entry_arrives_in_its_week(week: Week) -> None:
    counts = [len(c.entries) for c in week.collected.values()]
    assert counts == [4, 3, 4, 2, 1, 2, 1, 0, 0]
    assert {article.week for article in week.articles.values()} == {SAMPLE_WEEK}


def test_the_broken_sources_say_what_happened_and_what_to_do(week: Week) -> None:
    failed = [c.source for c in week.collected.values() if c.source.error]
    assert [source.error_code for source in failed] == ["not_a_feed", "bad_status"]
    assert "web page, not a feed" in failed[0].error
    assert "HTTP 500" in failed[1].error
    assert all(source.folder == "サンプル" for source in failed)


def test_a_second_look_finds_nothing_new(week: Week) -> None:
    for told in week.again.values():
        assert told.unchanged or told.source.error
        assert told.entries == ()


def test_papers_keep_all_authors_and_their_strange_titles(week: Week) -> None:
    papers = {n: a for n, a in week.articles.items() if a.kind == "paper"}
    assert {n: len(a.authors) for n, a in papers.items()} == {
        "2611.90001v1": 5,
        "2611.90002v1": 3,
        "2611.90003v1": 7,
        "2611.90004v1": 2,
    }
    assert all(a.external_id.startswith("arxiv:2611.9000") for a in papers.values())
    assert papers["2611.90004v1"].title == (
        "When Is $k<5$ Enough? Skipping `<think>` Tokens & *Early Exit* "
        "in Reasoning Models [Extended]"
    )


def test_the_kinds_are_told_apart(week: Week) -> None:
    kinds = {name: article.kind for name, article in week.articles.items()}
    assert kinds["v0.9.0"] == "release"
    assert kinds["callcenter-summary"] == "case_study"
    assert kinds["116588440000000046"] == "post"
    assert kinds["20261113-label-guideline"] == "article"


def test_texts_are_whole(week: Week) -> None:
    for name, article in week.articles.items():
        assert not article.note, name
        if article.kind == "post":
            assert 100 < article.text_chars < 300
        elif article.language == "ja":
            assert 800 <= article.text_chars <= 2_500, name
            assert article.text_origin == "page"
        else:
            assert article.language == "en"
            words = len(article.text.split())
            assert (100 if article.kind == "paper" else 300) <= words <= 900, name
            assert article.text_origin == "feed"


def test_nothing_around_an_article_gets_into_it(week: Week) -> None:
    around = (
        "架空のサンプル",
        "fictional",
        "メールマガジン",
        "newsletter.",
        "人気の記事",
        "お問い合わせ",
    )
    for name, article in week.articles.items():
        assert not [words for words in around if words in article.text], name


def test_hidden_instructions_are_not_read(week: Week) -> None:
    text = week.articles["20261112-agent-commands"].text
    assert "無視" not in text
    assert "ignore all previous" not in text
    assert "効果のあった4つの設定" in text


def test_the_old_encoding_is_read(week: Week) -> None:
    article = week.articles["20261109-shiomizawa"]
    assert "国産の大規模言語モデル「うたかた13B」" in article.text
    assert "\ufffd" not in article.text


def test_one_story_told_by_three(week: Week) -> None:
    several = [story for story in week.stories if story.others]
    assert len(several) == 1
    assert several[0].lead is week.articles["introducing-ostrel-2"]
    assert [a.language for a in several[0].others] == ["ja", "en"]
    assert len(week.stories) == len(week.articles) - 2 == 15


def test_the_rest_of_the_vendor_stays_apart(week: Week) -> None:
    alone = {story.lead.title for story in week.stories if not story.others}
    assert week.articles["batch-half-price"].title in alone
    assert week.articles["outage-6-november"].title in alone


def test_sentences_taken_over_pass_every_check(week: Week) -> None:
    """One article tells in its own words of an order to a model: it gives none."""
    for story in week.stories:
        summary = extractive(story, now=NOW)
        assert summary.method == "extractive", story.lead.title
        assert summary.sections, story.lead.title
        assert check(summary, story.articles) == (), story.lead.title


def test_a_page_of_the_week_can_be_added_by_hand() -> None:
    with serve() as place:
        fetch = HttpFetch(user_agent(), host_map={SAMPLE_HOST: place})
        url = f"http://{SAMPLE_HOST}/datasets/kaigiroku-qa"
        got = collect(fetch, Source(url=url, kind="page"), now=NOW)
    assert [entry.title for entry in got.entries] == [
        "会議録QA:自治体の会議録から作った12,000問の質問応答データセット"
    ]
    assert "CC BY 4.0" in got.entries[0].text
