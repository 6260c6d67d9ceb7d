"""Words and bigrams: what is indexed, what a query asks, and that SQLite keeps every character."""

from __future__ import annotations

import hashlib
import re
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.search import VERSION
from storage.terms import MAX_ASKED, fold, fts, parse, pattern, terms

SAMPLE = (
    "推論モデルの要約、GPT-4oのAPI。ｶﾞｲﾄﾞ①Ａ３ 推 人々〆〇 한국어 𠮷野家 ヴァ・ー "
    "e\u0301té Straße İ x_y 100% ㍿…"
)


@pytest.mark.parametrize(
    ("text", "indexed"),
    [
        ("推論", "推論 論"),
        ("推論器", "推論 論器 器"),
        ("推", "推"),
        ("推論、要約", "推論 論 要約 約"),
        ("GPT-4oのAPI", "gpt 4o の api"),
        ("ＧＰＴ　ｶﾞｲﾄﾞ", "gpt ガイ イド ド"),
        ("データ・モデル", "デー ータ タ モデ デル ル"),
        ("snake_case x+y", "snake case x y"),
        ("🎉 ... \n", ""),
    ],
)
def test_what_is_indexed(text: str, indexed: str) -> None:
    assert terms(text) == indexed


def test_a_changed_index_needs_a_new_version() -> None:
    made = hashlib.sha256(terms(SAMPLE).encode()).hexdigest()[:16]
    assert (VERSION, made) == (1, "5088fceac874ba4a"), (
        "raise storage.search.VERSION, then pin both anew"
    )


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("推論", '("推論")'),
        ("論", '("論" *)'),
        ("推論器", '("推論 論器")'),
        ("Gpt", '("gpt" *)'),
        ('"gpt"', '("gpt")'),
        ("GPT-4", '("gpt 4" *)'),
        ("GPT4の推論", '("gpt4 の推 推論")'),
        ("推論API", '("推論 論 api" *)'),
        ("AI化", '("ai 化" *)'),
        ("要約 LLM", '("要約" AND "llm" *)'),
        ("要約　－LLM", '("要約") NOT ("llm" *)'),
        ('要約 -"open ai" -推', '("要約") NOT ("open ai" OR "推" *)'),
        ("“open ai”", '("open ai")'),
        ("-LLM", ""),
        ("-", ""),
        ("", ""),
        ("🎉 +++", ""),
        ('"', ""),
        ('"未閉', '("未閉")'),
        ("title:x OR y* NEAR(z)", '("title x" * AND "or" * AND "y" * AND "near z" *)'),
    ],
)
def test_what_a_query_asks(query: str, asked: str) -> None:
    assert fts(parse(query)) == asked


def test_a_column_can_be_asked_alone_but_what_is_excluded_is_so_everywhere() -> None:
    assert fts(parse("要約 -推論"), column="title") == '{title} : ("要約") NOT ("推論")'


def test_a_pasted_page_asks_for_its_first_words() -> None:
    assert len(parse("語 " * 1000)) == MAX_ASKED


def _tokens(text: str) -> list[str]:
    conn = sqlite3.connect(":memory:")
    conn.execute("CREATE VIRTUAL TABLE t USING fts5(x, tokenize='unicode61 remove_diacritics 0')")
    conn.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, instance)")
    conn.execute("INSERT INTO t VALUES (?)", [text])
    return [row[0] for row in conn.execute("SELECT term FROM v ORDER BY offset")]


def test_sqlite_splits_no_bigram() -> None:
    ranges = ((0x3005, 0x3007), (0x3041, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x9FFF))
    ranges += ((0xAC00, 0xD7A3), (0x20000, 0x2A6DF))
    chars = "".join(chr(c) for a, b in ranges for c in range(a, b + 1) if len(terms(chr(c))) == 1)
    assert len(chars) > 70_000
    parts = [f"{a}{b}" for a, b in zip(chars[::2], chars[1::2], strict=False)]
    assert _tokens(" ".join(parts)) == parts


japanese = st.text(st.sampled_from("推論要約のモデAIa4 、・-"), max_size=14)


@given(japanese, st.sampled_from(["推", "論", "推論", "論要", "モデ", "の", "推論要", "要約の"]))
def test_a_japanese_pattern_is_exactly_a_substring(text: str, word: str) -> None:
    assert bool(pattern(parse(word)).search(fold(text))) == (word in fold(text))


@given(st.text(max_size=30))
def test_no_query_breaks_the_syntax(query: str) -> None:
    asked = fts(parse(query))
    assert not re.search(r'(?![\w\s"*()])[\x00-\x7f]', asked)
    assert asked.count('"') % 2 == 0
    pattern(parse(query))
