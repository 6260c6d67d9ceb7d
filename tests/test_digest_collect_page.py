"""Pages as articles, and what a pasted URL offers."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.collect import Found, collect, discover
from digest.errors import BadStatus, TooLarge, Unreachable
from digest.fetch import Response
from digest.pages import full_text
from storage.records import Article, Source
from tests.conftest import NOW
from tests.fakes_fetch import FakeFetch, collected

SITE = "https://site.example/"
WORDS = "生成AIの新しいモデルが公開された。日本語の性能が上がり、料金は下がった。" * 20
PAGE = f"""<!doctype html><html lang="ja"><head><title>新しいモデル | サイト</title>
<meta property="article:published_time" content="2026-11-16T09:00:00+09:00">
<meta name="author" content="山田花子"></head><body><nav><a href="/x">menu</a></nav>
<article><h1>新しいモデルを公開しました</h1><p>{WORDS}</p>
<p><a href="https://vendor.example/post">発表</a></p></article></body></html>"""
RSS = '<rss version="2.0"><channel><title>The feed</title><language>en</language></channel></rss>'


def test_a_page_is_one_article() -> None:
    found = collected(PAGE, kind="page", url="https://site.example/news/1")
    (entry,) = found.entries
    assert entry.title == "新しいモデル | サイト"
    assert entry.text.count("料金は下がった") == 20
    assert entry.published_at == datetime(2026, 11, 16, tzinfo=UTC)
    assert (entry.authors, entry.language, entry.origin) == (("山田花子",), "ja", "page")
    assert entry.links == ("https://vendor.example/post",)


def test_a_page_that_says_nothing_is_an_error() -> None:
    found = collected("<html><body></body></html>", kind="page", url=SITE)
    assert found.source.error_code == "source"
    assert "Nothing readable" in found.source.error
    assert "PDF" in collected("%PDF-1.7", kind="page", url=SITE).source.error


@pytest.mark.parametrize(
    "title",
    ["404 Not Found", "Error 500", "Page not found | Blog", "503 Service Temporarily Unavailable",
     "ページが見つかりません - サイト", "お探しのページは存在しません"],
)  # fmt: skip
def test_an_error_page_that_came_as_a_good_answer_is_no_article(title: str) -> None:
    body = f"<html><title>{title}</title><body><p>Sorry about that.</p></body></html>"
    assert "error page" in collected(body, kind="page", url=SITE).source.error


@pytest.mark.parametrize("title", ["500 companies use it", "How we fixed error 500 in a week"])
def test_an_article_about_errors_is_one(title: str) -> None:
    text = "Words about errors. " * 60
    body = f"<html><title>{title}</title><article><p>{text}</p></article></html>"
    assert collected(body, kind="page", url=SITE).entries


def test_a_papers_page_is_read_through_the_api() -> None:
    (answer,) = (Path(__file__).parent / "data" / "arxiv_api").glob("id_2104*.xml")
    fetch = FakeFetch(
        {"https://export.arxiv.org/api/query?id_list=2104.12255": answer.read_bytes()}
    )
    source = Source(url="https://arxiv.org/pdf/2104.12255v3", kind="page")
    (entry,) = collect(fetch, source, now=NOW).entries
    assert (entry.kind, entry.external_id) == ("paper", "arxiv:2104.12255")


# ---------------------------------------------------------------------- full text


def snippet(**fields: object) -> Article:
    base = {"id": 1, "url": SITE, "title": "題名", "text": "短い。", "text_chars": 3, "text_origin": "feed",
            "first_seen_at": NOW, "week": "2026-W47"}  # fmt: skip
    return Article(**(base | fields))  # type: ignore[arg-type]


def test_full_text_replaces_a_snippet() -> None:
    article = full_text(FakeFetch({SITE: PAGE}), snippet())
    assert article.text.count("料金は下がった") == 20
    assert article.text_chars == len(article.text)
    assert (article.text_origin, article.note) == ("page", "")
    assert (article.title, article.authors) == ("題名", ("山田花子",))
    assert article.published_at == datetime(2026, 11, 16, tzinfo=UTC)
    assert article.content_hash
    assert article.links == ("https://vendor.example/post",)


@pytest.mark.parametrize(
    "answer",
    [
        Unreachable(SITE, "No answer.", "Wait."),
        BadStatus(SITE, 403, "Refused.", "Look elsewhere."),
        TooLarge(SITE, "Too large.", ""),
        "<html><title>Just a moment...</title><body>Enable JavaScript</body></html>",
        "<html><body><p>k</p></body></html>",
        "",
    ],
)
def test_a_page_that_gives_no_more_leaves_the_snippet_with_a_note(answer: object) -> None:
    article = full_text(FakeFetch({SITE: answer}), snippet(published_at=NOW))  # type: ignore[dict-item]
    assert article.text == "短い。" or article.text_origin == "page"
    assert article.note
    assert article.published_at == NOW


def test_a_link_without_words_gets_the_title_of_its_page() -> None:
    article = full_text(FakeFetch({SITE: PAGE}), snippet(title=SITE, text="", text_chars=0))
    assert article.title == "新しいモデル | サイト"


# ---------------------------------------------------------------------- discovery


def test_a_feed_offers_itself() -> None:
    moved = Response("https://new.example/feed", 200, {}, RSS.encode(), permanent_url="https://new.example/feed")  # fmt: skip
    assert discover(FakeFetch({SITE: RSS}), SITE) == (Found("feed", SITE, "The feed", "en"),)
    assert discover(FakeFetch({SITE: moved}), SITE)[0].url == "https://new.example/feed"


def test_a_page_offers_the_feeds_that_it_names_and_itself() -> None:
    page = """<html lang="ja"><head><title>Blog</title>
    <link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed">
    <link rel='alternate' type='application/atom+xml' title='A &amp; B' href='/atom.xml'>
    <link href=/feed.json type=application/feed+json rel="alternate nofollow">
    <link rel="alternate" type="application/json" href="/wp-json/x">
    <link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
    <link rel="stylesheet" href="x.css"></head></html>"""
    found = discover(FakeFetch({SITE: page}), SITE)
    assert found == (
        Found("feed", SITE + "atom.xml", "A & B", "ja"),
        Found("feed", SITE + "feed.json", "", "ja"),
        Found("feed", SITE + "comments/feed", "Comments", "ja"),
        Found("page", SITE, "Blog", "ja"),
    )


def test_well_known_places_are_tried_until_one_is_a_feed() -> None:
    fetch = FakeFetch(
        {SITE: "<html></html>", SITE + "feed": "<html></html>", SITE + "atom.xml": RSS}
    )
    found = discover(fetch, SITE)
    assert [f.url for f in found if f.kind == "feed"] == [SITE + "atom.xml"]
    assert [url for url, _, _ in fetch.asked] == [
        SITE,
        SITE + "feed",
        SITE + "rss.xml",
        SITE + "atom.xml",
    ]


def test_a_page_without_any_feed_is_offered_as_one_article() -> None:
    found = discover(
        FakeFetch({SITE: "<html><title>T</title></html>"}), "site.example/".join(["https://", ""])
    )
    assert found == (Found("page", SITE, "T", ""),)


def test_a_repository_offers_its_releases() -> None:
    (found,) = discover(FakeFetch({}), "https://github.com/vllm-project/vllm")
    assert found == Found("github", "https://github.com/vllm-project/vllm/releases.atom")


def test_a_category_offers_a_query_without_asking_anyone() -> None:
    fetch = FakeFetch({})
    (found,) = discover(fetch, "https://arxiv.org/list/cs.CL/recent")
    assert (found.kind, fetch.asked) == ("arxiv", [])


def test_a_url_that_cannot_be_had_is_an_error() -> None:
    with pytest.raises(BadStatus):
        discover(FakeFetch({}), SITE)
