"""Questions of a build in batches at half price, for jobs that can wait a day.

Questions are collected until no more come, written down, submitted, waited for, and read
from both files. A row says what was submitted before it is waited for, so that a killed job
finds its batch again; what a batch did not answer is asked the normal way. What follows from the
answers (second turns, repairs) goes into a further batch while that keeps within a day.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlite_utils import Database

from digest.flow import BATCH_ROUNDS, Job, Plain, now
from digest.patience import FIRST_POLL, LAST_POLL, passing, patiently
from llm import batch as server
from llm.cache import request_key
from llm.endpoint import Endpoint
from llm.errors import LLMError
from storage import batches
from storage.records import SentBatch

QUIET_SECONDS = 1.0  # without a new question: now all are there
FOLLOWING_SECONDS = 3.0  # what follows from answers comes while those are being checked
LONGEST = timedelta(hours=26)  # for all batches of a job together; the server's window is 24
STOPPING = timedelta(minutes=15)  # that a server takes to stop a batch; OpenAI says up to 10
WORTH_IT = timedelta(hours=2)  # with less left what follows is asked directly
NO_BATCHES = "This server has no Batch API; everything was asked the normal way."
_UNSUPPORTED = ("no_endpoint", "bad_request", "html", "not_json")


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question that waits for its batch; None: ask it the normal way."""

    where: Endpoint
    body: Plain
    answer: asyncio.Future[Plain | None]


Items = dict[str, _Asked]  # by request key, which is the custom_id


class Batching:
    """The batches of one job. Use it in the event loop that holds the job's database."""

    def __init__(self, job: Job, api_key: str, cancelled: Callable[[], bool]) -> None:
        self._job, self._key, self._cancelled = job, api_key, cancelled
        self._wanted: Items = {}
        self._collecting = self._given_up = False
        self._running: set[asyncio.Task[None]] = set()

    async def answer(self, endpoint: Plain, body: Plain, follows: int = 0) -> Plain | None:
        """The outcome of a request as JSON values; None where no batch answered it.

        follows: how many answers deep; from 1 on it may not be worth a batch.
        """
        where = Endpoint(**endpoint, api_key=self._key)
        key = request_key(where.base_url, body)
        known = batches.outcome(self._job.db, key)
        if known is not None:
            return known
        if follows and not self.goes_on(where, key, follows):
            return None
        asked = self._wanted.get(key) or _Asked(
            where, body, asyncio.get_running_loop().create_future()
        )
        self._wanted[key] = asked
        if not self._collecting:
            self._collecting = True
            self._start(self._collect(FOLLOWING_SECONDS if follows else QUIET_SECONDS))
        return await asyncio.shield(asked.answer)

    def close(self) -> None:
        """The job has ended: nobody waits any more. A cancelled one's batches are stopped."""
        self._given_up = self._cancelled()  # the database can be asked for the last time
        for task in () if self._given_up else self._running:
            task.cancel()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if self._given_up and not task.cancelled():
            task.exception()  # the database is closed: what was not written is found again

    def _is_cancelled(self) -> bool:
        return self._given_up or self._cancelled()

    def goes_on(self, where: Endpoint, key: str, follows: int) -> bool:
        """Whether a question that follows from answers may wait for one batch more.

        Only where every batch of this server before it came to a good end, and in time.
        """
        if batches.holding(self._job.db, key) is not None:
            return True
        sent = self._before(where.server)
        good = all(one.status == "completed" for one in sent if one.ended_at is not None)
        return good and follows < BATCH_ROUNDS and now() + WORTH_IT < _deadline(sent)

    def _before(self, server: str) -> list[SentBatch]:
        return [one for one in batches.of_job(self._job.db, self._job.id) if one.server == server]

    async def _collect(self, quiet: float) -> None:
        """Wait until no more questions come; then each goes to the batch that it belongs to."""
        count = -1
        while count != len(self._wanted):
            count = len(self._wanted)
            await asyncio.sleep(quiet)
        items, self._wanted, self._collecting = self._wanted, {}, False
        groups: dict[str, tuple[SentBatch, Items]] = {}
        for key, asked in items.items():
            sent = batches.holding(self._job.db, key)
            model = str(asked.body.get("model", ""))
            place = sent.uid if sent else f"{asked.where.server} {model}"
            fresh = SentBatch("", self._job.id, asked.where.server, model)
            groups.setdefault(place, (sent or fresh, {}))[1][key] = asked
        self._job.report(stage=f"Batch API の応答待ち({len(items)}件、最大24時間)")
        for sent, group in groups.values():
            self._start(self._go_on(sent, group))

    async def _go_on(self, sent: SentBatch, items: Items) -> None:
        """See a batch through from wherever it was, and hand out what it brought."""
        found: dict[str, Plain] = {}
        try:
            begun = self._begun(sent, items)
            until = _deadline([begun, *self._before(begun.server)])
            course = _Course(self._job.db, items, self._is_cancelled, until)
            found = await course.run(begun)
        finally:
            for key, asked in items.items():
                if not asked.answer.done():
                    asked.answer.set_result(found.get(key))

    def _begun(self, sent: SentBatch, items: Items) -> SentBatch:
        """A row for a new batch, before anything is sent."""
        if sent.uid:
            return sent
        uid = f"{self._job.id}-{secrets.token_hex(4)}"[:64]
        made = SentBatch(uid, sent.job_id, sent.server, sent.model, submitted_at=now())
        batches.begin(self._job.db, made, list(items), now=now())
        return made


class _Course:
    """One batch, from its row to its answers."""

    def __init__(
        self, db: Database, items: Items, cancelled: Callable[[], bool], until: datetime
    ) -> None:
        self._db, self._items, self._cancelled, self._until = db, items, cancelled, until
        self._where = next(iter(items.values())).where

    async def run(self, sent: SentBatch) -> dict[str, Plain]:
        """Request key → outcome of what was answered; {} where the batch came to nothing."""
        try:
            batch_id = sent.batch_id or await self._submitted(sent)
            batch = await self._over(sent, batch_id)
            if batch is None:
                return {}  # the job was cancelled: who asks this again finds the batch
            found = partial(server.results, self._where, batch, sent.model)
            outcomes = await patiently(found)  # they are paid for
        except LLMError as fault:
            unsupported = not sent.file_id and fault.kind in _UNSUPPORTED
            status, words = ("unsupported", NO_BATCHES) if unsupported else ("refused", str(fault))
            batches.ended(self._db, sent.uid, status, {}, error=words, now=now())
            return {}
        plain = {key: outcome.to_plain() for key, outcome in outcomes.items()}
        batches.ended(self._db, sent.uid, batch.status, plain, error=batch.error, now=now())
        return plain

    async def _submitted(self, sent: SentBatch) -> str:
        """The server's id of the batch, which it may have made before a crash."""
        file_id = sent.file_id
        if not file_id:
            bodies = {key: asked.body for key, asked in self._items.items()}
            file_id = await patiently(lambda: server.upload(self._where, bodies))
            batches.uploaded(self._db, sent.uid, file_id)
        made = await patiently(lambda: self._created(file_id, sent.uid, fresh=not sent.file_id))
        batches.submitted(self._db, sent.uid, made.id)
        return made.id

    async def _created(self, file_id: str, uid: str, *, fresh: bool) -> server.Batch:
        """The batch of a file; one that is there already is not made again."""
        try:
            found = None if fresh else await server.find(self._where, file_id, uid)
            return found or await server.create(self._where, file_id, uid)
        except LLMError as fault:
            # A request whose answer was lost may have made it.
            found = await server.find(self._where, file_id, uid) if passing(fault) else None
            if found is None:
                raise
            return found

    async def _over(self, sent: SentBatch, batch_id: str) -> server.Batch | None:
        """The batch when nothing more comes of it; None where the job was cancelled."""
        wait, last = FIRST_POLL, max(self._until, now()) + STOPPING
        while not self._cancelled():
            batch = await self._looked_at(batch_id, last)
            if batch is not None:
                if batch.has_ended or now() > last:
                    return batch
                if now() > self._until and batch.status != "cancelling":
                    await self._stop(batch_id)  # what is answered can be read when it has stopped
            await self._pause(wait)
            wait = min(LAST_POLL, wait * 1.5)
        await self._stop(batch_id)
        return None

    async def _looked_at(self, batch_id: str, last: datetime) -> server.Batch | None:
        """None: the server is away, and may be back at the next look. Raises LLMError."""
        try:
            return await server.look(self._where, batch_id)
        except LLMError as fault:
            if not passing(fault) or now() > last:
                raise
            return None

    async def _stop(self, batch_id: str) -> None:
        """A batch that cannot be stopped goes on, and is looked at like any other."""
        with suppress(LLMError):
            await server.cancel(self._where, batch_id)

    async def _pause(self, seconds: float) -> None:
        """Wait, but not after the job was cancelled."""
        while seconds > 0 and not self._cancelled():
            await asyncio.sleep(min(1.0, seconds))
            seconds -= 1.0


def _deadline(sent: Sequence[SentBatch]) -> datetime:
    """Until when a job waits for batches: it counts from the first."""
    return min((one.submitted_at or now() for one in sent), default=now()) + LONGEST
