"""A session as plain data: lineage, differences, scores with intervals, wins and losses."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from statistics import fmean
from typing import Any

from sqlite_utils import Database

from prompt_tuner.fronts import fronts, undominated
from prompt_tuner.statistics import interval
from prompt_tuner.tasks import thaw
from storage import calls, sessions
from storage.records import Session, StoredCandidate, StoredEvaluation

ALPHA = 0.05
TOLERANCE = 0.01  # scores this close stand on one front
SPLITS = ("train", "validation", "sealed")
Scores = Mapping[str, Mapping[str, float]]  # candidate → example → mean score


def report(db: Database, session_id: str) -> dict[str, Any]:
    """Everything that is known of a session. Raises NotFound."""
    session = sessions.get(db, session_id)
    task, settings = thaw(session.frozen)
    candidates = sessions.candidates(db, session_id)
    evaluations = sessions.evaluations(db, session_id)
    result = json.loads(session.result) if session.result else None
    seed = result["seed_prompt"] if result else task.prompt
    best = result["best_prompt"] if result else task.prompt
    clusters = {e.id: e.cluster or f"\0{e.id}" for e in task.examples}
    scores = {split: means(evaluations, split) for split in SPLITS}
    return {
        "session": session.id,
        "state": session.state,
        "task": session.task,
        "prompt": session.prompt_name,
        "error": session.error or None,
        "created_at": session.created_at.isoformat() if session.created_at else None,
        "updated_at": session.updated_at.isoformat() if session.updated_at else None,
        "models": dict(task.models),
        "settings": json.loads(session.frozen)["settings"],
        "strategies": list(settings.strategies),
        "result": result,
        "seed_prompt": seed,
        "best_prompt": best,
        "diff": _diff(seed, best),
        "candidates": [_candidate(c, candidates, best, scores, clusters) for c in candidates],
        "rules": _rules(candidates, evaluations, best),
        "front": _front(scores["train"]),
        "sealed": _sealed(candidates, scores["sealed"], seed, best),
        "spending": _spending(db, session),
        "evaluations": [_evaluation(one) for one in evaluations],
    }


def means(evaluations: Sequence[StoredEvaluation], split: str) -> dict[str, dict[str, float]]:
    """Candidate → example → mean over its repeats. Pure."""
    found: dict[str, dict[str, list[float]]] = {}
    for one in evaluations:
        if one.split == split and one.score is not None:
            row = found.setdefault(one.candidate_id, {})
            row.setdefault(one.example_id, []).append(one.score)
    return {c: {e: fmean(values) for e, values in row.items()} for c, row in found.items()}


def _candidate(
    one: StoredCandidate,
    everything: Sequence[StoredCandidate],
    best: str,
    scores: Mapping[str, Scores],
    clusters: Mapping[str, str],
) -> dict[str, Any]:
    parent = next((c for c in everything if one.parents and c.candidate_id == one.parents[0]), None)
    return {
        "id": one.candidate_id,
        "parents": list(one.parents),
        "origin": one.origin,
        "round": one.round,
        "note": one.note,
        "lessons": list(one.lessons),
        "chars": len(one.text),
        "best": one.text == best,
        "text": one.text,
        "diff": _diff(parent.text, one.text) if parent else "",
        **{s: _interval(scores[s].get(one.candidate_id, {}), clusters) for s in SPLITS},
    }


def _interval(row: Mapping[str, float], clusters: Mapping[str, str]) -> dict[str, Any]:
    """Mean and interval over examples, whole clusters drawn."""
    if not row:
        return {"n": 0, "mean": None, "interval": None}
    groups: dict[str, list[float]] = {}
    for example, score in row.items():
        groups.setdefault(clusters.get(example, example), []).append(score)
    low, high = _bounds(tuple(tuple(scores) for scores in groups.values()))
    bounds = [max(0.0, low), min(1.0, high)]
    return {"n": len(row), "mean": fmean(row.values()), "interval": bounds}


@lru_cache(maxsize=4096)  # a session that runs is looked at again and again
def _bounds(groups: tuple[tuple[float, ...], ...]) -> tuple[float, float]:
    return interval(groups, ALPHA)


def _rules(
    candidates: Sequence[StoredCandidate], evaluations: Sequence[StoredEvaluation], best: str
) -> list[dict[str, Any]]:
    """What each step from the seed to the best prompt came from, oldest first."""
    by_id = {one.candidate_id: one for one in candidates}
    line: list[StoredCandidate] = []
    waiting = [one for one in candidates if one.text == best][:1]
    while waiting:
        one = waiting.pop()
        if one not in line:
            line.append(one)
            waiting += [by_id[parent] for parent in one.parents if parent in by_id]
    line.reverse()  # of one round parents come first
    told = {(e.candidate_id, e.example_id): e.feedback for e in evaluations if e.feedback}
    return [
        {
            "candidate": one.candidate_id,
            "origin": one.origin,
            "note": one.note,
            "added": _added(by_id, one),
            "lessons": [
                {"example": e, "feedback": told.get((p, e), "")}
                for p in one.parents[:1]
                for e in one.lessons
            ],
        }
        for one in sorted(line, key=lambda c: c.round)
        if one.parents
    ]


def _added(by_id: Mapping[str, StoredCandidate], one: StoredCandidate) -> list[str]:
    before = {line for p in one.parents if p in by_id for line in by_id[p].text.splitlines()}
    return [line for line in one.text.splitlines() if line.strip() and line not in before]


def _front(scores: Scores) -> dict[str, Any]:
    """Who is best on which training example; who was not tried on one is not on its front."""
    examples = sorted({example for row in scores.values() for example in row})
    rows = {c: {e: row.get(e, -1.0) for e in examples} for c, row in scores.items()}
    found = fronts(rows, TOLERANCE)
    return {
        "examples": {example: sorted(who) for example, who in found.items()},
        "undominated": list(undominated(rows, TOLERANCE)) if examples else [],
    }


def _sealed(
    candidates: Sequence[StoredCandidate], scores: Scores, seed: str, best: str
) -> dict[str, Any]:
    """The sealed examples, one by one: seed against best."""
    ids = {one.text: one.candidate_id for one in candidates}
    old, new = scores.get(ids.get(seed, ""), {}), scores.get(ids.get(best, ""), {})
    pairs: list[dict[str, Any]] = [
        {"example": e, "before": old[e], "after": new[e], "difference": new[e] - old[e]}
        for e in old
        if e in new and seed != best
    ]
    return {
        "wins": sum(p["difference"] > TOLERANCE for p in pairs),
        "losses": sum(p["difference"] < -TOLERANCE for p in pairs),
        "ties": sum(abs(p["difference"]) <= TOLERANCE for p in pairs),
        "pairs": sorted(pairs, key=lambda p: -p["difference"]),
    }


def _spending(db: Database, session: Session) -> dict[str, Any]:
    spent = calls.spending(db, job_id=session.id)
    return {
        "calls": spent.calls,
        "failed": spent.failed,
        "input_tokens": spent.input_tokens,
        "output_tokens": spent.output_tokens,
        "cost_usd": None if spent.unpriced else spent.cost_usd,
    }


def _evaluation(one: StoredEvaluation) -> dict[str, Any]:
    return {
        "candidate": one.candidate_id,
        "example": one.example_id,
        "split": one.split,
        "repeat": one.repeat,
        "score": one.score,
        "parts": json.loads(one.parts),
        "feedback": one.feedback,
        "output": one.output,
    }


def _diff(old: str, new: str) -> str:
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=2)
    return "\n".join(list(lines)[2:])
