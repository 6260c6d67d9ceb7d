"""Collecting: every format, what is mended, what is said where nothing can be."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.collect import COLLECTORS, Collected, collect
from digest.collect.kinds import kind_of
from digest.errors import (
    BadAddress,
    BadStatus,
    NotAFeed,
    SourceError,
    TooLarge,
    TooManyRedirects,
    Unreachable,
    UsageError,
)
from digest.fetch import Response
from storage.records import KINDS, Source
from tests.conftest import NOW
from tests.fakes_fetch import FEED, AnyUrl, FakeFetch, collected

DATA = Path(__file__).parent / "data"

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>生成AIニュース</title><link>https://site.example/</link><language>ja-JP</language>
<item><title>新しいモデルの &lt;b&gt;公開&lt;/b&gt;</title><link>/articles/1?a=1&amp;b=2</link>
<guid isPermaLink="false">id-1</guid><pubDate>Mon, 16 Nov 2026 10:00:00 +0900</pubDate>
<dc:creator>山田 花子</dc:creator><dc:creator>John Smith</dc:creator>
<description>&lt;p&gt;大規模言語モデルを公開した。&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;
&lt;p&gt;詳しくは&lt;a href="https://vendor.example/post"&gt;発表&lt;/a&gt;を見る。&lt;/p&gt;</description></item>
</channel></rss>"""


def feed(*items: str) -> str:
    inner = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0"><channel><title>t</title>{inner}</channel></rss>'


def item(n: int, extra: str = "") -> str:
    return f"<title>Title number {n}</title><link>https://e.example/{n}</link>{extra}"


# ---------------------------------------------------------------------- what is read


def test_rss_2_gives_everything_an_entry_has() -> None:
    found = collected(RSS)
    assert found.source.error == ""
    assert (found.source.title, found.source.language) == ("生成AIニュース", "ja")
    (entry,) = found.entries
    assert entry.url == "https://feed.example/articles/1?a=1&b=2"
    assert entry.title == "新しいモデルの 公開"
    assert entry.text == "大規模言語モデルを公開した。\n詳しくは発表を見る。"
    assert entry.html == ""
    assert entry.external_id == "id-1"
    assert entry.authors == ("山田 花子", "John Smith")
    assert entry.published_at == datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
    assert (entry.language, entry.kind) == ("ja", "article")
    assert entry.links == ("https://vendor.example/post",)


def test_rdf_gets_its_date_and_bookmarks() -> None:
    found = collected(
        """<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
        xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns:hatena="http://www.hatena.ne.jp/info/xmlns#"><channel rdf:about="x"><title>は</title>
        </channel><item rdf:about="https://a.example/1"><title>題名</title>
        <link>https://a.example/1</link><dc:date>2026-11-16T10:00:00+09:00</dc:date>
        <hatena:bookmarkcount>123</hatena:bookmarkcount></item></rdf:RDF>"""
    )
    (entry,) = found.entries
    assert entry.published_at == entry.updated_at == datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
    assert entry.points == 123


def test_atom_takes_the_longest_text_and_all_authors() -> None:
    found = collected(
        """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Blog</title><entry>
        <id>tag:a.example,2026:1</id><title type="html">A &amp;lt; B &lt;i&gt;now&lt;/i&gt;</title>
        <link rel="self" href="https://a.example/self"/><link href="https://a.example/1"/>
        <link rel="related" href="https://paper.example/x"/>
        <author><name>One</name></author><author><name>Two</name></author>
        <published>2026-11-15T23:30:00Z</published><updated>2026-11-17T00:00:00Z</updated>
        <summary>short</summary>
        <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>The long text of it.</p>
        <ul><li>first</li><li>second</li></ul></div></content></entry></feed>"""
    )
    (entry,) = found.entries
    assert entry.title == "A < B now"
    assert entry.url == "https://a.example/1"
    assert entry.authors == ("One", "Two")
    assert entry.text == "The long text of it.\n- first\n- second"
    assert entry.published_at == datetime(2026, 11, 15, 23, 30, tzinfo=UTC)
    assert entry.updated_at == datetime(2026, 11, 17, tzinfo=UTC)
    assert entry.links == ("https://paper.example/x",)


@pytest.mark.parametrize("name", ["version_json_11_expected", "version_json_11_deprecated_author"])
def test_json_feed_of_gofeed(name: str) -> None:
    found = collected((DATA / "gofeed" / f"{name}.json").read_bytes())
    (entry,) = found.entries
    assert found.source.title == "title"
    assert entry.url == "https://sample-json-feed.com/id"
    assert entry.external_id == "id"
    assert entry.text == "content_html"
    assert entry.authors == ("author_name",)
    assert entry.links == ("https://sample-json-feed.com/external",)
    assert entry.published_at == datetime(2019, 10, 12, 7, 20, 50, 520000, tzinfo=UTC)


def test_json_feed_with_odd_values_is_read_as_far_as_it_goes() -> None:
    items = [{"id": 7, "url": "https://e.example/7", "title": None, "content_text": "Text\x01 here"},
             {"id": True, "url": 3}, "nonsense", {"date_published": "yesterday", "title": "Only"}]  # fmt: skip
    found = collected(json.dumps({"version": "https://jsonfeed.org/version/1", "items": items}))
    assert [entry.title for entry in found.entries] == [
        "Text here",
        "https://feed.example/3",
        "Only",
    ]
    assert found.entries[0].external_id == "7"
    assert found.entries[1].url == "https://feed.example/3"
    assert "1 entries that are no objects were left out." in found.notes


@pytest.mark.parametrize("version", ["0.91", "0.92", "0.93", "0.94", "2.0"])
def test_old_versions_of_rss_are_read(version: str) -> None:
    found = collected(feed(item(1)).replace("2.0", version))
    assert [entry.title for entry in found.entries] == ["Title number 1"]


# ---------------------------------------------------------------------- state of the source


def test_validators_are_kept_sent_and_a_304_costs_nothing() -> None:
    first = collected(RSS, etag='"v1"', last_modified="Mon, 16 Nov 2026 00:00:00 GMT")
    source = first.source
    assert (source.etag, source.last_modified) == ('"v1"', "Mon, 16 Nov 2026 00:00:00 GMT")
    assert source.checked_at == source.succeeded_at == NOW
    fetch = FakeFetch({FEED: Response(FEED, 304, {}, b"", not_modified=True)})
    again = collect(fetch, source, now=NOW)
    assert fetch.asked == [(FEED, '"v1"', "Mon, 16 Nov 2026 00:00:00 GMT")]
    assert again.unchanged
    assert again.entries == ()
    assert again.source == source


def test_the_same_bytes_are_unchanged_without_validators() -> None:
    first = collected(RSS)
    again = collect(AnyUrl(RSS.encode()), first.source, now=NOW)
    assert again.unchanged
    assert not collect(AnyUrl(feed(item(2)).encode()), first.source, now=NOW).unchanged


def test_a_failure_is_told_counted_and_forgets_no_validator() -> None:
    good = collected(RSS, etag='"v1"').source
    refused = FakeFetch({FEED: Unreachable(FEED, "No server.", "Check it.")})
    once = collect(refused, good, now=NOW)
    twice = collect(refused, once.source, now=NOW)
    assert twice.source.error == "No server. Check it."
    assert (twice.source.error_code, twice.source.error_count) == ("unreachable", 2)
    assert (twice.source.etag, twice.source.body_hash) == ('"v1"', good.body_hash)
    assert twice.source.succeeded_at == good.succeeded_at
    back = collect(AnyUrl(RSS.encode()), twice.source, now=NOW)
    assert back.unchanged
    assert (back.source.error, back.source.error_code, back.source.error_count) == ("", "", 0)


def test_a_page_where_the_feed_was_keeps_the_old_validators() -> None:
    good = collected(RSS, etag='"v1"').source
    bad = collect(AnyUrl(b"<html><body>down</body></html>", {"etag": '"x"'}), good, now=NOW)
    assert bad.source.error_code == "not_a_feed"
    assert bad.source.etag == '"v1"'


def test_names_given_by_a_person_stay() -> None:
    source = Source(id=1, url=FEED, title="私の名前", language="en")
    kept = collect(AnyUrl(RSS.encode()), source, now=NOW).source
    assert (kept.title, kept.language) == ("私の名前", "en")


def test_a_lasting_redirect_is_noted() -> None:
    moved = Response("https://new.example/feed", 200, {}, RSS.encode(), permanent_url="https://new.example/feed")  # fmt: skip
    found = collect(FakeFetch({FEED: moved}), Source(url=FEED), now=NOW)
    assert "The source has moved for good to https://new.example/feed." in found.notes
    assert found.source.url == FEED


def test_collected_survives_a_job_step() -> None:
    found = collected(RSS, etag='"v1"')
    plain = json.loads(json.dumps(found.to_plain()))
    assert Collected.from_plain(plain) == found


def test_an_unknown_kind_is_an_error_of_the_source() -> None:
    found = collected(RSS, kind="telepathy")
    assert found.source.error_code == "usage"
    assert all(kind in found.source.error for kind in COLLECTORS)


# ---------------------------------------------------------------------- mended


def test_entries_that_lack_something_are_kept_and_told() -> None:
    found = collected(
        '<rss version="2.0"><channel><link>https://site.example/home</link>'
        "<item><title>No link</title></item>"
        "<item><link>javascript:alert(1)</link><title>Script</title></item>"
        "<item><guid>https://e.example/guid</guid><title>Guid as link</title></item>"
        "<item><link>https://e.example/untitled</link><description>First words of it.</description></item>"
        "<item><link>https://e.example/bare</link></item>"
        "<item><pubDate>Mon, 16 Nov 2026 10:00:00 GMT</pubDate></item></channel></rss>"
    )
    titles = {entry.title: entry.url.partition("#")[0] for entry in found.entries}
    assert titles == {
        "No link": "https://site.example/home",
        "Script": "https://site.example/home",
        "Guid as link": "https://e.example/guid",
        "First words of it.": "https://e.example/untitled",
        "https://e.example/bare": "https://e.example/bare",
    }
    assert len({entry.url for entry in found.entries}) == 5
    assert found.notes == (
        "1 entries without any content were left out.",
        "2 entries have no usable link and point to the site instead.",
    )
    assert all(entry.published_at is None for entry in found.entries)


def test_anchors_of_a_changelog_stay_apart_and_others_do_not_matter() -> None:
    log = collected(
        feed(*(f"<title>{v}</title><link>https://e.example/log#{v}</link>" for v in "ab"))
    )
    assert [(e.url, e.anchored) for e in log.entries] == [
        ("https://e.example/log#a", True),
        ("https://e.example/log#b", True),
    ]
    single = collected(feed("<title>a</title><link>https://e.example/a#ftag=rss</link>"))
    assert [e.anchored for e in single.entries] == [False]


def test_one_link_for_many_entries_keeps_all_and_stays_the_same_next_time() -> None:
    def entries(*names: str) -> list[str]:
        items = (
            f"<title>{n}</title><link>https://e.example/</link><guid>{n}</guid>" for n in names
        )
        return [entry.url for entry in collected(feed(*items)).entries]

    both = entries("one", "two")
    assert len(set(both)) == 2
    assert entries("zero", "one", "two")[1:] == both


def test_repeated_entries_are_kept_once() -> None:
    found = collected(feed(item(1), item(1), item(2)))
    assert len(found.entries) == 2
    assert found.notes == ("1 entries that came twice were kept once.",)


def test_repeated_ids_with_different_links_are_different_entries() -> None:
    same = "<guid isPermaLink='false'>same</guid>"
    assert len(collected(feed(item(1, same), item(2, same))).entries) == 2


def test_dates_before_the_web_are_dropped_and_future_ones_told_as_they_are() -> None:
    def dated(text: str) -> datetime | None:
        return collected(feed(item(1, f"<pubDate>{text}</pubDate>"))).entries[0].published_at

    assert dated("Mon, 01 Jan 1900 00:00:00 GMT") is None
    assert dated("Thu, 01 Jan 1970 00:00:00 GMT") is None
    assert dated("Thu, 01 Jan 2099 00:00:00 GMT") == datetime(2099, 1, 1, tzinfo=UTC)
    assert dated("99999999999999999999") is None
    assert dated("soon") is None


def test_titles_are_one_bounded_line_without_tricks() -> None:
    long = collected(feed(f"<title>{'x' * 10_000}</title><link>https://e.example/</link>"))
    assert len(long.entries[0].title) == 500
    odd = collected(
        feed(
            "<title>a\n\u202eb\u200b c\u2066 👨\u200d💻 ❤\ufe0f</title><link>https://e.example/</link>"
        )
    )
    assert odd.entries[0].title == "a b c 👨\u200d💻 ❤\ufe0f"


def test_control_characters_are_removed_and_told() -> None:
    found = collected(feed("<title>a\x0bb\x00c</title><link>https://e.example/</link>"))
    assert found.entries[0].title == "abc"
    assert found.notes == ("2 control characters were removed from the feed.",)


def test_passwords_in_links_are_cut_out() -> None:
    found = collected(feed("<title>t</title><link>https://u:hunter2@e.example/x</link>"))
    assert found.entries[0].url == "https://e.example/x"


@pytest.mark.parametrize("place", ["title", "description", "author", "guid", "category"])
def test_scripts_in_any_field_do_no_harm(place: str) -> None:
    markup = "<![CDATA[<script>alert(1)</script><img src=x onerror=alert(1)>Words]]>"
    found = collected(
        feed(f"<link>https://e.example/</link><title>t</title><{place}>{markup}</{place}>")
    )
    (entry,) = found.entries
    assert entry.url == "https://e.example/"
    assert "onerror" not in entry.title + entry.text


def test_a_feed_that_is_not_well_formed_is_read_and_told() -> None:
    found = collected(feed(item(1), item(2, "<description>a & b &nbsp; <br> c</description>")))
    assert [e.title for e in found.entries] == ["Title number 1", "Title number 2"]
    assert "not well-formed" in found.notes[0]
    assert "2 entries were read all the same" in found.notes[0]


def test_a_cut_feed_gives_what_is_there() -> None:
    found = collected(feed(item(1), item(2))[:-60])
    assert found.entries[0].title == "Title number 1"
    assert "not well-formed" in found.notes[0]


def test_words_before_the_feed_are_passed_over() -> None:
    found = collected("<br />\n<b>Warning</b>: PHP broke on line 3<br />\n" + feed(item(1)))
    assert [entry.title for entry in found.entries] == ["Title number 1"]
    commented = collected("\n<!-- <a> comment --><!DOCTYPE rss>" + feed(item(1)))
    assert len(commented.entries) == 1


def test_harmless_entities_are_resolved() -> None:
    dtd = '<!DOCTYPE rss [<!ENTITY maker "Example &#38; Co"><!ENTITY % x SYSTEM "y">]>'
    found = collected(dtd + feed("<title>&maker;</title><link>https://e.example/</link>"))
    assert found.entries[0].title == "Example & Co"


@pytest.mark.parametrize(
    "dtd",
    [
        '<!DOCTYPE r [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;&a;">]>',
        '<!DOCTYPE r [<!ENTITY c SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE r [<!ENTITY c PUBLIC "x" "http://127.0.0.1/">]>',
        f'<!DOCTYPE r [<!ENTITY c "{"x" * 100_000}">]>',
    ],
)
def test_entities_that_expand_or_load_are_refused(dtd: str) -> None:
    found = collected(dtd + feed("<title>&c;</title><link>https://e.example/</link>"))
    assert found.entries == ()
    assert found.source.error_code == "not_a_feed"
    assert "entities" in found.source.error


def test_an_entity_used_a_million_times_ends() -> None:
    dtd = f'<!DOCTYPE r [<!ENTITY c "{"x" * 200}">]>'
    started = time.monotonic()
    collected(dtd + feed(f"<title>{'&c;' * 1_000_000}</title><link>https://e.example/</link>"))
    assert time.monotonic() - started < 20


def test_fifty_thousand_entries_are_capped_and_told() -> None:
    started = time.monotonic()
    found = collected(feed(*(item(n) for n in range(50_000))))
    assert time.monotonic() - started < 15
    assert len(found.entries) == 2000
    assert "more than 2,000 entries" in found.notes[0]
    items = [{"url": f"https://e.example/{n}", "title": "t"} for n in range(50_000)]
    as_json = collected(json.dumps({"title": "t", "items": items}))
    assert len(as_json.entries) == 2000
    assert "50,000 entries" in as_json.notes[0]


HOSTILE = {
    "open tags": "<a " * 300_000,
    "nested elements": "<x>" * 300_000,
    "open CDATA": "<![CDATA[" * 100_000,
    "open comments": "<!--" * 200_000,
    "open doctypes": "<!DOCTYPE x [" * 80_000,
    "ampersands": "&" * 500_000,
    "an endless mail address": "</title><author>" + "a" * 1_000_000,
    "white space": " " * 1_000_000,
    "less-than signs": "<" * 500_000,
}


@pytest.mark.parametrize("where", ["before", "inside"])
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents_end(name: str, where: str) -> None:
    body = HOSTILE[name] + feed(item(1)) if where == "before" else feed(item(1, f"<title>{HOSTILE[name]}"))  # fmt: skip
    started = time.monotonic()
    found = collected(body)
    assert time.monotonic() - started < 20
    assert found.entries or found.source.error


# ---------------------------------------------------------------------- encodings


@pytest.mark.parametrize("encoding", ["utf-8", "euc_jp", "cp932", "iso2022_jp", "utf-16"])
@pytest.mark.parametrize("declared", [True, False])
@pytest.mark.parametrize("header", ["", "text/xml; charset=ISO-8859-1", "text/xml; charset=utf-8"])
def test_japanese_is_read_in_any_encoding(encoding: str, declared: bool, header: str) -> None:
    title = "生成AIの新しいモデルを公開、日本語の性能が向上しました"
    names = {"euc_jp": "EUC-JP", "cp932": "Shift_JIS", "iso2022_jp": "ISO-2022-JP"}
    name = names.get(encoding, encoding)
    start = f'<?xml version="1.0" encoding="{name}"?>' if declared else ""
    body = start + feed(f"<title>{title}</title><link>https://e.example/</link>")
    assert collected(body.encode(encoding), content_type=header).entries[0].title == title


# ---------------------------------------------------------------------- no feed at all


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "empty"),
        ("   \n", "empty"),
        ("<!doctype html><html><title>Blog</title><body>Hi</body></html>", "web page"),
        ("<html><title>Sign in</title></html>", "sign-in"),
        ("<html><title>ログイン | 会員</title></html>", "sign-in"),
        ("<html><title>Just a moment...</title></html>", "bot challenge"),
        ('<opml version="2.0"><body/></opml>', "OPML"),
        ('{"error": "nope"}', "no JSON Feed"),
        ("[1, 2]", "no JSON Feed"),
        ('{"version": "https://jsonfeed.org', "broken JSON"),
        ("just words", "neither RSS"),
        ("<note><to>Ana</to></note>", "neither RSS"),
        ("\x00\x01\x02", "neither RSS"),
        ("%PDF-1.7", "neither RSS"),
        ('<rss version="2.0"><channel><title>cut he', "broken"),
        ("<html><p>x<script src=/cdn-cgi/challenge-platform/h></script></html>", "bot challenge"),
    ],
)
def test_what_is_no_feed_says_what_it_is(body: str, words: str) -> None:
    found = collected(body)
    assert found.source.error_code == "not_a_feed"
    assert words in found.source.error
    assert found.source.error_count == 1


def test_a_page_names_its_own_feed() -> None:
    page = '<html><head><link rel="alternate" type="application/rss+xml" href="/rss.xml"></head></html>'
    assert "https://feed.example/rss.xml" in collected(page).source.error


def test_an_empty_feed_is_a_feed() -> None:
    found = collected('<rss version="2.0"><channel><title>t</title></channel></rss>')
    assert found.source.error == ""
    assert found.notes == ("The feed is empty at the moment.",)


# ---------------------------------------------------------------------- kinds


@pytest.mark.parametrize(
    ("url", "title", "kind"),
    [
        ("https://arxiv.org/abs/2611.01234v1", "A paper", "paper"),
        ("https://www.arxiv.org/pdf/2611.01234", "A paper", "paper"),
        ("https://openreview.net/forum?id=x", "A paper", "paper"),
        ("https://aclanthology.org/2026.acl-long.1/", "A paper", "paper"),
        ("https://huggingface.co/papers/2611.01234", "A paper", "paper"),
        ("https://huggingface.co/blog/x", "A post", "article"),
        ("https://github.com/a/b/releases/tag/v1", "v1", "release"),
        ("https://github.com/a/b", "Repository", "article"),
        ("https://e.example/changelog#1.2", "News", "release"),
        ("https://e.example/blog/llama", "llama.cpp v1.2.3", "release"),
        ("https://e.example/blog/gpt", "GPT 5.2 and what it means for us", "article"),
        ("https://x.com/a/status/123", "post", "post"),
        ("https://mobile.twitter.com/a/status/123", "post", "post"),
        ("https://bsky.app/profile/a.b/post/3k", "post", "post"),
        ("https://mstdn.example/@a/116588440000000046", "post", "post"),
        ("https://e.example/x", "【導入事例】要約を任せた半年", "case_study"),
        ("https://notarxiv.org/abs/2611.01234", "A page", "article"),
        ("http://[", "Broken", "article"),
    ],
)
def test_kinds_are_told_by_place_and_title(url: str, title: str, kind: str) -> None:
    assert kind_of(url, title) == kind
    assert kind in KINDS


def test_arxiv_feeds_give_papers_with_all_authors() -> None:
    extra = (
        "<dc:creator xmlns:dc='http://purl.org/dc/elements/1.1/'>Ann One, Bo Two, Cy Three</dc:creator>"
        "<description>arXiv:2611.01234v1 Announce Type: new \nAbstract: We show this.</description>"
        "<guid isPermaLink='false'>oai:arXiv.org:2611.01234v1</guid>"
    )
    found = collected(feed(f"<title>T</title><link>https://arxiv.org/abs/2611.01234</link>{extra}"))
    (entry,) = found.entries
    assert (entry.kind, entry.external_id) == ("paper", "arxiv:2611.01234")
    assert entry.authors == ("Ann One", "Bo Two", "Cy Three")
    assert entry.text == "We show this."


def test_every_kind_and_error_of_a_source_is_documented() -> None:
    told = (Path(__file__).parent.parent / "docs" / "sources.md").read_text("utf-8")
    errors = (BadAddress, Unreachable, BadStatus, TooLarge, TooManyRedirects, NotAFeed, SourceError)
    for word in (*COLLECTORS, *(error.code for error in errors), UsageError.code):
        assert f"| `{word}` |" in told, word


def test_a_kanji_title_takes_the_language_of_its_source() -> None:
    body = feed("<title>機械学習入門</title><link>https://e.example/</link>").encode()
    found = collect(AnyUrl(body), Source(url=FEED, language="ja"), now=NOW)
    assert [entry.language for entry in found.entries] == ["ja"]


def test_one_page_in_two_forms_is_one_entry() -> None:
    forms = ("http://www.e.example/1/", "https://e.example/1?utm_source=rss", "https://e.example/2")
    items = (f"<title>A title of the page</title><link>{link}</link>" for link in forms)
    found = collected(feed(*items))
    assert [entry.url for entry in found.entries] == [forms[0], forms[2]]
    assert "1 entries that came twice were kept once." in found.notes
