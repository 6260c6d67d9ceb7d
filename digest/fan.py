"""What a job fans out, durably: the Fan of digest.flow on the engine's steps and queues.

What runs elsewhere takes and returns plain values and touches no database, so that any
worker on the engine's queues can run it. A job carries its settings, never the key.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Sequence
from contextvars import Context
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from dbos import DBOS, SetWorkflowID, StepReservation, error

from digest import asking, fetching
from digest.flow import Address, Ask, Job, Plain, Talk
from digest.settings import Settings
from llm.steps import MAX_ATTEMPTS
from storage import jobs

if TYPE_CHECKING:
    from digest.batch_paid import Paid
    from digest.batching import Batching

T = TypeVar("T")
POLL_SECONDS = 0.05
SENDING_SECONDS = 0.1  # in which requests that got their turn together have gone out
BATCHES_AT_ONCE = 4  # of fetches; each batch has threads of its own
# A week's plan waits for these questions: in a batch each would cost a day more.
AT_ONCE = ("kinds", "scores")
RETRIES = 1000  # how often a job may be killed before the engine gives it up

_here = Settings()


def work_with(settings: Settings) -> None:
    """Set the key and the home of this process; the engine calls workflows without a context."""
    global _here  # noqa: PLW0603
    _here = settings


def here() -> Settings:
    """What work_with set."""
    return _here


class DurableFan:
    """digest.flow.Fan on the engine. Only a shared engine's queues have other machines to
    help; on a file of its own the job's steps run right here, which costs less.
    """

    def __init__(self, job: Job, cancelled: Callable[[], bool], *, batched: bool = False) -> None:
        """batched: the job asks by the Batch API."""
        self._cancelled, self._job = cancelled, job
        self._batching = _batching(job, cancelled) if batched else None
        self._paid: Paid | None = None
        self._shared = bool(_here.engine_url)
        self._concurrency = job.settings.concurrency
        self._turns = asyncio.Semaphore(self._concurrency)
        self._asked: list[asyncio.Task[Any]] = []

    async def step(self, name: str, function: Callable[..., T], *values: Any) -> T:
        """See Fan."""
        return await DBOS.run_step_async({"name": name}, _threaded(function, *values))

    async def spread(
        self, name: str, batches: Sequence[list[Plain]], options: Plain, where: Address | None
    ) -> AsyncIterator[list[Plain]]:
        """See Fan."""
        if self._shared and where is None:
            work: Any = fetch  # runs in a thread; the engine's types know only coroutines here
            handles: list[Any] = [
                await DBOS.enqueue_workflow_async("fetch", work, name, batch, options)
                for batch in batches
            ]
            for handle in handles:
                yield await handle.get_result(polling_interval_sec=POLL_SECONDS)
            return
        at_once = asyncio.Semaphore(BATCHES_AT_ONCE)

        async def run(place: StepReservation, batch: list[Plain]) -> list[Plain]:
            async with at_once:
                function = _threaded(fetching.FETCHES[name], batch, options, where)
                return await place.run_async({"name": name}, function)

        # Steps get their numbers here, in order, so that a replay finds them whatever ends first.
        tasks = deque(asyncio.create_task(run(DBOS.reserve_step(), batch)) for batch in batches)
        try:
            while tasks:  # what was given is let go: pages of a long run fill the memory
                yield await tasks.popleft()
        finally:
            _give_up(tasks)

    async def converse(self, rounds: int, talk: Talk[T]) -> Callable[[], Awaitable[T]]:
        """See Fan."""
        spread = self._shared and self._batching is None  # a batch needs no other machine
        ask = self._elsewhere(rounds) if spread else self._right_here(rounds)
        later = not self._shared and not self._batching and len(self._asked) >= self._concurrency

        async def run() -> T:
            if later:  # it must wait anyway: first the requests that can go out now
                await asyncio.sleep(SENDING_SECONDS)
            return await talk(ask)

        started = asyncio.create_task(run())
        self._asked.append(started)
        return lambda: started

    def _right_here(self, rounds: int) -> Ask:
        """Each attempt is a step of the job. Steps get their numbers now, whatever comes first."""
        places = [[DBOS.reserve_step() for _ in range(MAX_ATTEMPTS)] for _ in range(rounds)]

        async def ask(number: int, task: Plain) -> Plain:
            async def send(slot: int, endpoint: Plain, body: Plain) -> Plain:
                can_wait = slot == 0 and task["kind"] not in AT_ONCE
                follows = task.get("follows", number)
                attempt = self._in_turn(endpoint, body, follows if can_wait else None)
                return await places[number][slot].run_async({"name": "attempt"}, attempt)

            answer = await asking.answer(task, send, _here.api_key)
            if self._turns.locked():  # others wait to be sent: judging this one can wait too
                await asyncio.sleep(SENDING_SECONDS)
            return answer

        return ask

    def _elsewhere(self, rounds: int) -> Ask:
        """Each turn is a workflow of its own on the queue, and waiting for it a step of the job."""
        places = [DBOS.reserve_step() for _ in range(rounds)]

        async def ask(number: int, task: Plain) -> Plain:
            place = places[number]
            name = f"{DBOS.workflow_id}{jobs.ASKED}{place.step_id}"
            return await place.run_async({"name": "asked"}, partial(_queued, name, task))

        return ask

    def _in_turn(
        self, endpoint: Plain, body: Plain, follows: int | None
    ) -> Callable[[], Coroutine[Any, Any, Plain]]:
        """A request as a step. The turn is inside it: looking for a checkpoint and writing it
        hold up nobody. When a job is cancelled other steps have begun already; none is sent.
        follows: how many answers deep, which may wait for a batch; None: a retry, or waited for.
        """

        async def attempt() -> Plain:
            if follows is not None and not self._cancelled():
                answered = await self._answered(endpoint, body, follows)
                if answered is not None:
                    return answered
            async with self._turns:
                if self._cancelled():
                    raise error.DBOSWorkflowCancelledError("The job was cancelled.")
                return await asking.attempt_plain(endpoint, body, _here.api_key)

        return attempt

    async def _answered(self, endpoint: Plain, body: Plain, follows: int) -> Plain | None:
        """What a batch says: one of this job's, or one that an earlier job paid for."""
        if self._batching:
            return await self._batching.answer(endpoint, body, follows)
        if self._paid is None:
            self._paid = _paid(self._job)
        return await self._paid.answer(endpoint, body)

    def close(self) -> None:
        """The job has ended, perhaps before all of its answers."""
        if self._batching:
            self._batching.close()
        _give_up(self._asked)


def _batching(job: Job, cancelled: Callable[[], bool]) -> Batching:
    from digest.batching import Batching  # it loads the model's door

    return Batching(job, _here.api_key, cancelled)


def _paid(job: Job) -> Paid:
    from digest.batch_paid import Paid

    return Paid(job, _here.api_key)


async def _queued(name: str, task: Plain) -> Plain:
    """The answer to a task, put on the queue under its name once, however often this runs."""

    async def wait() -> Plain:
        with SetWorkflowID(name):
            handle = await DBOS.enqueue_workflow_async("llm", model_call, task)
        return await handle.get_result(polling_interval_sec=POLL_SECONDS)

    # In a context of its own: a step may not start what the job would have to number.
    return await asyncio.create_task(wait(), context=Context())


def _threaded(function: Callable[..., T], *values: Any) -> Callable[[], Coroutine[Any, Any, T]]:
    async def run() -> T:
        return await asyncio.to_thread(function, *values)

    return run


def _give_up(tasks: Iterable[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
        task.add_done_callback(lambda done: done.cancelled() or done.exception())


@DBOS.workflow(name="fetch", max_recovery_attempts=RETRIES)
def fetch(name: str, batch: list[Plain], options: Plain) -> list[Plain]:
    """Spread: fetch and parse some sources, or fetch and extract some pages."""
    return fetching.FETCHES[name](batch, options, None)


@DBOS.step(name="attempt")
async def attempt(endpoint: Plain, body: Plain) -> Plain:
    """One request to a model server; its outcome is the checkpoint."""
    return await asking.attempt_plain(endpoint, body, _here.api_key)


@DBOS.workflow(name="model_call", max_recovery_attempts=RETRIES)
async def model_call(task: Plain) -> Plain:
    """Spread: one structured answer, by as many checkpointed attempts as it takes."""

    async def send(_slot: int, endpoint: Plain, body: Plain) -> Plain:
        return await attempt(endpoint, body)

    return await asking.answer(task, send, _here.api_key)
