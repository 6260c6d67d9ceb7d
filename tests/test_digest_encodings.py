"""Japanese pages in every encoding, declared rightly, wrongly or not at all: each character."""

from __future__ import annotations

import gzip
import html
import json
import re
from pathlib import Path

import pytest

from digest.decode import decode
from digest.extract import extract
from tests.tools import shared

OWN = (
    "<html><head><title>半角ｶﾅと機種依存文字①㈱髙﨑</title></head><body><p>"
    + "朝霧研究所は、長い文書を読む「いとわ」を公開した。〜－‖という記号もある。" * 20
    + "</p></body></html>"
)
ENCODINGS = ("utf-8", "cp932", "euc_jp", "iso2022_jp")
DECLARED = {
    "utf-8": ("", "Shift_JIS", "EUC-JP", "ISO-8859-1"),
    "cp932": ("", "utf-8", "Shift_JIS", "ISO-8859-1"),
    "euc_jp": ("", "utf-8", "EUC-JP", "ISO-8859-1"),
    "iso2022_jp": ("", "utf-8", "ISO-2022-JP", "ISO-8859-1"),
}
URL = "https://a.example/"


def pages() -> list[Path]:
    folder = shared("data/postlight_ja")
    return sorted(folder.glob("html/*.html.gz")) if folder else []


def bytes_of(path: Path | None) -> bytes:
    return OWN.encode() if path is None else gzip.decompress(path.read_bytes())


def truth(body: bytes) -> str:
    """By strict decoding: UTF-8, else what the page itself declares."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        named = re.search(rb"charset=[\"']?([\w-]+)", body)
        assert named is not None
        codec = named[1].decode().lower()
        return body.decode({"shift_jis": "cp932", "x-sjis": "cp932"}.get(codec, codec))


each_page = pytest.mark.parametrize(
    "path", [None, *pages()], ids=lambda p: p.name.removesuffix(".html.gz") if p else "own"
)


@each_page
@pytest.mark.parametrize("header", ["", "text/html; charset=ISO-8859-1"])
def test_a_japanese_page_is_decoded_whole(path: Path | None, header: str) -> None:
    body = bytes_of(path)
    assert decode(body, header) == truth(body)


@each_page
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_page_in_another_encoding_is_read_as_well(path: Path | None, encoding: str) -> None:
    bare = re.sub(r"charset=[\"']?[\w-]+", "", html.unescape(truth(bytes_of(path))))
    kept = bare.encode(encoding, "ignore").decode(encoding)
    for declared in DECLARED[encoding]:
        named = f'<meta charset="{declared}">{kept}' if declared else kept
        for header in ("", "text/html; charset=ISO-8859-1", "text/html; charset=utf-8"):
            if (header, encoding, declared) == ("text/html; charset=utf-8", "utf-8", ""):
                continue
            assert decode(named.encode(encoding), header) == named, (declared, header)


def test_the_first_words_of_most_pages_are_in_their_text() -> None:
    """What postlight's own tests expect; some stand in a list of links above the article."""
    pairs = [(extract(OWN.encode(), URL).text, "朝霧研究所は、長い文書を読む")]
    for path in pages():
        expected = path.parent.parent / "expected" / path.name.replace(".html.gz", ".json")
        first = json.loads(expected.read_text("utf-8"))["first_words"] or ""
        found = extract(bytes_of(path), URL)
        assert found.language == "ja"
        pairs.append((_flat(found.text), _flat(first)[:20]))
    assert sum(first in text for text, first in pairs) / len(pairs) >= 0.8


def _flat(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("name", ["hex", "zlib", "rot13", "undefined", "idna", "punycode", "uu"])
def test_a_codec_of_python_that_is_no_encoding_of_pages_is_no_crash(name: str) -> None:
    body = f'<meta charset="{name}">'.encode() + bytes(range(128, 256))
    assert decode(body, f"text/html; charset={name}").startswith("<meta")


@pytest.mark.parametrize("codec", ["cp932", "euc_jp"])
@pytest.mark.parametrize("header", ["", "utf-8", "iso-8859-1", "EUC-JP", "Shift_JIS"])
def test_short_texts_full_of_half_width_and_special_characters(codec: str, header: str) -> None:
    text = "<p>ｶﾀｶﾅのﾃｽﾄ</p><p>ソーシャル表示の予定です</p>"
    if codec == "cp932":
        text += "<p>①②③㈱髙﨑ⅣⅢ</p>"
    assert decode(text.encode(codec), f"text/html; charset={header}") == text
