"""One batch at a model server, from its row to its answers.

What may have been made or answered is paid for: a server that is away is waited for, and a batch
that cannot be asked for (a key that is refused, a login page in the way) keeps its row, so that a
later job finds it. Only what a server truly refused or did not answer is asked again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from sqlite_utils import Database

from digest.flow import Plain, now
from digest.patience import FIRST_POLL, LAST_POLL, passing, patiently
from llm import batch as server
from llm.endpoint import Endpoint
from llm.errors import LLMError
from storage import batches
from storage.records import SentBatch

T = TypeVar("T")
STOPPING = timedelta(minutes=15)  # that a server takes to stop a batch; OpenAI says up to 10
READING = timedelta(hours=2)  # at least, for answers that are there and cannot be had
NO_BATCHES = "This server has no Batch API; everything was asked the normal way."
# The server says that it has no such thing. Else something stands between it and us.
_REFUSALS = ("no_endpoint", "bad_request", "too_long", "no_choices")
_UNSUPPORTED = ("no_endpoint", "bad_request", "html", "not_json")


class _Left(Exception):
    """The job was cancelled while it waited, or may not ask: who asks this again finds the row."""


@dataclass(frozen=True, slots=True)
class Course:
    """bodies: custom_id → request; until: how long its job waits."""

    db: Database
    where: Endpoint
    bodies: Mapping[str, Plain]
    cancelled: Callable[[], bool]
    until: datetime
    away: Callable[[bool], None]  # hears when the server cannot be reached, and can again
    polls: tuple[float, float] = (FIRST_POLL, LAST_POLL)  # seconds between two looks

    async def run(self, sent: SentBatch) -> dict[str, Plain]:
        """Request key → outcome of what was answered; {} where the batch came to nothing."""
        try:
            return await self._seen_through(sent)
        except _Left as left:
            batches.troubled(self.db, sent.uid, str(left))
        except LLMError as fault:
            made = bool(sent.file_id) or batches.is_submitted(self.db, sent.uid)
            unsupported = not made and fault.kind in _UNSUPPORTED
            status, words = ("unsupported", NO_BATCHES) if unsupported else ("refused", str(fault))
            batches.ended(self.db, sent.uid, status, {}, error=words, now=now())
        return {}

    async def _seen_through(self, sent: SentBatch) -> dict[str, Plain]:
        batch_id = sent.batch_id or await self._submitted(sent)
        batch = await self._over(batch_id)
        last = max(self.until, now() + READING)
        found = await self._at_last(partial(server.results, self.where, batch, sent.model), last)
        plain = {key: outcome.to_plain() for key, outcome in found.items()}
        batches.ended(self.db, sent.uid, batch.status, plain, error=batch.error, now=now())
        return plain

    async def _submitted(self, sent: SentBatch) -> str:
        """The server's id of the batch, which it may have made before a crash."""
        file_id = sent.file_id
        if not file_id:
            file_id = await patiently(lambda: server.upload(self.where, self.bodies))
            batches.uploaded(self.db, sent.uid, file_id)
        made = await patiently(lambda: self._created(file_id, sent.uid, fresh=not sent.file_id))
        batches.submitted(self.db, sent.uid, made.id)
        return made.id

    async def _created(self, file_id: str, uid: str, *, fresh: bool) -> server.Batch:
        """The batch of a file; one that is there already is not made again."""
        found = None if fresh else await self._made(file_id, uid)
        if found is not None:
            return found
        try:
            return await server.create(self.where, file_id, uid)
        except LLMError as fault:
            # A request whose answer was lost may have made it.
            found = await self._made(file_id, uid) if passing(fault) else None
            if found is None:
                raise
            return found

    async def _made(self, file_id: str, uid: str) -> server.Batch | None:
        """Whether it was made, which nobody knows until the server's list can be had."""
        last = max(self.until, now() + READING)
        return await self._at_last(partial(server.find, self.where, file_id, uid), last)

    async def _over(self, batch_id: str) -> server.Batch:
        """The batch when nothing more comes of it. Raises _Left."""
        wait, last = self.polls[0], max(self.until, now()) + STOPPING
        while not self.cancelled():
            batch = await self._looked_at(batch_id, max(last, now() + READING))
            if batch is not None:
                if batch.has_ended or now() > last:
                    return batch
                if now() > self.until and batch.status != "cancelling":
                    await self._stop(batch_id)  # what is answered can be read when it has stopped
            await self._pause(wait)
            wait = min(self.polls[1], wait * 1.5)
        await self._stop(batch_id)
        raise _Left

    async def _looked_at(self, batch_id: str, last: datetime) -> server.Batch | None:
        """None where the job was cancelled meanwhile. Raises _Left for another reason."""
        try:
            return await self._at_last(partial(server.look, self.where, batch_id), last)
        except _Left:
            if self.cancelled():
                return None
            raise

    async def _at_last(self, ask: Callable[[], Awaitable[T]], last: datetime) -> T:
        """What the server answers, however long it is away until then. Raises LLMError, _Left."""
        wait = self.polls[0]
        while True:
            try:
                given = await ask()
            except LLMError as fault:
                if not passing(fault) and fault.kind not in _REFUSALS:
                    raise _Left(str(fault)) from fault
                if not passing(fault) or now() > last:
                    raise
            else:
                if wait > self.polls[0]:
                    self.away(False)
                return given
            self.away(True)
            await self._pause(wait)
            if self.cancelled():
                raise _Left
            wait = min(self.polls[1], wait * 2)

    async def _stop(self, batch_id: str) -> None:
        """A batch that cannot be stopped goes on, and is looked at like any other."""
        with suppress(LLMError):
            await server.cancel(self.where, batch_id)

    async def _pause(self, seconds: float) -> None:
        """Wait, but not after the job was cancelled."""
        while seconds > 0 and not self.cancelled():
            await asyncio.sleep(min(1.0, seconds))
            seconds -= 1.0
