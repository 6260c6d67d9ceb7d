"""THE SHELL of tuning: its jobs, as the engine runs them. They decide nothing."""

from __future__ import annotations

from dbos import DBOS

from digest.fan import RETRIES, DurableFan
from digest.flow import Job, Plain
from digest.workflows import tracked


@DBOS.workflow(name="tune", max_recovery_attempts=RETRIES)
async def tune(arguments: Plain) -> Plain:
    """Job: a tuning session, or what is left of it (arguments: session).

    It needs no checkpoints: a replay asks the same questions again, and every answer that
    was paid for is a row.
    """

    async def session(job: Job, _fan: DurableFan) -> Plain:
        from llm.attempt import attempt
        from prompt_tuner.search import search
        from prompt_tuner.tuning import tune as flow

        return await flow(job, search, attempt)

    return await tracked(arguments, session)


@DBOS.workflow(name="aa", max_recovery_attempts=RETRIES)
async def aa(arguments: Plain) -> Plain:
    """Job: the A/A test of a task (arguments: task, runs, max_calls, seed, models)."""

    async def test(job: Job, _fan: DurableFan) -> Plain:
        from llm.attempt import attempt
        from prompt_tuner.aa import aa as flow

        return await flow(job, attempt)

    return await tracked(arguments, test)


@DBOS.workflow(name="replay", max_recovery_attempts=RETRIES)
async def replay(arguments: Plain) -> Plain:
    """Job: a past week written by two versions (arguments: replay).

    Like `tune` it needs no checkpoints: every answer paid for is a row.
    """

    async def week(job: Job, _fan: DurableFan) -> Plain:
        from llm.attempt import attempt
        from prompt_tuner.replaying import replay as flow

        return await flow(job, attempt)

    return await tracked(arguments, week)


@DBOS.workflow(name="chat", max_recovery_attempts=RETRIES)
async def chat(arguments: Plain) -> Plain:
    """Job: a turn of a growing chat (arguments: chat, number, said, documents).

    Like `tune` it needs no checkpoints: its turn and every answer paid for are rows.
    """

    async def turn(job: Job, _fan: DurableFan) -> Plain:
        from llm.attempt import attempt
        from prompt_tuner.chat_job import chat as flow

        return await flow(job, attempt)

    return await tracked(arguments, turn)
