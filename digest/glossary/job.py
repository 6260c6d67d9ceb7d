"""The job `glossary`: look for terms in the issues, and draft the definitions that are missing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from sqlite_utils import Database

from digest.asker import Asker, Send
from digest.fallbacks import reason
from digest.flow import Job, Plain, now
from digest.glossary.drafting import BATCH, NO_SENTENCE, Drafts, Taken, Wanted, question, taken
from digest.glossary.evidence import sentences
from digest.glossary.find import find
from digest.prompting import endpoint
from digest.settings import Settings
from llm.errors import LLMError
from storage import articles, glossary
from storage.database import connect
from storage.records import Evidence
from storage.rows import load
from storage.search import search

T = TypeVar("T")
ARTICLES = 12  # that are read for one term


class Steps(Protocol):
    """The part of digest.flow.Fan that this job needs."""

    async def step(self, name: str, function: Callable[..., T], *values: Any) -> T:
        """See Fan."""
        ...


async def run(job: Job, fan: Steps, send: Send) -> Plain:
    """Find, then draft what nobody has defined yet. Without a model: only find."""
    job.report(stage="用語の抽出", done=0, total=0)
    made = await fan.step("terms", plan, job.settings)
    ready = [_wanted(plain) for plain in made["wanted"]]
    result = {"found": made["found"], "drafted": 0, "undefined": made["undefined"], "calls": 0}
    if not job.settings.has_model or not ready:
        return result
    settings = job.settings
    asker = Asker(
        job.db,
        endpoint(settings, "glossary"),
        job.id,
        send,
        max_usd=settings.max_usd,
        max_calls=settings.max_calls,
    )
    batches = [ready[at : at + BATCH] for at in range(0, len(ready), BATCH)]
    drafted = done = 0
    job.report(stage="定義の下書き", total=len(batches))
    for answered in asyncio.as_completed([_draft(job, asker, batch) for batch in batches]):
        drafted, done = drafted + await answered, done + 1
        job.report(done=done)
    return result | {
        "drafted": drafted,
        "undefined": made["undefined"] - drafted,
        "calls": asker.calls,
    }


async def _draft(job: Job, asker: Asker, batch: Sequence[Wanted]) -> int:
    """Ask for some terms and store what is taken; how many definitions."""
    call_id = None
    try:
        reply, call_id = await asker.answer(question(batch), Drafts)
        found = list(taken(reply, batch))
    except LLMError as error:  # nothing is kept as offered: it is asked again
        found = [Taken(one.term, note=reason(error.kind)) for one in batch]
    return sum(_store(job.db, one, call_id) for one in found)


def _store(db: Database, one: Taken, call_id: int | None) -> bool:
    kept = glossary.draft(
        db, one.term, one.definition, one.evidence, note=one.note, call_id=call_id, now=now()
    )
    return kept and bool(one.definition)


def plan(settings: Settings) -> Plain:
    """Add the terms that issues use, and gather sentences for those without a definition."""
    db = connect(settings.database)
    try:
        found = find(text for _, text in glossary.written(db))
        added = glossary.add_found(db, found, now=now())
        wanted: list[Plain] = []
        undefined = 0
        for term in glossary.list_terms(db):
            if term.origin != "found" or term.hidden:
                continue
            undefined += 1
            evidence = sentences(term.term, _articles(db, term.term))
            if not evidence:
                glossary.draft(db, term.term, "", (), note=NO_SENTENCE, now=now())
            elif not (term.note and term.evidence == evidence):  # refused with the same sentences
                wanted.append({"term": term.term, "evidence": [_plain(one) for one in evidence]})
        return {"found": added, "wanted": wanted, "undefined": undefined}
    finally:
        db.close()


def _articles(db: Database, term: str) -> list[Any]:
    hits = search(db, '"' + term.replace('"', " ") + '"', limit=ARTICLES)
    return articles.get_many(db, sorted(hit.article.id for hit in hits))


def _plain(one: Evidence) -> Plain:
    return {"article_id": one.article_id, "sentence": one.sentence, "quote": one.quote}


def _wanted(plain: Plain) -> Wanted:
    return Wanted(plain["term"], tuple(load(Evidence, one) for one in plain["evidence"]))
