"""What collecting says in English has Japanese words on the screens: found by walking the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from digest import errors
from pages.shared import phrases, source_view
from pages.shared.words import TROUBLES, trouble_text
from storage.records import Source
from tests.conftest import NOW
from tests.tools import ROOT

DIGEST = ROOT / "digest"
# Whatever can end up as a note of a source or an article, or as its error.
MODULES = sorted(
    (
        *(DIGEST / "collect").glob("*.py"),
        *(DIGEST / "papers" / f"{name}.py" for name in ("paper", "pdf", "pdf_process", "whole")),
        *(
            DIGEST / f"{name}.py"
            for name in [
                "apart",
                "collecting",
                "decode",
                "due",
                "extract",
                "fetch",
                "fetching",
                "gather",
                "guard",
                "hidden",
                "metadata",
                "opml",
                "pages",
                "refusals",
                "robots",
                "subscribing",
                "walls",
            ]
        ),
    )
)
EXEMPT = {  # nothing that a person reads: requests, assertions, titles
    "the last try returns or raises",
    "one batch gives one answer",
    "weekly-ai-digest/{} (feed reader{})",
    "text/plain; charset={}",
    "Hacker News: {}",
    "Hugging Face Daily Papers",
    "Weekly AI digest",
    "//*[@style or @hidden or @aria-hidden]",
}
_WORD = re.compile(r"[A-Za-z{}']{2,}")
_JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")


def said(path: Path) -> set[str]:
    """The English phrases of a module: texts of three words and more, docstrings left out."""
    found = set(_texts(ast.parse(path.read_text(encoding="utf-8"))))
    return {
        one
        for one in found
        if len(_WORD.findall(one)) >= 3 and " " in one.strip() and not _is_header(one)
    } - EXEMPT


def _is_header(one: str) -> bool:
    return ";q=" in one or one.startswith(("<", "User-Agent: "))


def _texts(node: ast.AST) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue  # a docstring
        if isinstance(child, ast.Call) and ast.unparse(child.func).startswith("re."):
            continue
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child.value.replace("{n}", "{}")
        elif isinstance(child, ast.JoinedStr):
            parts = [p.value if isinstance(p, ast.Constant) else "{}" for p in child.values]
            yield "".join(map(str, parts))
        else:
            yield from _texts(child)


def test_the_walk_finds_what_there_is() -> None:
    found = {path.stem: len(said(path)) for path in MODULES}
    assert found["refusals"] >= 20
    assert found["folder"] >= 15
    assert sum(found.values()) > 220


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(DIGEST).as_posix())
def test_each_phrase_of_a_module_has_japanese_words(path: Path) -> None:
    for phrase in sorted(said(path)):
        filled = phrase.replace("{}", "7").removeprefix("7 The server says").strip()
        filled = f"The server says{filled}" if filled.startswith(":") else filled
        told = phrases.japanese(filled) or phrases.japanese(f"3 {filled}")
        assert told, f"pages/shared/phrases.tsv: add {phrase!r}"
        assert _JAPANESE.search(told)


def test_the_table_is_well_formed() -> None:
    rows = phrases.table()
    assert len(dict(rows)) == len(rows)
    for english, japanese in rows:
        assert english.count("{}") == japanese.count("{}"), english
        assert _JAPANESE.search(japanese), english
        assert english.isascii() or "記事" in english
        assert ".。" not in japanese


def test_each_error_class_has_words() -> None:
    classes = [c for c in vars(errors).values() if isinstance(c, type)]
    codes = {c.code for c in classes if issubclass(c, errors.WorkbenchError)}
    assert codes <= set(TROUBLES)


@pytest.mark.parametrize(
    ("english", "japanese"),
    [
        ("1,204 papers match; the first 1,000 were read.", "該当する論文1,204件のうち、先頭の1,000件を読みました。"),
        ("3 entries that came twice were kept once.", "重複したエントリー3件は1件にまとめました。"),
        (
            "a.example answered HTTP 503 (Busy. Later). The server has a problem: try again later."
            " The server says: try again after 120.",
            "a.example の応答は HTTP 503 (Busy. Later) でした。サーバー側の障害です。"
            "あとでもう一度試してください。サーバーの指示: 120 以降に再試行。",
        ),
        (
            "Page 3 could not be read (a.example took too long to answer); it is asked again.",
            "3ページ目を読めませんでした(a.example の応答が時間内に終わりませんでした)。"
            "次の確認でもう一度読みます。",
        ),
        ("r.pdf: it is too long: only its beginning was kept.", "r.pdf: 長すぎるため、初めの部分だけを残しました。"),
        (
            "The answer is the bot challenge of Cloudflare, not a feed. Programs cannot pass it:"
            " look for an official feed or another source.",
            "ボット確認画面(Cloudflare)が返り、フィードは得られませんでした。"
            "プログラムでは通れません。公式のフィードか別のソースを探してください。",
        ),
    ],
)  # fmt: skip
def test_numbers_and_names_stay(english: str, japanese: str) -> None:
    assert phrases.japanese(english) == japanese


@pytest.mark.parametrize(
    "english",
    ["", "Something new happened.", "The answer is empty. And then something new.", "x " * 600],
)
def test_what_is_not_known_stays_english_and_is_marked(english: str) -> None:
    assert phrases.japanese(english) == ""
    assert 'lang="en"' in phrases.shown(english)
    assert phrases.in_words(english) == english


def test_markup_in_an_error_stays_inert() -> None:
    told = phrases.shown("<b>x</b> took too long to answer.")
    assert told == "&lt;b&gt;x&lt;/b&gt; の応答が時間内に終わりませんでした。"


def test_a_source_tells_its_error_and_notes_in_japanese() -> None:
    source = Source(
        url="https://a.example/feed",
        kind="feed",
        error="a.example took too long to answer. Try again later; if it stays so, the source may be gone.",
        error_code="unreachable",
        notes=("5 attachment(s) were not read.", "Nobody knows this."),
    )
    html = source_view.facts(source, 0, NOW)
    assert "a.example の応答が時間内に終わりませんでした。" in html
    assert "続くようなら、ソースがなくなったのかもしれません。" in html
    assert TROUBLES["unreachable"].todo not in html  # what to do is said already
    assert "添付ファイル5件は読みませんでした。" in html
    assert '<span lang="en">Nobody knows this.</span>' in html


@pytest.mark.parametrize("error", ["a.example answered HTTP 418.", "Something new."])
def test_an_error_that_says_no_remedy_gets_the_usual_one(error: str) -> None:
    source = Source(url="https://a.example/feed", error=error, error_code="bad_status")
    assert TROUBLES["bad_status"].todo in source_view.facts(source, 0, NOW)


def test_a_detail_is_told_in_japanese() -> None:
    told = trouble_text("usage", "No address was given.")
    assert "詳細: アドレスがありません。" in told


@pytest.mark.parametrize(
    "said",
    [
        "a is empty. " * 60 + "zzz",
        "a b c d: " * 80 + "zzz",
        "could not read a. " * 40,
        "a: b. " * 150,
        "a. " * 330,
    ],
)
def test_words_made_to_be_looked_at_for_ever_are_given_up(said: str) -> None:
    phrases._patterns()
    before = phrases._patterns.cache_info().hits
    phrases.japanese.cache_clear()
    assert phrases.japanese(said) == ""
    assert 1 <= phrases._patterns.cache_info().hits - before <= 150


def test_as_many_sentences_as_fit_are_told() -> None:
    assert phrases.japanese("a is empty. " * 80) == "a は空です。" * 80
