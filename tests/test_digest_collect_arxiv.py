"""The arXiv API: real answers, queries in many forms, its errors."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.collect import collect
from digest.collect.arxiv import query_url
from digest.errors import BadStatus
from digest.refusals import bad_status
from storage.records import Source
from tests.conftest import NOW
from tests.fakes_fetch import AnyUrl, FakeFetch, collected

DATA = Path(__file__).parent / "data" / "arxiv_api"
API = "https://export.arxiv.org/api/query"


def answer(start: str) -> bytes:
    (path,) = DATA.glob(f"{start}*.xml")
    return path.read_bytes()


@pytest.mark.parametrize("path", sorted(DATA.glob("*.xml")), ids=lambda p: p.stem[:20])
def test_papers_of_real_answers(path: Path) -> None:
    body = path.read_text("utf-8")
    found = collected(body, kind="arxiv", url=f"{API}?search_query=all:testing&start=30")
    if "api/errors" in body:
        assert found.source.error_code == "source"
        return
    assert found.source.error == ""
    ids = re.findall(r"<id>https?://arxiv.org/abs/(.+?)(?:v\d+)?</id>", body)
    assert [entry.external_id for entry in found.entries] == [f"arxiv:{i}" for i in ids]
    for entry in found.entries:
        assert entry.kind == "paper"
        assert entry.authors
        assert len(entry.text) > 100
        assert "\n" not in entry.title + entry.text
        assert entry.published_at
        assert entry.updated_at


def test_every_field_of_one_paper() -> None:
    (entry,) = collected(answer("id_2104"), kind="arxiv", url="cs.CR").entries
    assert entry.url == "https://arxiv.org/abs/2104.12255v1"
    assert (entry.external_id, entry.title) == ("arxiv:2104.12255", "0")
    assert entry.authors == ("Quan Thoi Minh Nguyen",)
    assert entry.published_at == datetime(2021, 4, 20, 16, 7, 14, tzinfo=UTC)
    assert entry.text.startswith("What is the funniest number in cryptography? 0.")


def test_the_error_feed_is_an_error() -> None:
    found = collected(answer("id_abc"), kind="arxiv", url=API + "?id_list=abc")
    assert found.entries == ()
    assert "incorrect id format for abc" in found.source.error


def test_an_error_feed_with_status_400_says_what_arxiv_says() -> None:
    error = bad_status(
        API, 400, {"content-type": "application/atom+xml"}, answer("id_abc").decode()
    )
    assert isinstance(error, BadStatus)
    assert "HTTP 400 (incorrect id format for abc)" in error.message


def test_no_match_is_no_error_but_nothing_sent_is() -> None:
    nothing = answer("id_0000")
    assert collected(nothing, kind="arxiv", url=API + "?id_list=0000.0000").source.error == ""
    hollow = nothing.replace(b"totalResults>0<", b"totalResults>1234<")
    error = collected(hollow, kind="arxiv", url=API + "?search_query=cat:cs.CL").source.error
    assert "1,234 papers match, but sent none" in error


def test_how_much_was_read_is_told() -> None:
    found = collected(answer("q_testing"), kind="arxiv", url=API + "?search_query=all:testing")
    assert found.notes == ("214,881 papers match; the first 10 were read.",)


def test_a_page_instead_of_papers() -> None:
    found = collected("<html><title>Rate exceeded</title></html>", kind="arxiv", url="cs.CL")
    assert found.source.error_code == "not_a_feed"


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("cs.CL", "cat:cs.CL"),
        ("cat:cs.CL", "cat:cs.CL"),
        ("cat:math", "cat:math"),
        ("cond-mat.str-el", "cat:cond-mat.str-el"),
        ("https://arxiv.org/list/cs.CL/recent", "cat:cs.CL"),
        ("https://arxiv.org/list/cs.CL+cs.LG/new?skip=0", "cat:cs.CL+OR+cat:cs.LG"),
        ('cat:cs.CL AND abs:"large language"', 'cat:cs.CL%20AND%20abs:"large%20language"'),
    ],
)
def test_queries_become_urls(text: str, query: str) -> None:
    url = query_url(text)
    assert url.startswith(f"{API}?search_query={query}&")
    assert "sortBy=submittedDate" in url
    assert "max_results=100" in url


@pytest.mark.parametrize(
    "text",
    ["https://arxiv.org/abs/2611.01234", "https://rss.arxiv.org/rss/cs.AI", "https://e.example/list/x",
     "hello", "", "e.example/feed", "https://notarxiv.org.example/list/cs.CL"],
)  # fmt: skip
def test_other_things_are_no_query(text: str) -> None:
    assert query_url(text) == ""


def test_a_query_url_is_asked_as_it_is() -> None:
    url = f"{API}?search_query=cat:cs.CL&max_results=5"
    fetch = AnyUrl(answer("q_testing"))
    collect(fetch, Source(url=url, kind="arxiv"), now=NOW)
    assert fetch.asked[0][0] == query_url(url) == url


def test_what_is_no_query_is_a_usage_error() -> None:
    found = collect(FakeFetch({}), Source(url="hello", kind="arxiv"), now=NOW)
    assert found.source.error_code == "usage"
