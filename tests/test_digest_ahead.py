"""Many sources at once: what is known is done where it arrives, the rest in threads, all in order."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from digest.ahead import collect_all
from digest.collect import Collected
from digest.crew import Crew
from digest.fetch import Fetch, HttpFetch, user_agent
from digest.pace import Pace
from storage.records import Source
from tests.conftest import NOW

ITEM = "<item><title>{0}</title><guid>{0}</guid><link>https://a.example/{0}</link></item>"
FEED = '<rss version="2.0"><channel><title>{0}</title>' + ITEM + "</channel></rss>"


class Feeds:
    """/n has an ETag and answers 304; /same sends its bytes again; what is in `new` has changed."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.new: set[str] = set()

    def __call__(self, request: Request) -> Response:
        self.asked.append(request.path)
        if request.path.startswith("/moved"):
            return Response(status=301, headers={"Location": "/same"})
        if request.path.startswith("/gone"):
            return Response("<title>Gone</title>", status=410)
        if request.path.startswith("/busy"):
            return Response("later", status=429, headers={"Retry-After": "3000"})
        text = FEED.format(request.path + "-new" * (request.path in self.new))
        etag = hashlib.sha256(text.encode()).hexdigest()[:8]
        if "same" not in request.path and request.if_none_match.contains(etag):
            return Response(status=304)
        headers = {} if "same" in request.path else {"ETag": f'"{etag}"'}
        return Response(text, headers=headers, content_type="application/rss+xml")


@pytest.fixture
def feeds(httpserver: HTTPServer) -> Feeds:
    served = Feeds()
    for path in ("/same", "/moved", "/gone", "/busy", *(f"/{n}" for n in range(40))):
        httpserver.expect_request(path).respond_with_handler(served)
    return served


def network(**options: object) -> HttpFetch:
    return HttpFetch(user_agent(), allow_private_hosts=["localhost"], **options)  # type: ignore[arg-type]


def collected(
    fetch: HttpFetch,
    sources: list[Source],
    chosen: Fetch | None = None,
    crew: Crew | None = None,
) -> list[Collected]:
    return collect_all(fetch, lambda source: chosen or fetch, sources, crew or Crew(8))


def sources_of(httpserver: HTTPServer, *paths: str) -> list[Source]:
    return [
        Source(id=n, url=httpserver.url_for(path), added_at=NOW) for n, path in enumerate(paths, 1)
    ]


class Counting(Crew):
    """How many sources were given to threads, each time."""

    def __init__(self) -> None:
        super().__init__(8)
        self.given: list[int] = []

    def run(self, function: Callable[[Any], Any], values: Iterable[Any]) -> list[Any]:
        results = super().run(function, values)
        self.given.append(len(results))
        return results


def test_known_sources_need_no_threads_and_come_in_order(
    httpserver: HTTPServer, feeds: Feeds
) -> None:
    crew = Counting()
    asked = sources_of(httpserver, *(f"/{n}" for n in range(40)), "/same")
    first = collected(network(), asked, crew=crew)
    assert [one.source.title for one in first] == [*(f"/{n}" for n in range(40)), "/same"]
    feeds.new = {"/7"}
    again = collected(network(), [one.source for one in first], crew=crew)
    assert crew.given == [41, 1]
    assert [one.unchanged for one in again] == [n != 7 for n in range(41)]
    assert [entry.title for entry in again[7].entries] == ["/7-new"]
    assert len(feeds.asked) == 82  # each once a time


def test_what_ends_otherwise_is_told_as_ever(httpserver: HTTPServer, feeds: Feeds) -> None:
    """The same from a source alone: moved, gone, closed, private, and no address at all."""
    paths = ("/moved", "/gone", "/same")
    asked = [replace(one, body_hash="known") for one in sources_of(httpserver, *paths)]
    asked.append(Source(id=8, url="http://localhost:9/", body_hash="known", added_at=NOW))
    asked.append(Source(id=9, url="http://127.0.0.1:9/", body_hash="known", added_at=NOW))
    asked.append(Source(id=10, url="ftp://a.example/", body_hash="known", added_at=NOW))
    got = collected(network(), asked)
    moved, gone, same, closed, private, wrong = got
    assert moved.source.moved_to == httpserver.url_for("/same")
    assert len(moved.entries) == 1
    assert gone.source.error_code == "bad_status"
    assert not gone.source.enabled
    assert len(same.entries) == 1
    assert "refused" in closed.source.error
    assert private.source.error_code == wrong.source.error_code == "bad_address"
    assert sorted(feeds.asked) == ["/gone", "/moved", "/same", "/same"]


def test_a_host_that_rests_is_not_asked_ahead(httpserver: HTTPServer, feeds: Feeds) -> None:
    clock = [100.0]
    fetch = network(pace=Pace(clock=lambda: clock[0], sleep=lambda _: None))
    busy, same = (
        replace(one, body_hash="known") for one in sources_of(httpserver, "/busy", "/same")
    )
    collected(fetch, [busy])
    (left,) = collected(fetch, [same])
    assert "left alone" in left.source.error
    assert feeds.asked == ["/busy"]
    clock[0] += 3001
    assert not collected(fetch, [same])[0].source.error


def test_pages_that_are_watched_are_asked_through_robots(
    httpserver: HTTPServer, feeds: Feeds
) -> None:
    fetch, through = network(), []

    def robots(url: str, **how: object):
        through.append(url)
        return fetch(url, **how)  # type: ignore[arg-type]

    asked = [replace(one, body_hash="known") for one in sources_of(httpserver, "/1", "/2")]
    collected(fetch, asked, robots)
    assert sorted(through) == [httpserver.url_for("/1"), httpserver.url_for("/2")]


def test_a_program_error_is_raised(httpserver: HTTPServer, feeds: Feeds) -> None:
    def broken(url: str, **how: object):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        collected(network(), sources_of(httpserver, "/1", "/2"), broken)
