"""The kind of an item of an issue: looked up, and decided by a person."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from digest import kinds
from digest.errors import NotFound
from digest.ranking import stories_of
from storage import digests
from storage import kinds as stored
from storage.records import Digest, Item, KindChoice, Pick

RULES = "auto"  # leave the kind to the rules


def choose_kind(db: Database, week: str, story_key: str, kind: str, *, now: datetime) -> None:
    """Decide the kind of an item, or with RULES that nobody has. Raises NotFound."""
    story = pick_of(db, week, story_key).story
    ids = [article.id for article in story.articles]
    if kind == RULES:
        stored.forget(db, ids)
    else:
        stored.choose(db, KindChoice(story.lead.id, kind, "person", kinds.BY_HAND, now), ids)


def pick_of(db: Database, week: str, story_key: str) -> Pick:
    """The item's story as it is now, told as the kind that is chosen. Raises NotFound."""
    item = item_of(digests.get(db, week), story_key)
    stories = {story.key: story for story in stories_of(db, week)}
    if story_key not in stories:
        raise NotFound(f"story in {week}", story_key, f"Run `build --week {week}` first.")
    story = stories[story_key]
    choices = stored.of(db, [article.id for article in story.articles])
    (pick,) = kinds.decided([Pick(story, item.score, item.reasons)], choices)
    return pick


def item_of(digest: Digest, story_key: str) -> Item:
    """Raises NotFound."""
    found = next((item for item in digest.items if item.story_key == story_key), None)
    if found is None:
        hint = f"`show --week {digest.week} --json` lists the stories of its items."
        raise NotFound(f"item in {digest.week}", story_key, hint)
    return found
