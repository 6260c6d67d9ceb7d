"""The Markdown exporter: the same issue in CommonMark, hostile texts through markdown-it."""

from __future__ import annotations

import json
import re
import subprocess

import pytest

from digest.export import ExportOptions, export
from digest.export.address import safe_url
from digest.export.escape import clean
from digest.issue import Issue, apply_edits
from storage.records import DigestEdit, ItemEdit
from tests.issues import SALT, TEXTS, URLS, WEEK, hostile, plain
from tests.tools import needs
from tests.zenn_check import addresses, chapters, tags, visible

SHOWN = {
    "a",
    "blockquote",
    "br",
    "h1",
    "h3",
    "hr",
    "li",
    "ol",
    "p",
    "section",
    "strong",
    "sup",
    "ul",
}


def of(issue: Issue, **fields: object) -> str:
    """The text of the exported file."""
    (file,) = export(issue, "markdown", ExportOptions(SALT, **fields))  # type: ignore[arg-type]
    return file.text


def render(texts: list[str]) -> list[str]:
    """CommonMark to HTML in one Node run; raw HTML would pass."""
    folder = needs("zenn")
    run = subprocess.run(
        [needs("node"), f"{folder}/commonmark.mjs"],
        input=json.dumps(texts),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=True,
    )
    pages: list[str] = json.loads(run.stdout)
    return pages


def test_layout_of_an_issue() -> None:
    written = DigestEdit(WEEK, comment="よい週でした。\n2行目", outlook="")
    issue = apply_edits(
        plain(),
        {"a2": ItemEdit(WEEK, "a2", comment="試した。")},
        written,
        previous="https://a.jp/x",
    )
    text = of(issue)
    assert text.startswith("# 今週の生成AI情報まとめ\n\n11/16\\~11/22の1週間に")
    assert re.findall(r"^(?:#+ .*|> \*\*.*|\*\*.*\*\*|- \[.*)$", text, re.M) == [
        "# 今週の生成AI情報まとめ",
        "> **注意事項**",
        "## 論文: 題名1",
        "**参考**",
        "- [題名1](https://example.com/1)",
        "**結果**",
        "## 新版が公開された",
        "**参考**",
        "- [題名2](https://example.com/2)",
        "**何が起きたか**",
        "### 所感",
        "## Copied",
        "**抽出要約(原文のまま・英語)**",
        "**参考**",
        "- [題名3](https://example.com/3)",
        "## 今週の所感",
        "## 前回の記事",
        "- [前回の記事](https://a.jp/x)",
    ]
    assert "よい週でした。\\\n2行目" in text
    assert ":::" not in text
    assert "@[" not in text


@pytest.mark.node
def test_commonmark_shows_every_word_of_a_hostile_digest() -> None:
    hostiles = [(text, URLS[n % len(URLS)]) for n, text in enumerate(TEXTS)]
    issues = [hostile(text, url) for text, url in hostiles]
    pages = render([of(issue, footnotes=n % 2 == 0) for n, issue in enumerate(issues)])
    for (text, url), page in zip(hostiles, pages, strict=True):
        shown = " ".join(clean(text).split())
        found = chapters(page)
        blocks = [block for _, below in found for block in below]
        assert tags(blocks) <= SHOWN, text
        last = ["前回の記事"] if safe_url(url) else []
        heading = shown if shown.startswith("論文") else f"論文: {shown}"
        names = ["今週のハイライト", heading, shown, "今週の所感", "来週の注目", *last]
        assert [name.removesuffix("…") for name, _ in found[1:]] == [n[:300] for n in names]
        assert visible(blocks[0]) == shown
        follow = {a for a in addresses(blocks) if not a.startswith("#")}
        own = {safe_url(url), safe_url(f"https://example.com/{url}")}
        assert follow <= own | {safe_url(u) for u in re.findall(r"https?://[\w./:-]+", shown, re.A)}
        for item in (found[2][1], found[3][1]):
            lists = [[visible(li) for li in b.iter("li")] for b in item if b.tag == "ul"]
            assert [re.sub(r"\[[\d:]+\]$", "", c) for c in lists[-2]] == [shown, f"{shown} 要確認"]
            assert lists[-1] == [shown]
