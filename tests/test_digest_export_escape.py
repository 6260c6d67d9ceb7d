"""Escaping: texts from outside show as they are, on Zenn by its own renderer, and elsewhere."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest.export import escape
from digest.export.address import LONGEST, safe_url
from digest.export.fitting import fit, units
from tests.zenn_check import FRONT, addresses, chapters, check, tags, visible

DATA = json.loads((Path(__file__).parent / "data/zenn/nasty.json").read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = DATA["cases"]
TEXTS = [case for case in CASES if not case["context"].startswith("url-")]
URLS = [case for case in CASES if case["context"].startswith("url-")]

nasty_texts = st.text(
    st.one_of(
        st.sampled_from(
            "\\`*_[]<>$&;~/|:#+-=!^@().1a　「」（）。日 \n\t\u200b\u202e\u200d🎉\ud800"
        ),
        st.characters(),
    ),
    max_size=40,
)
PUNCTUATION = re.escape("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


def unescape(markdown: str) -> str:
    """What CommonMark makes of backslashes."""
    return re.sub(rf"\\([{PUNCTUATION}])", r"\1", markdown)


def bare(markdown: str) -> str:
    """The Markdown with every escaped character out: what could still mean something."""
    return re.sub(rf"\\[{PUNCTUATION}]", "", markdown)


@pytest.mark.parametrize("case", TEXTS, ids=lambda case: case["id"])
def test_clean_is_what_a_reader_must_see(case: dict[str, Any]) -> None:
    shown = escape.alt if case["context"] == "alt" else escape.clean
    assert shown(case["input"]) == case["expected_visible"]


@pytest.mark.parametrize("case", URLS, ids=lambda case: case["id"])
def test_addresses_are_made_safe_or_refused(case: dict[str, Any]) -> None:
    assert safe_url(case["input"]) == (case["expected_url"] or "")


@pytest.mark.parametrize("case", DATA["front_matter_cases"], ids=lambda case: case["input"][:9])
def test_titles_fit(case: dict[str, Any]) -> None:
    assert fit(escape.clean(case["input"]), 70) == case["expected_title"]


@given(nasty_texts)
def test_a_backslash_is_all_that_escaping_adds(text: str) -> None:
    seen = escape.clean(text)
    assert unescape(escape.inline(text)) == seen
    assert unescape(escape.block(text)) == seen
    assert unescape(escape.heading(text)) == seen
    assert escape.clean(seen) == seen
    assert escape.inline(seen) == escape.inline(text)


@given(nasty_texts)
def test_nothing_that_means_something_is_left_bare(text: str) -> None:
    line = escape.inline(text)
    assert not re.search(r"[`*_\[\]<>$~|\\\n\r]", bare(line))
    assert not re.search(r"//|&#?[0-9A-Za-z]+;|www\.|mailto:", line, re.I)
    assert not re.match(r"[#+\-=:>|]|[0-9]{1,9}[.)](\s|$)|\s", escape.block(text))
    assert not bare(escape.heading(text)).endswith("#")


@given(nasty_texts, nasty_texts)
def test_a_link_stays_one_link(text: str, url: str) -> None:
    made = escape.link(text, f"https://example.com/{url}")
    found = re.fullmatch(r"\[(?P<text>.*)\]\((?P<url>[^\s()]+)\)", made)
    assert found is not None
    assert not re.search(r"[\[\]]", bare(found["text"]))
    assert escape.link(text, f"javascript:{url}") == escape.inline(text)


@given(nasty_texts)
@example("https://日本語.jp/パス?q=検索#x")
@example("https://user:pass@example.com/")
@example("http://[::1]/")
@example("https://example.com:99999/")
@example("https://example.com/%E3%81%82%zz..--...---")
def test_an_address_is_plain_and_stays_what_it_is(rest: str) -> None:
    for url in (rest, f"https://example.com/{rest}", f"https://{rest}/"):
        made = safe_url(url)
        if not made:
            continue
        assert re.fullmatch(r"https?://[A-Za-z0-9\-._/:@&+,=%?#~]+", made)
        assert safe_url(made) == made
        parts = urlsplit(made)
        for part in (parts.path, parts.query, parts.fragment):
            assert not re.search(r"---|\.\.|,,|~~", part)
        assert made[-1] not in ".,:"
        assert parts.scheme in ("http", "https")
        assert parts.hostname
        assert not parts.username


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "//example.com/a",
        "ftp://example.com/",
        "https://",
        "https:///path",
        "https://a b/",
        "https://exa<mple.com/",
        "https://user@example.com/",
        "https://user:pass@example.com/",
        "https://example.com:0/",
        "https://example.com:port/",
        "https://[::1]/",
        "https://a..b/",
        "https://" + "a" * 64 + ".com/",
        "https://example.com/" + "a" * LONGEST,
        "https://example.com/\ud800" * 200,
    ],
)
def test_what_is_no_address_to_follow_is_refused(url: str) -> None:
    assert safe_url(url) == ""


def test_an_address_keeps_its_meaning() -> None:
    made = safe_url("HTTPS://Example.COM:8443/a(b)/~c?q=検索 語&x=%2F#[t]")
    assert made.startswith("https://example.com:8443/")
    assert unquote(made) == "https://example.com:8443/a(b)/~c?q=検索 語&x=/#[t]"
    assert safe_url("https://example.com") == "https://example.com/"
    assert safe_url("https://a_b.example.com/x") == "https://a_b.example.com/x"


@given(nasty_texts, st.integers(min_value=1, max_value=30))
@example("👨‍👩‍👧‍👦👍🏽🇯🇵が1️⃣", 8)
def test_fit_keeps_the_beginning_and_says_that_it_cut(text: str, limit: int) -> None:
    short = fit(text, limit)
    assert units(short) <= limit
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


@pytest.mark.parametrize("text", ["👨‍👩‍👧‍👦", "👍🏽", "🇯🇵", "が", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"])
def test_fit_never_splits_what_a_reader_sees_as_one(text: str) -> None:
    whole = text * 5
    for limit in range(1, units(whole)):
        kept = fit(whole, limit).removesuffix("…")
        assert len(kept) % len(text) == 0


def test_prose_keeps_paragraphs_lines_and_addresses() -> None:
    written = (
        "# 一行目\r\n- 二行目 https://example.com/a_b を参照。\n\n  \n:::message\nhttps://a.jp\n"
    )
    assert escape.prose(written) == (
        "\\# 一行目\n\\- 二行目 [https:/\\/example.com/a\\_b](https://example.com/a_b) を参照。\n\n"
        "\\::\\:message\n[https:/\\/a.jp](https://a.jp/)"
    )
    assert escape.prose("a\nb", "\\\n") == "a\\\nb"
    assert escape.prose(" \n\u200b\n") == ""


@given(st.text(st.one_of(st.sampled_from("htps:/.ab1 \n()*]|"), st.characters()), max_size=60))
@example("http://a:b@c/ x https://d")
@example("https://a.jp https://b.jp")
@example("見よhttps://a.jp/x)。https://b.jp")
def test_prose_shows_every_word(text: str) -> None:
    shown = re.sub(r"\[((?:\\.|[^\]\\])*)\]\([^()]*\)", r"\1", escape.prose(text))
    lines = [escape.clean(line) for line in re.split(r"\r\n|\r|\n", text)]
    assert [unescape(line) for line in shown.split("\n") if line] == list(filter(None, lines))


# What Zenn's own renderer makes of it. Each article holds many texts; Node runs once.

Place = tuple[Callable[[dict[str, Any]], str], Callable[[dict[str, Any], list[Any]], None]]


def _only_text(case: dict[str, Any], tag: str, blocks: list[Any]) -> None:
    top, guard = blocks
    assert top.tag == tag
    assert guard.tag == "p"
    assert visible(guard) == "番兵"
    assert visible(top) == " ".join(escape.clean(case["input"]).split())


def _para(case: dict[str, Any], blocks: list[Any]) -> None:
    _only_text(case, "p", blocks)
    assert tags(blocks[:1]) == {"p"}


def _heading(case: dict[str, Any], blocks: list[Any]) -> None:
    _only_text(case, "h3", blocks)
    assert tags(blocks[:1]) <= {"h3", "a"}


def _list(case: dict[str, Any], blocks: list[Any]) -> None:
    _only_text(case, "ul", blocks)
    assert tags(blocks[:1]) == {"ul", "li"}


def _cell(case: dict[str, Any], blocks: list[Any]) -> None:
    cells = [visible(cell) for cell in blocks[0].iter("td")]
    assert cells == [" ".join(escape.clean(case["input"]).split()), "右"]
    assert tags(blocks[:1]) <= {"table", "thead", "tbody", "tr", "th", "td", "div"}


def _link(case: dict[str, Any], blocks: list[Any]) -> None:
    _only_text(case, "p", blocks)
    assert tags(blocks[:1]) == {"p", "a"}
    assert addresses(blocks[:1]) == {"https://example.com/"}


def _bold(case: dict[str, Any], blocks: list[Any]) -> None:
    (strong,) = blocks[0].iter("strong")
    assert visible(strong) == escape.clean(case["input"])
    assert visible(blocks[0]) == f"{case['before']}{visible(strong)}{case['after']}".strip()


def _alt(case: dict[str, Any], blocks: list[Any]) -> None:
    (image,) = blocks[0].iter("img")
    assert image.get("alt") == escape.alt(case["input"])


def _details(case: dict[str, Any], blocks: list[Any]) -> None:
    (summary,) = blocks[0].iter("summary")
    assert visible(summary) == escape.clean(case["input"])
    assert tags([summary]) == {"summary"}


def _embeds(case: dict[str, Any], blocks: list[Any]) -> None:
    if not case["expected_url"]:
        assert not addresses(blocks)
        return
    frames = [unquote(f.get("data-content") or "") for b in blocks for f in b.iter("iframe")]
    assert frames == [case["expected_url"]] or "youtube" in case["expected_url"]
    assert visible(blocks[0]) == ""


def _url_links(case: dict[str, Any], blocks: list[Any]) -> None:
    assert addresses(blocks[:1]) == ({case["expected_url"]} if case["expected_url"] else set())


def _second_line(case: dict[str, Any], blocks: list[Any]) -> None:
    assert tags(blocks) == {"p", "br"}
    assert visible(blocks[0]) == f"前の行 {escape.clean(case['input'])}"


def _noted(case: dict[str, Any], blocks: list[Any]) -> None:
    assert tags(blocks) == {"p", "sup", "a"}
    assert visible(blocks[0]).rpartition("[")[0] == escape.clean(case["input"])


def _note(case: dict[str, Any]) -> str:
    name = case["id"]
    return f"{escape.block(case['input'])}[^{name}]\n\n[^{name}]: 「注」"


def _table(text: str) -> str:
    return f"| a | b |\n| --- | --- |\n| {text} | 右 |"


PLACES: dict[str, Place] = {
    "para": (lambda c: escape.block(c["input"]), _para),
    "heading": (lambda c: f"### {escape.heading(c['input'])}", _heading),
    "list": (lambda c: f"- {escape.block(c['input'])}", _list),
    "cell": (lambda c: _table(escape.inline(c["input"])), _cell),
    "link": (lambda c: escape.link(c["input"], "https://example.com/"), _link),
    "bold": (lambda c: escape.strong(c["input"], c["before"], c["after"]), _bold),
    "alt": (lambda c: f"![{escape.alt(c['input'])}](https://example.com/x.png)", _alt),
    "details": (lambda c: f":::details {escape.details_title(c['input'])}\n中\n:::", _details),
    "line": (lambda c: f"前の行\n{escape.block(c['input'])}", _second_line),
    "noted": (_note, _noted),
    "url-bare": (lambda c: safe_url(c["input"]), _embeds),
    "url-card": (
        lambda c: f"@[card]({safe_url(c['input'])})" if safe_url(c["input"]) else "",
        _embeds,
    ),
    "url-link": (lambda c: escape.link("題", c["input"]), _url_links),
    "url-cell-link": (lambda c: _table(escape.link("題", c["input"])), _url_links),
}


def _article(cases: list[dict[str, Any]]) -> str:
    parts = [f"## {c['id']}\n\n{PLACES[c['context']][0](c)}\n\n番兵" for c in cases]
    return FRONT + "\n\n".join([*parts, "## 終わり"]) + "\n"


def _look(cases: list[dict[str, Any]], page: str) -> None:
    found = dict(chapters(page))
    for case in cases:
        PLACES[case["context"]][1](case, found[case["id"]])


def _random_cases(seed: int, count: int) -> list[dict[str, Any]]:
    """Strings of what means something to Zenn, between letters, kanji, emoji and spaces."""
    rng = random.Random(seed)
    pieces = [*"\\`*_[]<>$&;~/|:#+-=!^@().,1a 「」（）。日　🎉\"'{}?%", "//", "http://a.jp", "**"]
    pieces += [
        "```",
        "$$",
        ":::",
        "~~",
        "[^1]",
        "^[",
        "](",
        "<br>",
        "<!-- -->",
        "&amp;",
        "www.a.jp",
    ]
    pieces += [
        "mailto:a@b.jp",
        "1. ",
        "- [ ] ",
        "---",
        "===",
        "@[card](",
        "![",
        ":::message",
        "\\\\",
    ]
    places = ("para", "heading", "list", "cell", "link", "bold", "line", "noted")
    cases = []
    for number in range(count):
        text = "".join(rng.choices(pieces, k=rng.randint(1, 12)))
        text = rng.choice(["", "字"]) + text + rng.choice(["", "字"])
        text = text if escape.clean(text) else "字"
        sides = {"before": rng.choice(["", "前", "「"]), "after": rng.choice(["", "後", "。"])}
        cases.append(
            {"id": f"r{number}", "context": places[number % len(places)], "input": text} | sides
        )
    return cases


@pytest.mark.node
def test_zenn_shows_every_nasty_text_as_it_is(tmp_path: Path) -> None:
    ends = [("line", "==="), ("line", "--"), ("noted", "x^"), ("noted", "a!"), ("noted", "a\\")]
    more = [{"id": f"e{n}", "context": c, "input": text} for n, (c, text) in enumerate(ends)]
    batches = [CASES + more, *(_random_cases(seed, 400) for seed in range(4))]
    texts = {f"articles/nasty-{n:08}.md": _article(batch) for n, batch in enumerate(batches)}
    for batch, checked in zip(batches, check(tmp_path, texts).values(), strict=True):
        assert checked.errors == []
        assert not [w for w in checked.warnings if "katex" in w]
        _look(batch, checked.html)
