"""A week's stories, ranked with everything that is known: sources, taste, what people taught."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlite_utils import Database

from digest import identity, kinds
from digest.errors import NotFound
from digest.jury import NOBODY, Jury
from digest.select import Ranking, rank
from digest.tasting import taste_of
from storage import articles, choices, sources
from storage.records import Story


def stories_of(db: Database, week: str) -> Sequence[Story]:
    """The week's stories, each told as its kind. Raises NotFound for an empty week."""
    stored = articles.of_week(db, week)
    found = identity.stories(stored, choices.pairs(db, [article.id for article in stored]))
    if not found:
        raise NotFound(
            "articles in", week, "Run `collect` first, or name a week that `articles` lists."
        )
    titles = {source.id: source.title for source in sources.list_sources(db)}
    return kinds.by_rules(found, titles)


def ranking(
    db: Database, week: str, limit: int, told: Sequence[Story], jury: Jury = NOBODY
) -> Ranking:
    """Which of them come into an issue of so many items, and what the others lack.

    jury: what a model thinks of them (digest.candidates.jury).
    """
    weights = {source.id: source.weight for source in sources.list_sources(db)}
    taste = replace(taste_of(db, week), jury=jury)
    return rank(told, week=week, limit=limit, weights=weights, taste=taste)
