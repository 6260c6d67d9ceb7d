"""One item of an issue anew: another kind, the same place. No other item is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlite_utils import Database

from digest import building
from digest.asking import warm_up
from digest.check import accepted
from digest.compose import exchanged
from digest.flow import Fan, Job, Plain, now
from digest.item_kinds import item_of, pick_of
from digest.link_findings import carried
from digest.plan import Plan, picks
from digest.prompting import Task, endpoint
from digest.settings import Settings
from digest.whole_papers import read_paper
from digest.writing import judged, one_at_a_time, start
from storage import calls, digests
from storage.database import connect
from storage.records import Finding, Pick, Summary


async def rewrite(job: Job, fan: Fan, week: str, story_key: str) -> Plain:
    """Summarise one item of the week's issue as the kind that is now chosen. Raises NotFound.

    With the argument paper its whole paper is asked for first, however short ago that failed.
    """
    async with one_at_a_time(job, week):
        job.report(stage="要約", done=0, total=1)
        if job.settings.has_model:
            await warm_up(endpoint(job.settings, "article"))
        if job.arguments.get("paper"):
            await read_paper(job, fan, week, story_key)
        made = Plan.of(await fan.step("plan item", _plan, job.settings, week, story_key))
        (pick,) = picks(job.db, made)
        tasks = _tasks(job.db, job.settings, week, pick, made.versions)
        waiting = await start(job, fan, made, tasks)
        summary, findings = await judged(job, pick.story, tasks, waiting)
        _keep(job.db, week, pick, summary, findings)
        job.report(done=1)
    spent = calls.spending(job.db, job_id=job.id)
    return {
        "week": week,
        "story": story_key,
        "kind": summary.kind,
        "method": summary.method,
        "headline": summary.headline,
        "findings": len(findings),
        "calls": spent.calls,
        "cost_usd": None if spent.unpriced else spent.cost_usd,
    }


def _keep(
    db: Database, week: str, pick: Pick, summary: Summary, findings: tuple[Finding, ...]
) -> None:
    """The item in the place of the old one; what a look at its addresses found stays."""
    digest = digests.get(db, week)
    old = item_of(digest, pick.story.key)
    sound = accepted(summary, pick.story.articles)
    fresh = replace(old, summary=summary, findings=findings, accepted=sound, reasons=pick.reasons)
    whole = exchanged(digest, carried(fresh, old))
    digests.save(db, replace(whole, built_at=now()))


def _plan(settings: Settings, week: str, story_key: str) -> Plain:
    db = connect(settings.database)
    try:
        pick = pick_of(db, week, story_key)
        tasks = _tasks(db, settings, week, pick, {})
        left = [t for t in tasks.values() if building.answered(db, t, now=now()) is None]
        return Plan.made(week, 1, [pick], left, {}).plain()
    finally:
        db.close()


def _tasks(
    db: Database, settings: Settings, week: str, pick: Pick, versions: Mapping[str, int]
) -> dict[str, Task]:
    """The task of the item alone; the week's highlights stay as they are."""
    made = building.tasks(db, settings, week, [pick], now=now(), versions=versions)
    return {task.name: task for task in made if task.name == pick.story.key}
