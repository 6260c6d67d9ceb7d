"""What a person says to have checked against its sources: these words, not whatever follows.

Kept for each week as fingerprints of what stood there: a new week and an item that was
written anew are unchecked again; leaving an item out or moving it changes nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from sqlite_utils import Database

from digest.issue import Issue
from storage import preferences
from storage.records import Claim


def stands(db: Database, issue: Issue) -> bool:
    """Whether a person has said so of every word that the issue tells now."""
    kept = preferences.get(db, _name(issue.week))
    return isinstance(kept, list) and _prints(issue) <= {str(one) for one in kept}


def say(db: Database, issue: Issue, checked: bool) -> None:
    """Keep what a person says of the issue as it is now."""
    preferences.put(db, _name(issue.week), sorted(_prints(issue)) if checked else None)


def _name(week: str) -> str:
    return f"reviewed_{week}"


def _prints(issue: Issue) -> set[str]:
    told = [
        [
            one.item.story_key,
            one.item.summary.headline,
            *([part.name, *_texts(part.claims)] for part in one.item.summary.sections),
        ]
        for one in issue.items
    ]
    highlights = [["", *_texts(issue.highlights)]] if issue.highlights else []
    return {
        hashlib.sha256(json.dumps(part, ensure_ascii=False).encode()).hexdigest()[:16]
        for part in [*told, *highlights]
    }


def _texts(claims: Iterable[Claim]) -> list[str]:
    return [claim.text for claim in claims]
