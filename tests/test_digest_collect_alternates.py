"""Which feeds a page names, in whatever way, and which of its links are feeds."""

from __future__ import annotations

import time

import pytest

from digest.collect import discover
from digest.collect.alternates import feed_links, likely_feeds
from digest.fetch import Response
from digest.fetching import find_sources
from tests.fakes_fetch import FakeFetch

PAGE = "https://a.example/blog/"
FEED = (
    "<rss version='2.0'><channel><title>{}</title><item><title>T</title>"
    "<link>https://a.example/1</link></item></channel></rss>"
)


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ("<link rel=alternate type=application/rss+xml href=feed.xml>", PAGE + "feed.xml"),
        (
            "<base href='/sub/'><link rel='alternate' type='application/feed+json' href='f.json'>",
            "https://a.example/sub/f.json",
        ),
        ("<link REL='ALTERNATE' type='text/xml' href='/f'>", "https://a.example/f"),
        ("<link rel='feed' href='/f'>", "https://a.example/f"),
        (
            "<link rel='alternate' type='application/rdf+xml' href='//b.example/f'>",
            "https://b.example/f",
        ),
        (
            "<link rel='alternate' type='application/atom+xml' href='https://u:p@a.example/f'>",
            "https://a.example/f",
        ),
        ("<link rel='alternate' type='application/rss+xml' href='javascript:x'>", ""),
        ("<link rel='alternate' hreflang='en' href='/en/'>", ""),
        ("<link rel='alternate stylesheet' type='text/css' href='/a.css'>", ""),
    ],
)
def test_a_page_names_its_feed(head: str, found: str) -> None:
    listed = feed_links(f"<html><head>{head}</head></html>", PAGE)
    assert [one.url for one in listed] == ([found] if found else [])


def test_an_answers_link_header_names_feeds_too() -> None:
    header = (
        '</style.css>; rel=preload, </f.xml>; rel="alternate"; type="application/rss+xml";'
        ' title="News, all", <https://a.example/c>; rel="alternate"; type="text/html"'
    )
    page = Response("https://a.example/x/", 200, {"link": header}, b"<html><body>hi</body></html>")
    found = discover(FakeFetch({"https://a.example/x/": page}), "https://a.example/x/")
    assert [(one.url, one.title) for one in found if one.kind == "feed"] == [
        ("https://a.example/f.xml", "News, all")
    ]


def test_links_in_the_text_that_are_feeds_are_offered_where_none_is_named() -> None:
    page = (
        "<html><body><a href='/about'>About</a><a href='/news.php?x=1'>RSS</a>"
        "<a href='/rss/ja.xml'>日本語</a><a href='https://feeds.b.example/c'>フィード</a>"
        "<a href='https://other.example/rss'>RSS of others</a><a href='/feeds/broken'>x</a></body></html>"
    )
    fetch = FakeFetch(
        {
            PAGE: page,
            "https://a.example/news.php?x=1": FEED.format("All"),
            "https://a.example/rss/ja.xml": FEED.format("Japanese"),
            "https://feeds.b.example/c": FEED.format("Outside"),
            "https://a.example/feeds/broken": "<html>no</html>",
        }
    )
    found = [(one.url, one.title) for one in discover(fetch, PAGE) if one.kind == "feed"]
    assert found == [
        ("https://a.example/news.php?x=1", "All"),
        ("https://a.example/rss/ja.xml", "Japanese"),
        ("https://feeds.b.example/c", "Outside"),
    ]
    assert len(fetch.asked) == 5


@pytest.mark.parametrize(
    "page",
    ["<a " + "x" * 400_000, "<a href='/rss'>" * 30_000, "<base " * 90_000, "<link " * 90_000],
)
def test_hostile_pages_end(page: str) -> None:
    begun = time.perf_counter()
    assert len(likely_feeds(page, PAGE)) <= 4
    assert feed_links(page, PAGE, "<a>" * 9000 + '; rel="' * 3000) == ()
    assert time.perf_counter() - begun < 5


@pytest.mark.parametrize(
    ("pasted", "kind"),
    [
        ("github.com/a/b", "github"),
        ("zenn.dev/topics/llm", "zenn"),
        ("arxiv.org/list/cs.CL/recent", "arxiv"),
        ("<https://qiita.com/tags/llm>", "qiita"),
    ],
)
def test_a_site_that_is_known_is_known_without_its_scheme(pasted: str, kind: str) -> None:
    (found,) = discover(FakeFetch({}), pasted)
    assert found.kind == kind
    (taken,) = find_sources({"contact": "", "hosts": []}, pasted, kind, "")
    assert taken["url"] == found.url
