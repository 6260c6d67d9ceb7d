"""Files that a person gives by hand, on the command line or a screen: read and stored at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlite_utils import Database

from digest import gather
from digest.collect.collected import Collected
from digest.collect.documents import read_document
from storage.records import Source


def add_file(db: Database, name: str, body: bytes, memo: str, *, now: datetime) -> dict[str, Any]:
    """Store what a file says, with the memo: the document of `add --json` without its job.

    The same file again changes nothing; a paper whose abstract is stored gets its whole text.
    Raises SourceError, which says what is wrong with the file.
    """
    reading = read_document(name, body)
    collected = Collected(Source(), reading.entries, notes=reading.notes)
    return {"job": None} | gather.added(db, collected, memo, now=now)
