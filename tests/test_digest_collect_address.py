"""What people paste: addresses mended, or refused with words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.__main__ import main
from digest.collect.address import web_address
from digest.errors import BadAddress, UsageError, WorkbenchError


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (" https://e.example/a ", "https://e.example/a"),
        ("HTTP://e.example/", "HTTP://e.example/"),
        ("e.example/blog", "https://e.example/blog"),
        ("e.example:8080/x", "https://e.example:8080/x"),
        ("日本語.jp/記事", "https://日本語.jp/記事"),
        ("feed:https://e.example/f", "https://e.example/f"),
        ("feed://e.example/f", "https://e.example/f"),
        ("e.example/a:b", "https://e.example/a:b"),
        ("<https://e.example/a>", "https://e.example/a"),
        ("「https://e.example/a」。", "https://e.example/a"),
    ],
)
def test_addresses(text: str, url: str) -> None:
    assert web_address(text) == url


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "No address"),
        ("   ", "No address"),
        ("https://e.example/ https://f.example/", "more than one"),
        ("javascript:alert(1)", "program for a browser"),
        ("JaVaScRiPt:alert(1)//https://e.example", "program for a browser"),
        ("java\tscript:alert(1)", "program for a browser"),
        ("\x01javascript:alert(1)", "program for a browser"),
        ("vbscript:x", "program for a browser"),
        ("data:text/html,<script>", "carries its content"),
        ("file:///etc/passwd", "file of one machine"),
        ("blob:https://e.example/1", "one browser"),
        ("mailto:a@e.example", "mail address"),
        ("ftp://e.example/", "no web page"),
        ("gopher://e.example/", "no web page"),
        ("words without any dot", "no web address"),
        ("a@b.example", "no web address"),
        ("/etc/passwd", "no web address"),
        ("https://e.example/" + "a" * 3000, "longer than"),
        ("https://", "no web address|no URL"),
        ("https://user:hunter2@e.example/", "user name or password"),
        ("https://user@e.example/", "user name or password"),
        ("https://e.example/\u202egpj.exe", "control characters"),
        ("https://e.exa\x00mple/", "control characters"),
    ],
)
def test_what_is_no_address_is_refused_with_words(text: str, said: str) -> None:
    with pytest.raises((UsageError, BadAddress), match=said) as caught:
        web_address(text)
    assert caught.value.hint
    assert "hunter2" not in str(caught.value)


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_an_error_of_ours(text: str) -> None:
    try:
        given_back = web_address(text)
    except WorkbenchError:
        return
    assert given_back.lower().startswith(("http://", "https://"))


def test_no_address_on_the_command_line_is_no_folder(tmp_path: Path, capsys: Any) -> None:
    assert main(["--home", str(tmp_path), "add", ""]) == 2
    assert "No address was given" in capsys.readouterr().err
