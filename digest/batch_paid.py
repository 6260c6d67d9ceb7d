"""What batches of earlier jobs answered, for a job that asks directly: it is paid already."""

from __future__ import annotations

import asyncio

from digest.flow import Job, Plain, now
from llm import batch as server
from llm.cache import request_key
from llm.endpoint import Endpoint
from llm.errors import LLMError
from storage import batches
from storage.records import SentBatch


class Paid:
    """Use it in the event loop that holds the job's database."""

    def __init__(self, job: Job, api_key: str) -> None:
        self._job, self._key = job, api_key
        self._looks: dict[str, asyncio.Task[None]] = {}  # one at each batch: nobody waits for it

    async def answer(self, endpoint: Plain, body: Plain) -> Plain | None:
        """The outcome of a request; None where it is in no batch that has ended."""
        where = Endpoint(**endpoint, api_key=self._key)
        key = request_key(where.base_url, body)
        known = batches.outcome(self._job.db, key, job_id=self._job.id)
        sent = None if known is not None else batches.holding(self._job.db, key)
        if sent is None or not sent.batch_id:
            return known
        if sent.uid not in self._looks:
            self._looks[sent.uid] = asyncio.create_task(self._look(where, sent))
        await self._looks[sent.uid]
        return batches.outcome(self._job.db, key, job_id=self._job.id)

    async def _look(self, where: Endpoint, sent: SentBatch) -> None:
        try:
            batch = await server.look(where, sent.batch_id)
            if not batch.has_ended:
                return
            found = await server.results(where, batch, sent.model)
        except LLMError:
            return  # a job that asks by batches sees to it
        plain = {key: outcome.to_plain() for key, outcome in found.items()}
        batches.ended(self._job.db, sent.uid, batch.status, plain, error=batch.error, now=now())
