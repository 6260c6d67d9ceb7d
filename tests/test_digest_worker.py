"""Workers as processes: who is home, who takes over, and jobs that outlive both."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import calls, heartbeats, jobs, runs, sources
from storage.database import connect
from storage.engine import connection
from storage.home import app_open
from storage.records import Source
from tests.builds import WEEK, fill, stored
from tests.model_server import ModelServer, doubtful, model_server
from tests.tools import needs

ROOT = Path(__file__).parent.parent
ITEMS = 6


def start(home: Path, *arguments: str, **env: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "digest", "--home", str(home), *arguments],
        cwd=ROOT,
        env=os.environ | env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def given(home: Path, *arguments: str, **env: str):
    code, out, err = ended(start(home, *arguments, "--json", **env))
    assert code == 0, err
    return json.loads(out)


def until(happened: Callable[[], bool], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


@contextmanager
def worker(home: Path, *arguments: str, **env: str) -> Iterator[subprocess.Popen[str]]:
    process = start(home, "worker", *arguments, **env)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def alive(home: Path) -> bool:
    from storage.home import worker_alive

    return worker_alive(home)


def model(server: ModelServer) -> dict[str, str]:
    return {"OPENAI_BASE_URL": server.url, "DIGEST_MODEL": "test", "DIGEST_CONCURRENCY": "2"}


def asked_once(server: ModelServer) -> bool:
    bodies = [json.dumps(body, sort_keys=True) for _, _, body in server.journal]
    return len(bodies) == len(set(bodies))


def test_the_command_line_hands_its_job_to_a_living_worker(tmp_path):
    with worker(tmp_path):
        until(lambda: alive(tmp_path))
        assert given(tmp_path, "status")["worker_alive"]
        assert given(tmp_path, "sample")["collect"]["new"] >= 14
        (run,) = given(tmp_path, "jobs", "list")
        assert run["state"] == "done"


def test_a_second_worker_is_refused_in_words(tmp_path):
    with worker(tmp_path):
        until(lambda: alive(tmp_path))
        code, _, err = ended(start(tmp_path, "worker"))
        assert code == 1
        assert "Another worker" in err
        assert "Traceback" not in err


def test_a_worker_stops_in_good_order(tmp_path):
    with worker(tmp_path) as process:
        until(lambda: alive(tmp_path))
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
    assert not alive(tmp_path)


def test_an_idle_worker_leaves_by_itself(tmp_path):
    with worker(tmp_path, "--idle-exit", "2") as process:
        assert process.wait(timeout=120) == 0


def test_a_worker_leaves_after_the_app_whatever_there_is_to_collect(tmp_path):
    db = connect(tmp_path / "digest.db")
    later = datetime.now(UTC) + timedelta(hours=5)
    sources.save(db, replace(sources.add(db, Source(url="https://a.example/f")), due_at=later))
    db.close()
    with worker(tmp_path, "--idle-exit", "1") as process:
        with app_open(tmp_path):
            until(lambda: alive(tmp_path))
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(timeout=6)
        assert process.wait(timeout=60) == 0


def test_what_a_killed_worker_left_is_finished_by_the_next(tmp_path):
    fill(tmp_path, ITEMS)
    with model_server(0.4) as server:
        with worker(tmp_path, **model(server)) as first:
            until(lambda: alive(tmp_path))
            client = start(tmp_path, "build", "--week", WEEK, "--json", **model(server))
            until(lambda: server.calls >= 3)
            os.kill(first.pid, signal.SIGKILL)
            first.wait()
            lost = server.calls - len(stored(tmp_path))  # in flight, or answered just now
            code, out, err = ended(client)  # it sees that nobody is home, and goes on itself
        assert code == 0, err
        assert json.loads(out)["summaries"] == {"model": ITEMS}
        assert server.calls <= ITEMS + 1 + lost
        db = connect(tmp_path / "digest.db")
        assert calls.spending(db).calls == ITEMS + 1
        db.close()


def test_a_client_that_dies_does_not_stop_the_job(tmp_path):
    fill(tmp_path, ITEMS)
    with model_server(0.3) as server, worker(tmp_path, **model(server)):
        until(lambda: alive(tmp_path))
        client = start(tmp_path, "build", "--week", WEEK, **model(server))
        until(lambda: server.calls >= 1)
        client.kill()
        client.communicate()
        db = connect(tmp_path / "digest.db")
        until(lambda: runs.list_runs(db)[0].state == "done")
        db.close()
        assert asked_once(server)


def test_a_running_job_can_be_cancelled_and_asked_for_again(tmp_path):
    many = ("build", "--week", WEEK, "--limit", "30")
    fill(tmp_path, 30)
    with model_server(1.5) as server, worker(tmp_path, **model(server)):
        until(lambda: alive(tmp_path))
        client = start(tmp_path, *many, "--json", **model(server))
        until(lambda: server.calls >= 1)
        (run,) = given(tmp_path, "jobs", "list")
        assert given(tmp_path, "jobs", "cancel", run["id"])["state"] == "cancelled"
        code, _, err = ended(client)
        assert code == 1
        assert "cancelled" in err
        seen = server.calls
        time.sleep(2.0)
        assert server.calls == seen < 30
    with model_server() as server:
        assert given(tmp_path, *many, **model(server))["items"] == 30


def test_the_weekly_schedule_is_switched_on_and_off(tmp_path):
    assert given(tmp_path, "jobs", "schedule", "on", "--cron", "30 6 * * 2")["on"]
    assert given(tmp_path, "status")["schedule"] == {"on": True, "cron": "30 6 * * 2"}
    assert not given(tmp_path, "jobs", "schedule", "off")["on"]


@pytest.fixture
def postgres() -> Iterator[str]:
    """A database of its own on the server for tests."""
    import psycopg

    url = needs("postgres")
    name = f"digest_{os.getpid()}_{time.monotonic_ns()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield url.rsplit("/", 1)[0] + "/" + name
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_on_postgresql_the_whole_way_is_the_same(tmp_path, postgres):
    env = {"DIGEST_ENGINE_URL": postgres}
    assert given(tmp_path, "sample", **env)["collect"]["new"] >= 14
    assert given(tmp_path, "status", **env)["engine"] == "postgresql"
    assert not (tmp_path / "engine.db").exists()


def test_on_postgresql_another_machine_makes_the_model_calls(tmp_path, postgres):
    home, away = tmp_path / "home", tmp_path / "away"
    fill(home, ITEMS)
    with model_server(0.1) as server:
        env = {"DIGEST_ENGINE_URL": postgres} | model(server)
        with worker(home, "--queues", "home", **env), worker(away, "--queues", "fetch,llm", **env):
            until(lambda: alive(home))
            assert given(home, "build", "--week", WEEK, **env)["summaries"] == {"model": ITEMS}
        assert server.calls == ITEMS + 1
        assert not alive(away)
    db = connect(away / "digest.db")
    assert calls.spending(db).calls == 0
    db.close()


def test_on_postgresql_repairs_are_asked_for_elsewhere_and_once(tmp_path, postgres):
    home, away = tmp_path / "home", tmp_path / "away"
    fill(home, ITEMS)
    with model_server(0.3, doubtful) as server:
        env = {"DIGEST_ENGINE_URL": postgres} | model(server)
        with worker(away, "--queues", "fetch,llm", **env):
            with worker(home, "--queues", "home", **env) as lost:
                until(lambda: alive(home))
                client = start(home, "build", "--week", WEEK, "--json", **env)
                until(lambda: server.calls >= ITEMS + 2)  # the first repairs are under way
                os.kill(lost.pid, signal.SIGKILL)
                lost.wait()
            code, out, err = ended(client)
        assert code == 0, err
        assert json.loads(out)["findings"] == 0
        assert asked_once(server)
        assert server.calls == 2 * (ITEMS + 1)
    db = connect(home / "digest.db")
    assert calls.spending(db).calls == 2 * (ITEMS + 1)
    db.close()


def test_home_takes_over_what_a_silent_worker_left(tmp_path, postgres):
    home, away = tmp_path / "home", tmp_path / "away"
    fill(home, 2)
    engine = jobs.Engine(home, postgres)
    with model_server(2.0) as server:
        env = {"DIGEST_ENGINE_URL": postgres} | model(server)
        with worker(home, "--queues", "home", **env):
            until(lambda: alive(home))
            with worker(away, "--queues", "fetch,llm", **env) as lost:
                client = start(home, "build", "--week", WEEK, "--json", **env)
                until(lambda: server.calls >= 1)
                os.kill(lost.pid, signal.SIGKILL)
                lost.wait()
                killed = time.time()
            with worker(away, "--queues", "fetch,llm", **env):
                # what home does by itself a minute later
                assert jobs.rescue(engine, silent_before=killed) >= 1
                code, out, err = ended(client)
        assert code == 0, err
        assert json.loads(out)["summaries"] == {"model": 2}


def test_a_worker_ends_when_a_newer_version_has_taken_over(tmp_path):
    fill(tmp_path, 1)
    with worker(tmp_path) as process:
        until(lambda: alive(tmp_path))
        db = connect(tmp_path / "digest.db")
        db.conn.execute("PRAGMA user_version = 9999")
        db.close()
        code, _, err = ended(process)
    assert code == 1
    assert "Update the program" in err


def test_on_postgresql_the_first_workers_may_begin_at_once(tmp_path, postgres):
    engine = jobs.Engine(tmp_path, postgres)
    names = [f"worker-{number}" for number in range(8)]
    together = threading.Barrier(len(names))

    def begin(name: str) -> None:
        together.wait()
        jobs.beat(engine, name, now=100.0)

    with ThreadPoolExecutor(len(names)) as pool:
        list(pool.map(begin, names))
    with connection(engine) as opened:
        assert sorted(heartbeats.silent(opened, before=101.0)) == names
