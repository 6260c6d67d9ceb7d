"""The step before a build's plan: the papers that it will choose, with their whole text.

Only what a build chooses is fetched, and only where a model will read it: an abstract is
enough to quote from. What is stored once is not fetched again.
"""

from __future__ import annotations

from digest import building, fetching
from digest.flow import Fan, Job, Plain
from digest.papers.whole import ORIGIN, lacking
from digest.settings import Settings
from storage import articles
from storage.database import connect
from storage.records import Article
from storage.rows import load

BATCH = 4  # papers of one fetch; a host is asked for one after the other anyway


async def read_papers(job: Job, fan: Fan, week: str, limit: int) -> Plain:
    """Fetch what is lacking: {"asked", "whole"}. Raises NotFound for an empty week."""
    if not (job.settings.whole_papers and job.settings.has_model):
        return {"asked": 0, "whole": 0}
    wanted = await fan.step("papers", _wanted, job.settings, week, limit)
    if not wanted:
        return {"asked": 0, "whole": 0}
    job.report(stage="論文の本文の取得", done=0, total=len(wanted))
    chosen = fetching.options(job.settings)
    batches = [wanted[i : i + BATCH] for i in range(0, len(wanted), BATCH)]
    done = whole = 0
    async for read in fan.spread("fetch_papers", batches, chosen, None):
        for plain in read:
            paper: Article = load(Article, plain)
            articles.save(job.db, paper)
            done, whole = done + 1, whole + (paper.text_origin == ORIGIN)
        job.report(done=done)
    job.report(done=0)
    return {"asked": done, "whole": whole}


def _wanted(settings: Settings, week: str, limit: int) -> list[Plain]:
    """The leads of the week's choice that are papers without their whole text."""
    db = connect(settings.database)
    try:
        if not lacking(articles.list_articles(db, week=week, kind="paper", limit=-1)):
            return []
        chosen = building.selection(db, week, limit).chosen
        leads = [pick.story.lead for pick in chosen]
        stored = articles.get_many(db, [lead.id for lead in lacking(leads)])
        return [fetching.plain_record(article) for article in stored]
    finally:
        db.close()
