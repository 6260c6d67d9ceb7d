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
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from digest.batch_course import Course
from digest.flow import BATCH_ROUNDS, Job, Plain, now
from llm.cache import request_key
from llm.endpoint import Endpoint
from storage import batches
from storage.records import SentBatch

QUIET_SECONDS = 1.0  # without a new question: now all are there
FOLLOWING_SECONDS = 3.0  # what follows from answers comes while those are being checked
LONGEST = timedelta(hours=26)  # for all batches of a job together; the server's window is 24
WORTH_IT = timedelta(hours=2)  # with less left what follows is asked directly
AWAY = "Batch API に接続できないため、間隔を空けて再試行中"


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
        self._stage = ""
        self._running: set[asyncio.Task[None]] = set()

    async def answer(self, endpoint: Plain, body: Plain, follows: int = 0) -> Plain | None:
        """The outcome of a request as JSON values; None where no batch answered it.

        follows: how many answers deep; from 1 on it may not be worth a batch.
        """
        where = Endpoint(**endpoint, api_key=self._key)
        key = request_key(where.base_url, body)
        known = batches.outcome(self._job.db, key, job_id=self._job.id)
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
        self._stage = f"Batch API の応答待ち({len(items)}件、最大24時間)"
        self._job.report(stage=self._stage)
        for sent, group in groups.values():
            self._start(self._go_on(sent, group))

    async def _go_on(self, sent: SentBatch, items: Items) -> None:
        """See a batch through from wherever it was, and hand out what it brought."""
        found: dict[str, Plain] = {}
        try:
            begun = self._begun(sent, items)
            until = _deadline([begun, *self._before(begun.server)])
            where = next(iter(items.values())).where
            bodies = {key: asked.body for key, asked in items.items()}
            course = Course(
                self._job.db, where, bodies, self._is_cancelled, until, self._away_or_not
            )
            found = await course.run(begun)
        finally:
            for key, asked in items.items():
                if not asked.answer.done():
                    asked.answer.set_result(found.get(key))

    def _away_or_not(self, away: bool) -> None:
        if not self._given_up:  # else the database is closed
            self._job.report(stage=AWAY if away else self._stage)

    def _begun(self, sent: SentBatch, items: Items) -> SentBatch:
        """A row for a new batch, before anything is sent."""
        if sent.uid:
            return sent
        uid = f"{self._job.id}-{secrets.token_hex(4)}"[:64]
        made = SentBatch(uid, sent.job_id, sent.server, sent.model, submitted_at=now())
        batches.begin(self._job.db, made, list(items), now=now())
        return made


def _deadline(sent: Sequence[SentBatch]) -> datetime:
    """Until when a job waits for batches: it counts from the first."""
    return min((one.submitted_at or now() for one in sent), default=now()) + LONGEST
