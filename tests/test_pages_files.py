"""Adding files on the screen: what was refused is told in Japanese."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.collect.documents import read_document
from digest.errors import NotFound, SourceError
from pages.shared.file_adder import KINDS, reason
from pages.shared.words import explain
from tests import papers

DATA = Path(__file__).parent / "data" / "papers"


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("a.pdf", (DATA / "locked.pdf").read_bytes(), "パスワード"),
        ("a.pdf", papers.pdf([[]], picture_only=True), "OCR"),
        ("a.pdf", b"", "空の"),
        ("a.pdf", b"words", "PDF ではありません"),
        ("a.pdf", b"%PDF-1.4 nothing", "壊れて"),
        ("a.eml", b"words", "メール"),
        ("a.txt", b"x" * 15_000_001, "15MB"),
        ("a.txt", b"\x00\x01" * 99, "文章ではありません"),
        ("a.txt", b"PK\x03\x04", "圧縮"),
        ("a.html", b"<html></html>", "本文が見つかりません"),
    ],
)
def test_a_refused_file_is_told_in_japanese(name: str, body: bytes, words: str) -> None:
    with pytest.raises(SourceError) as told:
        read_document(name, body)
    assert words in reason(told.value)


def test_another_error_is_told_as_everywhere() -> None:
    error = NotFound("article", 7, "")
    assert reason(error) == explain(error)


def test_each_kind_that_can_be_chosen_is_read() -> None:
    for suffix in KINDS:
        with pytest.raises(SourceError, match="empty"):
            read_document(f"a.{suffix}", b"")
