"""A week's stories, ranked with everything that is known: sources, taste, what people taught."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlite_utils import Database

from digest import identity, kinds
from digest.earlier import issued
from digest.errors import NotFound
from digest.jury import NOBODY, Jury
from digest.lookback import WEEKS
from digest.select import Ranking, rank
from digest.tasting import taste_of
from storage import articles, choices, sources
from storage.records import Story
from storage.weeks import previous


def stories_of(db: Database, week: str) -> Sequence[Story]:
    """The week's stories, each told as its kind. Raises NotFound for an empty week."""
    found = grouped(db, week)
    if not found:
        raise NotFound(
            "articles in", week, "Run `collect` first, or name a week that `articles` lists."
        )
    titles = {source.id: source.title for source in sources.list_sources(db)}
    return kinds.by_rules(found, titles)


def grouped(db: Database, week: str) -> Sequence[Story]:
    """The week's stories, with what the two weeks before have of them."""
    stored = articles.of_week(db, week)
    weeks = [week]
    while stored and len(weeks) <= WEEKS:
        weeks.append(previous(weeks[-1]))
    before = [article for other in weeks[1:] for article in articles.of_week(db, other)]
    taught = choices.pairs(db, [article.id for article in (*stored, *before)])
    return identity.stories(stored, taught, before=before, issued=issued(db, week))


def ranking(
    db: Database, week: str, limit: int, told: Sequence[Story], jury: Jury = NOBODY
) -> Ranking:
    """Which of them come into an issue of so many items, and what the others lack.

    jury: what a model thinks of them (digest.candidates.jury).
    """
    weights = {source.id: source.weight for source in sources.list_sources(db)}
    taste = replace(taste_of(db, week), jury=jury)
    return rank(told, week=week, limit=limit, weights=weights, taste=taste)
