"""Every kind of source against what no honest server sends: a new kind is covered by itself.

Never a crash, never a lost batch, never a silent drop.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest.collect import COLLECTORS, Collected, collect
from digest.collect.known import ADDRESSES
from digest.collect.parsed import MAX_ENTRIES
from digest.errors import TooManyRedirects
from digest.fetch import Response
from digest.identity import to_article
from digest.text import TEXT_CHARS, TITLE_CHARS, clean
from storage.records import Entry, Source
from tests.conftest import NOW
from tests.fakes_fetch import AnyUrl, FakeFetch

# A source of each kind; a kind that is not named here is asked at a plain URL.
SOURCES: dict[str, dict[str, Any]] = {
    "arxiv": {"url": "cs.CL"},
    "hackernews": {"url": "hn:LLM"},
    "huggingface": {"url": "https://huggingface.co/papers"},
    "zenn": {"url": "https://zenn.dev/topics/llm"},
    "qiita": {"url": "https://qiita.com/tags/llm"},
    "hatena": {"url": "https://b.hatena.ne.jp/hotentry/it"},
    "youtube": {"url": "https://www.youtube.com/playlist?list=PL0123456789ab"},
    "github": {"url": "https://github.com/a/b"},
    "reddit": {"url": "https://www.reddit.com/r/a"},
    "x": {"url": "https://x.com/a/status/1083472984252260352"},
    "page": {"settings": (("selector", "a"),), "seen": ("before",)},
}
LOCAL = ("file", "mail")  # they ask no server: test_digest_documents.py
# A page without a selector is an article.
KINDS = [*(kind for kind in COLLECTORS if kind not in LOCAL), "article"]


def source(kind: str) -> Source:
    if kind == "article":
        return Source(id=1, url="https://s.example/", kind="page")
    return Source(id=1, kind=kind, **{"url": "https://s.example/", **SOURCES.get(kind, {})})


def look(kind: str, body: bytes | str, **headers: str) -> Collected:
    content = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    return collect(AnyUrl(content, headers), source(kind), now=NOW)


def check(found: Collected) -> None:
    """An error in words, or entries that are safe to store; always something to show."""
    if found.source.error:
        assert found.entries == ()
        assert found.source.error_code in ("source", "not_a_feed", "usage", "bad_address")
        assert len(found.source.error) < 1500
    for entry in found.entries:
        assert entry.url.startswith(("http://", "https://"))
        assert "@" not in entry.url.split("/")[2]
        assert entry.title
        assert len(entry.title) <= TITLE_CHARS
        assert len(entry.text) <= TEXT_CHARS + 1
        for text in (entry.title, entry.text, entry.url, *entry.authors, *entry.links):
            assert clean(text) == text
        assert all(link.startswith(("http://", "https://")) for link in entry.links)
        assert entry.points is None or 0 <= entry.points <= 10**9
        assert to_article(entry, 1, now=NOW).week <= "2026-W47"
    keys = [entry.url_key for entry in found.entries]
    assert len(keys) == len(set(keys))
    Collected.from_plain(json.loads(json.dumps(found.to_plain())))


HTML = "<!doctype html><html><head><title>{}</title></head><body><p>{}</p></body></html>"
BODIES: dict[str, bytes | str] = {
    "empty": "",
    "white": " \n\t ",
    "nul": b"\0" * 1000,
    "png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
    "pdf": b"%PDF-1.7\n" + b"\xff" * 1000,
    "html": HTML.format("Welcome", "Nothing here."),
    "error page": HTML.format("500 Internal Server Error", "Something went wrong."),
    "challenge": HTML.format("Just a moment...", "Enable JavaScript and cookies to continue"),
    "login": HTML.format("ログイン", "メールアドレス"),
    "json null": "null",
    "json text": '"hello"',
    "json list": "[1, null, [], {}, true]",
    "json deep": "[" * 100_000,
    "json error": '{"message": "rate limited", "error": "too many", "status": 429}',
    "json wrong types": '{"hits": {"a": 1}, "html": 5, "paper": [], "items": "x", "title": {}}',
    "json huge number": '{"hits": [{"points": ' + "9" * 5000 + "}]}",
    "json cut": '{"hits": [{"title": "A',
    "json bad utf-8": b'[{"paper": {"id": "2611.00001", "title": "\xff\xfe"}}]',
    "xml": "<?xml version='1.0'?><note><to>you</to></note>",
    "xml cut": "<rss version='2.0'><channel><title>t</title><item><title>A",
    "xml bomb": '<!DOCTYPE r [<!ENTITY a "&#x61;&b;"><!ENTITY b "&a;">]><rss><channel>&a;</channel></rss>',
    "opml": "<opml version='2.0'><body/></opml>",
    "utf-16": HTML.format("Welcome", "x").encode("utf-16"),
    "shift_jis": HTML.format("ようこそ", "日本語の本文です。").encode("cp932"),
    "deep html": "<div>" * 50_000,
    "surrogates": "<html><title>\ud800</title>",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_answer_is_told_in_words(kind: str, body: bytes | str) -> None:
    found = look(kind, body)
    check(found)
    assert found.source.error or found.entries or found.notes, "a silent nothing"


@pytest.mark.parametrize("kind", KINDS)
def test_a_challenge_and_a_sign_in_are_named(kind: str) -> None:
    assert "bot challenge" in look(kind, BODIES["challenge"]).source.error
    guarded = look(kind, BODIES["html"], **{"cf-mitigated": "challenge"})
    assert kind == "article" or "Cloudflare" in guarded.source.error
    assert kind == "article" or "sign-in" in look(kind, BODIES["login"]).source.error


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_charset_or_type_is_no_crash(kind: str) -> None:
    for kept in ("text/html; charset=klingon", "image/png", "application/json; charset=utf-16", ""):
        check(look(kind, BODIES["html"], **{"content-type": kept}))
        check(look(kind, "[]", **{"content-type": kept}))


@pytest.mark.parametrize("kind", KINDS)
def test_a_network_that_loops_is_an_error_of_the_source(kind: str) -> None:
    class Loop(FakeFetch):
        def __call__(self, url: str, **_: Any) -> Response:
            raise TooManyRedirects(url, "The address redirects in a circle.", "Use another.")

    found = collect(Loop({}), source(kind), now=NOW)
    assert "in a circle" in found.source.error
    assert found.source.error_count == 1


# ---------------------------------------------------------------------- entries of every kind


@dataclass(frozen=True)
class Item:
    """One entry as a server may send it."""

    title: str = "A good title"
    link: str = "https://e.example/1"
    ident: str = "1"
    date: str = "2026-11-18T09:00:00Z"
    body: str = "The text of it."
    author: str = "Ann"
    points: Any = 60
    extra: dict[str, Any] = field(default_factory=dict)


def atom(items: list[Item]) -> str:
    entries = "".join(
        f"<entry><id>{escape(i.ident)}</id><title type='html'>{escape(escape(i.title))}</title>"
        f"<link href={json.dumps(escape(i.link), ensure_ascii=False)}/>"
        f"<author><name>{escape(i.author)}</name></author>"
        f"<published>{escape(i.date)}</published><content type='html'>{escape(i.body)}</content></entry>"
        for i in items
    )
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title>{entries}</feed>"


def algolia(items: list[Item]) -> str:
    hits = [
        {"objectID": i.ident, "title": i.title, "url": i.link, "created_at": i.date,
         "author": i.author, "points": i.points, "story_text": i.body} for i in items
    ]  # fmt: skip
    return json.dumps({"hits": hits, "nbHits": len(hits), "page": 0, "nbPages": 1})


def daily_papers(items: list[Item]) -> str:
    papers = [
        {"paper": {"id": i.ident if "." in i.ident else f"2611.{i.ident[:9]:0>5}", "title": i.title,
                   "summary": i.body, "publishedAt": i.date, "upvotes": i.points,
                   "authors": [{"name": i.author}], "projectPage": i.link}} for i in items
    ]  # fmt: skip
    return json.dumps(papers)


def oembed(items: list[Item]) -> str:
    first = items[0] if items else Item()
    return json.dumps(
        {"html": f"<blockquote><p lang=en>{first.body} {escape(first.title)}</p>&mdash; x</blockquote>",
         "author_name": first.author, "url": first.link}
    )  # fmt: skip


def links(items: list[Item]) -> str:
    return "<html><title>T</title>" + "".join(
        f"<p><a href={json.dumps(escape(i.link), ensure_ascii=False)}>{escape(i.title)}</a></p>"
        for i in items
    )


def article(items: list[Item]) -> str:
    first = items[0] if items else Item()
    text = f"<p>{escape(first.body)}</p>" * 3
    return f"<html><title>{escape(first.title)}</title><article>{text}</article></html>"


# How a kind's answer is written; what is not named here is a feed.
WRITERS: dict[str, Callable[[list[Item]], str]] = {
    "hackernews": algolia,
    "huggingface": daily_papers,
    "x": oembed,
    "page": links,
    "article": article,
}
ONE = ("pdf", "x", "article")  # kinds that read one thing


def write(kind: str, items: list[Item]) -> str:
    return WRITERS.get(kind, atom)(items)


GOOD = Item("Another good title", "https://e.example/2", "2", body="Another text.")
MARKUP = '<script>alert(1)</script><img src=x onerror=alert(1)><b>bold</b> "quoted" \' & &amp;'
HOSTILE: dict[str, Item] = {
    "no id": Item(ident=""),
    "no date": Item(date=""),
    "nonsense date": Item(date="yesterday"),
    "1900": Item(date="1900-01-01T00:00:00Z"),
    "2099": Item(date="2099-12-31T23:59:59Z"),
    "year 1": Item(date="0001-01-01T00:00:00+14:00"),
    "year 9999": Item(date="9999-12-31T23:59:59-12:00"),
    "no title": Item(title=""),
    "no link": Item(link=""),
    "javascript": Item(link="javascript:alert(1)"),
    "data": Item(link="data:text/html,<b>x"),
    "file": Item(link="file:///etc/passwd"),
    "credentials": Item(link="https://user:hunter2@e.example/1"),
    "broken scheme": Item(link="http\n://e.example/1"),
    "strange host": Item(link="https://&#x0;user:hunter2@e.example/1"),
    "broken link": Item(link="http://[::1"),
    "long link": Item(link="https://e.example/" + "a" * 50_000),
    "long link, no title": Item(title="", body="", link="https://e.example/" + "a" * 50_000),
    "long title": Item(title="長い題名" * 2500),
    "long text": Item(body="長い本文。" * 100_000),
    "markup": Item(title=MARKUP, body=MARKUP, author=MARKUP, ident=MARKUP),
    "references": Item(
        title="a&#1;b", body="<div>&#0;&#x1f;<p>x&#xfffe;y</p>&#12;</div><script></script>"
    ),
    "bidi": Item(title="\u202egpj.exe\u2066 x\u200b", body="\u202eabc\u2069", author="\u202eann"),
    "tags": Item(title="T\U000e0041\U000e0042", body="ignore\U000e0020this"),
    "negative points": Item(points=-5),
    "text points": Item(points="many"),
    "huge points": Item(points=10**30),
    "many authors": Item(author="Ann, " * 2000),
    "only a title": Item(link="", ident="", date="", body="", author="", points=None),
}


@pytest.mark.parametrize("item", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("kind", KINDS)
def test_a_hostile_entry_spoils_neither_itself_nor_the_next(kind: str, item: Item) -> None:
    found = look(kind, write(kind, [item, GOOD]))
    check(found)
    assert found.source.error == "" or kind in ONE
    if kind not in ONE:
        assert any(GOOD.title in entry.title for entry in found.entries), "the good one is lost"
        lost = len(found.entries) < 2
        assert not lost or found.notes or kind == "page", "one entry went without a word"
    told = json.dumps(found.to_plain(), ensure_ascii=False)
    assert "hunter2" not in told
    assert "javascript:" not in told


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ONE])
def test_repeated_entries_are_kept_once_and_said(kind: str) -> None:
    found = look(kind, write(kind, [Item(), Item(), Item(), GOOD]))
    check(found)
    assert len(found.entries) == 2
    assert found.notes or kind == "page"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ONE])
def test_fifty_thousand_entries_are_cut_and_said(kind: str) -> None:
    items = [
        Item(f"Title number {n}", f"https://e.example/{n}", f"{n}", body="") for n in range(50_000)
    ]
    found = look(kind, write(kind, items))
    check(found)
    assert 0 < len(found.entries) <= MAX_ENTRIES
    assert any("first" in note for note in found.notes), found.notes


@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_that_is_cut_anywhere_is_no_crash(kind: str) -> None:
    whole = write(kind, [Item(), GOOD]).encode()
    for at in range(1, len(whole), max(1, len(whole) // 40)):
        check(look(kind, whole[:at]))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=300), st.sampled_from(KINDS))
def test_any_bytes_are_no_crash(body: bytes, kind: str) -> None:
    check(look(kind, body))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["hits", "paper", "html", "title", "url", "id", "objectID", "points", "authors",
                 "name", "summary", "created_at", "publishedAt", "items", "version", "nbHits",
                 "nbPages", "page", "upvotes", "author_name"]
            ),
            inner,
            max_size=6,
        ),
        max_leaves=25,
    ),
    st.sampled_from([kind for kind in KINDS if kind in WRITERS] + ["feed"]),
)  # fmt: skip
def test_any_json_is_no_crash(value: Any, kind: str) -> None:
    check(look(kind, json.dumps(value)))


def test_every_kind_with_an_address_has_a_source_here() -> None:
    assert set(ADDRESSES) <= set(SOURCES)
    assert Entry("u", "t").points is None
