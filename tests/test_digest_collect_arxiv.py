"""The arXiv API: real answers, queries in many forms, its errors."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote_plus

import pytest
from sqlite_utils import Database

from digest import gather
from digest.collect import collect
from digest.collect.arxiv import MAX_PAPERS, query_url
from digest.collect.arxiv_query import announcements
from digest.errors import BadStatus, Unreachable
from digest.fetch import Response
from digest.refusals import bad_status
from storage.records import Source
from tests import factories
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
     "hello", "", "e.example/feed", "https://notarxiv.org.example/list/cs.CL",
     "https://notarxiv.org/list/cs.CL"],
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


# ---------------------------------------------------------------------- whole weeks, page by page


def papers(first: int, last: int, total: int) -> str:
    """An answer of the API with papers numbered so, as of today downwards."""
    entries = "".join(
        f"<entry><id>http://arxiv.org/abs/2611.{n:05d}v{1 + n % 2}</id><title>Paper {n}</title>"
        f"<summary>{'We study it. ' * 10}</summary><published>2026-11-{19 - n // 300:02d}T10:00:00Z"
        "</published><updated>2026-11-19T10:00:00Z</updated><author><name>A. Author</name></author>"
        "</entry>"
        for n in range(first, last)
    )
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom" '
        'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"><title>arXiv Query</title>'
        f"<opensearch:totalResults>{total}</opensearch:totalResults>{entries}</feed>"
    )


class Api(FakeFetch):
    """The API over numbered papers; `broken` says what a page (by its start) does instead."""

    def __init__(self, total: int, broken: dict[int, list[object]] | None = None) -> None:
        super().__init__({})
        self.total, self.broken = total, broken or {}

    def __call__(self, url: str, **options: object) -> Response:  # type: ignore[override]
        self.asked.append((url, "", ""))
        start = int(re.search(r"start=(\d+)", url)[1])  # type: ignore[index]
        answers = self.broken.get(start)
        answer = answers.pop(0) if answers else None
        if isinstance(answer, Exception):
            raise answer
        body = answer or papers(start, min(start + 100, self.total), self.total)
        return Response(url, 200, {"etag": '"1"'}, str(body).encode())


CS_CL = Source(id=1, url=query_url("cs.CL"), kind="arxiv")


def test_every_page_of_the_range_is_read_and_counted() -> None:
    api = Api(342)
    found = collect(api, CS_CL, now=NOW)
    assert found.source.error == ""
    assert len({e.external_id for e in found.entries}) == len(found.entries) == 342
    assert (found.source.api_total, found.source.api_kept) == (342, 342)
    assert found.notes == ()
    asked = [url for url, _, _ in api.asked]
    assert [re.search(r"start=(\d+)", url)[1] for url in asked] == ["0", "100", "200", "300"]  # type: ignore[index]
    day = (NOW - timedelta(days=14)).strftime("%Y%m%d")
    assert all(f"(cat:cs.CL) AND submittedDate:[{day}0000 TO " in unquote_plus(u) for u in asked)
    assert found.source.due_at == NOW + timedelta(days=1)


def test_after_a_complete_answer_only_later_days_are_asked_for() -> None:
    known = replace(CS_CL, succeeded_at=NOW - timedelta(days=1))
    api = Api(3)
    assert collect(api, known, now=NOW).source.api_kept == 3
    assert (NOW - timedelta(days=5)).strftime(":[%Y%m%d") in unquote_plus(api.asked[0][0])
    long_ago = replace(CS_CL, succeeded_at=NOW - timedelta(days=400))
    collect(api, long_ago, now=NOW)
    assert (NOW - timedelta(days=31)).strftime(":[%Y%m%d") in unquote_plus(api.asked[1][0])


def test_papers_that_shift_between_pages_are_kept_once() -> None:
    api = Api(250, {100: [papers(95, 195, 250)], 200: [papers(195, 250, 250)]})
    found = collect(api, CS_CL, now=NOW)
    assert (len(found.entries), found.notes) == (250, ())


def test_a_page_that_comes_empty_is_asked_again() -> None:
    hollow = papers(0, 0, 250)
    found = collect(Api(250, {0: [hollow], 100: [hollow, hollow]}), CS_CL, now=NOW)
    assert (len(found.entries), found.notes) == (250, ())
    empty = Api(250, {0: [hollow] * 3})
    assert "sent none" in collect(empty, CS_CL, now=NOW).source.error
    assert len(empty.asked) == 3


@pytest.mark.parametrize(
    "answers",
    [
        [papers(0, 0, 250)] * 3,
        [BadStatus(API, 503, "export.arxiv.org answered HTTP 503.", retry_after=600)],
        [Unreachable(API, "The answer of export.arxiv.org broke off.")],
    ],
)
def test_what_is_missing_is_said_and_asked_for_again(answers: list[object]) -> None:
    known = replace(CS_CL, succeeded_at=NOW - timedelta(days=7), etag='"0"', body_hash="x")
    found = collect(Api(250, {100: list(answers)}), known, now=NOW)
    assert len(found.entries) == 100
    assert (found.source.api_total, found.source.api_kept) == (250, 100)
    assert "250 papers match; 100 arrived, then it stopped: " in found.notes[-1]
    assert (found.source.etag, found.source.body_hash) == ("", "")
    assert found.source.succeeded_at == known.succeeded_at


def test_a_short_retry_after_is_waited_for() -> None:
    busy = BadStatus(API, 429, "Too often.", retry_after=3)
    found = collect(Api(150, {0: [busy, busy], 100: [busy]}), CS_CL, now=NOW)
    assert (len(found.entries), found.source.error) == (150, "")


def test_more_than_the_limit_is_said() -> None:
    found = collect(Api(5000), CS_CL, now=NOW)
    assert len(found.entries) == found.source.api_kept == MAX_PAPERS
    assert found.notes == (
        "5,000 papers match; 2,000 arrived (one check reads 2,000 at most, the newest).",
    )


def test_no_papers_at_a_weekend_are_no_error() -> None:
    found = collect(Api(0), CS_CL, now=NOW)
    assert (found.source.error, found.entries, found.source.api_total) == ("", (), 0)


def test_new_versions_and_cross_lists_are_no_new_articles(db: Database) -> None:
    one, two = factories.source(db, 1), factories.source(db, 2)
    old = replace(one, url=query_url("cs.CL"), kind="arxiv")
    first = gather.store(db, collect(Api(2), old, now=NOW), now=NOW)
    other = Source(id=two.id, url=query_url("cs.AI"), kind="arxiv")
    page = papers(0, 2, 2).replace("v1<", "v7<").replace("v2<", "v8<")
    again = gather.store(db, collect(Api(2, {0: [page]}), other, now=NOW), now=NOW)
    assert (first.new, again.new, again.unchanged) == (2, 0, 2)


ANNOUNCED = """<rss version="2.0" xmlns:arxiv="http://arxiv.org/schemas/atom"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>cs.CL updates on arXiv.org</title>
<skipDays><day>Sunday</day><day>Saturday</day></skipDays>{}</channel></rss>"""
ITEM = """<item><title>Paper {n}</title><link>https://arxiv.org/abs/2611.{n:05d}</link>
<description>arXiv:2611.{n:05d}v1 Announce Type: {kind} \nAbstract: We study it.</description>
<guid isPermaLink="false">oai:arXiv.org:2611.{n:05d}v1</guid><dc:creator>A. One, B. Two</dc:creator>
</item>"""
RSS_URL = "https://rss.arxiv.org/atom/cs.CL"
DOWN = BadStatus(API, 503, "export.arxiv.org answered HTTP 503.", retry_after=7200)


class Down(FakeFetch):
    """The API is down; pages are those of other hosts."""

    def __call__(self, url: str, **options: object) -> Response:  # type: ignore[override]
        if url.startswith(API):
            raise DOWN
        return super().__call__(url)


def test_announcements_stand_in_where_the_api_is_down() -> None:
    kinds = ("new", "cross", "replace", "replace-cross")
    items = "".join(ITEM.format(n=n, kind=kind) for n, kind in enumerate(kinds))
    known = replace(CS_CL, succeeded_at=NOW - timedelta(days=2), etag='"0"')
    found = collect(Down({RSS_URL: ANNOUNCED.format(items)}), known, now=NOW)
    assert [e.external_id for e in found.entries] == ["arxiv:2611.00000", "arxiv:2611.00001"]
    assert found.entries[0].authors == ("A. One", "B. Two")
    assert found.entries[0].text == "We study it."
    assert "today's announcements were read instead" in found.notes[0]
    assert (found.source.error, found.source.succeeded_at) == ("", known.succeeded_at)
    assert found.source.due_at == NOW + timedelta(hours=2)


def test_a_weekend_without_announcements_is_no_error() -> None:
    found = collect(Down({RSS_URL: ANNOUNCED.format("")}), CS_CL, now=NOW)
    assert found.source.error == ""
    assert found.notes[1:] == ("arXiv announces nothing today.",)


def test_where_nothing_stands_in_the_apis_error_is_told() -> None:
    assert "HTTP 503" in collect(Down({}), CS_CL, now=NOW).source.error
    search = Source(id=1, url=query_url("cat:cs.CL AND abs:retrieval"), kind="arxiv")
    down = Down({RSS_URL: ANNOUNCED.format("")})
    assert "HTTP 503" in collect(down, search, now=NOW).source.error
    refused = Api(3, {0: [BadStatus(API, 403, "export.arxiv.org answered HTTP 403.")]})
    assert "HTTP 403" in collect(refused, CS_CL, now=NOW).source.error


@pytest.mark.parametrize(
    ("url", "feed"),
    [
        (query_url("cs.CL"), "cs.CL"),
        (query_url("https://arxiv.org/list/cs.CL+cs.LG/new"), "cs.CL+cs.LG"),
        (query_url("abs:retrieval"), ""),
        (query_url("cat:cs.CL AND abs:x"), ""),
        (f"{API}?id_list=2611.1", ""),
    ],
)
def test_only_categories_have_announcements(url: str, feed: str) -> None:
    assert announcements(url).removeprefix("https://rss.arxiv.org/atom/") == feed
