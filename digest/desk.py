"""One item at home: its turns, asked or found in the store, and what came of them, kept at once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from digest import building
from digest.asking import plain_task
from digest.flow import Ask, Job, Plain, now
from digest.prompting import Task
from digest.summarize.drafting import write
from digest.summarize.strategies import known_before
from digest.summarize.templates import REPLY_TYPES
from digest.summarize.turns import Answer, Turn, Written
from llm.endpoint import Endpoint
from llm.outcome import Outcome
from llm.prompt import Prompt
from llm.rows import to_call
from storage import calls

Early = asyncio.Future[tuple[Answer, int]]


@dataclass(frozen=True, slots=True)
class Limits:
    """The hard limits of a job."""

    max_usd: float | None
    max_calls: int


async def compose_item(job: Job, limits: Limits, task: Task, rounds: int, ask: Ask) -> Written:
    """Write one item; a good summary is stored before this returns.

    Turn n is always asked under the number n, so that a replay finds its checkpoints even
    where an earlier turn is by now answered from the store.
    """
    early = _early(job, limits, task, rounds, ask)
    try:
        written = await _written(job, limits, task, rounds, ask, early)
    except BaseException:
        for asked in early:
            asked.cancel()
            asked.add_done_callback(lambda done: done.cancelled() or done.exception())
        raise
    # Where one part failed the others were asked all the same: what is paid is stored.
    await asyncio.gather(*early, return_exceptions=True)
    return _kept(job, written)


async def _written(
    job: Job, limits: Limits, task: Task, rounds: int, ask: Ask, early: Sequence[Early]
) -> Written:
    writing = write(task.brief)
    rung, number = task.rung, 0
    answer: Answer | None = None
    while True:
        try:
            turn = next(writing) if answer is None else writing.send(answer)
        except StopIteration as stop:
            written: Written = stop.value
            return written
        follows = number - max(0, len(early) - 1)  # how many answers deep it is
        if number >= rounds:  # a job that a release without repairs began
            answer = Answer(now(), fault="invalid_output")
        elif number < len(early):
            answer, rung = await early[number]
        else:
            answer, rung = await answer_to(job, limits, task, turn, number, rung, ask, follows)
        number += 1


def _early(job: Job, limits: Limits, task: Task, rounds: int, ask: Ask) -> list[Early]:
    """The parts of a long paper, side by side. The first goes ahead: from it the others know the
    rung and have their prefix in the server's cache. In a batch all go together.
    """
    together = bool(job.arguments.get("batch"))
    asked: list[Early] = []

    async def one(number: int, turn: Turn) -> tuple[Answer, int]:
        rung = task.rung
        if number and not together:
            first, rung = await asyncio.shield(asked[0])
            if first.reply is None:  # nothing can come of the others
                return Answer(now(), fault=first.fault), rung
        return await answer_to(job, limits, task, turn, number, rung, ask, 0)

    for number, turn in enumerate(known_before(task.brief)[:rounds]):
        asked.append(asyncio.ensure_future(one(number, turn)))
    return asked


async def answer_to(
    job: Job,
    limits: Limits,
    task: Task,
    turn: Turn,
    number: int,
    rung: int,
    ask: Ask,
    follows: int | None = None,
) -> tuple[Answer, int]:
    """The answer to a turn, stored or asked for, and the rung to go on with.

    follows: how many answers must be there before it can be asked; as many as turns unless told.
    """
    found = task.stored_reply(job.db, turn)
    if found is not None:
        return Answer(now(), found[1], found[0].id), rung
    plain = plain_task(task.endpoint, turn, rung, job.id, limits.max_usd, limits.max_calls)
    plain["follows"] = number if follows is None else follows
    said = await ask(number, plain)
    return _heard(job, task, turn, number, said), rung if said["rung"] is None else said["rung"]


def _kept(job: Job, written: Written) -> Written:
    stored = building.kept(job.db, written)
    return written if stored is None else Written(stored, written.findings)


def _heard(job: Job, task: Task, turn: Turn, number: int, said: Plain) -> Answer:
    """Store every attempt of a turn, and read its reply."""
    uid = f"{job.id}/{task.name}" + (f"+{number}" if number else "")
    outcomes, version = said["outcomes"], task.version.id
    call_id = save_calls(job, task.endpoint, turn.prompt, uid, outcomes, version)
    if said.get("error"):
        return Answer(now(), call_id=call_id, fault=said["error"])
    building.remember_rung(job.db, task.endpoint.base_url, task.endpoint.model, said["rung"])
    return Answer(now(), REPLY_TYPES[turn.kind].model_validate(said["reply"]), call_id)


def save_calls(
    job: Job,
    asked: Endpoint,
    prompt: Prompt,
    uid: str,
    outcomes: Sequence[Sequence[Any]],
    version_id: int | None,
) -> int | None:
    """Rows for the attempts [slot, body, outcome]; gives the id of the last one."""
    call_id = None
    for slot, body, plain in outcomes:
        call = to_call(
            asked,
            prompt,
            body,
            Outcome.from_plain(plain),
            uid=f"{uid}/{slot}",
            job_id=job.id,
            prompt_version_id=version_id,
        )
        call_id = calls.save(job.db, call).id
    return call_id
