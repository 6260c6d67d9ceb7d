"""What a session found, as rows and as the document that people and scripts get."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from digest.errors import UsageError
from prompt_tuner.questions import ROLES
from prompt_tuner.records import Result, Settings, StrategyResult, Task, Verdict
from prompt_tuner.tasks import thaw
from storage import calls, prompts, sessions, tasks
from storage.records import PromptVersion, Session, StoredCandidate, StoredEvaluation


def keep(db: Database, session_id: str, result: Result, *, now: datetime) -> dict[str, Any]:
    """Store candidates, evaluations, the best prompt as a version, and the document."""
    session = sessions.get(db, session_id)
    task, settings = thaw(session.frozen)
    sessions.keep(db, _candidates(session_id, result), _evaluations(session_id, task, result))
    best = _version(db, session, task, settings, result, now=now)
    document = _document(db, session, task, result, best)
    sessions.update(
        db,
        session_id,
        now=now,
        state="done",
        best_version_id=best.id if best else None,
        result=json.dumps(document, ensure_ascii=False),
    )
    return document


def _candidates(session_id: str, result: Result) -> list[StoredCandidate]:
    return [
        StoredCandidate(session_id, c.id, c.text, c.parents, c.origin, c.note, c.round, c.lessons)
        for c in result.candidates
    ]


def _evaluations(session_id: str, task: Task, result: Result) -> list[StoredEvaluation]:
    splits = {example.id: example.split for example in task.examples}
    return [
        StoredEvaluation(
            session_id,
            e.candidate_id,
            e.example_id,
            e.repeat,
            splits.get(e.example_id, "train"),
            e.score,
            json.dumps(dict(e.parts)),
            e.feedback,
            e.output,
        )
        for e in result.evaluations
    ]


def _version(
    db: Database,
    session: Session,
    task: Task,
    settings: Settings,
    result: Result,
    *,
    now: datetime,
) -> PromptVersion | None:
    """The best candidate as a version of the prompt; None when it is the seed."""
    if result.best.id == result.seed.id:
        return None
    made = {"strategies": list(settings.strategies), "seed": settings.seed, "session": session.id}
    wanted = PromptVersion(
        name=session.prompt_name,
        text=result.best.text,
        purpose=task.purpose,
        origin="session",
        reason=f"{session.id}: {result.verdict.decision}",
        model=task.models.get("task", ""),
        settings=json.dumps(made),
        parents=(session.seed_version_id,) if session.seed_version_id else (),
    )
    return prompts.add(db, wanted, now=now)


def _document(
    db: Database, session: Session, task: Task, result: Result, best: PromptVersion | None
) -> dict[str, Any]:
    seed = prompts.get(db, session.seed_version_id) if session.seed_version_id else None
    spent = calls.spending(db, job_id=session.id)
    return {
        "session": session.id,
        "state": "done",
        "task": task.name,
        "seed_prompt": result.seed.text,
        "best_prompt": result.best.text,
        "prompt": session.prompt_name,
        "seed_version": seed.number if seed else None,
        "best_version": best.number if best else (seed.number if seed else None),
        **_proof(result.verdict),
        "sealed_openings": tasks.openings(db, task.name),
        "calls": {role: result.calls.get(role, 0) for role in ROLES},
        "paid_calls": spent.calls,
        "cost_usd": None if spent.unpriced else spent.cost_usd,
        "rounds": result.rounds,
        "candidates": len(result.candidates),
        "strategies": [_strategy(one) for one in result.per_strategy],
        "finalists": list(result.finalists),
        "notes": [*task.notes, *result.notes, *_money_note(session, spent)],
    }


def _money_note(session: Session, spent: calls.Spending) -> list[str]:
    _, settings = thaw(session.frozen)
    if settings.max_usd is None or not spent.unpriced:
        return []
    return [
        f"{spent.unpriced} calls have no known price: only --max-calls limited them,"
        f" not {settings.max_usd:g} USD."
    ]


def _proof(verdict: Verdict) -> dict[str, Any]:
    return {
        "verdict": verdict.decision,
        "reasons": list(verdict.reasons),
        "p_value": verdict.p_value,
        "mean_difference": verdict.mean_difference,
        "interval": list(verdict.interval) if verdict.interval else None,
        "sealed_n": verdict.n,
        "sealed_needed": verdict.needed,
    }


def _strategy(one: StrategyResult) -> dict[str, Any]:
    return {
        "name": one.name,
        "proposed": one.proposed,
        "accepted": one.accepted,
        "rounds": one.rounds,
        "calls": dict(one.calls),
        "mean": one.mean,
        "best": one.best_id,
        "notes": list(one.notes),
    }


def document_of(session: Session) -> dict[str, Any]:
    """What keep() gave. Raises UsageError for a session without a result."""
    if not session.result:
        raise UsageError(
            f"Session {session.id} is {session.state} and has no result yet.",
            f"`resume {session.id}` goes on with it.",
        )
    found: dict[str, Any] = json.loads(session.result)
    return found | {"state": session.state}
