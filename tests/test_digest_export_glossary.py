"""A defined term gets one footnote, at its first use, and only in running text."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from digest.export import EXPORTERS, ExportOptions, export
from digest.export.fitting import units
from digest.export.glossary import annotate
from digest.export.zenn import MOST_UNITS
from digest.issue import Issue, apply_edits
from storage.records import Claim, DigestEdit, Section
from tests.issues import SALT, TEXTS, WEEK, hostile, plain, summary
from tests.zenn_check import check

TERMS = (("RAG", "検索した文書を読ませて答えさせる方法。"), ("LoRA", "一部だけを学習する方法。"))


def marked(*blocks: str, terms: tuple[tuple[str, str], ...] = TERMS) -> list[str]:
    return annotate(blocks, terms)[0]


def test_only_the_first_use_is_marked_in_the_order_of_use() -> None:
    blocks, notes = annotate(["- LoRAとRAGを使う。\n- RAGだけ。", "RAGとLoRA"], TERMS)
    assert blocks == ["- LoRA[^term-1]とRAG[^term-2]を使う。\n- RAGだけ。", "RAGとLoRA"]
    assert notes == [
        "[^term-1]: LoRA: 一部だけを学習する方法。",
        "[^term-2]: RAG: 検索した文書を読ませて答えさせる方法。",
    ]


@pytest.mark.parametrize(
    "block",
    [
        "## RAG",
        "[RAGの記事](https://example.com/RAG)",
        "- 二次情報: [a\\] RAG](https://example.com/a)",
        "@[card](https://example.com/RAG)",
        "https://example.com/RAG",
        "見る https://example.com/RAG",
        ":::message\n**注意**\n\n- RAG\n:::",
        "> RAG",
        "**RAGの結果**",
        "`RAG` と書く",
        "```\nRAG\n```",
        "[^1-1]: 「RAG」",
        "STORAGE、RAGs、RAG-2、pre-RAG、RAG\\_x、RAG2",
        "<!-- RAG -->",
    ],
)
def test_no_mark_in_links_code_headings_boxes_or_longer_words(block: str) -> None:
    assert annotate([block], TERMS) == ([block], [])


def test_what_follows_a_mark_stays_what_it_was() -> None:
    assert marked("RAG(検索拡張生成)は") == ["RAG[^term-1]\\(検索拡張生成)は"]
    assert marked("RAG[^1-1]と**要確認**") == ["RAG[^term-1][^1-1]と**要確認**"]
    assert marked("KV\\_cacheは", terms=(("KV_cache", "x"),)) == ["KV\\_cache[^term-1]は"]
    assert marked(
        "ハルシネーションズ、トークン", terms=(("トークン", "x"), ("ハルシネーション", "y"))
    ) == ["ハルシネーションズ、トークン[^term-1]"]


def test_terms_without_a_definition_get_none() -> None:
    assert annotate(["RAG"], (("RAG", ""), ("", "x"))) == (["RAG"], [])


def _issue(text: str) -> Issue:
    digest = plain(highlights=(Claim(text),))
    first = digest.items[0]
    sections = (Section("結果", (Claim(text), Claim(text))),)
    item = replace(first, summary=replace(first.summary, sections=sections))
    written = DigestEdit(WEEK, comment=f"{text}と https://example.com/RAG を見た。")
    return apply_edits(replace(digest, items=(item, *digest.items[1:])), {}, written)


@pytest.mark.parametrize("name", EXPORTERS)
def test_an_export_has_each_term_once_and_can_be_told_not_to(name: str) -> None:
    issue = _issue("RAG(検索拡張生成)とLoRA。")
    (file,) = export(issue, name, ExportOptions(SALT, glossary=TERMS, footnotes=True))
    assert len(re.findall(r"\[\^term-\d\](?!:)", file.text)) == 2
    assert len(re.findall(r"^\[\^term-\d\]: ", file.text, re.M)) == 2
    (bare,) = export(issue, name, ExportOptions(SALT, glossary=TERMS, glossed=False))
    assert "[^term-" not in bare.text


def test_zenn_takes_the_footnotes(tmp_path: Path) -> None:
    hard = (*TERMS, ("検証", "<b>太い</b> [x](javascript:1) `c` $x$ :::message"))
    texts = {}
    for n, text in enumerate(["RAG(検索拡張生成)とLoRAの検証。", "RAG: LoRA[x](y)検証"]):
        (file,) = export(_issue(text), "zenn", ExportOptions(SALT, glossary=hard, footnotes=True))
        texts[file.path.replace("3f", f"{n}f")[:-4] + f"{n}.md"] = file.text
    for checked in check(tmp_path, texts).values():
        assert checked.errors == []
        assert checked.html.count('class="footnote-ref"') >= 3
        assert "[^term" not in checked.html
        assert "&lt;b&gt;太い&lt;/b&gt;" in checked.html
        assert "javascript:1" in checked.html


@pytest.mark.parametrize("text", TEXTS)
def test_hostile_issues_stay_what_they_were_without_the_marks(text: str) -> None:
    issue = hostile(text, "https://example.com/a")
    terms = tuple((word, text) for word in dict.fromkeys(re.findall(r"\w{2,6}", text)))[:8]
    (with_terms,) = export(issue, "zenn", ExportOptions(SALT, glossary=terms))
    (without,) = export(issue, "zenn", ExportOptions(SALT))
    body = re.sub(r"\n\n\[\^term-\d+\]: [^\n]*", "", with_terms.text)
    assert re.sub(r"\[\^term-\d+\](?:\\(?=\())?", "", body) == without.text


def test_definitions_count_towards_the_length(tmp_path: Path) -> None:
    digest = plain()
    long = summary("x", sections=(Section("結果", (Claim("RAGとLoRA。" + "あ" * 900),) * 20),))
    items = tuple(
        replace(digest.items[0], story_key=f"a{n}", position=n, summary=long) for n in range(4)
    )
    (file,) = export(
        apply_edits(replace(digest, items=items), {}), "zenn", ExportOptions(SALT, glossary=TERMS)
    )
    assert units(file.text) < MOST_UNITS + 500
    assert "[^term-1]: RAG" in file.text
