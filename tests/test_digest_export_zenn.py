"""The Zenn exporter: layout, limits, and hostile digests through Zenn's own packages."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from digest.errors import ExportError, UsageError
from digest.export import EXPORTERS, ExportOptions, export
from digest.export.address import safe_url
from digest.export.escape import clean
from digest.export.fitting import fit, units
from digest.export.zenn import MOST_UNITS, body
from digest.issue import Issue, apply_edits
from storage.records import Claim, DigestEdit, Finding, ItemEdit, Section
from tests.issues import SALT, TEXTS, URLS, WEEK, hostile, plain, summary
from tests.zenn_check import Checked, addresses, chapters, check, tags, visible

SHOWN = {"a", "aside", "br", "div", "h2", "h3", "iframe", "li", "ol", "p", "section"}
SHOWN |= {"blockquote", "span", "strong", "sup", "ul"}


def options(**fields: object) -> ExportOptions:
    return ExportOptions(SALT, **fields)  # type: ignore[arg-type]


def of(issue: Issue, **fields: object) -> str:
    """The text of the exported article."""
    (file,) = export(issue, "zenn", options(**fields))
    return file.text


def test_layout_of_an_issue() -> None:
    written = DigestEdit(WEEK, comment="よい週でした。", outlook="来週は学会です。")
    edits = {"a2": ItemEdit(WEEK, "a2", comment="試しました。")}
    digest = plain(highlights=(Claim("推論の費用が下がった。"),), notes=("3件は本文なし。",))
    issue = apply_edits(digest, edits, written, previous="https://zenn.dev/me/articles/last-week")
    text = of(issue)
    front, _, rest = text.partition("---\n\n")
    assert yaml.safe_load(front.strip("-\n")) == {
        "title": "今週の生成AI情報まとめ",
        "emoji": "📰",
        "type": "tech",
        "topics": ["生成ai", "llm", "ai", "機械学習"],
        "published": False,
    }
    parts = re.findall(r"^(?:#+ .*|:::\w.*|\*\*.*\*\*|@\[card\].*|以上.*)$", rest, re.M)
    assert parts == [
        ":::message",
        "**注意事項**",
        "## 今週のハイライト",
        "## 論文: 題名1",
        "**参考**",
        "@[card](https://example.com/1)",
        "**結果**",
        "## 新版が公開された",
        "**参考**",
        "@[card](https://example.com/2)",
        "**何が起きたか**",
        "### 所感",
        "## Copied",
        "**抽出要約(原文のまま・英語)**",
        "**参考**",
        "@[card](https://example.com/3)",
        "## 今週の所感",
        "## 来週の注目",
        "## 前回の記事",
        "@[card](https://zenn.dev/me/articles/last-week)",
        "以上、11/16\\~11/22のまとめでした。",
    ]
    assert rest.startswith(
        "11/16\\~11/22の1週間に見つけた生成AI関連の話題20件から、3件を紹介します。"
    )
    assert "要約の見出し\n" in rest  # the model's headline leads under the paper's own title
    assert "- 3件は本文なし。" in rest


@pytest.mark.parametrize(
    ("keep", "reviewed", "said", "unsaid"),
    [
        ({"a3"}, False, ["AI未使用", "未確認"], ["下書き"]),
        ({"a1", "a2"}, False, ["AIによる下書きです\n", "未確認"], ["AI未使用", "抜き出し"]),
        ({"a1", "a3"}, False, ["下書きです。ただし1件はAIを使わず", "未確認"], ["AI未使用"]),
        ({"a1"}, True, ["下書き", "人が原文と照らして確認"], ["未確認", "AI未使用"]),
    ],
)
def test_the_notice_says_how_it_was_made(
    keep: set[str], reviewed: bool, said: list[str], unsaid: list[str]
) -> None:
    dropped = {key: ItemEdit(WEEK, key, dropped=True) for key in {"a1", "a2", "a3"} - keep}
    text = of(apply_edits(plain(), dropped), reviewed=reviewed)
    assert [words for words in said if words not in text] == []
    assert [words for words in unsaid if words in text] == []


def test_a_comment_stands_only_where_a_person_wrote_one() -> None:
    assert "所感" not in of(apply_edits(plain(), {}))
    assert "来週の注目" not in of(apply_edits(plain(), {}))


def test_findings_are_marked_at_the_claim_and_explained_at_the_item() -> None:
    finding = Finding(
        "numbers", "要確認", "61.0%に上がった", "61.0%", "51.0%", "", "結果", 0, "桁違い"
    )
    digest = plain()
    marked = replace(digest, items=(replace(digest.items[0], findings=(finding,)),))
    text = of(apply_edits(marked, {}))
    assert "- 正答率は51.0%に上がった。 **要確認**\n" in text
    assert (
        ":::message alert\n**要確認**\n\n"
        "- 要確認(数値: 桁違い) 「61.0%に上がった」 要約では「61.0%」 原文では「51.0%」\n:::"
        in text
    )
    assert "確認が要るとされた項目が1件" in text


def test_footnotes_lead_from_a_claim_to_the_sentence_of_its_source() -> None:
    assert "[^" not in of(apply_edits(plain(), {}))
    text = of(apply_edits(plain(), {}), footnotes=True)
    assert "- 正答率は51.0%に上がった。[^1-1]\n" in text
    assert "[^1-1]: 「Accuracy rose to 51.0%.」 [題名1](https://example.com/1)\n" in text
    assert set(re.findall(r"\[\^([\d-]+)\](?!:)", text)) == set(
        re.findall(r"\[\^([\d-]+)\]:", text)
    )


def test_the_slug_is_stable_and_ones_own() -> None:
    issue = apply_edits(plain(), {})
    (first,), (again,) = export(issue, "zenn", options()), export(issue, "zenn", options())
    (other,) = export(issue, "zenn", ExportOptions("another workbench"))
    assert first.path == again.path != other.path
    assert re.fullmatch(r"articles/weekly-genai-2026w47-[0-9a-f]{8}\.md", first.path)
    (markdown,) = export(issue, "markdown", options())
    assert f"articles/{markdown.path}" == first.path


def test_the_previous_issue_is_linked_where_its_address_is_known() -> None:
    issue = apply_edits(plain(), {}, previous="2026-W46")
    assert "前回の記事" not in of(issue)
    earlier = replace(issue, week="2026-W46", previous="")
    (file,) = export(earlier, "zenn", options())
    slug = file.path.removeprefix("articles/").removesuffix(".md")
    assert f"@[card](https://zenn.dev/some_one/articles/{slug})" in of(issue, account="some_one")


@pytest.mark.parametrize(
    ("fields", "previous"),
    [
        ({"emoji": "A"}, ""),
        ({"emoji": "📰📰"}, ""),
        ({"emoji": ""}, ""),
        ({"topics": ()}, ""),
        ({"topics": ("--", "")}, ""),
        ({"topics": ("a", "b", "c", "d", "e", "f")}, ""),
        ({"topics": ("a" * 19,)}, ""),
        ({"account": "../x"}, "2026-W46"),
        ({"account": "some_one"}, "javascript:alert(1)"),
    ],
)
def test_options_that_zenn_would_refuse_are_refused(
    fields: dict[str, object], previous: str
) -> None:
    with pytest.raises(UsageError) as caught:
        of(apply_edits(plain(), {}, previous=previous), **fields)
    assert caught.value.hint


def test_an_unknown_format_or_a_missing_salt_is_refused() -> None:
    issue = apply_edits(plain(), {})
    with pytest.raises(UsageError, match="latex"):
        export(issue, "latex", options())
    for name in EXPORTERS:
        with pytest.raises(UsageError, match="salt"):
            export(issue, name, ExportOptions(""))


def test_topics_are_written_as_zenn_wants_them() -> None:
    text = of(apply_edits(plain(), {}), topics=("GPT-4", "next.js", "C++", "生成AI", "gpt4"))
    assert 'topics: ["gpt4", "nextjs", "cpp", "生成ai"]' in text


def _long(count: int, size: int) -> Issue:
    claim = Claim("あ" * size)
    item = plain().items[1]
    items = tuple(
        replace(
            item,
            story_key=f"a{n}",
            position=n,
            summary=summary(f"見出し{n}", sections=(Section("要点", (claim,)),)),
        )
        for n in range(count)
    )
    return apply_edits(plain(items=items), {"a9": ItemEdit(WEEK, "a9", comment="手で書いた")})


def test_a_body_that_is_too_long_loses_its_last_items_and_says_so() -> None:
    text = body(_long(10, 9_000), options(footnotes=True))
    assert units(text) < MOST_UNITS
    assert text.count("あ" * 9_000) == 5
    assert text.count("この項目の要約は省きました") == 5
    assert "- 文字数の上限のため、5件は見出しと参考だけにしました\n" in text
    assert "## 見出し9\n\n**参考**\n\n@[card](https://example.com/2)" in text
    assert "手で書いた" in text


def test_items_that_do_not_even_fit_shortened_are_counted() -> None:
    text = body(_long(1_500, 10), options())
    assert units(text) < MOST_UNITS
    kept = text.count("## 見出し")
    assert f"件は見出しと参考だけに、{1_500 - kept}件は省くことにしました\n" in text


def test_a_body_just_below_the_limit_is_whole() -> None:
    issue = _long(1, 10)
    room = MOST_UNITS - 1 - units(body(issue, options())) + 10
    assert "省" not in body(_long(1, room), options())
    assert "省" in body(_long(1, room + 1), options())


def test_a_persons_words_are_never_cut() -> None:
    issue = replace(apply_edits(plain(), {}), comment="い" * MOST_UNITS)
    with pytest.raises(ExportError, match="2026-W47"):
        export(issue, "zenn", options())


def test_a_week_without_items_still_reads() -> None:
    text = of(apply_edits(plain(items=()), {}))
    assert "今週は紹介する話題がありません。" in text


def test_a_path_never_comes_from_outside() -> None:
    for text in (*TEXTS, "../../etc/passwd", "..\\x", "/root"):
        for name in EXPORTERS:
            for file in export(hostile(text, text), name, options()):
                assert re.fullmatch(r"(articles/)?weekly-genai-2026w47-[0-9a-f]{8}\.md", file.path)


# Zenn's own packages


def _names(issue: Issue, text: str) -> list[str]:
    heading = fit(f"論文: {text}" if not text.startswith("論文") else text, 300)
    last = ["前回の記事"] if safe_url(issue.previous) else []
    return ["", "今週のハイライト", heading, text, "今週の所感", "来週の注目", *last]


def _look(issue: Issue, text: str, url: str, checked: Checked) -> None:
    """Every block of the page shows what it must, and nothing else."""
    shown = " ".join(clean(text).split())
    found = chapters(checked.html)
    assert [name for name, _ in found] == _names(issue, shown)
    blocks = [b for _, below in found for b in below]
    assert tags(blocks) <= SHOWN
    follow = {a for a in addresses(blocks) if not a.startswith("#")}
    own = {safe_url(url), safe_url(f"https://example.com/{url}")}
    assert follow <= own | {safe_url(u) for u in re.findall(r"https?://[\w./:-]+", shown, re.A)}
    top, highlights, paper, article, comment, outlook, *_ = (below for _, below in found)
    assert [visible(p) for p in top[:2]] == [shown, shown]
    assert shown in [visible(li) for li in top[2].iter("li")]
    assert visible(highlights[0]).removesuffix("[1]") == shown
    assert [visible(b) for b in comment] == [shown]
    assert visible(outlook[0]) == shown
    for item in (paper, article):
        assert visible(item[0]) == shown  # how it was made
        lists = [[visible(li) for li in b.iter("li")] for b in item if b.tag == "ul"]
        second, claims, related = lists[-3:]
        unlinked = [] if safe_url(url) else [shown]
        assert second == [*unlinked, f"二次情報: {shown}"]
        assert [re.sub(r"\[[\d:]+\]$", "", c) for c in claims] == [shown, f"{shown} 要確認"]
        assert related == [shown]
        (box,) = [b for b in item if b.tag == "aside"]
        assert f"要確認(数値) 「{shown}」 原文では「{shown}」 根拠「{fit(shown, 300)}」" in visible(
            box
        )
    heads = [visible(b) for b in paper if b.tag == "h3"]
    assert heads == ["所感"]
    assert visible(paper[-1]) == f"{shown} {shown}"


@pytest.mark.node
def test_zenn_takes_hostile_digests_and_shows_every_word(tmp_path: Path) -> None:
    hostiles = [(text, URLS[n % len(URLS)]) for n, text in enumerate(TEXTS)]
    hostiles += [("題名", url) for url in URLS]
    texts, issues = {}, []
    for n, (text, url) in enumerate(hostiles):
        issues.append(hostile(text, url))
        texts[f"articles/hostile-{n:08}.md"] = of(issues[-1], footnotes=n % 2 == 0)
    results = check(tmp_path, texts)
    for (text, url), issue, checked in zip(hostiles, issues, results.values(), strict=True):
        assert checked.errors == [], (text, url)
        assert checked.warnings == [], (text, url)
        assert checked.meta["title"] == fit(clean(text), 70)
        _look(issue, text, url, checked)


@pytest.mark.node
def test_zenns_preview_server_and_page_take_the_export(tmp_path: Path) -> None:
    worst = hostile("".join(TEXTS)[:3000], URLS[1])
    issues = (apply_edits(plain(), {}), worst, _long(10, 9_000))
    texts = {
        f"articles/preview-{n:08}.md": of(issue, footnotes=True) for n, issue in enumerate(issues)
    }
    for checked in check(tmp_path, texts, fast=False).values():
        assert checked.errors == []
        assert checked.warnings == []
