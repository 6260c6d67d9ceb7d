"""Collecting by itself: a worker asks the sources that are due, at most once in each slot of time.

A slot gives its job's id: whatever dies, no slot runs twice, and a machine that slept begins
with the slot in which it woke.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from digest.due import is_due, moment_due
from digest.sample import SAMPLE_HOST
from digest.settings import Settings
from storage import jobs, preferences, runs, sources
from storage.records import Source

KIND = "refresh"
KEPT = "refresh"  # the preference: {"minutes": 0 = off}
DEFAULT_MINUTES = 30
SHORTEST, LONGEST = 15, 60
COLLECTING = ("collect", "weekly", KIND)  # jobs that ask many sources: one of them at a time
KEEP_DAYS = 3  # of ended runs: there are many


def minutes(settings: Settings, kept: Mapping[str, Any] | None) -> int:
    """How long a slot is; 0 for off. The environment wins over what a person chose."""
    if settings.refresh_minutes is not None:
        return settings.refresh_minutes
    chosen = (kept or {}).get("minutes", DEFAULT_MINUTES)
    return min(max(int(chosen), SHORTEST), LONGEST) if chosen else 0


def slot(now: datetime, length: int, home: str) -> datetime:
    """When the slot of `length` minutes that holds a moment began.

    Slots of other folders begin at other moments: servers are not asked by everybody at once.
    """
    seconds = length * 60
    shift = zlib.crc32(home.encode()) % seconds
    begun = (int(now.timestamp()) - shift) // seconds * seconds + shift
    return datetime.fromtimestamp(begun, UTC)


def job_id(begun: datetime) -> str:
    """The id of the job of the slot that began then."""
    return f"{KIND}-{begun:%Y%m%d-%H%M%S}"


def watched(listed: Sequence[Source]) -> list[Source]:
    """The sources that are asked by themselves: the sample week never has anything new."""
    return [s for s in listed if s.enabled and f"//{SAMPLE_HOST}/" not in s.url]


def next_at(listed: Sequence[Source], now: datetime, after: datetime | None) -> datetime | None:
    """When some source is asked next; after: the end of a slot that has had its run."""
    due = [moment_due(source) or now for source in watched(listed)]
    return max(min(due), now, after or now) if due else None


def look_ahead(db: Database, settings: Settings, now: datetime) -> dict[str, Any]:
    """{"minutes", "next_at"}: the length of slots (0: off), and when a living worker asks next."""
    length = minutes(settings, preferences.get(db, KEPT))
    if not length:
        return {"minutes": 0, "next_at": None}
    begun = slot(now, length, str(settings.home.resolve()))
    ran = runs.find(db, job_id(begun)) is not None
    listed = sources.list_sources(db, enabled_only=True)
    after = begun + timedelta(minutes=length) if ran else None
    return {"minutes": length, "next_at": next_at(listed, now, after)}


def is_expected(db: Database, settings: Settings) -> bool:
    """Whether a worker has something to look after."""
    if not minutes(settings, preferences.get(db, KEPT)):
        return False
    return bool(watched(sources.list_sources(db, enabled_only=True)))


def start_due(db: Database, engine: jobs.Engine, settings: Settings, now: datetime) -> str:
    """Start the job of this slot where it has none and something is due; its id, or "".

    While another job collects nothing is started: the next look finds what it left. Raises
    EngineError.
    """
    length = minutes(settings, preferences.get(db, KEPT))
    if not length:
        return ""
    wanted = job_id(slot(now, length, str(settings.home.resolve())))
    run = runs.find(db, wanted)
    if run is not None and run.state != "queued":
        return ""
    listed = watched(sources.list_sources(db, enabled_only=True))
    if not any(is_due(source, now) for source in listed) or jobs.any_active(engine, COLLECTING):
        return ""
    runs.forget_ended(db, KIND, before=now - timedelta(days=KEEP_DAYS))
    chosen = {"settings": settings.public()}
    return jobs.start(engine, KIND, chosen, db=db, now=now, job_id=wanted)
