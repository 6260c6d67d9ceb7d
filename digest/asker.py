"""Structured questions outside of a build: every attempt a row, nothing paid twice."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel
from sqlite_utils import Database

from llm.budget import Budget
from llm.cache import request_key
from llm.endpoint import Endpoint
from llm.errors import BudgetExceeded, LLMError, LLMSystemic
from llm.outcome import Outcome
from llm.prompt import Prompt
from llm.reading import read, read_reply
from llm.rows import to_call
from llm.steps import judged
from llm.structured import first_body, structured
from storage import calls, preferences

T = TypeVar("T", bound=BaseModel)
Send = Callable[[Endpoint, dict[str, Any]], Awaitable[Outcome]]


class Asker:
    """Asks one model for one purpose. Use it in the event loop that holds db.

    A replay after a crash asks the same questions again; what was answered is a row already.
    """

    def __init__(
        self,
        db: Database,
        endpoint: Endpoint,
        job_id: str,
        send: Send,
        *,
        max_usd: float | None = None,
        max_calls: int | None = None,
    ) -> None:
        self._db, self._endpoint, self._id, self._send = db, endpoint, job_id, send
        spent = calls.spending(db, job_id=job_id)
        self._budget = Budget(max_usd, max_calls, spent_usd=spent.cost_usd, spent_calls=spent.calls)
        self._turns = asyncio.Semaphore(endpoint.concurrency)
        self._name = f"{endpoint.base_url} {endpoint.model}"
        self._rung: int = preferences.get(db, "rungs", {}).get(self._name, 0)
        self._broken: LLMError | None = None
        self._asked: dict[str, asyncio.Lock] = {}
        self.calls = 0  # attempts that were sent

    async def ask(self, prompt: Prompt, reply_type: type[T]) -> T:
        """The reply: a stored one to the same question, or paid. Raises LLMError."""
        return (await self.answer(prompt, reply_type))[0]

    async def answer(self, prompt: Prompt, reply_type: type[T]) -> tuple[T, int | None]:
        """The reply, and the id of the call that gave it. Raises LLMError."""
        body = first_body(self._endpoint, prompt, reply_type, 0)
        key = request_key(self._endpoint.base_url, body)
        async with self._asked.setdefault(key, asyncio.Lock()):  # twice at once is paid once
            return await self._found_or_paid(prompt, reply_type, key)

    async def _found_or_paid(
        self, prompt: Prompt, reply_type: type[T], key: str
    ) -> tuple[T, int | None]:
        known = calls.cached(self._db, key)
        found = None if known is None else read_reply(reply_type, known.reply)
        if found is not None and known is not None:
            return found, known.id
        async with self._turns:
            if self._broken is not None:
                raise type(self._broken)(self._broken.kind, self._broken.message, self._broken.hint)
            try:
                return await self._pay(prompt, reply_type, key)
            except (LLMSystemic, BudgetExceeded) as error:
                self._broken = error
                raise

    async def _pay(self, prompt: Prompt, reply_type: type[T], key: str) -> tuple[T, int | None]:
        before = calls.attempts(self._db, self._id, key)
        call_id: int | None = None

        async def attempt(slot: int, body: dict[str, Any]) -> Outcome:
            nonlocal call_id
            outcome = await self._send(self._endpoint, body)
            self.calls += 1
            kept = judged(outcome, read(reply_type, outcome.text)) if outcome.ok else outcome
            uid = f"{self._id}/{key}/{before + slot}"
            call = to_call(
                self._endpoint,
                prompt,
                body,
                kept,
                uid=uid,
                job_id=self._id,
                prompt_version_id=None,
            )
            call_id = calls.save(self._db, replace(call, key=key)).id
            return outcome

        given = await structured(
            self._endpoint,
            prompt,
            reply_type,
            rung=self._rung,
            attempt=attempt,
            budget=self._budget,
        )
        self._remember(given.rung)
        return given.value, call_id

    def _remember(self, rung: int) -> None:
        """What kind of structured reply the server was found to give: start there next time."""
        if rung != self._rung:
            self._rung = rung
            known = preferences.get(self._db, "rungs", {})
            preferences.put(self._db, "rungs", known | {self._name: rung})
