"""What fetch workers do, on pages and feeds of a dictionary or the sample week."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from digest import fetching
from digest.errors import UsageError
from digest.sample import sample_sources, serve
from storage.records import Article
from storage.rows import load

OPTIONS = {"contact": "", "hosts": []}


@pytest.mark.parametrize("title", ["RSS", "rss 2.0", "Atom Feed", "RSSフィード", "Feed", ""])
def test_a_link_that_only_names_the_format_does_not_name_the_feed(title):
    assert fetching._telling(title) == ""


def test_a_telling_title_of_a_link_is_kept():
    assert fetching._telling("OpenAI News") == "OpenAI News"


def test_a_kind_that_is_given_is_taken_without_asking_the_network():
    (found,) = fetching.find_sources(OPTIONS, "https://a.example/feed", "feed", "Mine")
    assert (found["url"], found["kind"], found["title"]) == (
        "https://a.example/feed",
        "feed",
        "Mine",
    )


@pytest.mark.parametrize("url", ["", "words", "file:///etc/passwd", "javascript:alert(1)"])
def test_what_is_no_web_address_is_refused(url):
    with pytest.raises(UsageError, match="https://"):
        fetching.find_sources(OPTIONS, url, "", "")


def test_sources_and_pages_come_back_in_order_as_plain_values():
    with serve() as where:
        asked = [fetching.plain_record(source) for source in sample_sources()]
        answers = fetching.fetch_sources(asked, OPTIONS, where)
        collected = [fetching.collected(answer) for answer in answers]
        assert [c.source.url for c in collected] == [s.url for s in sample_sources()]
        assert sum(len(c.entries) for c in collected) == 17
        assert sum(bool(c.source.error) for c in collected) == 2
        url = "http://sample.localhost/asagiri/articles/20261109-shiomizawa"
        teaser = fetching.plain_record(Article(url=url, title="T", text="短い", text_chars=2))
        (page,) = fetching.fetch_pages([teaser], OPTIONS, where)
        article: Article = load(Article, page)
        assert article.text_origin == "page"
        assert article.text_chars > 500


def test_batches_that_begin_together_share_one_fetcher():
    """Two would not know of each other's pace."""
    options = {"contact": "", "hosts": ["together.example"]}
    begin = threading.Barrier(8)

    def one(_: int) -> object:
        begin.wait()
        return fetching.fetcher(options)

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(one, range(8)))) == 1
