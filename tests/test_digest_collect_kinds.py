"""Kinds of source that know a site: what is pasted, what is asked, what comes of real answers."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from digest.collect import COLLECTORS, Collected, Found, collect, discover
from digest.collect.github import release_tag
from digest.collect.hackernews import item_id
from digest.collect.known import ADDRESSES, kind_of_feed, kind_of_one, known_source
from digest.collect.x import posted_at
from digest.errors import BadStatus, FetchError, NotAFeed, SourceError, UsageError
from digest.fetch import Response
from storage.records import Source
from tests.conftest import NOW
from tests.fakes_fetch import AnyUrl, FakeFetch
from tests.tools import shared

DATA = Path(__file__).parent / "data" / "kinds"
UC = "UCK8sQmJBp8GCxrOtXWBpyEA"
POST = "https://twitter.com/dan_abramov/status/1083472984252260352"
# kind → a source of it, and a real (or true to life) answer.
EXAMPLES = {
    "hackernews": ("hn:anthropic points>=5", "hackernews.json"),
    "huggingface": ("https://huggingface.co/papers", "huggingface.json"),
    "zenn": ("https://zenn.dev/topics/llm", "zenn.xml"),
    "qiita": ("https://qiita.com/tags/llm", "qiita.xml"),
    "hatena": ("https://b.hatena.ne.jp/hotentry/it", "hatena.xml"),
    "youtube": (f"https://www.youtube.com/channel/{UC}", "../feedjira/youtube_atom.xml"),
    "github": ("https://github.com/example-org/engine", "github.xml"),
    "reddit": ("https://www.reddit.com/r/LocalLLaMA/", "reddit.xml"),
    "x": (POST, "x_oembed.json"),
}


def body(name: str) -> bytes:
    return (DATA / name).read_bytes()


def read(kind: str, url: str = "", answer: bytes | None = None, **fields: Any) -> Collected:
    given, name = EXAMPLES[kind]
    fetch = AnyUrl(body(name) if answer is None else answer)
    return collect(fetch, Source(id=1, url=url or given, kind=kind, **fields), now=NOW)


@pytest.mark.parametrize("kind", EXAMPLES)
def test_an_answer_of_each_kind_is_read_whole(kind: str) -> None:
    found = read(kind)
    assert (found.source.error, found.notes) == ("", ())
    assert found.entries
    for entry in found.entries:
        assert entry.title
        assert entry.url.startswith("https://") or kind == "youtube"
        assert entry.published_at is not None
        assert entry.url_key
    assert found.source.title
    again = collect(AnyUrl(body(EXAMPLES[kind][1])), replace(found.source, id=1), now=NOW)
    assert (again.unchanged, again.entries) == (True, ())


# ---------------------------------------------------------------------- what is pasted


@pytest.mark.parametrize(
    ("pasted", "kind", "asked"),
    [
        ("https://zenn.dev", "zenn", "https://zenn.dev/feed"),
        ("https://zenn.dev/topics/llm", "zenn", "https://zenn.dev/topics/llm/feed"),
        ("https://zenn.dev/topics/llm/feed?all=1", "zenn", "https://zenn.dev/topics/llm/feed?all=1"),
        ("https://zenn.dev/someone/articles/abc", "zenn", "https://zenn.dev/someone/feed"),
        ("https://zenn.dev/p/team", "zenn", "https://zenn.dev/p/team/feed"),
        ("https://qiita.com/", "qiita", "https://qiita.com/popular-items/feed.atom"),
        ("https://qiita.com/tags/%E7%94%9F%E6%88%90ai", "qiita",
         "https://qiita.com/tags/%E7%94%9F%E6%88%90ai/feed.atom"),
        ("https://qiita.com/someone/items/abc", "qiita", "https://qiita.com/someone/feed.atom"),
        ("https://b.hatena.ne.jp/hotentry/it", "hatena", "https://b.hatena.ne.jp/hotentry/it.rss"),
        ("https://b.hatena.ne.jp/q/AI?users=50", "hatena",
         "https://b.hatena.ne.jp/q/AI?mode=rss&sort=recent&users=50"),
        (f"https://youtube.com/channel/{UC}/videos", "youtube",
         f"https://www.youtube.com/feeds/videos.xml?channel_id={UC}"),
        ("https://github.com/a/b.git", "github", "https://github.com/a/b/releases.atom"),
        ("https://github.com/a/b/commits/main", "github", "https://github.com/a/b/commits/main.atom"),
        ("https://github.blog/", "github", "https://github.blog/feed/"),
        ("https://old.reddit.com/r/LocalLLaMA/top/?t=week", "reddit",
         "https://www.reddit.com/r/LocalLLaMA/top/.rss?t=week"),
        ("https://huggingface.co/papers/week/2026-W47", "huggingface",
         "https://huggingface.co/api/daily_papers?week=2026-W47&limit=100"),
        ("https://hn.algolia.com/?q=LLM", "hackernews",
         "https://hn.algolia.com/api/v1/search_by_date?tags=story&numericFilters=points%3E%3D50"
         "&query=LLM&hitsPerPage=100"),
        (POST, "x", POST),
        ("cs.CL", "arxiv", ADDRESSES["arxiv"]("cs.CL")),
    ],
)  # fmt: skip
def test_a_pasted_address_finds_its_kind_without_asking(pasted: str, kind: str, asked: str) -> None:
    found = known_source(pasted)
    assert found is not None
    assert (found.kind, found.url) == (kind, asked)
    again = known_source(found.url)
    assert again == (replace(found, title=found.url) if kind == "arxiv" else found)
    assert kind_of_feed(found.url) == kind


@pytest.mark.parametrize(
    "pasted",
    [
        "", "hn:", "https://zenn.dev/about", "https://qiita.com/login", "https://example.com/feed",
        "https://b.hatena.ne.jp/help", "https://github.com/topics/llm", "https://github.com/a/..",
        "https://reddit.com/", "https://huggingface.co/blog", "https://huggingface.co/papers/2611.1",
        "https://zenn.dev.evil.example/topics/llm", "https://u:p@zenn.dev/topics/llm", "http://[",
        "javascript:https://zenn.dev/topics/llm", "https://www.youtube.com/", "https://x.com/openai",
    ],
)  # fmt: skip
def test_other_addresses_are_left_to_discovery(pasted: str) -> None:
    assert known_source(pasted) is None
    assert kind_of_feed(pasted) == "feed"


@pytest.mark.parametrize("kind", sorted(set(ADDRESSES) - {"arxiv"}))
def test_a_kind_refuses_what_is_not_its_own_with_words(kind: str) -> None:
    found = collect(AnyUrl(b"<rss/>"), Source(url="https://else.example/", kind=kind), now=NOW)
    assert found.source.error_code == "usage"
    assert "else.example" in found.source.error
    assert "Give" in found.source.error


def test_an_account_of_x_is_refused_with_what_to_do() -> None:
    with pytest.raises(UsageError, match="no public feed"):
        discover(FakeFetch({}), "https://x.com/openai")


def test_a_handle_of_youtube_is_looked_up_on_its_page() -> None:
    page = f'<link rel="canonical" href="https://www.youtube.com/channel/{UC}">'
    fetch = FakeFetch({"https://www.youtube.com/@name": page})
    feed = f"https://www.youtube.com/feeds/videos.xml?channel_id={UC}"
    assert discover(fetch, "https://www.youtube.com/@name") == (Found("youtube", feed),)
    with pytest.raises(SourceError, match="names no channel"):
        discover(FakeFetch({"https://youtube.com/@n": "<html></html>"}), "youtube.com/@n")
    consent = Response("https://consent.youtube.com/m?x", 200, {}, b"<html></html>")
    with pytest.raises(NotAFeed, match="consent"):
        discover(FakeFetch({"https://www.youtube.com/@n": consent}), "https://www.youtube.com/@n")


def test_a_feed_that_a_page_names_gets_its_kind() -> None:
    page = '<link rel="alternate" type="application/rss+xml" href="https://zenn.dev/someone/feed">'
    found = discover(FakeFetch({"https://me.example/": page}), "me.example/")
    assert (found[0].kind, found[0].url) == ("zenn", "https://zenn.dev/someone/feed")


# ---------------------------------------------------------------------- Hacker News


def hits(page: int, pages: int, *points: int) -> bytes:
    found = [
        {"objectID": f"{page}{n}", "title": f"Story {page}-{n}", "points": p, "author": "ann",
         "url": f"https://s.example/{page}/{n}", "created_at": "2026-11-18T00:00:00Z"}
        for n, p in enumerate(points)
    ]  # fmt: skip
    return json.dumps({"hits": found, "page": page, "nbPages": pages, "nbHits": 99}).encode()


class Pages(FakeFetch):
    """A list of answers by the parameter `page`; an error where one stands."""

    def __init__(self, *answers: bytes | FetchError) -> None:
        super().__init__({})
        self.answers = answers

    def __call__(self, url: str, **_: Any) -> Response:
        self.asked.append((url, "", ""))
        number = re.search(r"[&?]page=(\d+)", url)
        answer = self.answers[int(number[1]) if number else 0]
        if isinstance(answer, FetchError):
            raise answer
        return Response(url, 200, {}, answer)


def test_a_story_is_its_page_with_points_and_its_discussion() -> None:
    assert all(entry.points is not None for entry in read("hackernews").entries)
    linked = [e for e in read("hackernews").entries if "ycombinator" not in e.url]
    assert linked
    for entry in linked:
        assert any(link.startswith("https://news.ycombinator.com/item?id=") for link in entry.links)


def test_the_last_days_are_asked_with_the_threshold() -> None:
    fetch = AnyUrl(hits(0, 1, 200))
    collect(fetch, Source(url="hn:LLM points>=100", kind="hackernews"), now=NOW)
    ((url, etag, modified),) = fetch.asked
    assert "points%3E%3D100" in url and "created_at_i%3E" in url and "query=LLM" in url  # noqa: PT018
    assert (etag, modified) == ("", "")


def test_every_page_is_read_and_one_that_fails_keeps_the_others() -> None:
    source = Source(url="hn:LLM", kind="hackernews")
    whole = collect(Pages(hits(0, 2, 90, 80), hits(1, 2, 70)), source, now=NOW)
    assert [e.points for e in whole.entries] == [90, 80, 70]
    assert whole.notes == ("99 match; the newest 3 were read.",)
    broken = Pages(hits(0, 2, 90, 80), BadStatus("u", 503, "It is down.", ""))
    partly = collect(broken, source, now=NOW)
    assert (len(partly.entries), partly.source.error) == (2, "")
    assert "Page 2 could not be read (It is down)" in " ".join(partly.notes)
    assert not collect(Pages(hits(0, 2, 90, 80), hits(1, 2, 70)), partly.source, now=NOW).unchanged


def test_pages_that_never_end_do_end() -> None:
    fetch = Pages(*[hits(n, 10**6, 60) for n in range(30)])
    found = collect(fetch, Source(url="hn:LLM", kind="hackernews"), now=NOW)
    assert len(fetch.asked) == len(found.entries) == 20
    assert "has more pages" in " ".join(found.notes)
    same = Pages(*[hits(0, 10**6, 60)] * 3)
    collect(same, Source(url="hn:LLM", kind="hackernews"), now=NOW)
    assert len(same.asked) <= 3


def test_one_page_posted_twice_is_kept_once_with_the_most_points() -> None:
    story = {"url": "https://s.example/", "created_at": "2026-11-18T00:00:00Z"}
    told = [story | {"objectID": str(n), "title": f"T{n}", "points": n} for n in (60, 90, 70)]
    found = read("hackernews", answer=json.dumps({"hits": told}).encode())
    assert [(e.title, e.points, e.url) for e in found.entries] == [
        ("T90", 90, "https://s.example/")
    ]
    assert "2 stories on a page that another one has were left out." in found.notes


def test_an_item_is_the_page_that_it_points_to() -> None:
    url = "https://news.ycombinator.com/item?id=7"
    item = {"id": 7, "title": "Show HN", "url": "https://s.example/post", "points": 321}
    page = f"<html><title>Their own title</title><article><p>{'Words of it. ' * 60}</p></article>"
    api = "https://hn.algolia.com/api/v1/items/7"
    assert (item_id(url), kind_of_one(url)) == ("7", "hackernews")
    fetch = FakeFetch({api: json.dumps(item), "https://s.example/post": page})
    (entry,) = collect(fetch, Source(url=url, kind="hackernews"), now=NOW).entries
    assert (entry.title, entry.url, entry.points) == ("Their own title", item["url"], 321)
    assert entry.text.startswith("Words of it.")
    assert url in entry.links
    (bare,) = collect(
        FakeFetch({api: json.dumps(item)}), Source(url=url, kind="hackernews"), now=NOW
    ).entries
    assert (bare.title, bare.text, bare.points) == ("Show HN", "", 321)


# ---------------------------------------------------------------------- the others


def test_daily_papers_are_arxiv_papers_with_upvotes() -> None:
    first, second = read("huggingface").entries
    assert (first.kind, first.external_id, first.url_key) == (
        "paper", "arxiv:2611.01234", "arxiv:2611.01234",
    )  # fmt: skip
    assert (first.title, first.text) == (
        "A Study of Long Context", "We study long contexts. They are long.",
    )  # fmt: skip
    assert (first.authors, first.points, second.points) == (("Ann One", "Bo Two"), 42, 0)
    assert first.published_at == datetime(2026, 11, 16, tzinfo=UTC)
    assert "https://github.com/ann/long" in first.links


def test_bookmarks_are_points_and_a_threshold_leaves_out_with_a_note() -> None:
    assert [e.points for e in read("hatena").entries] == [178, 12]
    found = read("hatena", settings=(("points", "50"),))
    assert [e.points for e in found.entries] == [178]
    assert found.notes == ("1 entries with fewer than 50 points were left out.",)


def test_releases_are_titled_with_their_repository() -> None:
    titles = [e.title for e in read("github", "https://github.com/example-org/engine").entries]
    asked = "https://github.com/example-org/engine/releases.atom"
    assert titles == ["example-org/engine v1.2.3", "Engine 1.2.2: calmer"]
    assert {e.kind for e in read("github").entries} == {"release"}
    empty = b'<feed xmlns="http://www.w3.org/2005/Atom"><title>Release notes</title></feed>'
    assert read("github", answer=empty).notes == (
        f"The repository has no releases; its tags are at {asked.replace('releases', 'tags')}",
    )


def test_one_release_is_taken_from_the_feed_or_from_its_page() -> None:
    url = "https://github.com/example-org/engine/releases/tag/v1.2.2"
    assert (release_tag(url), kind_of_one(url)) == ("v1.2.2", "github")
    (entry,) = read("github", url).entries
    assert (entry.title, entry.text) == ("Engine 1.2.2: calmer", "Calmer.")
    old = url.replace("v1.2.2", "v0.1")
    page = f"<html><title>Release v0.1</title><article><p>{'Old words. ' * 50}</p></article>"
    feed = "https://github.com/example-org/engine/releases.atom"
    fetch = FakeFetch({feed: body("github.xml"), old: page})
    (entry,) = collect(fetch, Source(url=old, kind="github"), now=NOW).entries
    assert (entry.title, entry.kind) == ("Release v0.1", "release")
    gone = collect(FakeFetch({feed: body("github.xml")}), Source(url=old, kind="github"), now=NOW)
    assert "cannot be read" in gone.source.error


def test_a_post_of_reddit_is_the_page_that_it_points_to() -> None:
    link, own = read("reddit").entries
    assert link.url == "https://vendor.example/model?a=1&b=2"
    assert "https://www.reddit.com/r/LocalLLaMA/comments/1abc/new_model/" in link.links
    assert (link.text, link.authors) == ("", ())  # ann posted it, she did not write it
    assert own.authors == ("bo",)
    assert own.url == "https://www.reddit.com/r/LocalLLaMA/comments/1def/measured/"
    assert (own.text, own.kind) == ("I measured it on two cards.", "post")
    url = "https://www.reddit.com/r/LocalLLaMA/comments/1abc/new_model/?utm_source=share"
    assert kind_of_one(url) == "reddit"
    fetch = FakeFetch(
        {"https://www.reddit.com/r/LocalLLaMA/comments/1abc/.rss": body("reddit.xml")}
    )
    assert len(collect(fetch, Source(url=url, kind="reddit"), now=NOW).entries) == 1


def test_videos_have_their_description_and_are_not_fetched_again() -> None:
    first = read("youtube").entries[0]
    assert first.external_id == "youtube:5shykyfmb28"
    assert first.text.startswith("A question is the most powerful force")
    assert {e.kind for e in read("youtube").entries} == {"post"}


def test_one_video_is_read_through_oembed_and_its_page() -> None:
    url = "https://youtu.be/5shykyfmb28?si=abc"
    watch = "https://www.youtube.com/watch?v=5shykyfmb28"
    asked = (
        "https://www.youtube.com/oembed?url=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3D5shykyfmb28"
        "&format=json"
    )
    told = '{"title": "The talk", "author_name": "Google"}'
    page = '<script>{"shortDescription":"Line one.\\nLine \\"two\\".","publishDate":"2026-11-18T09:00:00-08:00"}'
    fetch = FakeFetch({asked: told, watch: page})
    found = collect(fetch, Source(url=url, kind=kind_of_one(url)), now=NOW)
    (entry,) = found.entries
    assert (entry.title, entry.url, entry.authors) == ("The talk", watch, ("Google",))
    assert (entry.text, entry.kind) == ('Line one.\nLine "two".', "post")
    assert entry.published_at == datetime(2026, 11, 18, 17, tzinfo=UTC)
    bare = collect(FakeFetch({asked: told}), Source(url=url, kind="youtube"), now=NOW)
    assert (bare.entries[0].text, bare.entries[0].url_key) == ("", "youtube:5shykyfmb28")
    assert bare.notes == ("Only the title of the video could be read.",)


def test_a_post_of_x_comes_from_its_public_answer() -> None:
    (entry,) = read("x").entries
    assert entry.title.startswith("@dan_abramov: Top two mistakes in documentation:")
    assert "• Assuming people know everything\n• Assuming people are stupid" in entry.text
    assert entry.authors == ("Dan Abramov (@dan_abramov)",)
    assert (entry.kind, entry.external_id, entry.language) == (
        "post",
        "x:1083472984252260352",
        "en",
    )
    assert entry.published_at == posted_at("1083472984252260352")
    assert entry.published_at is not None
    assert entry.published_at.date().isoformat() == "2019-01-10"
    assert posted_at("20") is None


def test_the_second_door_of_x_is_tried_and_then_a_paste_is_asked_for() -> None:
    class SecondDoor(AnyUrl):
        def __call__(self, url: str, **given: Any) -> Response:
            if url.startswith("https://publish.x.com"):
                raise BadStatus(url, 402, "No.", "")
            return super().__call__(url, **given)

    second = SecondDoor(body("x_oembed.json"))
    assert collect(second, Source(url=POST, kind="x"), now=NOW).entries
    gone = collect(FakeFetch({}), Source(url=POST, kind="x"), now=NOW)
    assert "it was deleted, or only who is signed in may see it" in gone.source.error
    assert "--text" in gone.source.error


def test_every_kind_with_an_address_is_a_collector() -> None:
    assert set(ADDRESSES) <= set(COLLECTORS)
    assert set(EXAMPLES) == set(ADDRESSES) - {"arxiv"}


CAPTURES = {
    "ja_feeds/aion/hatena_bookmark_tech.xml": ("hatena", 30),
    "json_apis/hf_daily_papers_eien.json": ("huggingface", 10),
    "json_apis/oembed_magda_pl.json": ("x", 1),
}


@pytest.mark.parametrize("name", [name for name in CAPTURES if shared(f"data/{name}")])
def test_captures_that_may_not_be_copied_are_read_whole(name: str) -> None:
    kind, count = CAPTURES[name]
    capture = shared(f"data/{name}")
    assert capture is not None
    found = read(kind, answer=capture.read_bytes())
    assert (len(found.entries), found.notes, found.source.error) == (count, (), "")
    assert all(entry.published_at and entry.title for entry in found.entries)
    assert kind == "x" or all(entry.points is not None for entry in found.entries)
    assert not any("st-hatena" in link for entry in found.entries for link in entry.links)
