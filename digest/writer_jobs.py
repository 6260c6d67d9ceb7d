"""THE SHELL of what writers ask for beside a build: jobs, as the engine runs them."""

from __future__ import annotations

from dbos import DBOS

from digest.fan import RETRIES, DurableFan
from digest.flow import Job, Plain
from digest.workflows import tracked


@DBOS.workflow(name="review", max_recovery_attempts=RETRIES)
async def review(arguments: Plain) -> Plain:
    """Job: the workbench's guideline over an issue (arguments: week).

    It needs no checkpoints: a replay asks the same questions, and every answer is a row.
    """

    async def one(job: Job, _fan: DurableFan) -> Plain:
        from digest.guideline.issue_review import run
        from llm.attempt import attempt

        return await run(job, attempt)

    return await tracked(arguments, one)


@DBOS.workflow(name="glossary", max_recovery_attempts=RETRIES)
async def glossary(arguments: Plain) -> Plain:
    """Job: look for terms in the issues, and draft the definitions that are missing."""

    async def one(job: Job, fan: DurableFan) -> Plain:
        from digest.glossary.job import run
        from llm.attempt import attempt

        return await run(job, fan, attempt)

    return await tracked(arguments, one)


@DBOS.workflow(name="links", max_recovery_attempts=RETRIES)
async def links(arguments: Plain) -> Plain:
    """Job: whether the addresses of an issue still answer (arguments: week)."""

    async def one(job: Job, fan: DurableFan) -> Plain:
        from digest.links import run

        return await run(job, fan, arguments["week"])

    return await tracked(arguments, one)


@DBOS.workflow(name="item", max_recovery_attempts=RETRIES)
async def item(arguments: Plain) -> Plain:
    """Job: summarise one item of an issue anew (arguments: week, story, paper)."""

    async def one(job: Job, fan: DurableFan) -> Plain:
        from digest.rewriting import rewrite

        return await rewrite(job, fan, arguments["week"], arguments["story"])

    return await tracked(arguments, one)
