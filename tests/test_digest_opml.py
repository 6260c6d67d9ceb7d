"""OPML in and out: others' files, hostile ones, and our own back again."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import opml
from digest.errors import UsageError
from digest.starter import starter_sources
from storage.records import Source

DATA = Path(__file__).parent / "data" / "opml"


def outline(inner: str, head: str = "") -> bytes:
    return f'{head}<opml version="2.0"><head/><body>{inner}</body></opml>'.encode()


def test_folders_of_newsboats_example() -> None:
    found = opml.read((DATA / "example.opml").read_bytes())
    assert [(s.title, s.folder) for s in found] == [
        ("example.com website", ""),
        ("Distrowatch mirror", ""),
        ("example.com website (Atom feed)", ""),
        ("example.com website (RSS 0.9 feed)", ""),
        ("John's musings", "should be ignored"),
        ("Notes by Mike", "should be ignored/friends"),
        ("Fred on everything", "eloquent"),
    ]
    assert all(s.kind == "feed" for s in found)


@pytest.mark.parametrize(
    ("name", "count"),
    [("SubsNoTitleAttributes.opml", 205), ("piped.opml", 1), ("test-urls+.opml", 4)],
)
def test_others_files_are_read(name: str, count: int) -> None:
    found = opml.read((DATA / name).read_bytes())
    assert len(found) == count
    assert all(s.url.startswith("http") and s.title for s in found)


def test_case_encodings_and_doubles() -> None:
    twice = (
        '<outline XMLURL="https://e.example/f" text="A"/><OUTLINE xmlUrl="https://e.example/x"/>'
    )
    double = '<outline xmlUrl="https://e.example/f" text="B"/>'
    assert [s.title for s in opml.read(outline(twice + double))] == ["A"]
    japanese = '<outline text="日本語の話題"><outline xmlUrl="https://e.example/" title="題名です"/></outline>'
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp932", "euc_jp"):
        (source,) = opml.read(outline(japanese).decode().encode(encoding))
        assert (source.title, source.folder) == ("題名です", "日本語の話題")


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "|exec.sh",
        "",
        "http://u:p@e.example/",
        "http://[",
    ],
)
def test_what_is_no_web_address_is_passed_over(url: str) -> None:
    good = '<outline xmlUrl="https://e.example/f" text="A"/>'
    assert len(opml.read(outline(f'<outline xmlUrl="{url}" text="x"/>{good}'))) == 1


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"nonsense",
        b"\x00\xff\xfe\x01",
        b"<html><body>page</body></html>",
        b'<rss version="2.0"><channel/></rss>',
        b'<opml version="2.0"><head/></opml>',
        outline(""),
        outline("<outline text='only a folder'/>"),
        outline("", '<!DOCTYPE opml [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
        b"PK\x03\x04zip",
    ],
)
def test_what_is_no_opml_says_what_to_do(data: bytes) -> None:
    with pytest.raises(UsageError) as caught:
        opml.read(data)
    assert caught.value.message
    assert caught.value.hint


def test_a_cut_file_gives_what_is_there() -> None:
    data = (DATA / "SubsNoTitleAttributes.opml").read_bytes()
    assert 50 < len(opml.read(data[: len(data) // 2])) < 207


def test_deep_and_long_files_end() -> None:
    deep = (
        "<outline text='x'>" * 5000 + '<outline xmlUrl="https://e.example/"/>' + "</outline>" * 5000
    )
    with pytest.raises(UsageError):
        opml.read(outline(deep))
    many = "".join(f'<outline xmlUrl="https://e.example/{n}"/>' for n in range(12_000))
    assert len(opml.read(outline(many))) == 10_000


def test_what_was_written_comes_back() -> None:
    listed = (
        *starter_sources(),
        Source(
            url="https://e.example/?a=1&b=<2>\"'",
            title='<b> & "quotes" 日本',
            folder="一/二",
            language="ja",
        ),
        Source(
            url="https://export.arxiv.org/api/query?search_query=cat:cs.CL&x=1",
            kind="arxiv",
            title="論文",
        ),
        Source(url="https://e.example/page", kind="page", title=""),
        Source(
            url="https://e.example/news",
            kind="page",
            settings=(("selector", 'main > a[href*="/news/"]'), ("pattern", "/news/*")),
        ),
        Source(
            url="https://b.hatena.ne.jp/entrylist/it.rss",
            kind="hatena",
            settings=(("points", "50"),),
        ),
        Source(url="https://zenn.dev/someone/feed", kind="feed", folder="深い/入れ子/三段"),
    )
    text = opml.write(listed)
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<opml ')
    back = {s.url: s for s in opml.read(text.encode())}
    assert len(back) == len(listed)
    for source in listed:
        again = back[source.url]
        for name in ("kind", "folder", "language", "settings"):
            assert getattr(again, name) == getattr(source, name), source.url
        assert again.title == (source.title or source.url)
    assert opml.write(()).count("outline") == 0


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_title_and_folder_give_a_readable_file(title: str, folder: str) -> None:
    text = opml.write([Source(url="https://e.example/f", title=title, folder=folder)])
    (source,) = opml.read(text.encode("utf-8"))
    assert source.url == "https://e.example/f"


@given(st.binary(max_size=200))
def test_any_bytes_before_an_empty_list_are_refused(data: bytes) -> None:
    with pytest.raises(UsageError) as caught:
        opml.read(data + outline(""))
    assert caught.value.hint


def test_others_read_our_feeds_as_feeds_and_our_attributes_survive_them() -> None:
    text = opml.write([Source(url="https://b.hatena.ne.jp/hotentry/it.rss", kind="hatena",
                              settings=(("points", "50"),))])  # fmt: skip
    assert 'type="rss"' in text
    undeclared = text.replace(' xmlns:digest="urn:weekly-ai-digest"', "")
    for kept in (text, undeclared):
        (source,) = opml.read(kept.encode())
        assert (source.kind, source.settings) == ("hatena", (("points", "50"),))


def test_wrong_kinds_and_settings_of_a_file_are_passed_over() -> None:
    (source,) = opml.read(
        outline(
            '<outline xmlns:digest="urn:weekly-ai-digest" xmlUrl="https://zenn.dev/topics/llm/feed"'
            ' type="rss" digest:kind="telepathy" digest:selector="a" digest:points="x"/>'
        )
    )
    assert (source.kind, source.settings) == ("zenn", ())


def test_one_address_in_two_forms_is_one_source() -> None:
    twice = '<outline xmlUrl="http://www.e.example/f/"/><outline xmlUrl="https://e.example/f"/>'
    assert [s.url for s in opml.read(outline(twice))] == ["http://www.e.example/f/"]
    known = [Source(url="https://e.example/f")]
    assert opml.unknown(opml.read(outline(twice)), known) == ()


def test_folders_of_this_machine_are_left_out() -> None:
    listed = [Source(url="file:///somewhere/notes", kind="file"), Source(url="https://e.example/f")]
    assert "somewhere" not in opml.write(listed)
    assert [s.url for s in opml.read(opml.write(listed).encode())] == ["https://e.example/f"]


@pytest.mark.parametrize(
    ("outlines", "found"),
    [
        (
            '<outline text="A & B" xmlUrl="https://a.example/f?q=AI&hl=ja&gl=JP"/>',
            [("https://a.example/f?q=AI&hl=ja&gl=JP", "A & B", "")],
        ),
        (
            '<outline text="a" xmlUrl="feed://a.example/f"/><outline text="b" xmlUrl="feed:http://b.example/f"/>',
            [("https://a.example/f", "a", ""), ("http://b.example/f", "b", "")],
        ),
        (
            '<outline text="a" xmlUrl="https://a.example/f"><outline text="b" xmlUrl="https://b.example/f"/></outline>',
            [("https://a.example/f", "a", ""), ("https://b.example/f", "b", "")],
        ),
        (
            '<outline text="a" category="/tech/AI,/news" xmlUrl="https://a.example/f"/>',
            [("https://a.example/f", "a", "tech/AI")],
        ),
        (
            '<outline type="rss" text="a" url="https://a.example/f"/>',
            [("https://a.example/f", "a", "")],
        ),
        (
            "<outline text='f'>" * 100
            + '<outline text="a" xmlUrl="https://a.example/f"/>'
            + "</outline>" * 100,
            [("https://a.example/f", "a", "/".join("f" * 20))],
        ),
    ],
)
@pytest.mark.parametrize(
    "frame",
    [
        "<opml version='2.0'><head/><body>{}</body></opml>",
        "<opml xmlns='http://opml.org/spec2'><body>{}</body></opml>",
        "<opml>{}</opml>",
    ],
)
def test_what_other_programs_write_is_read(
    frame: str, outlines: str, found: list[tuple[str, str, str]]
) -> None:
    read = opml.read(frame.format(outlines).encode())
    assert [(source.url, source.title, source.folder) for source in read] == found
