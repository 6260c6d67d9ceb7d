"""The stories that a model is asked about before a week is chosen, and what it said of them.

Asked are the stories that come in without it, and those next to them; never one that a
person or a word has decided, nor one whose text speaks to models (it would stand in one
question with all others).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from digest.check.injection import speaks
from digest.jury import NOBODY, Jury
from digest.prompting import Task, endpoint, unseeded
from digest.ranking import ranking
from digest.settings import Settings
from digest.summarize.scores import PROMPT, Asked, batches, content, scores_prompt, way
from digest.summarize.turns import Brief
from digest.taste import decided, refused, required
from digest.tasting import profile, taste_of
from storage import model_scores
from storage.records import Article, ModelScore, PromptVersion, Story, Summary

LEAST, TIMES = 40, 3  # candidates: so many, or so many times the items if that is more


@dataclass(frozen=True, slots=True)
class Candidates:
    """articles: leads of the stories, best first; lacking: those without a score;
    hushed: how many were left out because their texts speak to models.
    """

    articles: tuple[Article, ...]
    lacking: tuple[Article, ...]
    hushed: int


def jury(db: Database, settings: Settings | None, told: Sequence[Story]) -> Jury:
    """What the model said of these stories; nothing where it is not wanted."""
    if settings is None or not settings.model_score:
        return NOBODY
    if not settings.has_model:
        return Jury(on=True)
    leads = {story.key: story.lead for story in told}
    found = _scores(db, settings, unseeded(db, PROMPT), list(leads.values()))
    return Jury(True, {key: found[a.id] for key, a in leads.items() if a.id in found})


def candidates(
    db: Database, settings: Settings, week: str, limit: int, told: Sequence[Story]
) -> Candidates:
    """Whom to ask about. Which these are does not hang on scores that a model gave."""
    found = ranking(db, week, limit, told)
    taste = taste_of(db, week)
    best = sorted((*found.picks, *found.missed), key=lambda pick: -pick.score)
    open_ones = [
        pick.story
        for pick in best
        if not (
            decided(pick.story, taste) or refused(pick.story, taste) or required(pick.story, taste)
        )
    ][: max(LEAST, TIMES * limit)]
    quiet = [story.lead for story in open_ones if not speaks(story.lead)]
    known = _scores(db, settings, unseeded(db, PROMPT), quiet)
    lacking = tuple(lead for lead in quiet if lead.id not in known)
    return Candidates(tuple(quiet), lacking, len(open_ones) - len(quiet))


def questions(
    db: Database, settings: Settings, lacking: Sequence[Article], version: PromptVersion
) -> list[Asked]:
    """One question for many candidates, and one more for each further batch."""
    wishes = profile(db).nice
    return [
        scores_prompt(batch, version, wishes) for batch in batches(lacking, settings.read_tokens)
    ]


def task(
    settings: Settings, number: int, asked: Asked, version: PromptVersion, rungs: Mapping[str, int]
) -> Task:
    """A question as a task; number: its place among the questions of a job."""
    where = endpoint(settings, "article")
    brief = Brief("scores", asked.prompt, lambda *_: Summary(), lambda _: ())
    rung = rungs.get(f"{where.base_url} {where.model}", 0)
    return Task(f"scores{number}", "", where, version, rung, brief)


def way_of(db: Database, settings: Settings, version: PromptVersion) -> str:
    """How scores of these settings come to be."""
    where = endpoint(settings, "article")
    return way(where.base_url, where.model, version, profile(db).nice)


def left_to_score(
    db: Database,
    settings: Settings,
    week: str,
    limit: int,
    told: Sequence[Story],
) -> list[Task]:
    """The questions that a build would ask now; for an estimate."""
    if not (settings.model_score and settings.has_model):
        return []
    version = unseeded(db, PROMPT)
    lacking = candidates(db, settings, week, limit, told).lacking
    asked = questions(db, settings, lacking, version)
    made = [task(settings, n, one, version, {}) for n, one in enumerate(asked)]
    return [one for one in made if one.stored_reply(db) is None]


def _scores(
    db: Database, settings: Settings, version: PromptVersion, leads: Sequence[Article]
) -> dict[int, ModelScore]:
    """Article id → score, where it was given for what the article says now."""
    found = model_scores.of(db, way_of(db, settings, version), [lead.id for lead in leads])
    scored = [(lead, found[lead.id].get(content(lead))) for lead in leads if lead.id in found]
    return {lead.id: score for lead, score in scored if score is not None}
