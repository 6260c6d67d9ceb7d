"""An issue → SLUG.md in CommonMark and GitHub's flavour. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from digest.export import escape, layout
from digest.export.address import safe_url
from digest.export.frontmatter import slug
from digest.export.glossary import annotate
from digest.export.options import ExportedFile, ExportOptions
from digest.issue import Issue
from storage.records import Link


class MarkdownDialect:
    """Quotations for boxes, plain links for cards."""

    newline = "\\\n"

    def box(self, title: str, lines: Sequence[str], *, alert: bool = False) -> str:
        """See Dialect; alert makes no difference here."""
        return "\n".join([f"> **{title}**", ">", *(f"> - {line}" for line in lines)])

    def cards(self, links: Sequence[Link]) -> list[str]:
        """See Dialect."""
        return ["\n".join(f"- {escape.link(link.title or link.url, link.url)}" for link in links)]


def markdown(issue: Issue, options: ExportOptions) -> tuple[ExportedFile, ...]:
    """One file. Raises UsageError without a slug salt."""
    dialect = MarkdownDialect()
    address = safe_url(issue.previous)
    previous = Link(address, "前回の記事") if address else None
    blocks = [f"# {escape.heading(issue.title)}", *layout.head(issue, options, dialect)]
    notes = layout.highlight_notes(issue, options).definitions()
    for one in issue.items:
        blocks += layout.item(one, options, dialect)
        notes += layout.item_notes(one, options).definitions()
    blocks += layout.tail(issue, dialect, previous)
    shown, terms = annotate(blocks, options.terms)
    text = layout.join([*shown, *notes, *terms])
    return (ExportedFile(f"{slug(issue.week, options.slug_salt)}.md", text + "\n"),)
