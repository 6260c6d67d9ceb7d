"""Before a build's plan is carried out: a model settles the kinds that the rules doubted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from digest.desk import Limits, answer_to
from digest.flow import Ask, Fan, Job, now
from digest.prompting import seeded
from digest.questions import MOST, kinds_task
from digest.summarize.doubts import PROMPT, told_kinds
from digest.summarize.replies import KindsReply
from digest.summarize.turns import Turn
from llm.budget import budget_for
from storage import calls, kinds, preferences
from storage.records import KindChoice, Story

CALLS = 8  # of the hard limit of calls: retries of one question


async def settle(job: Job, fan: Fan, stories: Sequence[Story]) -> bool:
    """Ask once about all of them, and keep what was decided. False: nothing was."""
    asked = stories[:MOST]
    waiting = await fan.converse(1, partial(_decide, job, asked))
    return await waiting()


async def _decide(job: Job, stories: Sequence[Story], ask: Ask) -> bool:
    version = seeded(job.db, PROMPT, now=now())
    task = kinds_task(job.settings, stories, version, preferences.get(job.db, "rungs", {}))
    own = job.settings.max_calls
    limits = Limits(job.settings.max_usd, CALLS if own is None else min(own, CALLS))
    spent = calls.spending(job.db, job_id=job.id)
    usd, count = spent.cost_usd, spent.calls
    budget_for(job.id, limits.max_usd, limits.max_calls, spent_usd=usd, spent_calls=count)
    turn = Turn(task.brief.kind, task.prompt)
    answer, _ = await answer_to(job, limits, task, turn, 0, task.rung, ask)
    told = told_kinds(stories, answer.reply) if isinstance(answer.reply, KindsReply) else {}
    for story in stories:
        if story.key in told:
            kind, reason = told[story.key]
            ids = [article.id for article in story.articles]
            kinds.choose(job.db, KindChoice(story.lead.id, kind, "model", reason, now()), ids)
    return bool(told)
