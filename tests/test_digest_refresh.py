"""Collecting by itself: which slot, what is due, never twice, and a worker that does it."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from digest import collecting, refresh
from digest.settings import Settings
from storage import jobs, preferences, runs, sources
from storage.database import connect
from storage.home import app_open
from storage.records import Run, Source
from tests.conftest import NOW
from tests.feeds_server import Site, site
from tests.test_digest_worker import alive, ended, given, start, until, worker

HOUR = timedelta(hours=1)


def put(db: Database, url: str = "https://a.example/feed", **changed: object) -> Source:
    stored = sources.add(db, Source(url=url, kind="feed"))
    after = replace(stored, **changed)  # type: ignore[arg-type]
    sources.save(db, after)
    return after


@pytest.fixture
def engine(home: Path) -> jobs.Engine:
    return jobs.Engine(home)


@pytest.mark.parametrize(
    ("fixed", "kept", "expected"),
    [
        (None, None, 30),
        (None, {}, 30),
        (None, {"minutes": 0}, 0),
        (None, {"minutes": 15}, 15),
        (None, {"minutes": 5}, 15),
        (0, {"minutes": 30}, 0),
        (45, {"minutes": 0}, 45),
    ],
)
def test_the_environment_wins_over_what_a_person_chose(fixed, kept, expected) -> None:
    assert refresh.minutes(Settings(refresh_minutes=fixed), kept) == expected


@pytest.mark.parametrize(
    "text", ["14", "61", "-1", "often", "1e1", "300000", "３０", "000153", "015", "00"]
)
def test_a_pace_that_is_none_is_refused(text: str) -> None:
    from digest.errors import UsageError

    with pytest.raises(UsageError, match="DIGEST_REFRESH_MINUTES"):
        Settings.from_env({"DIGEST_REFRESH_MINUTES": text})


def test_each_moment_has_one_slot_and_folders_have_others() -> None:
    begun = refresh.slot(NOW, 30, "/a")
    assert begun <= NOW < begun + timedelta(minutes=30)
    assert refresh.slot(begun, 30, "/a") == begun
    assert refresh.slot(begun + timedelta(minutes=29, seconds=59), 30, "/a") == begun
    assert refresh.slot(begun + timedelta(minutes=30), 30, "/a") == begun + timedelta(minutes=30)
    assert len({refresh.slot(NOW, 30, f"/{n}") for n in range(9)}) > 5


def test_only_what_is_due_makes_a_job_and_once_a_slot(
    db: Database, engine: jobs.Engine, home: Path
) -> None:
    settings = Settings(home=home)
    put(db, due_at=NOW + HOUR, interval_minutes=60)
    assert refresh.start_due(db, engine, settings, NOW) == ""
    put(db, "https://b.example/feed", due_at=NOW - HOUR, interval_minutes=60)
    first = refresh.start_due(db, engine, settings, NOW)
    assert first.startswith("refresh-")
    assert refresh.start_due(db, engine, settings, NOW) == ""
    assert [run.job_id for run in runs.list_runs(db)] == [first]
    runs.update(db, first, now=NOW, state="done")
    assert refresh.start_due(db, engine, settings, NOW) == ""


def test_nothing_starts_while_another_job_collects(
    db: Database, engine: jobs.Engine, home: Path
) -> None:
    put(db)
    jobs.start(engine, "collect", {"sources": None}, db=db, now=NOW)
    assert refresh.start_due(db, engine, Settings(home=home), NOW) == ""
    jobs.cancel(engine, runs.list_runs(db)[0].job_id, db=db, now=NOW)
    assert refresh.start_due(db, engine, Settings(home=home), NOW)


def test_a_run_whose_job_never_reached_the_engine_gets_it(
    db: Database, engine: jobs.Engine, home: Path
) -> None:
    put(db)
    settings = Settings(home=home)
    begun = refresh.slot(NOW, 30, str(home.resolve()))
    wanted = refresh.job_id(begun)
    runs.save(db, Run(wanted, "refresh", created_at=NOW, updated_at=NOW))  # killed right then
    assert not jobs.any_active(engine, ["refresh"])
    assert refresh.start_due(db, engine, settings, NOW) == wanted
    assert jobs.any_active(engine, ["refresh"])
    assert runs.find(db, wanted).state == "queued"  # type: ignore[union-attr]


def test_a_machine_that_slept_begins_with_one_run(
    db: Database, engine: jobs.Engine, home: Path
) -> None:
    put(db)
    settings = Settings(home=home)
    first = refresh.start_due(db, engine, settings, NOW)
    jobs.cancel(engine, first, db=db, now=NOW)
    woken = NOW + timedelta(hours=9)
    started = [refresh.start_due(db, engine, settings, woken) for _ in range(5)]
    assert started[0]
    assert not any(started[1:])
    assert len(runs.list_runs(db)) == 2


def test_off_and_the_sample_week_start_nothing(
    db: Database, engine: jobs.Engine, home: Path
) -> None:
    put(db, "http://sample.localhost/asagiri/rss.xml")
    put(db, "https://off.example/feed", enabled=False)
    settings = Settings(home=home)
    assert refresh.start_due(db, engine, settings, NOW) == ""
    assert not refresh.is_expected(db, settings)
    put(db)
    assert refresh.is_expected(db, settings)
    preferences.put(db, refresh.KEPT, {"minutes": 0})
    assert refresh.start_due(db, engine, settings, NOW) == ""
    assert not refresh.is_expected(db, settings)
    assert refresh.look_ahead(db, settings, NOW) == {"minutes": 0, "next_at": None}


def test_old_runs_of_it_go_and_others_stay(db: Database, engine: jobs.Engine, home: Path) -> None:
    put(db)
    for number, (kind, state) in enumerate(
        [("refresh", "done"), ("refresh", "running"), ("collect", "done")]
    ):
        old = NOW - timedelta(days=9)
        runs.save(db, Run(f"{kind}-{number}", kind, state=state, created_at=old, updated_at=old))
    started = refresh.start_due(db, engine, Settings(home=home), NOW)
    assert {run.job_id for run in runs.list_runs(db)} == {"refresh-1", "collect-2", started}


def test_the_next_one_is_told(db: Database, home: Path) -> None:
    settings = Settings(home=home)
    assert refresh.look_ahead(db, settings, NOW)["next_at"] is None
    put(db, due_at=NOW + 2 * HOUR, interval_minutes=100)
    expected = NOW + 2 * HOUR - timedelta(minutes=10)
    assert refresh.look_ahead(db, settings, NOW) == {"minutes": 30, "next_at": expected}
    put(db, "https://b.example/feed")
    assert refresh.look_ahead(db, settings, NOW)["next_at"] == NOW
    begun = refresh.slot(NOW, 30, str(home.resolve()))
    runs.save(
        db, Run(refresh.job_id(begun), "refresh", state="done", created_at=NOW, updated_at=NOW)
    )
    after = begun + timedelta(minutes=30)
    assert refresh.look_ahead(db, settings, NOW)["next_at"] == after


@pytest.fixture
def feeds() -> Iterator[Site]:
    with site() as serving:
        yield serving


def test_a_collect_by_hand_waits_for_the_one_that_runs_and_asks_nothing_twice(
    tmp_path: Path, feeds: Site
) -> None:
    env = {"DIGEST_ALLOW_PRIVATE_HOSTS": feeds.host, "DIGEST_REFRESH_MINUTES": "0"}
    db = connect(tmp_path / "digest.db")
    put(db, feeds.url("/one.xml"))
    anew = put(db, feeds.url("/two.xml"))
    engine = jobs.Engine(tmp_path)
    feeds.hold.clear()
    plain = {"settings": Settings(home=tmp_path, allow_private_hosts=(feeds.host,)).public()}
    first = jobs.start(engine, "refresh", plain, db=db, now=datetime.now(UTC))
    with worker(tmp_path, **env):
        until(lambda: len(feeds.asked) == 2, 60)
        second = jobs.start(
            engine, "collect", {"sources": None} | plain, db=db, now=datetime.now(UTC)
        )
        until(lambda: "ほかの収集" in runs.find(db, second).stage, 60)  # type: ignore[union-attr]
        assert len(feeds.asked) == 2
        feeds.hold.set()
        until(lambda: all(run.state == "done" for run in runs.list_runs(db)), 60)
    results = [json.loads(runs.find(db, one).result) for one in (first, second)]  # type: ignore[union-attr]
    assert [len(result["sources"]) for result in results] == [2, 0]
    assert [result["asked_meanwhile"] for result in results] == [0, 2]
    assert sorted(feeds.asked) == ["/one.xml", "/two.xml"]
    sources.change(db, anew.id, lambda source: replace(source, due_at=None))
    asked = collecting._asked(tmp_path / "digest.db", None, False, NOW)  # to be read anew
    assert [row["id"] for row in asked["asked"]] == [anew.id]
    db.close()


def test_a_worker_collects_what_is_due_also_after_a_kill(tmp_path: Path, feeds: Site) -> None:
    env = {"DIGEST_ALLOW_PRIVATE_HOSTS": feeds.host}
    db = connect(tmp_path / "digest.db")
    later = datetime.now(UTC) + 5 * HOUR
    put(db, feeds.url("/due.xml"))
    put(db, feeds.url("/later.xml"), due_at=later, interval_minutes=60)
    feeds.hold.clear()
    with app_open(tmp_path), worker(tmp_path, "--idle-exit", "1", **env) as first:
        until(lambda: feeds.asked == ["/due.xml"], 60)
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    feeds.hold.set()
    with worker(tmp_path, **env):
        until(lambda: alive(tmp_path))
        until(lambda: all(run.state == "done" for run in runs.list_runs(db)), 60)
    (run,) = runs.list_runs(db)
    assert run.kind == "refresh"
    assert set(feeds.asked) == {"/due.xml"}
    (due, other) = sources.list_sources(db)
    assert due.succeeded_at is not None
    assert due.due_at is not None
    assert other.checked_at is None
    db.close()
    shown = given(tmp_path, "jobs", "refresh", "show", **env)
    assert shown["minutes"] == 30
    assert shown["next_at"]


def test_the_command_line_switches_it(tmp_path: Path) -> None:
    assert given(tmp_path, "jobs", "refresh", "off") == {"minutes": 0, "next_at": None}
    assert given(tmp_path, "jobs", "refresh", "on", "--every", "15")["minutes"] == 15
    assert given(tmp_path, "status")["refresh"]["minutes"] == 15
    fixed = given(tmp_path, "jobs", "refresh", "show", DIGEST_REFRESH_MINUTES="60")
    assert fixed["minutes"] == 60


@pytest.mark.parametrize("every", ["14", "61", "0", "often"])
def test_a_pace_that_is_none_is_refused_in_words(tmp_path: Path, every: str) -> None:
    code, _, err = ended(start(tmp_path, "jobs", "refresh", "on", "--every", every))
    assert code == 2
    assert "--every" in err
    assert "Traceback" not in err
