"""The step before a build's plan: the papers that it will choose, with their whole text.

Only what a build chooses is fetched, and only where a model will read it: an abstract is
enough to quote from. What is stored once is not fetched again; what could not be had is
asked for again after a wait that grows, or at once where a person says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlite_utils import Database

from digest import building, fetching
from digest.flow import Fan, Job, Plain, now
from digest.item_kinds import pick_of
from digest.papers.whole import ORIGIN, lacking, places
from digest.settings import Settings
from storage import articles, papers
from storage.database import connect
from storage.records import Article
from storage.rows import load

BATCH = 4  # papers of one fetch; a host is asked for one after the other anyway


async def read_papers(job: Job, fan: Fan, week: str, limit: int) -> Plain:
    """Fetch what is lacking: {"asked", "whole"}. Raises NotFound for an empty week."""
    if not (job.settings.whole_papers and job.settings.has_model):
        return {"asked": 0, "whole": 0}
    at_once = bool(job.arguments.get("retry_papers"))
    wanted = await fan.step("papers", _wanted, job.settings, week, limit, at_once)
    return await _read(job, fan, wanted)


async def read_paper(job: Job, fan: Fan, week: str, story_key: str) -> Plain:
    """Ask for the whole paper of one item, at once. Raises NotFound."""
    wanted = await fan.step("paper", _wanted_item, job.settings, week, story_key)
    return await _read(job, fan, wanted)


async def _read(job: Job, fan: Fan, wanted: Sequence[Plain]) -> Plain:
    if not wanted:
        return {"asked": 0, "whole": 0}
    job.report(stage="論文の本文の取得", done=0, total=len(wanted))
    chosen = fetching.options(job.settings)
    batches = [list(wanted[i : i + BATCH]) for i in range(0, len(wanted), BATCH)]
    done = whole = 0
    async for read in fan.spread("fetch_papers", batches, chosen, None):
        for plain in read:
            done, whole = done + 1, whole + _kept(job.db, load(Article, plain), now=now())
        job.report(done=done)
    job.report(done=0)
    return {"asked": done, "whole": whole}


def _kept(db: Database, paper: Article, *, now: datetime) -> bool:
    """Store what came; whether it is the whole paper."""
    articles.save(db, paper)
    if paper.text_origin == ORIGIN:
        papers.had(db, paper.id)
        return True
    papers.missed(db, paper.id, paper.note, now=now)
    return False


def unread(
    db: Database,
    settings: Settings,
    leads: Iterable[Article],
    *,
    now: datetime,
    at_once: bool = False,
) -> frozenset[int]:
    """The papers among them that a build would fetch now. at_once: also those that must wait."""
    if not (settings.whole_papers and settings.has_model):
        return frozenset()
    ids = [article.id for article in lacking(leads)]
    known = {} if at_once else papers.misses(db, ids)
    return frozenset(i for i in ids if i not in known or _is_due(known[i].due_at, now))


def _is_due(due_at: datetime | None, now: datetime) -> bool:
    return due_at is None or due_at <= now


def _wanted(settings: Settings, week: str, limit: int, at_once: bool) -> list[Plain]:
    """The leads of the week's choice that are papers without their whole text."""
    db = connect(settings.database)
    try:
        stored = articles.list_articles(db, week=week, limit=-1)
        if not any(article.text_origin != ORIGIN and places(article) for article in stored):
            return []
        leads = [pick.story.lead for pick in building.selection(db, week, limit, settings).chosen]
        return _stored(db, leads, unread(db, settings, leads, now=now(), at_once=at_once))
    finally:
        db.close()


def _wanted_item(settings: Settings, week: str, story_key: str) -> list[Plain]:
    db = connect(settings.database)
    try:
        lead = pick_of(db, week, story_key).story.lead
        return _stored(db, [lead], unread(db, settings, [lead], now=now(), at_once=True))
    finally:
        db.close()


def _stored(db: Database, leads: Sequence[Article], wanted: frozenset[int]) -> list[Plain]:
    """Leads as they are stored: a story's may be told as another kind."""
    ids = [lead.id for lead in leads if lead.id in wanted]
    return [fetching.plain_record(article) for article in articles.get_many(db, ids)]
