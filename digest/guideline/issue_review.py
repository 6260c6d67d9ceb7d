"""The workbench's guideline over an issue: the words of its export, a job, and the gate."""

from __future__ import annotations

from sqlite_utils import Database

from digest.asker import Asker, Send
from digest.errors import UsageError
from digest.export.words import words
from digest.flow import Job, Plain, now
from digest.guideline.literal import NG, UNSURE
from digest.guideline.review import counts, review, text_hash, worst
from digest.prompting import endpoint
from digest.publishing import files
from storage import guidelines, preferences
from storage.records import Review

BLOCKS = "guideline_blocks"  # the preference: which verdict blocks an export; "" for none
CHOICES = ("", NG, UNSURE)
UNREVIEWED, STALE, FOUND = "unreviewed", "stale", "found"


def issue_text(db: Database, week: str) -> str:
    """What a reader of the week's export reads. Raises NotFound."""
    return words(files(db, week, "markdown")[0].text)


async def run(job: Job, send: Send) -> Plain:
    """The job `review` (arguments: week). Raises UsageError where there is no guideline."""
    week = str(job.arguments["week"])
    guideline = guidelines.current(job.db)
    if not guideline.text.strip():
        raise UsageError("There is no guideline yet.", "Write one on the editing screen.")
    job.report(stage="ガイドラインの確認", done=0, total=0)
    settings, text = job.settings, issue_text(job.db, week)
    asker = None
    if settings.has_model:
        asker = Asker(
            job.db,
            endpoint(settings, "review"),
            job.id,
            send,
            max_usd=settings.max_usd,
            max_calls=settings.max_calls,
        )
    found = await review(
        guideline.text, text, asker, told=lambda done, of: job.report(done=done, total=of)
    )
    made = Review(
        week=week,
        guideline_id=guideline.id,
        text_hash=text_hash(guideline.text, text),
        verdicts=found,
        created_at=now(),
    )
    guidelines.save_review(job.db, made)
    spent = asker.calls if asker else 0
    return {"week": week, "verdict": worst(found), "counts": counts(found), "calls": spent}


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
