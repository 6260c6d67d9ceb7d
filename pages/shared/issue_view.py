"""The issue as its readers will see it, as HTML: the preview of an export. Pure."""

from __future__ import annotations

from digest.export import ExportOptions, layout
from digest.issue import Issue, IssueItem
from digest.summarize.styles import NUMBERED, QUOTED, style_of
from pages.shared import item_view, words
from pages.shared.markup import EMPTY, Html, badge, join, paragraphs, tag, text
from storage.records import Section


def page(issue: Issue, *, reviewed: bool = False) -> Html:
    """Title, greeting, what to be careful with, highlights, items in order, the writer's words."""
    parts = [
        tag("div", badge(words.DIGEST_METHODS.get(issue.method, issue.method)), cls="meta"),
        tag("h2", text(issue.title)),
        paragraphs(issue.greeting),
        _notices(issue, reviewed),
        _highlights(issue),
        *[_item(one) for one in issue.items],
        _words("今週の所感", issue.comment),
        _words("来週の注目", issue.outlook),
    ]
    return tag("div", *parts, cls="prose issue")


def _notices(issue: Issue, reviewed: bool) -> Html:
    said = layout.notices(issue, ExportOptions("", reviewed=reviewed))
    listed = tag("ul", *(tag("li", text(line)) for line in said))
    return tag("div", tag("b", text(layout.NOTICES)), listed, cls="comment")


def _highlights(issue: Issue) -> Html:
    if not issue.highlights:
        return EMPTY
    return _section(Section("今週のハイライト", issue.highlights), "ja")


def _section(one: Section, language: str) -> Html:
    style = style_of(one.name)
    said = [f"「{claim.text}」" if style == QUOTED else claim.text for claim in one.claims]
    claims = [tag("li", text(claim)) for claim in said]
    name = tag("h3", text(one.name)) if one.name else EMPTY
    listed = "ol" if style == NUMBERED else "ul"
    return join([name, tag(listed, *claims, lang=language or "ja")])


def _item(one: IssueItem) -> Html:
    summary = one.item.summary
    shown = [_section(one_section, summary.language) for one_section in summary.sections]
    return tag(
        "section",
        tag("h2", text(one.heading), lang=summary.language or "ja"),
        item_view.cards("参考", one.item.references),
        tag("p", text(one.lead)) if one.lead else EMPTY,
        tag("p", text(one.note), cls="faint") if one.note else EMPTY,
        item_view.findings(one.item.findings),
        join(shown),
        item_view.earlier(one.earlier),
        item_view.cards("関連", one.item.neighbours),
        item_view.comment(one.comment),
        **{"data-story": one.item.story_key},
    )


def _words(name: str, value: str) -> Html:
    return join([tag("h2", text(name)), paragraphs(value)]) if value else EMPTY
