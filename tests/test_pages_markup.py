"""Text from outside stays text, and only http(s) links are links."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.shared.markup import badge, host, join, link, paragraphs, safe_url, tag, text
from pages.shared.notice import literal
from pages.shared.snippets import shortened

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style><svg/onload=alert(1)>",
    "&lt;b&gt; stays as typed",
)


class Reader(HTMLParser):
    """The elements and the text of a piece of HTML."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("nasty", HOSTILE)
def test_hostile_text_is_inert_wherever_it_stands(nasty: str) -> None:
    shown = Reader(tag("p", text(nasty), badge(nasty), cls=nasty, title=nasty))
    assert [name for name, _ in shown.tags] == ["p", "span"]
    assert shown.text == nasty * 2
    assert shown.tags[0][1] == {"class": nasty, "title": nasty}


@given(st.text())
def test_any_text_comes_out_as_it_went_in(value: str) -> None:
    shown = Reader(text(value))
    assert shown.tags == []
    assert set(shown.text) <= set(value) | {"\n"}


def test_characters_that_hide_or_turn_the_text_are_left_out() -> None:
    assert text("pay\u202eload\u200b\u2066x\u2069") == "payloadx"
    assert text("タブ\tと\n改行") == "タブ\tと\n改行"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "//evil.example/x",
        "/etc/passwd",
        "https://",
        "http://a b/",
        "https://ok.example/\\..\\x",
        "ftp://a.example/",
        "http://[::1",
        "",
    ],
)
def test_what_a_browser_must_not_open_is_no_link(url: str) -> None:
    assert safe_url(url) == ""
    assert Reader(link(url, "label")).tags == []


def test_a_link_opens_apart_and_gives_nothing_away() -> None:
    shown = Reader(link('https://a.example/?q="x"&y=<z>', "<b>label</b>"))
    assert shown.tags == [
        (
            "a",
            {
                "href": 'https://a.example/?q="x"&y=<z>',
                "target": "_blank",
                "rel": "noopener noreferrer nofollow",
            },
        )
    ]
    assert shown.text == "<b>label</b>"


@given(st.text())
def test_no_address_breaks_out_of_its_attribute(url: str) -> None:
    assert [name for name, _ in Reader(link(url, "x")).tags] in ([], ["a"])
    assert isinstance(host(url), str)


def test_hosts_are_told_short() -> None:
    assert host("https://www.a.example:8080/x") == "a.example"
    assert host("nonsense") == ""


def test_each_line_is_a_paragraph() -> None:
    assert paragraphs("一行目\n\n 二行目 \r\n<b>") == "<p>一行目</p><p>二行目</p><p>&lt;b&gt;</p>"
    assert paragraphs("") == ""
    assert join([text("a"), text("b")], " & ") == "a &amp; b"


def test_markdown_is_shown_as_it_was_typed() -> None:
    assert literal("**x** [a](b) :red[c] $d$ <e> `f` ~g~") == (
        r"\*\*x\*\* \[a\]\(b\) \:red\[c\] \$d\$ \<e\> \`f\` \~g\~"
    )


def test_a_snippet_begins_shortly_before_what_was_found() -> None:
    before = "あ" * 40
    shown, spans = shortened(before + "検索語です", ((40, 43),))
    assert shown == "…" + "あ" * 12 + "検索語です"
    assert [shown[start:end] for start, end in spans] == ["検索語"]
    assert shortened("短い検索語", ((2, 5),)) == ("短い検索語", ((2, 5),))
    assert shortened("", ()) == ("", ())
