"""The hostile entries of test_digest_collect_hostile.py, in every format that a feed may have."""

from __future__ import annotations

import json
from collections.abc import Callable
from xml.sax.saxutils import escape

import pytest

from digest.collect import Collected
from digest.collect.feed import read_feed
from digest.collect.parsed import MAX_ENTRIES
from digest.fetch import Response
from digest.identity import to_article
from pages.shared import article_view
from storage.records import Entry
from tests.conftest import NOW
from tests.fakes_fetch import collected
from tests.test_digest_collect_hostile import GOOD, HOSTILE, MARKUP, Item, check

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DC = "http://purl.org/dc/elements/1.1/"


def rss(items: list[Item]) -> str:
    entries = "".join(
        f"<item><title>{escape(escape(i.title))}</title><link>{escape(i.link)}</link>"
        f"<guid isPermaLink='false'>{escape(i.ident)}</guid><author>{escape(i.author)}</author>"
        f"<pubDate>{escape(i.date)}</pubDate><description>{escape(i.body)}</description>"
        f"<category>{escape(i.title)}</category><comments>{escape(i.link)}</comments>"
        f"<enclosure url={json.dumps(escape(i.link), ensure_ascii=False)} type='audio/mpeg'/>"
        "</item>"
        for i in items
    )
    return f"<rss version='2.0'><channel><title>T</title>{entries}</channel></rss>"


def rdf(items: list[Item]) -> str:
    entries = "".join(
        f"<item rdf:about={json.dumps(escape(i.ident), ensure_ascii=False)}>"
        f"<title>{escape(escape(i.title))}</title><link>{escape(i.link)}</link>"
        f"<dc:creator>{escape(i.author)}</dc:creator><dc:date>{escape(i.date)}</dc:date>"
        f"<dc:rights>{escape(i.body[:200])}</dc:rights>"
        f"<description>{escape(i.body)}</description></item>"
        for i in items
    )
    head = f"<rdf:RDF xmlns:rdf='{RDF}' xmlns='http://purl.org/rss/1.0/' xmlns:dc='{DC}'>"
    return f"{head}<channel><title>T</title></channel>{entries}</rdf:RDF>"


def json_feed(items: list[Item]) -> str:
    listed = [
        {
            "id": i.ident,
            "url": i.link,
            "external_url": i.link,
            "title": i.title,
            "content_html": i.body,
            "date_published": i.date,
            "authors": [{"name": i.author, "url": i.link}],
            "tags": [i.title, i.points],
            "image": i.link,
            "attachments": [{"url": i.link, "mime_type": "audio/mpeg"}],
        }
        for i in items
    ]
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": listed}
    )


FORMATS: dict[str, Callable[[list[Item]], str]] = {"rss": rss, "rdf": rdf, "json": json_feed}


def look(kept: str, items: list[Item]) -> Collected:
    return collected(FORMATS[kept](items).encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("item", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("kept", FORMATS)
def test_a_hostile_entry_spoils_neither_itself_nor_the_next(kept: str, item: Item) -> None:
    found = look(kept, [item, GOOD])
    check(found)
    assert found.source.error == ""
    assert any(GOOD.title in entry.title for entry in found.entries), "the good one is lost"
    assert len(found.entries) == 2 or found.notes, "one entry went without a word"
    told = json.dumps(found.to_plain(), ensure_ascii=False)
    for hidden in ("hunter2", "javascript:", "file:///", "data:text"):
        assert hidden not in told


@pytest.mark.parametrize("kept", FORMATS)
def test_markup_becomes_words_and_is_inert_where_it_is_text(kept: str) -> None:
    item = Item(title=MARKUP, body=MARKUP, author=MARKUP, ident=MARKUP)
    first = look(kept, [item, GOOD]).entries[0]
    for name, text in (("title", first.title), ("text", first.text), ("author", first.authors[0])):
        assert "bold" in text
        assert ("<script" in text) is (name != "text"), name  # escaped as text, sent as markup
    assert escape(first.title) in entry_html(first)


def entry_html(entry: Entry) -> str:
    """As the pane shows it: characters that a format calls plain text are shown as characters."""
    return article_view.head(to_article(entry, 1, now=NOW), "a source").replace("&quot;", '"').replace("&#x27;", "'")  # fmt: skip


@pytest.mark.parametrize("kept", FORMATS)
def test_dates_that_cannot_be_are_none_and_no_entry_is_from_tomorrow(kept: str) -> None:
    dates = ["1900-01-01T00:00:00Z", "2099-12-31T23:59:59Z", "2026-11-18T09:00:00Z", "soon", ""]
    items = [
        Item(f"Title {n}", f"https://e.example/{n}", f"{n}", date) for n, date in enumerate(dates)
    ]
    found = look(kept, items)
    check(found)
    years = [entry.published_at.year if entry.published_at else None for entry in found.entries]
    assert years == [None, 2099, 2026, None, None]


@pytest.mark.parametrize("kept", FORMATS)
def test_what_comes_again_is_kept_once_and_what_shares_an_id_is_kept(kept: str) -> None:
    same = look(kept, [Item(), Item(), GOOD])
    assert len(same.entries) == 2
    assert any("twice" in note for note in same.notes)
    other = Item("Quite another", "https://e.example/9", ident="1", body="Another.")
    shared = look(kept, [Item(), other, GOOD])
    assert len(shared.entries) == 3


@pytest.mark.parametrize("kept", FORMATS)
def test_fifty_thousand_entries_are_cut_and_said(kept: str) -> None:
    items = [Item(f"Title {n}", f"https://e.example/{n}", f"{n}", body="") for n in range(50_000)]
    found = look(kept, items)
    check(found)
    assert len(found.entries) == MAX_ENTRIES
    assert any("first" in note for note in found.notes), found.notes


@pytest.mark.parametrize("kept", FORMATS)
def test_an_answer_that_is_cut_anywhere_gives_what_is_there_or_a_reason(kept: str) -> None:
    whole = FORMATS[kept]([Item(), GOOD]).encode()
    for at in range(1, len(whole), max(1, len(whole) // 60)):
        found = collected(whole[:at])
        check(found)
        assert found.source.error or found.entries or found.notes, "a silent nothing"


@pytest.mark.parametrize("kept", FORMATS)
@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "cp932", "euc_jp", "iso2022_jp"])
def test_another_charset_than_the_header_says_is_read(kept: str, codec: str) -> None:
    title = "日本語の題名と、読みやすい長さの本文です。"
    body = FORMATS[kept]([Item(title=title, body=f"<p>{title * 3}</p>", ident="a"), GOOD])
    if kept == "json":
        body = json.dumps(json.loads(body), ensure_ascii=False)
    found = collected(body.encode(codec), content_type="text/xml; charset=ISO-8859-1")
    assert found.entries[0].title == title


@pytest.mark.parametrize("broken", ["", "<p>&nope;</item>"])
def test_names_are_read_in_broken_feeds_too(broken: str) -> None:
    body = rss([Item(author="Kim & Lee"), GOOD]).replace("</channel>", f"{broken}</channel>")
    assert collected(body).entries[0].authors == ("Kim & Lee",)


def entries_of(body: str | bytes, content_type: str = "") -> tuple[Entry, ...]:
    told = body if isinstance(body, bytes) else body.encode()
    headers = {"content-type": content_type} if content_type else {}
    return read_feed(Response("https://a.example/feed", 200, headers, told)).entries


def one_item(inside: str) -> str:
    return (
        "<rss version='2.0'><channel><title>F</title><link>https://a.example/</link>"
        f"<item>{inside}</item></channel></rss>"
    )


def test_a_guid_that_is_no_address_is_no_link() -> None:
    (entry,) = entries_of(one_item("<guid>4711</guid><description>Words.</description>"))
    assert entry.url.startswith("https://a.example/#entry-")
    assert entry.external_id == "4711"
    (entry,) = entries_of(one_item("<guid>https://a.example/1</guid><title>T</title>"))
    assert entry.url == "https://a.example/1"


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("mail@site.online (Ann Example)", "Ann Example"),
        ("mail@site.technology", "site.technology"),
        ("noreply@blogger.com (Bob)", "Bob"),
    ],
)
def test_a_name_beside_a_mail_address_with_a_long_ending(author: str, name: str) -> None:
    link = "<title>T</title><link>https://a.example/1</link>"
    (entry,) = entries_of(one_item(f"{link}<author>{author}</author>"))
    assert entry.authors == (name,)


def test_a_page_that_claims_utf8_and_is_none() -> None:
    body = one_item("<title>Un café à Orléans</title><link>https://a.example/1</link>")
    (entry,) = entries_of(body.encode("latin-1"), "text/xml; charset=utf-8")
    assert entry.title == "Un café à Orléans"


def test_authors_of_a_json_feed_are_those_of_its_items_that_name_none() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "F",
        "authors": [{"name": "All of us"}],
        "items": [
            {"id": "1", "url": "https://a.example/1", "title": "T"},
            {"id": "2", "url": "https://a.example/2", "title": "T", "authors": ["Ann", {}]},
        ],
    }
    told = json.dumps(feed)
    assert [e.authors for e in entries_of(told)] == [("All of us",), ("Ann",)]
    assert [e.title for e in entries_of(told.encode("utf-16-le"))] == ["T", "T"]
