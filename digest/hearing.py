"""Before a week is chosen: a model is heard on the candidates, if that is wanted.

It never decides alone and is never waited for in vain: whatever fails, the week is chosen
without its scores, and that is said.
"""

from __future__ import annotations

from functools import partial

from digest.candidates import candidates, questions, task, way_of
from digest.desk import Limits, answer_to
from digest.fallbacks import reason
from digest.flow import Ask, Fan, Job, Plain, now
from digest.prompting import seeded
from digest.ranking import stories_of
from digest.settings import Settings
from digest.summarize.replies import ScoresReply
from digest.summarize.scores import PROMPT, Asked, told_scores
from digest.summarize.turns import Turn
from llm.budget import budget_for
from llm.prompt import Prompt
from storage import calls, model_scores, preferences, prompts
from storage.database import connect
from storage.records import ModelScore

CALLS = 8  # of the hard limit of calls, for each question: retries
NO_MODEL = "モデルが未設定です"
STAGE = "候補の評価"


async def hear(job: Job, fan: Fan, week: str, limit: int) -> Plain:
    """Ask about the candidates that have no score yet, and keep what is said.

    Gives {} where no scores are wanted, else what the report says (digest.coverage). Raises
    NotFound for an empty week.
    """
    if not job.settings.model_score:
        return {}
    if not job.settings.has_model:
        return _told(0, 0, 0, 0, NO_MODEL)
    job.report(stage=STAGE, done=0, total=0)
    plan = await fan.step("candidates", _plan, job.settings, week, limit)
    limits = _limits(job, len(plan["questions"]))
    waiting = [
        await fan.converse(1, partial(_heard, job, limits, plan, number))
        for number in range(len(plan["questions"]))
    ]
    said = [await one() for one in waiting]
    job.report(stage="記事の選定")
    faults = [fault for _, fault in said if fault]
    scored = plan["known"] + sum(count for count, _ in said)
    fault = reason(faults[0]) if faults else ""
    return _told(plan["candidates"], scored, len(waiting), plan["hushed"], fault)


def _told(candidates: int, scored: int, questions: int, hushed: int, fault: str) -> Plain:
    return {
        "candidates": candidates,
        "scored": scored,
        "questions": questions,
        "hushed": hushed,
        "fault": fault,
    }


def _plan(settings: Settings, week: str, limit: int) -> Plain:
    """The questions as plain values, so that a replay after a crash asks the same."""
    db = connect(settings.database)
    try:
        found = candidates(db, settings, week, limit, stories_of(db, week))
        version = seeded(db, PROMPT, now=now())
        asked = questions(db, settings, found.lacking, version)
        return {
            "candidates": len(found.articles),
            "known": len(found.articles) - len(found.lacking),
            "hushed": found.hushed,
            "version": version.id,
            "way": way_of(db, settings, version),
            "questions": [
                {
                    "messages": [list(message) for message in one.prompt.messages],
                    "max_tokens": one.prompt.max_tokens,
                    "ids": {name: list(what) for name, what in one.ids.items()},
                }
                for one in asked
            ],
        }
    finally:
        db.close()


def _limits(job: Job, questions: int) -> Limits:
    """The hard limits of the job while it asks these."""
    own, needed = job.settings.max_calls, CALLS * max(1, questions)
    limits = Limits(job.settings.max_usd, needed if own is None else min(own, needed))
    spent = calls.spending(job.db, job_id=job.id)
    usd, count = spent.cost_usd, spent.calls
    budget_for(job.id, limits.max_usd, limits.max_calls, spent_usd=usd, spent_calls=count)
    return limits


async def _heard(job: Job, limits: Limits, plan: Plain, number: int, ask: Ask) -> tuple[int, str]:
    """How many scores a question brought, or the kind of fault."""
    plain = plan["questions"][number]
    messages = tuple((role, text) for role, text in plain["messages"])
    ids = {name: (what[0], what[1]) for name, what in plain["ids"].items()}
    asked = Asked(Prompt("scores", messages, plain["max_tokens"]), ids)
    version = prompts.get(job.db, plan["version"])
    made = task(job.settings, number, asked, version, preferences.get(job.db, "rungs", {}))
    turn = Turn("scores", asked.prompt)
    answer, _ = await answer_to(job, limits, made, turn, 0, made.rung, ask)
    if not isinstance(answer.reply, ScoresReply):
        return 0, answer.fault or "invalid_output"
    told = told_scores(ids, answer.reply)
    model_scores.save(
        job.db,
        [
            ModelScore(ids[name][0], plan["way"], ids[name][1], score, why, answer.call_id, now())
            for name, (score, why) in told.items()
        ],
    )
    return len(told), ""
