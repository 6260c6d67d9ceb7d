"""The seam to the job engine, with the real engine on a file."""

import asyncio
import io
import json
import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from dbos import DBOS, error

from storage import jobs, runs, sessions
from storage.database import connect
from storage.errors import EngineError, NotFound
from storage.records import Run, Session

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
LIMITS = {"home": 2, "fetch": 2, "llm": 2}


@DBOS.workflow(name="test_sum")
def _sum(arguments):
    return sum(arguments["values"])


@DBOS.workflow(name="test_sleep")
def _sleep(arguments):
    for _ in range(200):
        DBOS.sleep(0.05)
    return "slept"


@DBOS.workflow(name="test_fail")
def _fail(arguments):
    raise ValueError("no way in")


@pytest.fixture
def engine(tmp_path):
    return jobs.Engine(tmp_path)


@pytest.fixture
def db(engine):
    made = connect(engine.home / "digest.db")
    yield made
    made.close()


def result_of(job_id):
    return DBOS.retrieve_workflow(job_id).get_result(polling_interval_sec=0.05)


def status_of(job_id):
    status = DBOS.get_workflow_status(job_id)
    assert status is not None
    return status.status


def test_a_closed_stream_of_an_earlier_launch_is_forgotten(engine, db):
    gone = logging.StreamHandler(io.StringIO())
    gone.stream.close()
    logging.getLogger("dbos").addHandler(gone)
    with jobs.working(engine, limits=LIMITS):
        assert gone not in logging.getLogger("dbos").handlers


def test_a_job_waits_for_a_worker_and_is_run_by_it(engine, db):
    job_id = jobs.start(engine, "test_sum", {"values": [1, 2, 3]}, db=db, now=NOW)
    run = runs.find(db, job_id)
    assert (run.state, json.loads(run.arguments)) == ("queued", {"values": [1, 2, 3]})
    with jobs.working(engine, limits=LIMITS):
        assert result_of(job_id) == 6


def test_the_engine_file_is_in_wal_mode(engine, db):
    jobs.start(engine, "test_sum", {"values": []}, db=db, now=NOW)
    import sqlite3

    found = sqlite3.connect(engine.home / "engine.db").execute("PRAGMA journal_mode").fetchone()
    assert found[0] == "wal"


def test_the_same_unfinished_job_is_not_started_twice(engine, db):
    first = jobs.start(engine, "test_sum", {"values": [1]}, db=db, now=NOW)
    assert jobs.start(engine, "test_sum", {"values": [1]}, db=db, now=NOW) == first
    assert jobs.start(engine, "test_sum", {"values": [2]}, db=db, now=NOW) != first


def test_two_who_start_the_same_job_at_once_start_one(engine, db):
    together = threading.Barrier(4)

    def begin(_):
        own = connect(engine.home / "digest.db")
        try:
            together.wait()
            return jobs.start(engine, "test_sum", {"values": [1, 2]}, db=own, now=NOW)
        finally:
            own.close()

    with ThreadPoolExecutor(4) as threads:
        ids = set(threads.map(begin, range(4)))
    (run,) = runs.list_runs(db)
    assert (ids, run.state) == ({run.job_id}, "queued")
    with jobs.working(engine, limits=LIMITS):
        assert result_of(run.job_id) == 3


def test_a_job_that_the_engine_forgot_is_started_again(engine, db):
    first = jobs.start(engine, "test_sum", {"values": [1]}, db=db, now=NOW)
    for file in engine.home.glob("engine.db*"):
        file.unlink()
    later = NOW + timedelta(seconds=jobs.UNKNOWN_SECONDS)
    again = jobs.start(engine, "test_sum", {"values": [1]}, db=db, now=later)
    assert again != first
    assert runs.find(db, first).state == "failed"


def test_cancel_stops_a_running_job(engine, db):
    with jobs.working(engine, limits=LIMITS):
        job_id = jobs.start(engine, "test_sleep", {}, db=db, now=NOW)
        deadline = time.monotonic() + 10
        while status_of(job_id) != "PENDING" and time.monotonic() < deadline:
            time.sleep(0.05)
        assert jobs.cancel(engine, job_id, db=db, now=NOW).state == "cancelled"
        assert status_of(job_id) == "CANCELLED"


def test_cancelling_the_job_of_a_session_pauses_it_whoever_runs_it(engine, db):
    sessions.begin(db, Session("s1", state="running"), now=NOW)
    run = Run(
        "tune-1", "tune", '{"session": "s1"}', state="running", created_at=NOW, updated_at=NOW
    )
    runs.save(db, run)
    assert jobs.cancel(engine, "tune-1", db=db, now=NOW).state == "cancelled"
    assert sessions.get(db, "s1").state == "paused"


def test_cancel_of_an_unknown_job_says_so(engine, db):
    with pytest.raises(NotFound, match="No job nope"):
        jobs.cancel(engine, "nope", db=db, now=NOW)


def test_finished_jobs_are_pruned_from_the_history(engine, db):
    job_id = jobs.start(engine, "test_sum", {"values": [1]}, db=db, now=NOW)
    with jobs.working(engine, limits=LIMITS):
        result_of(job_id)
    assert jobs.prune(engine, older_than=datetime.now(UTC) - timedelta(days=1)) == 0
    assert jobs.prune(engine, older_than=datetime.now(UTC) + timedelta(minutes=1)) == 1
    assert runs.find(db, job_id) is not None


def test_an_engine_that_cannot_be_reached_is_an_error_with_words(tmp_path):
    away = jobs.Engine(tmp_path, "postgresql://nobody@127.0.0.1:1/nowhere?connect_timeout=1")
    db = connect(tmp_path / "digest.db")
    with pytest.raises(EngineError, match="DIGEST_ENGINE_URL"):
        jobs.start(away, "test_sum", {"values": []}, db=db, now=NOW)
    (run,) = runs.list_runs(db)
    assert run.state == "failed"
    db.close()


def test_a_job_that_ended_before_it_could_say_so_is_settled(engine, db):
    failed = jobs.start(engine, "test_fail", {}, db=db, now=NOW)
    with jobs.working(engine, limits=LIMITS):
        with pytest.raises(ValueError, match="no way in"):
            result_of(failed)
        slow = jobs.start(engine, "test_sleep", {}, db=db, now=NOW)
        assert jobs.settle(engine, db=db, now=NOW) == 1
        assert runs.find(db, slow).state == "queued"
        jobs.cancel(engine, slow, db=db, now=NOW)
    run = runs.find(db, failed)
    assert (run.state, run.error) == ("failed", "The worker could not run this job: no way in")
    assert jobs.settle(engine, db=db, now=NOW) == 0


def test_a_job_that_never_reached_the_engine_is_settled_after_a_while(engine, db):
    jobs.start(engine, "test_sum", {"values": []}, db=db, now=NOW)  # there is an engine
    sessions.begin(db, Session("s1", state="running"), now=NOW)
    asked = json.dumps({"session": "s1"})
    runs.save(db, Run("tune-lost", "tune", asked, created_at=NOW, updated_at=NOW))
    assert jobs.settle(engine, db=db, now=NOW + timedelta(seconds=30)) == 0
    assert jobs.settle(engine, db=db, now=NOW + timedelta(seconds=90)) == 1
    assert runs.find(db, "tune-lost").error == jobs.LOST
    assert sessions.get(db, "s1").state == "paused"


def test_a_job_that_was_cancelled_on_its_way_to_the_queue_does_nothing(home):
    from digest import fan, workflows
    from digest.settings import Settings

    fan.work_with(Settings(home=home))
    db = connect(home / "digest.db")
    runs.save(db, Run("", "collect", created_at=NOW, updated_at=NOW, state="cancelled"))
    began = []

    async def body(_job, _fan):
        began.append(1)
        return {}

    asyncio.run(workflows.tracked({}, body))
    assert (began, runs.find(db, "").state) == ([], "cancelled")
    db.close()


def test_a_job_whose_children_were_cancelled_is_cancelled_not_failed(home):
    """`cancel` ends the children first; a parent that waits for one may notice before its Run."""
    from digest import fan, workflows
    from digest.settings import Settings

    fan.work_with(Settings(home=home))
    db = connect(home / "digest.db")
    runs.save(db, Run("", "collect", created_at=NOW, updated_at=NOW))

    async def waiting(_job, _fan):
        raise error.DBOSAwaitedWorkflowCancelledError("child")

    with pytest.raises(error.DBOSAwaitedWorkflowCancelledError):
        asyncio.run(workflows.tracked({}, waiting))
    found = runs.find(db, "")
    assert (found.state, found.error) == ("cancelled", "")
    db.close()
