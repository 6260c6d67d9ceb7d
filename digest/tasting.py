"""Reads from the database what people like: the Taste of a week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from sqlite_utils import Database

from digest.crowd import WEEKS, Crowd
from digest.taste import Profile, Taste
from storage import choices, counts, digests, preferences
from storage.rows import moment
from storage.weeks import bounds, week_of

HALF_LIFE_DAYS = 28.0
ISSUES = 6  # past ones that a story may have been told in
WISHES = 200  # of a kind that count
# An issue does not change by what people say of it, or of later ones: only of those before.
_VOTES = """
SELECT a.source_id AS source, 1.0 AS vote, m.starred_at AS at
  FROM marks m JOIN articles a ON a.id = m.article_id WHERE m.starred_at IS NOT NULL
UNION ALL
SELECT a.source_id, (f.stars - 3) / 2.0, f.updated_at
  FROM feedback f JOIN articles a ON a.id = CAST(substr(f.story_key, 2) AS INTEGER)
 WHERE f.stars IS NOT NULL AND f.week < :week
UNION ALL
SELECT a.source_id, -0.5, e.updated_at
  FROM item_edits e JOIN articles a ON a.id = CAST(substr(e.story_key, 2) AS INTEGER)
 WHERE e.dropped AND e.week < :week
"""


def taste_of(db: Database, week: str) -> Taste:
    """What is known at the end of a week (so that the same build again decides the same).

    Raises ValueError where `week` is no ISO week.
    """
    return Taste(
        profile(db),
        _liked(db, week),
        _told(db, week),
        choices.of(db, week),
        Crowd(counts.of_week(db, week), counts.usual(db, _lately(week))),
    )


def _lately(week: str) -> list[str]:
    """The week and those before it with which its counts are compared."""
    end = bounds(week)[1] - timedelta(days=3)
    return [week_of(end - timedelta(weeks=n)) for n in range(WEEKS)]


def profile(db: Database) -> Profile:
    """The stored profile; what a hand-edited one has wrong is passed over."""
    stored = preferences.get(db, "profile", {})
    parts = stored if isinstance(stored, dict) else {}
    return Profile(*(_wishes(parts.get(name)) for name in ("must", "nice", "never")))


def save_profile(db: Database, wanted: Profile) -> None:
    """Store it, cleaned."""
    parts = {"must": wanted.must, "nice": wanted.nice, "never": wanted.never}
    cleaned = {name: list(_wishes(list(wishes))) for name, wishes in parts.items()}
    preferences.put(db, "profile", cleaned)


def _wishes(given: object) -> tuple[str, ...]:
    words = [w.strip() for w in given if isinstance(w, str)] if isinstance(given, list) else []
    return tuple(dict.fromkeys(w[:100] for w in words if w))[:WISHES]


def _liked(db: Database, week: str) -> dict[int, float]:
    until = bounds(week)[1]
    votes: defaultdict[int, float] = defaultdict(float)
    for row in db.conn.execute(_VOTES, {"week": week}):
        at = moment(row["at"])
        if row["source"] is not None and at is not None:
            days = max(0.0, (until - at).total_seconds() / 86400)
            votes[row["source"]] += row["vote"] * 0.5 ** (days / HALF_LIFE_DAYS)
    return dict(votes)


def _told(db: Database, week: str) -> dict[str, list[tuple[str, str]]]:
    past = [other for other in digests.weeks(db) if other < week][:ISSUES]
    return {other: list(_titles(db, other)) for other in past}


def _titles(db: Database, week: str) -> Iterator[tuple[str, str]]:
    dropped = {key for key, edit in digests.item_edits(db, week).items() if edit.dropped}
    for item in digests.get(db, week).items:
        if item.story_key not in dropped:
            yield from ((link.title, link.url) for link in item.references)
