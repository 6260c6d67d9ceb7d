"""Search in past issues: the items as they were published, with the writers' words.

Issues are few (some hundred items a year), so they are read instead of indexed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlite_utils import Database

from storage import digests
from storage.excerpts import Spans, excerpt
from storage.narrow import Narrow, condition, split
from storage.records import Item, ItemEdit
from storage.terms import Asked, fold, parse, pattern


@dataclass(frozen=True, slots=True)
class IssueHit:
    """One item of an issue that was found; spans mark [start, end) in the snippet."""

    week: str
    story_key: str
    headline: str
    snippet: str
    spans: Spans = ()


def search_issues(db: Database, query: str, limit: int = 20) -> tuple[IssueHit, ...]:
    """Items that hold every word of the query and none excluded; the newest issue first.

    week: names issues; kind:, from: and tag: what the item rests on. One of operators alone lists.
    """
    words, narrowing = split(query)
    asked = parse(words)
    wanted = [pattern([one]) for one in asked if not one.excluded]
    unwanted = [pattern([Asked(one.runs, one.quoted)]) for one in asked if one.excluded]
    if not (wanted or narrowing):
        return ()
    found: list[IssueHit] = []
    for week in _weeks(db, narrowing):
        edits = digests.item_edits(db, week)
        for item in digests.get(db, week).items:
            edit = edits.get(item.story_key)
            if (edit is not None and edit.dropped) or not _rests_on(db, item, narrowing):
                continue
            headline, text = _words(item, edit)
            whole = fold(f"{headline}\n{text}")
            if not all(one.search(whole) for one in wanted):
                continue
            if any(one.search(whole) for one in unwanted):
                continue
            snippet, spans = excerpt(text, pattern(asked))
            found.append(IssueHit(week, item.story_key, headline, snippet, spans))
            if len(found) == limit:
                return tuple(found)
    return tuple(found)


def _weeks(db: Database, narrowing: Sequence[Narrow]) -> list[str]:
    asked = [one for one in narrowing if one.name == "week"]
    wanted = tuple(one.value.upper() for one in asked if not one.excluded)
    barred = tuple(one.value.upper() for one in asked if one.excluded)
    listed = [week for week in digests.weeks(db) if not (barred and week.startswith(barred))]
    return [week for week in listed if not wanted or week.startswith(wanted)]


def _rests_on(db: Database, item: Item, narrowing: Sequence[Narrow]) -> bool:
    """Whether some article of the item is what the operators want, and none what they exclude."""
    asked = [one for one in narrowing if one.name != "week"]
    wanted = [one for one in asked if not one.excluded]
    barred = [replace(one, excluded=False) for one in asked if one.excluded]
    return (not wanted or _any(db, item, wanted)) and not any(_any(db, item, [b]) for b in barred)


def _any(db: Database, item: Item, wanted: Sequence[Narrow]) -> bool:
    where, values = condition(db, wanted)
    ids = json.dumps([link.article_id for link in item.references if link.article_id])
    sql = f"SELECT 1 FROM articles WHERE id IN (SELECT value FROM json_each(?)) AND ({where})"
    return db.conn.execute(sql, [ids, *values]).fetchone() is not None


def _words(item: Item, edit: ItemEdit | None) -> tuple[str, str]:
    claims = [claim.text for section in item.summary.sections for claim in section.claims]
    said = [edit.comment] if edit is not None and edit.comment else []
    own = edit.headline if edit is not None else None
    return own or item.summary.headline, " ".join([*claims, *said])
