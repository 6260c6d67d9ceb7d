"""Statements of a model that rest on no sentence of a source: counted, and a reason to stop. Pure."""

from __future__ import annotations

from digest.errors import ExportError
from digest.issue import Issue

HIGHLIGHTS = "今週のハイライト"


def unsupported(issue: Issue) -> tuple[tuple[str, str], ...]:
    """(heading of the item, statement) of everything without evidence that would be exported."""
    found = [(HIGHLIGHTS, claim.text) for claim in issue.highlights if not claim.evidence]
    for one in issue.items:
        if one.item.summary.method == "model":
            claims = [c for section in one.item.summary.sections for c in section.claims]
            found += [(one.headline, claim.text) for claim in claims if not claim.evidence]
    return tuple(found)


def require(issue: Issue) -> None:
    """Raises ExportError while anything is unsupported."""
    found = unsupported(issue)
    if found:
        shown = "; ".join(f"{heading[:40]}: {text[:60]}" for heading, text in found[:3])
        raise ExportError(
            f"{len(found)} statements rest on no sentence of a source ({shown}).",
            "Leave those items out, write them anew with `kind`, or do not ask for evidence.",
        )
