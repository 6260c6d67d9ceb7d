"""Which sections of a long paper were read in which question, under its summary. Pure."""

from __future__ import annotations

from itertools import groupby

from pages.shared.markup import EMPTY, Html, join, tag, text
from storage.records import SectionRead, Summary

_ROLES = {"abstract": "要旨", "appendix": "付録"}


def reading(summary: Summary) -> Html:
    """A folded list; nothing for what was read in one question."""
    if not summary.reading:
        return EMPTY
    read = [one for one in summary.reading if one.call]
    unread = [one for one in summary.reading if not one.call]
    rows = [
        tag("li", text(f"{call}回目: {_names(list(group))}"))
        for call, group in groupby(read, key=lambda one: one.call)
    ]
    if unread:
        rows.append(tag("li", text(f"読んでいない: {_names(unread)}")))
    count = max((one.call for one in read), default=0)
    label = f"読んだ範囲({count}回に分けて{len(read)}節" + (
        f"、読んでいない{len(unread)}節)" if unread else ")"
    )
    return tag("details", tag("summary", text(label)), tag("ul", join(rows)), cls="faint")


def _names(sections: list[SectionRead]) -> str:
    return "、".join(_name(one) for one in sections)


def _name(one: SectionRead) -> str:
    role = _ROLES.get(one.role, "")
    title = one.title or "見出しのない部分"
    return title if not role or title == role else f"{title}({role})"
