"""Whether an issue stands before the workbench's guideline, and may be exported."""

from __future__ import annotations

from sqlite_utils import Database

from digest.errors import ExportError
from digest.export.words import words
from digest.guideline.literal import NG, UNSURE
from digest.guideline.verdicts import text_hash, worst
from digest.publishing import files
from storage import guidelines, preferences
from storage.records import Review

BLOCKS = "guideline_blocks"  # the preference: which verdict blocks an export; "" for none
CHOICES = ("", NG, UNSURE)
UNREVIEWED, STALE, FOUND = "unreviewed", "stale", "found"
_WHY = {
    UNREVIEWED: "has not been checked against the guideline",
    STALE: "or the guideline has changed since it was checked",
    FOUND: "has passages that are against the guideline",
}


def issue_text(db: Database, week: str) -> str:
    """What a reader of the week's export reads. Raises NotFound."""
    return words(files(db, week, "markdown", supported=None)[0].text)


def standing(db: Database, week: str) -> tuple[Review | None, bool]:
    """The newest review of a week, and whether it is of the present words and guideline."""
    known = guidelines.latest_review(db, week)
    if known is None:
        return None, False
    wanted = text_hash(guidelines.current(db).text, issue_text(db, week))
    return known, known.text_hash == wanted


def blocked(db: Database, week: str) -> str:
    """Why the writer's own choice forbids an export now: UNREVIEWED, STALE, FOUND; "" if not."""
    limit = preferences.get(db, BLOCKS, "")
    if limit not in (NG, UNSURE) or not guidelines.current(db).text.strip():
        return ""
    known, fresh = standing(db, week)
    if known is None:
        return UNREVIEWED
    if not fresh:
        return STALE
    verdict = worst(known.verdicts)
    return FOUND if verdict in (NG, limit) else ""


def require(db: Database, week: str) -> None:
    """Raises ExportError where the writer has chosen that such an issue is not exported."""
    why = blocked(db, week)
    if why:
        raise ExportError(
            f"The issue of {week} {_WHY[why]}.",
            "Check it on the editing screen (ガイドライン), or choose there not to block exports.",
        )
