"""The job `review`: the workbench's guideline over an issue."""

from __future__ import annotations

from digest.asker import Asker, Send
from digest.errors import UsageError
from digest.flow import Job, Plain, now
from digest.guideline.gate import issue_text
from digest.guideline.review import MOST_CALLS, review
from digest.guideline.verdicts import counts, text_hash, worst
from digest.prompting import endpoint
from storage import guidelines
from storage.records import Review


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
            max_calls=MOST_CALLS if settings.max_calls is None else settings.max_calls,
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
