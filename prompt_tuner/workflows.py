"""THE SHELL of tuning: its job, as the engine runs it. It calls things in order, decides nothing."""

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
