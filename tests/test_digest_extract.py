"""Pages to text: what is found, how encodings are told, what hostile pages do."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.extract import Extracted, decode, extract, language_of, plain_text
from digest.language import language_code
from digest.metadata import read_moment
from digest.text import TEXT_CHARS, clean, elements, links_of, one_line
from tests.tools import ROOT, shared

URL = "https://site.example/news/1"
JAPANESE = "大規模言語モデルの新しい版が公開され、推論の速度が二倍になりました。" * 15


def page(body: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()


# ---------------------------------------------------------------------- what is found


def test_main_text_without_menus_scripts_and_comments() -> None:
    body = (
        "<nav><ul><li>Home</li><li>About us</li></ul></nav><main><article><h1>A new model</h1>"
        f"<p>{'The model reads long documents. ' * 20}</p><script>alert(1)</script>"
        "<table><tr><td>Score</td><td>83.5</td></tr></table>"
        '<p>See <a href="/paper">the paper</a> for more of it.</p></article></main>'
        "<section class='comments'><p>First comment of a reader!</p></section><footer>© us</footer>"
    )
    found = extract(page(body), URL)
    assert "The model reads long documents." in found.text
    assert "83.5" in found.text
    assert "alert" not in found.text
    assert "First comment" not in found.text
    assert "About us" not in found.text
    assert found.links == ("https://site.example/paper",)
    assert (found.language, found.note) == ("en", "")


def test_metadata_with_the_time_of_day_and_names_without_spaces() -> None:
    head = (
        '<meta property="og:title" content="モデルを公開 &amp; 検証">'
        '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", '
        '"datePublished": "2026-11-15T23:30:00+09:00", "author": [{"name": "山田花子"}, '
        '{"name": "https://site.example/x"}]}]}</script>'
    )
    found = extract(page(f"<article><p>{JAPANESE}</p></article>", head), URL)
    assert found.title == "モデルを公開 & 検証"
    assert found.published_at == datetime(2026, 11, 15, 14, 30, tzinfo=UTC)
    assert found.authors == ("山田花子",)
    assert found.language == "ja"


def test_the_headline_wins_over_a_title_with_the_sites_name() -> None:
    head = "<title>新しいモデルを公開しました | サイト名</title>"
    body = f"<h1>新しいモデルを公開しました</h1><p>{JAPANESE}</p>"
    assert extract(page(body, head), URL).title == "新しいモデルを公開しました"
    site = "<title>日記 - 新しいモデルを公開しました</title>"
    assert "公開" in extract(page("<h1>日記</h1><p>x</p>", site), URL).title


def test_without_main_text_the_description_stands_in() -> None:
    head = '<meta name="description" content="What the page is about.">'
    found = extract(page("<div id=app></div>", head), URL)
    assert found.text == "What the page is about."
    assert "description" in found.note


@pytest.mark.parametrize(
    ("body", "content_type", "words"),
    [
        (b"%PDF-1.7 ...", "", "PDF"),
        (b"x", "application/pdf", "PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\xff\xfe", "image/png", "neither"),
        (b"<html><title>Just a moment...</title></html>", "text/html", "bot challenge"),
        (b"", "text/html", "No text"),
        (b"<html></html>", "text/html", "No text"),
    ],
)
def test_what_cannot_be_read_says_so(body: bytes, content_type: str, words: str) -> None:
    found = extract(body, URL, content_type)
    assert words in found.note
    assert found.text == ""


def test_a_good_page_with_the_scripts_of_a_bot_protection_is_read() -> None:
    script = '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>'
    assert extract(page(f"<p>{JAPANESE}</p>" * 3 + script), URL).text.startswith(JAPANESE)
    titled = page(f"<p>{JAPANESE}</p>", "<title>Access denied: what 403 means</title>")
    assert extract(titled, URL).note == ""


def test_plain_text_is_taken_as_it_is() -> None:
    found = extract("題名です\n\n本文です。".encode(), URL, "text/plain; charset=utf-8")
    assert (found.title, found.text) == ("題名です", "題名です\n\n本文です。")


@pytest.mark.parametrize("encoding", ["utf-8", "euc_jp", "cp932", "iso2022_jp"])
@pytest.mark.parametrize("declared", [True, False])
def test_pages_in_old_japanese_encodings(encoding: str, declared: bool) -> None:
    names = {"euc_jp": "EUC-JP", "cp932": "Shift_JIS", "iso2022_jp": "ISO-2022-JP"}
    charset = names.get(encoding, "utf-8")
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'
    body = page(f"<article><p>{JAPANESE}</p></article>", head if declared else "").decode()
    found = extract(body.encode(encoding), URL, "text/html; charset=ISO-8859-1")
    assert found.text == JAPANESE


def test_a_large_page_is_read_at_its_beginning() -> None:
    found = extract(page("<p>words and words</p>" * 400_000), URL)
    assert "only its beginning" in found.note
    assert 0 < len(found.text) <= TEXT_CHARS


HOSTILE = {
    "open articles": "<article>" * 100_000,
    "open paragraphs": "<p>" * 300_000,
    "nested tables": "<table><tr><td>" * 60_000,
    "open JSON-LD": '<script type="application/ld+json">' * 30_000,
    "nested JSON-LD": f'<script type="application/ld+json">{"[" * 500_000}</script>',
    "long attributes": f"<meta {'a' * 2900}>" * 300,
    "open links": '<a href="' * 100_000,
    "less-than signs": "<" * 500_000,
    "character references": "&#x1F600;" * 100_000,
    "open comments": "<!--" * 200_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_end(name: str) -> None:
    started = time.monotonic()
    assert isinstance(extract(page(HOSTILE[name]), URL), Extracted)
    assert time.monotonic() - started < 20


@given(st.binary(max_size=400), st.sampled_from(["", "text/html", "text/html; charset=x", "\x00"]))
def test_any_bytes_give_an_answer(body: bytes, content_type: str) -> None:
    found = extract(page("") + body, URL, content_type)
    assert "\x00" not in found.text + found.title


def test_importing_it_does_not_import_trafilatura() -> None:
    code = (
        "import sys, digest.collect, digest.extract, digest.pages, digest.identity, digest.fetch\n"
        "slow = {'trafilatura', 'feedparser', 'lxml', 'charset_normalizer'} & set(sys.modules)\n"
        "sys.exit(f'imported early: {slow}' if slow else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


# ---------------------------------------------------------------------- against others' pages


def benchmark() -> Iterator[Any]:
    folder = shared("data/article_extraction_benchmark")
    truth = json.loads((folder / "ground-truth.json").read_text("utf-8")) if folder else {}
    for name in sorted(truth):
        packed = folder / "html" / f"{name}.html.gz"  # type: ignore[operator]
        if packed.exists():
            yield gzip.decompress(packed.read_bytes()), truth[name]["articleBody"]


def test_extraction_is_not_below_plain_trafilatura() -> None:
    """Bag-of-words F1 on every third of the benchmark's pages; without it, on one page of ours."""
    import trafilatura

    pages = list(benchmark())[::3] or [(page(f"<article><p>{JAPANESE}</p></article>"), JAPANESE)]
    ours = [f1(extract(body, URL).text, want) for body, want in pages]
    plain = [
        f1(getattr(trafilatura.bare_extraction(body, include_comments=False), "text", ""), want)
        for body, want in pages
    ]
    assert sum(ours) / len(ours) >= sum(plain) / len(plain) - 0.001
    assert sum(ours) / len(ours) > 0.9


def f1(found: str, wanted: str) -> float:
    a, b = (Counter(re.findall(r"\w+", text)) for text in (found, wanted))
    same = sum((a & b).values())
    return 2 * same / (sum(a.values()) + sum(b.values())) if same else 0.0


def japanese_pages() -> list[Path]:
    folder = shared("data/postlight_ja")
    return sorted(folder.rglob("*.html.gz")) if folder else []


@pytest.mark.parametrize("path", japanese_pages() or [None], ids=lambda p: p.name if p else "none")
def test_japanese_pages_keep_every_character(path: Path | None) -> None:
    body = gzip.decompress(path.read_bytes()) if path else page(f"<p>{JAPANESE}</p>")
    assert "\ufffd" not in decode(body)
    found = extract(body, URL)
    assert found.language == "ja"
    assert len(found.text) > 300


# ---------------------------------------------------------------------- text


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("a < b &amp; c &#x3042;", "a < b & c あ"),
        ("<p>One</p><p>Two<br>Three</p>", "One\nTwo\nThree"),
        ("<ul><li>a</li><li><p>b</p></li></ul>", "- a\n- b"),
        ("日本<b>語</b>の<a href='x'>リンク</a>", "日本語のリンク"),
        ("<pre>x\n  y</pre>", "x\ny"),
        ("a<script>b</script><style>c</style><!-- d -->e", "ae"),
        ("5 > 3 <b>and</b> 2 < 3", "5 > 3 and 2 < 3"),
        ("&lt;b&gt;not bold&lt;/b&gt; <i>but this</i>", "<b>not bold</b> but this"),
        ("<p>many   \n  spaces&nbsp;here</p>", "many spaces here"),
        ("<", "<"),
        ("", ""),
    ],
)
def test_plain_text(markup: str, words: str) -> None:
    assert plain_text(markup) == words


def test_clean_drops_what_cannot_be_seen_and_keeps_characters() -> None:
    hidden = "a\u202eb\u200bc\u2066d\ufeffe\x07f\U000e0041g\ud800h\u00adi"
    assert clean(hidden) == "abcdefghi"
    assert clean("か\u3099") == "が"
    assert clean("❤\ufe0f 👨\u200d💻 Ⅲ ①") == "❤\ufe0f 👨\u200d💻 Ⅲ ①"
    assert clean("a\r\nb\rc\u2028d") == "a\nb\nc\nd"
    assert one_line("  a\n\tb  ", 10) == "a b"
    assert one_line("x" * 50, 10) == "x" * 9 + "…"


def test_links_are_absolute_web_addresses_once() -> None:
    markup = (
        "<a class=x href=\"/a?b=1&amp;c=2\">x</a> <A HREF='https://e.example/'>y</A> "
        '<a href="javascript:alert(1)">z</a> <a href="http://[">w</a> 詳細は https://arxiv.org/abs/2611.01234。'
        " https://e.example/ "
    )
    assert links_of(markup, URL) == (
        "https://site.example/a?b=1&c=2",
        "https://e.example/",
        "https://arxiv.org/abs/2611.01234",
    )


def test_elements_are_found_in_linear_time() -> None:
    assert list(elements("<P>a</P> <pre>x</pre><p class=x>b</p >", "p", 5)) == [
        "<P>a</P>",
        "<p class=x>b</p >",
    ]
    assert list(elements("<p>" * 100_000, "p", 5)) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("OpenAI、GPT-6を発表", "ja"),
        ("大規模言語モデルの推論", "ja"),
        ("機械学習", ""),
        ("Attention Is All You Need", "en"),
        ("The model is out and it is good for all of us today", "en"),
        ("Le modèle est un outil pour les gens dans la rue et le monde", ""),
        ("Das Modell ist ein Werkzeug für die Leute und nicht mehr", ""),
        ("人工智能大模型发布了新的版本，这是我们说的", "zh"),
        ("안녕하세요 오늘은 날씨가 좋네요", "ko"),
        ("123 456", ""),
        ("", ""),
    ],
)
def test_language_of(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("ja-JP", "ja"),
        ("EN", "en"),
        ("jam", ""),
        ("fr", ""),
        ("zh_TW", "zh"),
        ("", ""),
        ("jp", "ja"),
        ("JP-ja", "ja"),
        ("Japanese", "ja"),
        ("jpn", "ja"),
        ("kr", "ko"),
        ("english", "en"),
    ],
)
def test_language_code(tag: str, code: str) -> None:
    assert language_code(tag) == code


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-16", datetime(2026, 11, 16, tzinfo=UTC)),
        ("2026-11-16T09:00:00+09:00", datetime(2026, 11, 16, tzinfo=UTC)),
        ("2026-11-16T00:00:00Z", datetime(2026, 11, 16, tzinfo=UTC)),
        ("16 Nov 2026", None),
        ("", None),
        ("0001-01-01T00:00:00+09:00", None),
    ],
)
def test_read_moment(text: str, moment: datetime | None) -> None:
    assert read_moment(text) == moment
