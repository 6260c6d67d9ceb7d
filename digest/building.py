"""A week's build in plain steps; called by workflows.py at home.

plan() decides everything that costs money and is checkpointed, so that a replay after a
crash asks for exactly the same model calls.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlite_utils import Database

from digest import kinds, linked
from digest.candidates import jury
from digest.canonical import url_key
from digest.check import accepted, across, check, prepare
from digest.check.injection import trusted
from digest.compose import compose, exchanged
from digest.continuity import Past
from digest.coverage import survey
from digest.link_findings import carried
from digest.plan import Plan
from digest.prompting import Task, cited, highlights_task, seeded, story_task
from digest.ranking import ranking, stories_of
from digest.related import Near, related
from digest.settings import Settings
from digest.summarize.extractive import extractive
from digest.summarize.turns import Written
from storage import articles, digests, preferences, prompts, sources, summaries
from storage import kinds as stored_kinds
from storage.calls import Spending
from storage.records import (
    Claim,
    Digest,
    Finding,
    Link,
    Pick,
    PromptVersion,
    Story,
    Summary,
)

HIGHLIGHTS = "highlights"


def plan(
    db: Database, settings: Settings, week: str, limit: int, *, now: datetime
) -> tuple[Plan, Sequence[Pick], Sequence[Task]]:
    """Stories → selection → what is not summarised yet; and what that was decided on.

    Raises NotFound for an empty week.
    """
    taken = selection(db, week, limit, settings)
    chosen = taken.chosen
    asked = tasks(db, settings, week, chosen, now=now)
    left = [task for task in asked if answered(db, task, now=now) is None]
    told = survey(taken.stories, chosen, taken.missed, sources.list_sources(db), week)
    return Plan.made(week, len(taken.stories), chosen, left, told), chosen, asked


class Selection(NamedTuple):
    """missed: the other stories, best first; the last reason says what kept each out."""

    stories: Sequence[Story]
    chosen: Sequence[Pick]
    missed: Sequence[Pick]


def selection(db: Database, week: str, limit: int, settings: Settings | None = None) -> Selection:
    """The week's stories, and those that are chosen. settings: whether a model is heard.

    Raises NotFound for an empty week.
    """
    told = stories_of(db, week)
    ranked = ranking(db, week, limit, told, jury(db, settings, told))
    ids = [article.id for pick in ranked.picks for article in pick.story.articles]
    chosen = kinds.decided(ranked.picks, stored_kinds.of(db, ids))
    return Selection(told, chosen, ranked.missed)


def tasks(
    db: Database,
    settings: Settings,
    week: str,
    chosen: Sequence[Pick],
    *,
    now: datetime,
    versions: Mapping[str, int] | None = None,
) -> list[Task]:
    """One task for the highlights, and one a pick; none without a model.

    versions: prompt name → id of the version that a stored plan was made with.
    """

    def version(name: str) -> PromptVersion:
        pinned = (versions or {}).get(name)
        return seeded(db, name, now=now) if pinned is None else prompts.get(db, pinned)

    return asked_with(db, settings, week, chosen, cache(version))


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
    first = highlights_task(settings, week, trusted(chosen), rungs, active)
    return [first, *(story_task(settings, p.story, rungs, active) for p in chosen)]


def answered(db: Database, task: Task, *, now: datetime) -> Summary | None:
    """The summary that is stored already, or that a cached reply gives without a call."""
    found = summaries.find(db, task.key)
    if found is not None:
        return found
    written = task.from_store(db, now=now)
    return None if written is None else kept(db, written)


def kept(db: Database, written: Written) -> Summary | None:
    """The stored summary of what was written; None where nothing could be."""
    return None if written.summary is None else summaries.save(db, written.summary)


def fallback(db: Database, story: Story, note: str, *, now: datetime) -> Summary:
    """The extractive summary, with the reason why no model made it."""
    return summaries.save(db, extractive(story, now=now, note=note))


def remember_rung(db: Database, server: str, model: str, rung: int) -> None:
    """What kind of structured reply a server was found to give."""
    rungs = preferences.get(db, "rungs", {})
    if rungs.get(f"{server} {model}") != rung:
        preferences.put(db, "rungs", rungs | {f"{server} {model}": rung})


def _found(
    written: Mapping[str, tuple[Summary, tuple[Finding, ...]]],
) -> dict[str, tuple[Finding, ...]]:
    """What the checks found by story, with what is only seen over the whole issue."""
    more = across({key: summary for key, (summary, _) in written.items()})
    return {key: (*found, *more.get(key, ())) for key, (_, found) in written.items()}


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
    found = _found(written)
    if highlights is not None:
        claims = tuple(claim for section in highlights.sections for claim in section.claims)
        found[HIGHLIGHTS] = check(highlights, cited(highlights, chosen))
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
        linked=_linked(db, chosen),
    )
    sound = _accepted(chosen, written)
    items = tuple(replace(i, accepted=sound.get(i.story_key, ())) for i in digest.items)
    return digests.save(db, _with_past(db, replace(digest, items=items), highlights))


def _with_past(db: Database, digest: Digest, highlights: Summary | None) -> Digest:
    """With who wrote the highlights, and what a look at its addresses found before."""
    before = digests.find(db, digest.week)
    old = {item.story_key: item for item in before.items} if before else {}
    looked = [carried(item, old.get(item.story_key)) for item in digest.items]
    changed = [one for one, item in zip(looked, digest.items, strict=True) if one != item]
    whole = exchanged(digest, *changed) if changed else digest
    if highlights is None:
        return whole
    return replace(
        whole,
        highlights_prompt_version_id=highlights.prompt_version_id,
        highlights_call_id=highlights.call_id,
    )


def _linked(db: Database, chosen: Sequence[Pick]) -> dict[str, Link]:
    """Primary sources that stories only link to; their titles where a stored article has one."""
    stories = [pick.story for pick in chosen]
    keys = [url_key(url) for story in stories if (url := linked.linked(story))]
    known = (articles.find_by_key(db, key) for key in keys)
    return linked.links(stories, {one.url_key: one.title for one in known if one is not None})


def _accepted(
    chosen: Sequence[Pick], written: Mapping[str, tuple[Summary, tuple[Finding, ...]]]
) -> dict[str, tuple[Finding, ...]]:
    stories = {pick.story.key: pick.story for pick in chosen}
    return {
        key: accepted(summary, stories[key].articles)
        for key, (summary, _) in written.items()
        if summary.method == "model"
    }


def read_ahead(chosen: Sequence[Pick], past: Sequence[Past]) -> Near:
    """Do what the checks and the issue need while the model still thinks."""
    for pick in chosen:
        prepare(pick.story.articles)
    return related(chosen, past)


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
