"""Search in past issues: the items as they were published, with the writers' words.

Issues are few (some hundred items a year), so they are read instead of indexed.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from storage import digests
from storage.excerpts import Spans, excerpt
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
    """Items that hold every word of the query and none excluded; the newest issue first."""
    asked = parse(query)
    wanted = [pattern([one]) for one in asked if not one.excluded]
    unwanted = [pattern([Asked(one.runs, one.quoted)]) for one in asked if one.excluded]
    if not wanted:
        return ()
    found: list[IssueHit] = []
    for week in digests.weeks(db):
        edits = digests.item_edits(db, week)
        for item in digests.get(db, week).items:
            headline, text = _words(item, edits.get(item.story_key))
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


def _words(item: Item, edit: ItemEdit | None) -> tuple[str, str]:
    claims = [claim.text for section in item.summary.sections for claim in section.claims]
    said = [edit.comment] if edit is not None and edit.comment else []
    own = edit.headline if edit is not None else None
    return own or item.summary.headline, " ".join([*claims, *said])
