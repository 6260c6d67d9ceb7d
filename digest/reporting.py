"""The report of a week's issue (digest.coverage), stored with each build and read again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from digest import coverage
from storage import batches, builds, calls, digests, prompts
from storage.calls import Spending
from storage.records import Build, Digest


def tell(
    db: Database,
    job_id: str,
    survey: Mapping[str, Any],
    asked: int,
    digest: Digest,
    *,
    now: datetime,
) -> Spending:
    """Store the report of a build that comes to its end; what it spent.

    One that called nobody and found the issue as it was keeps the report of that issue.
    """
    spent, whole = calls.spending(db, job_id=job_id), builds.spending(db, digest.week)
    known = builds.latest(db, digest.week)
    if known and not spent.calls and _older(digest, known):
        return spent
    told = coverage.report(survey, digest, asked, build=spent, week=whole)
    told["batches"] = batches_of(db, job_id)
    told["asked_directly"] = asked_directly(db, job_id, spent)
    builds.finish(db, job_id, json.dumps(told, ensure_ascii=False), now=now)
    return spent


def _older(digest: Digest, known: Build) -> bool:
    """Whether the issue was there already when a build came to its end."""
    return bool(digest.built_at and known.built_at and digest.built_at <= known.built_at)


def latest(db: Database, week: str) -> dict[str, Any] | None:
    """The report of a week's last build, with job and moment; None where there is none.

    What all builds of the week spent is read now: one that was cancelled since counts too. So are
    findings: a look at the links, or an item written anew, changes them without a build.
    """
    build = builds.latest(db, week)
    if build is None or build.built_at is None:
        return None
    return {"job": build.job_id, "built_at": build.built_at.isoformat()} | _current(db, build)


def _current(db: Database, build: Build) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(build.report)
    cost = told["cost"] | {"week": coverage.spent(builds.spending(db, build.week))}
    digest = digests.find(db, build.week)
    return told | {"cost": cost} | ({"findings": coverage.findings(digest)} if digest else {})


def versions(db: Database, digest: Digest) -> list[dict[str, Any]]:
    """Which versions of which prompts wrote an issue."""
    used = {item.summary.prompt_version_id for item in digest.items}
    used.add(digest.highlights_prompt_version_id)
    found = [prompts.get(db, i) for i in sorted(i for i in used if i is not None)]
    return [{"id": v.id, "name": v.name, "number": v.number, "origin": v.origin} for v in found]


def asked_directly(db: Database, job_id: str, spent: Spending) -> int:
    """How many calls of a job no batch answered: they cost the full price."""
    return max(0, spent.calls - batches.calls_of(db, job_id))


def batches_of(db: Database, job_id: str) -> list[dict[str, Any]]:
    """What became of the batches of a job (digest.batching)."""
    out = []
    for sent in batches.of_job(db, job_id):
        requests, answered = batches.counts(db, sent.uid)
        out.append(
            {
                "batch": sent.batch_id or None,
                "status": sent.status,
                "requests": requests,
                "answered": answered,
                "error": sent.error or None,
            }
        )
    return out
