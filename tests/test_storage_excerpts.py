"""Marks stand where a reader sees the word, whatever folding does to lengths."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.excerpts import WIDTH, excerpt, marks
from storage.terms import fold, parse, pattern


def shown(text: str, query: str) -> list[str]:
    return [text[start:end] for start, end in marks(text, pattern(parse(query)))]


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("推論と推論", "推論", ["推論", "推論"]),
        ("ＧＰＴ－４の…推論", "gpt 推論", ["ＧＰＴ", "推論"]),
        ("ｶﾞｲﾄﾞの㍿", "ガイド 株式", ["ｶﾞｲﾄﾞ", "㍿"]),
        ("か\u3099くしゅう", "がく", ["か\u3099く"]),
        ("GPT-4 gpt 4o", "GPT-4", ["GPT-4", "gpt 4"]),
        ("chatgpt gpts", "gpt", ["gpt"]),
        ("chatgpt gpts gpt", '"gpt"', ["gpt"]),
        ("AI の話、AIの話", "AIの", ["AI の", "AIの"]),
        ("要約機", "要約 要約機", ["要約機"]),
        ("推論 要約", "推論 -要約", ["推論"]),
        ("推論", "", []),
        ("", "推論", []),
    ],
)
def test_what_is_marked(text: str, query: str, marked: list[str]) -> None:
    assert shown(text, query) == marked


def test_an_excerpt_shows_the_first_match_with_words_before_it() -> None:
    text = "…①㍿" * 300 + "ここで推論の話をする。" + "あと" * 300
    snippet, spans = excerpt(text, pattern(parse("推論")))
    assert [snippet[a:b] for a, b in spans] == ["推論"]
    assert snippet.startswith("…")
    assert snippet.endswith("…")
    assert len(snippet) == WIDTH + 2
    assert 30 < spans[0][0] < 50


def test_without_a_match_the_beginning_is_shown_in_one_line() -> None:
    assert excerpt("  一行目\n\n二行目\t", pattern(parse("無"))) == ("一行目 二行目", ())
    assert excerpt("", pattern(parse("無"))) == ("", ())
    assert excerpt("推論", pattern(())) == ("推論", ())


pieces = st.sampled_from(
    ["推論", "…", "㍿", "ｶﾞ", "か\u3099", "Ａ", "①", " ", "語", "\n", "ﷺ", "🎉"]
)


@given(st.lists(pieces, max_size=60).map("".join), st.text(st.characters(), max_size=300))
def test_marks_are_in_order_inside_the_text_and_fold_to_the_word(text: str, noise: str) -> None:
    wanted = pattern(parse("推論"))
    for whole in (text, noise + text):
        snippet, spans = excerpt(whole, wanted)
        assert [fold(snippet[a:b]) for a, b in spans] == ["推論"] * len(spans)
        assert list(spans) == sorted(spans)
        assert bool(spans) == ("推論" in " ".join(whole.split()))


def test_an_empty_match_marks_nothing() -> None:
    assert marks("abc", re.compile("x*")) == ()
