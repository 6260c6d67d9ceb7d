"""A week's build in plain steps; called by workflows.py at home.

plan() decides everything that costs money and is checkpointed, so that a replay after a
crash asks for exactly the same model calls.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlite_utils import Database

from digest import kinds
from digest.check import check, prepare
from digest.compose import compose
from digest.coverage import survey
from digest.prompting import Task, highlights_task, seeded, story_task
from digest.ranking import ranking, stories_of
from digest.related import Near, related
from digest.settings import Settings
from digest.summarize.extractive import extractive
from storage import articles, digests, preferences, sources, summaries
from storage import kinds as stored_kinds
from storage.calls import Spending
from storage.records import (
    Article,
    Claim,
    Digest,
    Finding,
    Pick,
    PromptVersion,
    Story,
    Summary,
)

HIGHLIGHTS = "highlights"


@dataclass(frozen=True, slots=True)
class Plan:
    """Which stories, and which of them need a model call. Plain values only."""

    week: str
    considered: int
    picks: tuple[dict[str, Any], ...]
    calls: tuple[str, ...]  # story keys, and HIGHLIGHTS
    survey: dict[str, Any] = field(default_factory=dict)  # what digest.coverage counted

    def plain(self) -> dict[str, Any]:
        """JSON values."""
        return asdict(self)

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Plan:
        """What plain() gave."""
        return cls(**plain | {"picks": tuple(plain["picks"]), "calls": tuple(plain["calls"])})


def plan(
    db: Database, settings: Settings, week: str, limit: int, *, now: datetime
) -> tuple[Plan, Sequence[Pick], Sequence[Task]]:
    """Stories → selection → what is not summarised yet; and what that was decided on.

    Raises NotFound for an empty week.
    """
    taken = selection(db, week, limit)
    chosen = taken.chosen
    asked = tasks(db, settings, week, chosen, now=now)
    calls = [task.name for task in asked if answered(db, task, now=now) is None]
    made = Plan(
        week,
        len(taken.stories),
        tuple(_plain(pick) for pick in chosen),
        tuple(calls),
        survey(taken.stories, chosen, taken.missed, sources.list_sources(db)),
    )
    return made, chosen, asked


class Selection(NamedTuple):
    """missed: the other stories, best first; the last reason says what kept each out."""

    stories: Sequence[Story]
    chosen: Sequence[Pick]
    missed: Sequence[Pick]


def selection(db: Database, week: str, limit: int) -> Selection:
    """The week's stories, and those that are chosen. Raises NotFound for an empty week."""
    told = stories_of(db, week)
    ranked = ranking(db, week, limit, told)
    ids = [article.id for pick in ranked.picks for article in pick.story.articles]
    chosen = kinds.decided(ranked.picks, stored_kinds.of(db, ids))
    return Selection(told, chosen, ranked.missed)


def _plain(pick: Pick) -> dict[str, Any]:
    story = pick.story
    return {
        "key": story.key,
        "ids": [article.id for article in story.articles],
        "reason": story.reason,
        "kind": story.lead.kind,
        "kind_reason": story.kind_reason,
        "score": pick.score,
        "reasons": list(pick.reasons),
    }


def picks(db: Database, made: Plan) -> tuple[Pick, ...]:
    """The plan's picks with their articles read again."""
    out = []
    for plain in made.picks:
        lead, *others = articles.get_many(db, plain["ids"])
        lead = replace(lead, kind=plain.get("kind", lead.kind))
        why = plain.get("kind_reason", "")
        story = Story(plain["key"], lead, tuple(others), plain["reason"], why)
        out.append(Pick(story, plain["score"], tuple(plain["reasons"])))
    return tuple(out)


def tasks(
    db: Database, settings: Settings, week: str, chosen: Sequence[Pick], *, now: datetime
) -> list[Task]:
    """One task for the highlights, and one a pick; none without a model."""
    return asked_with(db, settings, week, chosen, cache(lambda name: seeded(db, name, now=now)))


def asked_with(
    db: Database,
    settings: Settings,
    week: str,
    chosen: Sequence[Pick],
    active: Callable[[str], PromptVersion],
) -> list[Task]:
    """tasks() with chosen versions of the prompts (active: by name); nothing is written."""
    if not settings.has_model:
        return []
    rungs = preferences.get(db, "rungs", {})
    first = highlights_task(settings, week, chosen, rungs, active)
    return [first, *(story_task(settings, p.story, rungs, active) for p in chosen)]


def answered(db: Database, task: Task, *, now: datetime) -> Summary | None:
    """The summary that is stored already, or that a cached reply gives without a call."""
    return summaries.find(db, task.key) or task.from_cache(db, now=now)


def fallback(db: Database, story: Story, note: str, *, now: datetime) -> Summary:
    """The extractive summary, with the reason why no model made it."""
    return summaries.save(db, extractive(story, now=now, note=note))


def remember_rung(db: Database, server: str, model: str, rung: int) -> None:
    """What kind of structured reply a server was found to give."""
    rungs = preferences.get(db, "rungs", {})
    if rungs.get(f"{server} {model}") != rung:
        preferences.put(db, "rungs", rungs | {f"{server} {model}": rung})


def finish(
    db: Database,
    made: Plan,
    chosen: Sequence[Pick],
    written: Mapping[str, tuple[Summary, tuple[Finding, ...]]],
    highlights: Summary | None,
    notes: Sequence[str],
    near: Near | None,
    *,
    now: datetime,
) -> Digest:
    """Compose and store the week's issue."""
    claims: tuple[Claim, ...] = ()
    found = {key: findings for key, (_, findings) in written.items()}
    if highlights is not None:
        claims = tuple(claim for section in highlights.sections for claim in section.claims)
        found[HIGHLIGHTS] = check(highlights, _cited(claims, chosen))
    digest = compose(
        made.week,
        chosen,
        {key: summary for key, (summary, _) in written.items()},
        found,
        claims,
        considered=made.considered,
        now=now,
        notes=tuple(notes),
        near=near,
    )
    if highlights is not None:
        digest = replace(
            digest,
            highlights_prompt_version_id=highlights.prompt_version_id,
            highlights_call_id=highlights.call_id,
        )
    return digests.save(db, digest)


def _cited(claims: Sequence[Claim], chosen: Sequence[Pick]) -> list[Article]:
    """The articles that some claims rest on."""
    ids = {evidence.article_id for claim in claims for evidence in claim.evidence}
    return [a for pick in chosen for a in pick.story.articles if a.id in ids]


def read_ahead(chosen: Sequence[Pick]) -> Near:
    """Do what the checks and the issue need while the model still thinks."""
    for pick in chosen:
        prepare(pick.story.articles)
    return related(chosen)


def checked(summary: Summary, story: Story) -> tuple[Summary, tuple[Finding, ...]]:
    """A summary with what the checks find in it."""
    return summary, check(summary, story.articles)


def outcome(digest: Digest, spent: Spending) -> dict[str, Any]:
    """The result of a build job."""
    methods = [item.summary.method for item in digest.items]
    return {
        "week": digest.week,
        "title": digest.title,
        "method": digest.method,
        "items": len(digest.items),
        "considered": digest.considered,
        "summaries": {method: methods.count(method) for method in sorted(set(methods))},
        "findings": sum(len(item.findings) for item in digest.items),
        "calls": spent.calls,
        "cost_usd": None if spent.unpriced else spent.cost_usd,
        "notes": list(digest.notes),
    }
