"""Pages without a feed: which links are new, by a selector or a pattern."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from sqlite_utils import Database

from digest import gather
from digest.collect import Collected, Found, collect, discover
from digest.collect.watch import fits, likely_pattern, read_links
from digest.collect.wishes import checked, configured
from digest.errors import UsageError
from digest.fetch import Response
from storage import articles, sources
from storage.records import Source
from tests.conftest import NOW
from tests.fakes_fetch import AnyUrl, FakeFetch

SITE = "https://vendor.example/news"


def index(*slugs: str, more: str = "") -> str:
    cards = "".join(
        f'<div class="card"><a href="/news/{s}?utm_source=x"><img alt="picture"><span>Nov 12</span>'
        f"<h3>Title of {s}</h3></a><a href='/news/{s}'>Read more</a></div>"
        for s in slugs
    )
    return (
        f"<html lang='en'><head><title>News | Vendor</title></head><body><nav><a href='/'>Home</a>"
        f"<a href='/news'>News</a><a href='/about'>About us</a></nav><main>{cards}{more}</main>"
        "<footer><a href='https://x.com/vendor'>X</a><a href='#top'>Top</a></footer></body></html>"
    )


def look(page: str, before: Collected | None = None, **settings: str) -> Collected:
    chosen = tuple(settings.items()) or (("selector", "main a"),)
    source = before.source if before else Source(id=1, url=SITE, kind="page", settings=chosen)
    return collect(AnyUrl(page.encode()), source, now=NOW)


def test_the_first_look_marks_and_later_looks_give_what_is_new() -> None:
    first = look(index("a", "b"))
    assert (first.entries, first.source.error) == ((), "")
    assert first.notes == ("2 links are there now; those that come later are collected.",)
    assert (first.source.title, first.source.language) == ("News | Vendor", "en")
    second = look(index("c", "a", "b"), first)
    (entry,) = second.entries
    assert entry.url == "https://vendor.example/news/c?utm_source=x"
    assert (entry.title, entry.text, entry.published_at) == ("Title of c", "", None)
    assert second.notes == ()
    assert look(index("c", "a", "b"), second).unchanged
    third = look(index("d"), second)
    assert [e.title for e in third.entries] == ["Title of d"]
    assert look(index("a", "d"), third).entries == ()


def test_what_is_new_is_stored_once_and_its_page_is_read(db: Database) -> None:
    settings = (("pattern", "/news/*"),)
    source = sources.add(db, Source(url=SITE, kind="page", settings=settings, added_at=NOW))
    for page, new in ((index("a"), 0), (index("b", "a"), 1), (index("b", "a", "c"), 1)):
        found = collect(AnyUrl(page.encode()), sources.get(db, source.id), now=NOW)
        stored = gather.store(db, found, now=NOW)
        assert (stored.new, len(stored.teasers)) == (new, new)
    assert articles.count(db) == 2
    assert sources.get(db, source.id).settings == settings
    assert len(sources.get(db, source.id).seen) == 3


@pytest.mark.parametrize(
    ("settings", "titles"),
    [
        ({"selector": ".card > a:first-child"}, 3),
        ({"selector": ".card"}, 3),
        ({"selector": "main h3"}, 0),
        ({"pattern": "/news/*"}, 3),
        ({"pattern": "https://vendor.example/news/a*"}, 1),
        ({"pattern": "/news/b"}, 1),
        ({"pattern": "/blog/*"}, 0),
        ({"selector": "footer a"}, 1),
        ({"selector": "main a", "pattern": "/news/c"}, 1),
        ({"selector": "main >"}, -1),
        ({"selector": "a[href=\x00]"}, 0),
        ({"selector": "("}, -1),
    ],
)
def test_selectors_and_patterns(settings: dict[str, str], titles: int) -> None:
    found = look(index("a", "b", "c"), **settings)
    if titles < 0:
        assert found.source.error_code == "usage"
    elif titles == 0:
        assert "No link of the page matches" in found.source.error
    else:
        assert found.notes[0].startswith(f"{titles} links")


def test_links_of_hostile_pages() -> None:
    bad = (
        "<a href='javascript:alert(1)'>x</a><a href='data:text/html,x'>x</a><a href='file:///e'>x</a>"
        "<a href='http://u:p@vendor.example/news/pw'>secret</a><a href='http://['>x</a><a>none</a>"
        f"<a href='/news/long'>{'長' * 10_000}</a><a href='/news/bidi'>\u202eevil<script>x</script></a>"
    )
    first = look(index("a"))
    found = look(index("a", more=bad), first)
    urls = {e.url: e for e in found.entries}
    assert set(urls) == {
        "http://vendor.example/news/pw",
        "https://vendor.example/news/long",
        "https://vendor.example/news/bidi",
    }
    assert len(urls["https://vendor.example/news/long"].title) <= 500
    assert "\u202e" not in urls["https://vendor.example/news/bidi"].title


def test_too_many_links_are_cut_and_said() -> None:
    first = look(index(*map(str, range(700))))
    assert first.notes[0].startswith("500 links")
    assert first.notes[1] == "700 links match; the first 500 were read."


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("", "no web page"),
        ('{"a": 1}', "no web page"),
        ("<html><title>Just a moment...</title></html>", "bot challenge"),
        ("<html><title>ログイン</title><a href='/news/x'>x</a></html>", "sign-in page"),
        ("<html><body>nothing</body></html>", "No link of the page matches"),
        ("<div>" * 100_000, "No link of the page matches"),
    ],
)
def test_a_page_that_shows_no_links_is_an_error_and_forgets_nothing(page: str, said: str) -> None:
    first = look(index("a"))
    found = look(page, first)
    assert said in found.source.error
    assert found.source.seen == first.source.seen
    assert [e.title for e in look(index("b", "a"), found).entries] == ["Title of b"]


@pytest.mark.parametrize(
    ("url", "pattern", "good"),
    [
        ("https://e.example/news/a", "/news/*", True),
        ("https://e.example/old/news/a", "/news/*", False),
        ("https://e.example/p?id=3", "/p?id=*", True),
        ("https://e.example/pxid=3", "/p?id=*", False),
        ("https://e.example/[a]/b", "/[a]/*", True),
        ("https://e.example/a" + "a" * 2000, "*a*a*a*a*a*a*a*a*b", False),
        ("https://e.example/blog/x", "e.example/blog", True),
    ],
)
def test_patterns(url: str, pattern: str, good: bool) -> None:
    assert fits(url, pattern) is good


def test_a_page_without_a_feed_is_offered_for_watching() -> None:
    page = index("a", "b", "c")
    found = discover(FakeFetch({SITE: page}), SITE)
    watched = Found("page", SITE, "News | Vendor", "en", (("pattern", "/news/*"),))
    assert found == (watched, Found("page", SITE, "News | Vendor", "en"))
    assert likely_pattern(index("a", "b", "c", "d"), "https://vendor.example/") == "/news/*"
    assert likely_pattern(index("a"), "https://vendor.example/") == ""
    assert likely_pattern(index("a"), SITE) == ""
    assert likely_pattern("", SITE) == ""


@pytest.mark.parametrize(
    ("kind", "chosen", "said"),
    [
        ("feed", {"selector": "a"}, "no setting 'selector'"),
        ("page", {"selector": "a["}, "no CSS selector"),
        ("page", {"pattern": "*"}, "fits every link"),
        ("page", {"colour": "red"}, "no setting 'colour'"),
        ("hatena", {"points": "many"}, "no number of points"),
        ("hatena", {"points": "-1"}, "no number of points"),
        ("page", {"selector": "a" * 600}, "too long"),
    ],
)
def test_settings_are_checked(kind: str, chosen: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        checked(kind, chosen)


def test_a_changed_setting_begins_anew() -> None:
    chosen: dict[str, Any] = {"pattern": " /news/* ", "selector": ""}
    before = replace(look(index("a")).source, etag="e")
    after = configured(before, chosen)
    assert after.settings == (("pattern", "/news/*"),)
    assert (after.etag, after.body_hash, after.seen) == ("", "", ())
    assert configured(after, chosen) == after


def test_a_hundred_thousand_links_are_looked_at_in_linear_time() -> None:
    page = "<html><base href='/x/'><body>" + "<a href='/news/1'>One</a>" * 100_000
    begun = time.process_time()  # 1.1 s; before, it did not end within ten minutes
    found = read_links(Response("https://e.example/", 200, {}, page.encode()), "", "/news/*")
    assert [entry.title for entry in found.entries] == ["One"]
    assert time.process_time() - begun < 20
