"""The real Effects: model servers, with every attempt a row, nothing paid twice, hard limits."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from sqlite_utils import Database

from llm.budget import Budget
from llm.cache import request_key
from llm.endpoint import Endpoint
from llm.errors import LLMError
from llm.outcome import Outcome
from llm.plain import plain, plain_body
from llm.reading import read
from llm.rows import to_call
from llm.steps import judged
from llm.structured import first_body, structured
from prompt_tuner.effects import Messages
from prompt_tuner.ledger import Breaker, Ledger
from prompt_tuner.questions import Asking, Question, judgement, reflection, verdict
from prompt_tuner.records import Example
from storage import calls, preferences

Send = Callable[[Endpoint, dict[str, Any]], Awaitable[Outcome]]


class LiveEffects:
    """prompt_tuner.effects.Effects for one session. endpoints: role → server and model.

    Use it in the event loop that holds db. `stop` lets what is in flight end and be stored,
    and sends nothing more; then cancel the search and `close`.
    """

    def __init__(
        self,
        db: Database,
        session_id: str,
        endpoints: Mapping[str, Endpoint],
        asking: Asking,
        *,
        send: Send,
        max_calls: int | None = None,
        max_usd: float | None = None,
        concurrency: int = 8,
        on_sealed: Callable[[], None] = lambda: None,
    ) -> None:
        self._db, self._id, self._endpoints = db, session_id, endpoints
        self._asking, self._send, self._on_sealed = asking, send, on_sealed
        spent = calls.spending(db, job_id=session_id)
        self._budget = Budget(max_usd, max_calls, spent_usd=spent.cost_usd, spent_calls=spent.calls)
        self._ledger, self._breaker = Ledger(max_calls), Breaker()
        self._rungs: dict[str, int] = preferences.get(db, "rungs", {})
        self._permits = asyncio.Semaphore(concurrency)
        self._flying: dict[str, asyncio.Task[str]] = {}
        self._sending = 0
        self._stopped = False

    async def run(self, prompt: str, example: Example, repeat: int) -> str:
        """See Effects."""
        if example.split == "sealed":
            self._on_sealed()
        question = self._asking.question(prompt, example)
        return self._asking.output(prompt, example, await self.ask("task", question, repeat))

    async def reflect(self, messages: Messages, repeat: int) -> str:
        """See Effects."""
        return await self.ask("reflect", reflection(messages), repeat)

    async def judge(self, messages: Messages, repeat: int) -> Mapping[str, Any]:
        """See Effects."""
        question = judgement(messages)
        return verdict(question, await self.ask("judge", question, repeat))

    def left(self) -> int | None:
        """See Effects."""
        return self._ledger.left()

    @property
    def problem(self) -> LLMError | None:
        """What has stopped everything, if something has."""
        return self._breaker.broken

    async def stop(self) -> None:
        """Send nothing more; returns when every answer that was paid for is stored."""
        self._stopped = True
        while self._sending:
            await asyncio.sleep(0.02)

    def close(self) -> None:
        """Give up what still waits."""
        for task in self._flying.values():
            task.cancel()

    async def ask(self, role: str, question: Question, repeat: int) -> str:
        """The reply to a question: from the cache, from the same call in flight, or paid."""
        endpoint = self._endpoints[role]
        key = _key(endpoint, question, repeat)
        task = self._flying.get(key)
        if task is None:
            known = self._known(role, key, question)
            if known is not None:
                return known
            self._breaker.check()
            self._ledger.reserve(key)
            task = asyncio.create_task(self._pay(role, endpoint, question, key))
            self._flying[key] = task
            task.add_done_callback(lambda done: self._landed(key, done))
        return await asyncio.shield(task)

    def _landed(self, key: str, done: asyncio.Task[str]) -> None:
        self._flying.pop(key, None)
        if not done.cancelled():
            done.exception()  # whoever waited has it; nobody may be waiting any more

    def _known(self, role: str, key: str, question: Question) -> str | None:
        found = calls.cached(self._db, key, job_id=self._id)
        if found is None:
            return None
        if question.reply_type and read(question.reply_type, found.reply).value is None:
            return None
        if found.job_id == self._id:
            self._breaker.worked(role)
            self._ledger.replayed(key, calls.attempts(self._db, self._id, key))
        return found.reply

    async def _pay(self, role: str, endpoint: Endpoint, question: Question, key: str) -> str:
        before = calls.attempts(self._db, self._id, key)
        made = 0

        async def attempt(_slot: int, body: dict[str, Any]) -> Outcome:
            nonlocal made
            uid = f"{self._id}/{key}/{before + made}"
            outcome = await self._attempt(endpoint, question, body, key, uid)
            made += 1
            return outcome

        try:
            text = await self._answer(endpoint, question, attempt)
        except LLMError as error:
            raise self._breaker.failed(role, error) from error
        finally:
            self._ledger.settle(max(1, made))
        self._breaker.succeeded(role)
        return text

    async def _answer(self, endpoint: Endpoint, question: Question, attempt: Any) -> str:
        budget, prompt = self._budget, question.prompt
        async with self._permits:
            self._breaker.check()
            if question.reply_type is None:
                return (await plain(endpoint, prompt, attempt=attempt, budget=budget)).text
            name = f"{endpoint.base_url} {endpoint.model}"
            given = await structured(
                endpoint,
                prompt,
                question.reply_type,
                rung=self._rungs.get(name, 0),
                attempt=attempt,
                budget=budget,
            )
            self._rungs[name] = given.rung
            return given.outcomes[-1][2].text

    async def _attempt(
        self, endpoint: Endpoint, question: Question, body: dict[str, Any], key: str, uid: str
    ) -> Outcome:
        """One request; its row is stored the moment it is answered."""
        if self._stopped:
            await asyncio.Event().wait()  # until it is cancelled
        self._sending += 1
        try:
            outcome = await self._send(endpoint, body)
            kept = outcome
            if question.reply_type and outcome.ok:
                kept = judged(outcome, read(question.reply_type, outcome.text))
            call = to_call(
                endpoint,
                question.prompt,
                body,
                kept,
                uid=uid,
                job_id=self._id,
                prompt_version_id=None,
            )
            calls.save(self._db, replace(call, key=key))
            return outcome
        finally:
            self._sending -= 1


def _key(endpoint: Endpoint, question: Question, repeat: int) -> str:
    """The first request's key: whatever ladder a server needs, the question is the same."""
    if question.reply_type is None:
        body = plain_body(endpoint, question.prompt)
    else:
        body = first_body(endpoint, question.prompt, question.reply_type, 0)
    key = request_key(endpoint.base_url, body)
    return f"{key}:{repeat}" if repeat else key
