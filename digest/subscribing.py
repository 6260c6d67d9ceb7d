"""Storing a source that a person chose, also where its address is subscribed already."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlite_utils import Database

from digest.collect.wishes import configured
from storage import sources
from storage.database import write
from storage.records import Source


def subscribe(db: Database, chosen: Source, *, now: datetime) -> Source:
    """The source as it is stored; one that was there keeps all but the settings chosen now."""
    with write(db):
        stored = sources.add(db, replace(chosen, added_at=now))
        if not chosen.settings or stored.settings == chosen.settings:
            return stored
        if stored.kind != chosen.kind:
            stored = replace(stored, kind=chosen.kind)
        after = configured(stored, dict(stored.settings) | dict(chosen.settings))
        sources.save(db, after)
    return after
