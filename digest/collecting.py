"""The flow of a collect job: sources → entries → articles → full texts."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlite_utils import Database

from digest import apart, fetching, gather
from digest.collect.known import kind_of_one
from digest.collect.pasted import pasted
from digest.due import is_due
from digest.flow import Address, Fan, Job, Plain, now
from digest.mixing import mixed
from digest.sample import SAMPLE_HOST, serve
from storage import articles, runs, sources
from storage.database import connect
from storage.records import Article, Source
from storage.rows import load, stamp, to_row

HERE: Address = ("127.0.0.1", 0)  # no server at all: what has a place runs where the job is
PAGES = 20  # that one fetch workflow takes
JUST_NOW = timedelta(minutes=1)  # before a job was given: what was asked then counts as asked
SOURCES = (20, 125)  # at least and at most: few are shown one after the other, many are quicker


_turns: dict[str, asyncio.Lock] = {}


async def collect(
    job: Job, fan: Fan, ids: Sequence[int] | None, *, due_only: bool = False
) -> Plain:
    """Ask the sources with these ids, or every enabled one (that is due); gives gather.total().

    Two jobs that ask all of them take turns, and the second leaves out what the first has asked
    since the second was given. Raises NotFound for an unknown id.
    """
    if ids is not None:  # a person waits for these
        return await _collect(job, fan, ids, due_only, None)
    turn = _turns.setdefault(str(job.settings.database), asyncio.Lock())
    since = None
    if turn.locked():
        job.report(stage="ほかの収集が終わるのを待っています", done=0, total=0)
        run = runs.find(job.db, job.id)
        since = now() if run is None or run.created_at is None else run.created_at
    async with turn:
        return await _collect(job, fan, None, due_only, since and since - JUST_NOW)


async def _collect(
    job: Job, fan: Fan, ids: Sequence[int] | None, due_only: bool, since: datetime | None
) -> Plain:
    chosen = await fan.step("sources", _asked, job.settings.database, ids, due_only, since)
    listed = chosen["asked"]
    job.report(stage="収集", done=0, total=len(listed))
    try:
        apart.expect(sum(not plain["body_hash"] for plain in listed))  # others may be unchanged
        stored = await _everywhere(job, fan, chosen)
    finally:
        apart.close()
    pages = sum(s.pages for s in stored)
    in_order = sorted(stored, key=lambda s: s.source_id or 0)
    meanwhile = chosen.get("meanwhile", 0)
    return gather.total(in_order, pages, not_due=chosen["not_due"], meanwhile=meanwhile)


async def _everywhere(job: Job, fan: Fan, chosen: Plain) -> list[gather.Stored]:
    """The sample week's sources while its server lives, folders of this machine here, the others
    wherever there is a worker.
    """
    listed: list[Plain] = chosen["asked"]
    sample = [plain for plain in listed if is_sample(plain["url"])]
    local = [plain for plain in listed if plain["url"].startswith("file:")]
    apart_from = {plain["url"] for plain in (*sample, *local)}
    others = [plain for plain in listed if plain["url"] not in apart_from]
    stored = await _gather(job, fan, chosen, others, None, 0)
    if local:
        stored += await _gather(job, fan, chosen, local, HERE, len(stored))
    if sample:
        with serve() as where:
            stored += await _gather(job, fan, chosen, sample, where, len(stored))
    return stored


async def add(job: Job, fan: Fan, url: str, memo: str, text: str = "") -> Plain:
    """Store what one URL holds, with a person's memo; the URL may be of the sample week.

    With a text that a person pasted nothing is fetched. Raises UsageError, SourceError.
    """
    if text:
        return gather.added(job.db, pasted(url, text), memo, now=now())
    asked = [fetching.plain_record(Source(url=url, kind=kind_of_one(url)))]
    chosen = fetching.options(job.settings)
    if not is_sample(url):
        async for answers in fan.spread("fetch_sources", [asked], chosen, None):
            return gather.added(job.db, fetching.collected(answers[0]), memo, now=now())
    with serve() as where:
        async for answers in fan.spread("fetch_sources", [asked], chosen, where):
            return gather.added(job.db, fetching.collected(answers[0]), memo, now=now())
    raise AssertionError("one batch gives one answer")


def is_sample(url: str) -> bool:
    """Whether a URL belongs to the sample week, whose server lives only while it is read."""
    return (urlsplit(url).hostname or "") == SAMPLE_HOST


def _asked(
    database: Path, ids: Sequence[int] | None, due_only: bool, since: datetime | None = None
) -> Plain:
    """since: what another job has asked later is not asked once more; None: all are."""
    db = connect(database)
    try:
        if ids is None:
            every = sources.rows(db, enabled_only=True)
            moment = None if since is None else stamp(since)
            listed = [row for row in every if not _just_asked(row, moment)]
            asked = [row for row in listed if not due_only or is_due(load(Source, row), now())]
        else:
            every = listed = asked = [to_row(sources.get(db, i), skip=()) for i in ids]
        # Mixed here, not later: a step's result stays as it is when the program changes.
        asked = mixed(asked, _url)
        told = {
            "not_due": len(listed) - len(asked),
            "meanwhile": len(every) - len(listed),
            "size": _size(asked),
            "after": sources.newest_article(db),
        }
        return {"asked": asked} | told
    finally:
        db.close()


def _size(asked: Sequence[Plain]) -> int:
    """How many sources to a batch: more where most were read before, and may bring nothing."""
    known = sum(bool(plain["body_hash"]) for plain in asked)
    share = len(asked) // (8 if known * 2 > len(asked) else 16)
    return min(max(share, SOURCES[0]), SOURCES[1])


def _just_asked(row: Plain, since: str | None) -> bool:
    """Whether another job has asked a source since; not one that was to be asked anew."""
    asked = bool(row["checked_at"] and row["due_at"])
    return asked and since is not None and row["checked_at"] >= since


async def _gather(
    job: Job,
    fan: Fan,
    chosen: Plain,
    listed: Sequence[Plain],
    where: Address | None,
    before: int,
) -> list[gather.Stored]:
    """chosen: the result of the step "sources". A replay must make the same batches of it."""
    stored: list[gather.Stored] = []
    options = fetching.options(job.settings)
    with _storing(job.settings.database) as storing:
        batches = _batches(listed, chosen.get("size", SOURCES[0]))
        async for answers in fan.spread("fetch_sources", batches, options, where):
            stored += await storing(_store, answers)
            job.report(done=before + len(stored))
        teasers = await _teasers(job, fan, chosen, stored)
        if not teasers:
            return stored
        job.report(stage="本文の取得")
        apart.expect(len(teasers), hard=True)
        found = [fetching.plain_record(a) for a in articles.get_many(job.db, teasers)]
        in_turn = _batches(mixed(found, _url), PAGES)
        changed: Counter[int | None] = Counter()
        async for pages in fan.spread("fetch_pages", in_turn, options, where):
            changed.update(await storing(_store_pages, pages))
    return gather.with_pages(stored, changed)


async def _teasers(job: Job, fan: Fan, chosen: Plain, stored: Sequence[gather.Stored]) -> list[int]:
    """Whose pages to fetch. A step: after a kill the entries are known, and some pages are there."""
    found = [i for s in stored for i in s.teasers]
    if not job.settings.full_text:
        return []
    if chosen.get("after", 0) == sources.newest_article(job.db):
        return found  # nothing is new, also after a kill
    if "after" not in chosen:  # a job that began before there was this step
        return found
    asked = [s.source_id for s in stored]
    given: list[int] = await fan.step(
        "teasers", _new_teasers, job.settings.database, asked, chosen["after"], found
    )
    return given


def _new_teasers(
    database: Path, asked: Sequence[int | None], after: int, found: Sequence[int]
) -> list[int]:
    db = connect(database)
    try:
        stored = articles.get_many(db, sources.brought(db, asked, after=after))
        new = [article.id for article in stored if gather.is_teaser(article)]
        return list(dict.fromkeys([*found, *new]))
    finally:
        db.close()


@contextmanager
def _storing(database: Path) -> Iterator[Callable[..., Awaitable[Any]]]:
    """Run what writes in a thread with a connection: meanwhile the loop hands out the next batches."""
    thread = ThreadPoolExecutor(1, "store")
    db = thread.submit(connect, database).result()

    async def run(function: Callable[..., Any], values: Sequence[Plain]) -> Any:
        return await asyncio.wrap_future(thread.submit(function, db, values))

    try:
        yield run
    finally:
        thread.submit(db.close)
        thread.shutdown()


def _store(db: Database, answers: Sequence[Plain]) -> list[gather.Stored]:
    return gather.store_all(db, [fetching.collected(a) for a in answers], now=now())


def _store_pages(db: Database, pages: Sequence[Plain]) -> dict[int | None, int]:
    return gather.store_pages(db, [load(Article, page) for page in pages])


def _url(plain: Plain) -> str:
    return str(plain["url"])


def _batches(values: Sequence[Plain], size: int) -> list[list[Plain]]:
    return [list(values[i : i + size]) for i in range(0, len(values), size)]
