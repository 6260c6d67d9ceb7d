"""Sessions as real processes: killed at any moment they go on, on the same path, paying once."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from prompt_tuner.outcome import document_of
from storage import calls, sessions
from storage.database import connect
from tests.model_server import ModelServer, model_server
from tests.tools import ROOT
from tests.tuner_shell import WITH_MODELS, numbers_world, write_task

pytestmark = pytest.mark.slow
AT_ONCE = 8  # calls of a session
KILLS = 10


def start(home: Path, server: ModelServer, *line: str) -> subprocess.Popen[str]:
    env = os.environ | {
        "OPENAI_BASE_URL": server.url,
        "OPENAI_API_KEY": "none",
        "DIGEST_MODEL": "task",
    }
    return subprocess.Popen(
        [sys.executable, "-m", *line[:1], "--home", str(home), *line[1:]],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> dict[str, Any]:
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    document: dict[str, Any] = json.loads(out)
    return document


def ready(tmp_path: Path, name: str, server: ModelServer) -> Path:
    task = write_task(tmp_path / "task", 24, text=WITH_MODELS)
    home = tmp_path / name
    finish(start(home, server, "prompt_tuner", "tasks", "add", str(task), "--json"))
    return home


def tune(home: Path, server: ModelServer) -> subprocess.Popen[str]:
    return start(home, server, "prompt_tuner", "tune", "support-triage", "--json")


def wait_for_calls(server: ModelServer, more_than: int, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 120
    while server.calls <= more_than and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def path_of(document: dict[str, Any]) -> dict[str, Any]:
    """What must not depend on kills: everything but names and what failed on the way."""
    own = ("session", "job", "paid_calls")
    return {key: value for key, value in document.items() if key not in own}


def result_of(home: Path) -> dict[str, Any]:
    """What the session found, and {} before its end: a `tune` after it is a new session."""
    db = connect(home / "digest.db")
    done = [document_of(one) for one in sessions.list_sessions(db) if one.state == "done"]
    db.close()
    return done[0] if done else {}


def test_killed_again_and_again_it_takes_the_same_path_and_pays_once(tmp_path: Path) -> None:
    rng = random.Random(3)
    with model_server(0.1, numbers_world) as server:
        calm = finish(tune(ready(tmp_path, "calm", server), server))
        needed = server.calls
    assert calm["verdict"] == "PROMOTE"
    assert calm["paid_calls"] == needed

    kills = 0
    with model_server(0.1, numbers_world) as server:
        home = ready(tmp_path, "killed", server)
        while kills < KILLS and not (found := result_of(home)):
            process = tune(home, server)
            wait_for_calls(server, server.calls, process)
            time.sleep(rng.uniform(0.0, 0.4))
            if process.poll() is None:
                os.kill(process.pid, signal.SIGKILL)
                kills += 1
            process.communicate()
        document = found or finish(tune(home, server))
        sent = Counter(json.dumps(body, sort_keys=True) for _, _, body in server.journal)
        assert kills >= 2
        assert server.calls <= needed + kills * AT_ONCE
        assert len(sent) <= needed
    assert path_of(document) == path_of(calm)
    db = connect(home / "digest.db")
    assert calls.spending(db).calls == needed
    assert [one.state for one in sessions.list_sessions(db)] == ["done"]
    db.close()


def test_a_worker_of_the_digest_finishes_a_killed_session(tmp_path: Path) -> None:
    with model_server(0.1, numbers_world) as server:
        home = ready(tmp_path, "home", server)
        process = tune(home, server)
        wait_for_calls(server, 3, process)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        worker = start(home, server, "digest", "worker", "--idle-exit", "1")
        _, err = worker.communicate(timeout=120)
        assert worker.returncode == 0, err
    db = connect(home / "digest.db")
    (session,) = sessions.list_sessions(db)
    assert (session.state, json.loads(session.result)["verdict"]) == ("done", "PROMOTE")
    db.close()


def test_pause_and_resume_from_another_terminal(tmp_path: Path) -> None:
    with model_server(1.5, numbers_world) as server:  # time to start a terminal
        home = ready(tmp_path, "home", server)
        process = tune(home, server)
        wait_for_calls(server, 3, process)
        db = connect(home / "digest.db")
        (session,) = sessions.list_sessions(db)
        told = finish(start(home, server, "prompt_tuner", "pause", session.id, "--json"))
        assert told == {"session": session.id, "state": "pausing"}
        left = finish(process)
        assert (left["session"], left["state"]) == (session.id, "paused")
        paid = calls.spending(db).calls
        assert paid == server.calls
        done = finish(start(home, server, "prompt_tuner", "resume", session.id, "--json"))
        assert (done["session"], done["verdict"]) == (session.id, "PROMOTE")
        assert done["paid_calls"] == server.calls > paid
        db.close()
