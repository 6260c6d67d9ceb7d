"""How sections of each kind are set, with footnotes, and exports that ask for evidence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from digest.errors import ExportError
from digest.export import ExportOptions, export, unsupported
from digest.issue import Issue, apply_edits
from digest.publishing import warnings
from storage.records import Claim, Evidence, Item, ItemEdit, Link, Section, Summary
from tests.issues import SALT, WEEK, plain
from tests.zenn_check import check

STEPS = ("1. を入れる。", "設定する。", "起動する。")
QUOTE = "We ship it today."


def claim(text: str, n: int = 0) -> Claim:
    return Claim(text, (Evidence(1, n, text),))


def issue(*sections: Section, **fields: object) -> Issue:
    links = (Link("https://example.com/1", "題名1", "primary", 1),)
    made = Summary(method="model", kind="technique", headline="動かした", sections=sections)
    return apply_edits(plain(items=(Item("a1", 0, made, references=links),), **fields), {})


def text_of(given: Issue, format_name: str = "zenn", **options: object) -> str:
    return export(given, format_name, ExportOptions(SALT, **options))[0].text  # type: ignore[arg-type]


@pytest.mark.parametrize("format_name", ["zenn", "markdown"])
def test_steps_are_numbered_and_quotations_marked(format_name: str) -> None:
    steps = Section("手順", tuple(claim(step, n) for n, step in enumerate(STEPS)))
    quoted = Section("引用", (claim(QUOTE), claim("Try it.", 1)))
    text = text_of(issue(steps, quoted), format_name)
    assert "1. 1\\. を入れる。\n2. 設定する。\n3. 起動する。" in text
    assert f"> 「{QUOTE}」\n>\n> 「Try it.」" in text


def test_zenn_shows_steps_quotations_and_their_footnotes(tmp_path: Path) -> None:
    steps = Section("手順", tuple(claim(step, n) for n, step in enumerate(STEPS)))
    given = issue(steps, Section("引用", (claim(QUOTE, 3),)))
    name = "articles/weekly-genai-sections.md"
    shown = check(tmp_path, {name: text_of(given, footnotes=True)})[name]
    assert (shown.errors, shown.warnings) == ([], [])
    assert shown.html.count("<ol data-line") == 1
    assert "<blockquote" in shown.html
    assert shown.html.count('class="footnote-ref"') == 4
    assert shown.html.count('class="footnote-item"') == 4


def test_a_statement_without_evidence_stops_an_export_that_asks_for_it() -> None:
    given = issue(Section("要点", (claim("公開した。"), Claim("速い。"))))
    assert unsupported(given) == (("動かした", "速い。"),)
    assert "速い。" in text_of(given)
    with pytest.raises(ExportError, match=r"1 statements rest on no sentence.*速い。"):
        text_of(given, supported=True)
    assert "根拠の文が無い記述が1件あります" in warnings(given)


def test_highlights_count_and_what_is_left_out_does_not() -> None:
    bare = issue(Section("要点", (Claim("速い。"),)), highlights=(Claim("話題が多い。"),))
    assert [text for _, text in unsupported(bare)] == ["話題が多い。", "速い。"]
    digest = plain()
    item = replace(
        digest.items[0],
        summary=Summary(method="model", sections=bare.items[0].item.summary.sections),
    )
    digest = replace(digest, items=(item, *digest.items[1:]))
    assert unsupported(apply_edits(digest, {}))
    dropped = {"a1": ItemEdit(WEEK, "a1", dropped=True)}
    assert unsupported(apply_edits(digest, dropped)) == ()
    assert text_of(apply_edits(digest, dropped), supported=True)


def test_a_quotation_needs_no_model_to_be_supported() -> None:
    made = Summary(method="title", headline="題", sections=(Section("要点", (Claim("題"),)),))
    assert unsupported(apply_edits(plain(items=(Item("a1", 0, made),)), {})) == ()
