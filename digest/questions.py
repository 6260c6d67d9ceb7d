"""Questions about a week's stories that a build asks before it writes its items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlite_utils import Database

from digest.prompting import ActiveVersion, Task, endpoint
from digest.settings import Settings
from digest.summarize.doubts import PROMPT, kinds_prompt
from digest.summarize.turns import Brief
from storage import preferences
from storage.records import Pick, PromptVersion, Story, Summary

MOST = 40  # stories of one question


def kinds_task(
    settings: Settings, stories: Sequence[Story], version: PromptVersion, rungs: Mapping[str, int]
) -> Task:
    """Which kinds the stories are of that the rules were in doubt about: at most MOST."""
    where = endpoint(settings, "article")
    brief = Brief(
        "kinds", kinds_prompt(stories[:MOST], version), lambda *_: Summary(), lambda _: ()
    )
    rung = rungs.get(f"{where.base_url} {where.model}", 0)
    return Task("kinds", "", where, version, rung, brief)


def left_about_kinds(
    db: Database, settings: Settings, chosen: Sequence[Pick], active: ActiveVersion
) -> list[Task]:
    """The question about kinds where it has to be asked; [] for none, or one that is answered."""
    doubted = [pick.story for pick in chosen if not pick.story.kind_sure]
    if not doubted or not settings.has_model:
        return []
    task = kinds_task(settings, doubted, active(PROMPT), preferences.get(db, "rungs", {}))
    return [] if task.stored_reply(db) is not None else [task]
