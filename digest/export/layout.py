"""The parts of an issue as Markdown, common to every format; a Dialect says what differs. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from digest import link_findings
from digest.export import escape
from digest.export.fitting import fit
from digest.export.footnotes import Footnotes
from digest.export.frontmatter import article_url
from digest.export.options import ExportOptions
from digest.issue import Issue, IssueItem
from digest.summarize.styles import NUMBERED, QUOTED, style_of
from storage.records import Finding, Link, Section
from storage.weeks import label

HEADING_UNITS = 300  # a longer heading ends in …
MOST_RELATED = 3
CHECKS = {"numbers": "数値", "evidence": "根拠", "links": "リンク", "language": "言語"}
NOTICES = "注意事項"
LEFT_OUT = "文字数の上限のため、この項目の要約は省きました。"


class Dialect(Protocol):
    """What formats write differently."""

    newline: str  # breaks a line inside a paragraph

    def box(self, title: str, lines: Sequence[str], *, alert: bool = False) -> str:
        """A note that stands apart; lines are ready Markdown."""

    def cards(self, links: Sequence[Link]) -> list[str]:
        """Links that stand out, as blocks."""


def head(issue: Issue, options: ExportOptions, dialect: Dialect, *, cut: str = "") -> list[str]:
    """Greeting, 注意事項, 今週のハイライト. cut: what had to be left out, in Japanese."""
    said = [*notices(issue, options), *([cut] if cut else [])]
    blocks = [
        escape.prose(issue.greeting, dialect.newline),
        dialect.box(NOTICES, [escape.block(text) for text in dict.fromkeys(said)]),
    ]
    if issue.highlights:
        notes = highlight_notes(issue, options)
        lines = [escape.block(claim.text) + notes.marks(claim) for claim in issue.highlights]
        blocks += ["## 今週のハイライト", dialect.newline.join(filter(None, lines))]
    if not issue.items:
        blocks.append("今週は紹介する話題がありません。")
    return blocks


def notices(issue: Issue, options: ExportOptions) -> list[str]:
    """What a reader is told first: how the issue came to be, and what to be careful with."""
    fallen = sum(one.item.summary.method != "model" for one in issue.items)
    found = sum(bool(one.item.findings) for one in issue.items)
    made = {
        "none": "AI未使用: 要約は、原文から文をそのまま抜き出したものです",
        "model": "要約はAIによる下書きです",
        "mixed": f"要約はAIによる下書きです。ただし{fallen}件はAIを使わず、原文から抜き出しました",
    }
    dead, moved = link_findings.counts([one.item for one in issue.items])
    checked = "公開前に、人が原文と照らして確認しました"
    unchecked = "未確認: 人による確認は、まだ済んでいません"
    said = [
        "関心に沿って選び、重要と見た順に並べています。数日前の話題を含むことがあります",
        made[issue.method],
        checked if options.reviewed else unchecked,
        f"自動の照合で確認が要るとされた項目が{found}件あり、その項目に記しています"
        if found
        else "",
        f"リンクの確認で、開けないリンクが{dead}件、移転したリンクが{moved}件見つかりました"
        if dead or moved
        else "",
        *issue.notes,
    ]
    return [text for text in dict.fromkeys(said) if text]


def highlight_notes(issue: Issue, options: ExportOptions) -> Footnotes:
    """Footnotes of 今週のハイライト."""
    links = [link for one in issue.items for link in one.item.references]
    return Footnotes("h", issue.highlights if options.footnotes else (), links)


def item_notes(one: IssueItem, options: ExportOptions) -> Footnotes:
    """Footnotes of an item."""
    sections = one.item.summary.sections if options.footnotes else ()
    claims = [claim for section in sections for claim in section.claims]
    return Footnotes(str(one.number), claims, one.item.references)


def item(one: IssueItem, options: ExportOptions, dialect: Dialect) -> list[str]:
    """One story, whole."""
    notes = item_notes(one, options)
    sections = [_section(s, one.item.findings, notes) for s in one.item.summary.sections]
    return [
        *_top(one, options, dialect),
        *filter(None, sections),
        *_findings(one.item.findings, dialect),
        *_related(one.item.neighbours),
        *_comment(one, dialect),
    ]


def short_item(one: IssueItem, options: ExportOptions, dialect: Dialect) -> list[str]:
    """One story of which only heading, source and the writer's words fit."""
    return [*_top(one, options, dialect), LEFT_OUT, *_comment(one, dialect)]


def _top(one: IssueItem, options: ExportOptions, dialect: Dialect) -> list[str]:
    primary = [link for link in one.item.references if link.role == "primary"]
    second = [link for link in one.item.references if link.role != "primary"]
    return [
        f"## {escape.heading(fit(escape.clean(one.heading), HEADING_UNITS))}",
        escape.strong(one.note),
        escape.block(one.lead),
        *(["**参考**", *dialect.cards(primary)] if primary else []),
        _list(f"二次情報: {escape.link(link.title or link.url, link.url)}" for link in second),
        earlier(one, options),
    ]


def earlier(one: IssueItem, options: ExportOptions) -> str:
    """続報: the earlier item, at the article of its issue where that is known."""
    if one.earlier is None:
        return ""
    link = one.earlier
    address = article_url(link.week, options.account, options.slug_salt) or link.url
    when = f"(前回: {escape.inline(label(link.week))})" if link.week else ""
    return f"**続報**{when} {escape.link(link.title or link.url, address)}"


def _section(section: Section, findings: Iterable[Finding], notes: Footnotes) -> str:
    found = {f.claim: f.verdict for f in findings if f.section == section.name and f.claim >= 0}
    lines = []
    for index, claim in enumerate(section.claims):
        doubt = f" **{escape.inline(found[index])}**" if index in found else ""
        if shown := _shown(claim.text, section.name):
            lines.append(shown + doubt + notes.marks(claim))
    name = escape.strong(section.name or "要点")
    return f"{name}\n\n{_SETTING[style_of(section.name)](lines)}" if lines else ""


def _findings(findings: Sequence[Finding], dialect: Dialect) -> list[str]:
    if not findings:
        return []
    return [dialect.box("要確認", [_finding(finding) for finding in findings], alert=True)]


def _finding(finding: Finding) -> str:
    check = CHECKS.get(finding.check, finding.check)
    said = [f"{finding.verdict}({': '.join(filter(None, [check, escape.clean(finding.reason)]))})"]
    moved = link_findings.is_of_look(finding)
    pieces = (
        ("", finding.passage),
        ("要約では", finding.found if finding.found != finding.passage else ""),
        ("移転先は" if moved else "原文では", finding.expected),
        ("根拠", finding.evidence),
    )
    for name, words in pieces:
        if shown := fit(escape.clean(words), HEADING_UNITS):
            said.append(f"{name}「{shown}」")
    return escape.block(" ".join(said))


def _related(links: Sequence[Link]) -> list[str]:
    lines = [
        escape.link(link.title or link.url, link.url)
        + (f"({escape.inline(label(link.week))}の号)" if link.week else "")
        for link in links[:MOST_RELATED]
    ]
    return ["**関連**", _list(lines)] if links else []


def _comment(one: IssueItem, dialect: Dialect) -> list[str]:
    shown = escape.prose(one.comment, dialect.newline)
    return ["### 所感", shown] if shown else []


def _shown(text: str, section: str) -> str:
    """A claim as a line; a quotation within its marks."""
    if style_of(section) != QUOTED:
        return escape.block(text)
    return f"「{escape.inline(text)}」" if escape.clean(text) else ""


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines if line)


def _steps(lines: Iterable[str]) -> str:
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))


def _quotes(lines: Iterable[str]) -> str:
    return "\n>\n".join(f"> {line}" for line in lines)


_SETTING: dict[str, Callable[[Iterable[str]], str]] = {
    "": _list,
    NUMBERED: _steps,
    QUOTED: _quotes,
}


def tail(issue: Issue, dialect: Dialect, previous: Link | None) -> list[str]:
    """今週の所感, 来週の注目, 前回の記事, closing line."""
    comment, outlook = (escape.prose(t, dialect.newline) for t in (issue.comment, issue.outlook))
    return [
        *(["## 今週の所感", comment] if comment else []),
        *(["## 来週の注目", outlook] if outlook else []),
        *(["## 前回の記事", *dialect.cards([previous])] if previous else []),
        f"以上、{escape.inline(label(issue.week))}のまとめでした。",
    ]


def join(blocks: Iterable[str]) -> str:
    """Blocks with an empty line between them."""
    return "\n\n".join(block for block in blocks if block)
