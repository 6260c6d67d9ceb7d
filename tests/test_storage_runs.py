"""Runs: a row a job, changed field by field, newest first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlite_utils import Database

from storage import runs
from tests import factories

LATER = factories.NOW + timedelta(seconds=5)


def test_a_known_job_keeps_its_row(db: Database) -> None:
    first = factories.run(db, "j1")
    runs.save(db, replace(first, kind="build", state="done"))
    assert runs.find(db, "j1") == first
    assert runs.find(db, "none") is None


def test_only_the_named_fields_change(db: Database) -> None:
    first = factories.run(db, "j1", total=9)
    runs.update(db, "j1", now=LATER, state="running", done=0, stage="取得中\ud800")
    expected = replace(first, state="running", stage="取得中\ufffd", updated_at=LATER)
    assert runs.find(db, "j1") == expected
    runs.update(db, "j1", now=LATER, error="")
    assert runs.find(db, "j1") == expected


def test_newest_first_also_within_one_moment(db: Database) -> None:
    for n in range(4):
        created = factories.NOW if n else LATER
        factories.run(db, f"j{n}", created_at=created, kind="build" if n % 2 else "collect")
    assert [r.job_id for r in runs.list_runs(db)] == ["j0", "j3", "j2", "j1"]
    assert [r.job_id for r in runs.list_runs(db, kind="build", state="queued", limit=1)] == ["j3"]
    assert runs.list_runs(db, state="done") == []
