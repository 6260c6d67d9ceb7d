"""An issue → articles/SLUG.md for a Zenn repository. Pure.

Layout: docs/export.md. Rules: zenn-markdown-html 0.5, zenn-model 0.1; tests/zenn/check.mjs
runs them over what comes out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from digest.errors import ExportError, UsageError
from digest.export import escape, layout
from digest.export.address import safe_url
from digest.export.fitting import units
from digest.export.frontmatter import ACCOUNT, front_matter, slug
from digest.export.glossary import annotate
from digest.export.options import ExportedFile, ExportOptions
from digest.issue import Issue
from storage.records import Link
from storage.weeks import label

# Zenn's staff say 80,000 characters, writers met 50,000 in its editor.
MOST_UNITS = 50_000
# Addresses that Zenn shows as the thing itself; every other one becomes a card.
_EMBED = re.compile(
    r"https://(?:(?:twitter|x)\.com/[A-Za-z0-9_]{1,15}/status/[0-9]{1,20}"
    r"|youtu\.be/[A-Za-z0-9_-]{11}|www\.youtube\.com/watch\?v=[A-Za-z0-9_-]{11})"
)


class ZennDialect:
    """:::message boxes and link cards."""

    newline = "\n"

    def box(self, title: str, lines: Sequence[str], *, alert: bool = False) -> str:
        """See Dialect."""
        kind = "message alert" if alert else "message"
        listed = "\n".join(f"- {line}" for line in lines)
        return f":::{kind}\n**{title}**\n\n{listed}\n:::"

    def cards(self, links: Sequence[Link]) -> list[str]:
        """See Dialect."""
        return [_card(link) for link in links]


def _card(link: Link) -> str:
    address = safe_url(link.url)
    if not address:
        return f"- {escape.inline(link.title or link.url)}"
    return address if _EMBED.fullmatch(address) else f"@[card]({address})"


def zenn(issue: Issue, options: ExportOptions) -> tuple[ExportedFile, ...]:
    """One file. Raises UsageError for options, ExportError for a text that Zenn cannot take."""
    front = front_matter(
        issue.title, emoji=options.emoji, topics=options.topics, published=options.published
    )
    name = slug(issue.week, options.slug_salt)
    text = f"{front}\n\n{body(issue, options)}\n"
    return (ExportedFile(f"articles/{name}.md", text),)


def body(issue: Issue, options: ExportOptions) -> str:
    """Shorter than MOST_UNITS: the last items lose their summaries first, then go; it says so."""
    count = len(issue.items)
    previous = _previous(issue, options)
    steps = range(2 * count + 1)
    made = bisect_left(
        steps, True, key=lambda step: units(_body(issue, options, previous, step)) < MOST_UNITS
    )
    if made == len(steps):
        raise ExportError(
            f"The words that were written for {issue.week} alone exceed Zenn's "
            f"{MOST_UNITS:,} characters.",
            "Shorten the greeting, the comments or the highlights.",
        )
    return _body(issue, options, previous, made)


def _body(issue: Issue, options: ExportOptions, previous: Link | None, step: int) -> str:
    """step: how many cuts; up to the number of items each shortens one, then each removes one."""
    dialect = ZennDialect()
    count = len(issue.items)
    removed = max(0, step - count)
    shortened = min(step, count) - removed
    whole = count - removed - shortened
    notes = layout.highlight_notes(issue, options).definitions()
    blocks = layout.head(issue, options, dialect, cut=_cut(shortened, removed))
    for one in issue.items[:whole]:
        blocks += layout.item(one, options, dialect)
        notes += layout.item_notes(one, options).definitions()
    for one in issue.items[whole : whole + shortened]:
        blocks += layout.short_item(one, options, dialect)
    blocks += layout.tail(issue, dialect, previous)
    shown, terms = annotate(blocks, options.terms)
    return layout.join([*shown, *notes, *terms])


def _cut(shortened: int, removed: int) -> str:
    parts = [f"{shortened}件は見出しと参考だけに"] if shortened else []
    parts += [f"{removed}件は省くことに"] if removed else []
    return f"文字数の上限のため、{'、'.join(parts)}しました" if parts else ""


def _previous(issue: Issue, options: ExportOptions) -> Link | None:
    """The issue before: an address as given, or a week's article of the same account."""
    if safe_url(issue.previous):
        return Link(issue.previous, "前回の記事")
    if options.account and not ACCOUNT.fullmatch(options.account):
        raise UsageError(f"{options.account!r} is no Zenn user name.", "a-z, 0-9 and _ only.")
    if not issue.previous or not options.account:
        return None
    try:
        name = slug(issue.previous, options.slug_salt)
    except ValueError as error:
        raise UsageError(
            f"The issue before, {issue.previous!r}, cannot be linked.",
            "Give an http(s) address or a week like 2026-W47.",
        ) from error
    return Link(f"https://zenn.dev/{options.account}/articles/{name}", label(issue.previous))
