"""kill -9 of a build at any moment: it goes on, and no finished call is paid twice."""

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

import pytest

from bench.build import WEEK, fill
from storage import calls, digests
from storage.database import connect
from tests.model_server import ModelServer, model_server

ROOT = Path(__file__).parent.parent
ITEMS = 12
AT_ONCE = 4


def command(home: Path, server: ModelServer) -> subprocess.Popen[str]:
    env = os.environ | {
        "OPENAI_BASE_URL": server.url,
        "DIGEST_MODEL": "test",
        "OPENAI_API_KEY": "none",
        "DIGEST_CONCURRENCY": str(AT_ONCE),
    }
    line = [sys.executable, "-m", "digest", "--home", str(home), "build", "--week", WEEK]
    return subprocess.Popen(
        [*line, "--limit", str(ITEMS), "--json"],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(home: Path, server: ModelServer) -> dict[str, object]:
    process = command(home, server)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    result: dict[str, object] = json.loads(out)
    return result


def texts(home: Path) -> list[object]:
    db = connect(home / "digest.db")
    try:
        digest = digests.get(db, WEEK)
        return [
            digest.title,
            digest.notes,
            [claim.text for claim in digest.highlights],
            *(
                (i.story_key, i.summary.headline, i.summary.method, i.references, i.findings)
                for i in digest.items
            ),
        ]
    finally:
        db.close()


@pytest.mark.slow
def test_a_killed_build_ends_as_an_undisturbed_one(tmp_path):
    rng = random.Random(7)
    fill(tmp_path / "calm", ITEMS)
    fill(tmp_path / "killed", ITEMS)
    with model_server(0.25) as server:
        finish(tmp_path / "calm", server)
        needed = server.calls
    assert needed == ITEMS + 1

    kills = 0
    with model_server(0.25) as server:
        for _ in range(4):
            process = command(tmp_path / "killed", server)
            before = server.calls
            deadline = time.monotonic() + 20
            while server.calls == before and process.poll() is None:
                assert time.monotonic() < deadline
                time.sleep(0.01)
            time.sleep(rng.uniform(0.0, 0.5))
            if process.poll() is None:
                os.kill(process.pid, signal.SIGKILL)
                kills += 1
            process.communicate()
        finish(tmp_path / "killed", server)
        sent = Counter(json.dumps(body, sort_keys=True) for _, _, body in server.journal)
        assert kills >= 1
        assert len(sent) == needed
        assert server.calls <= needed + kills * AT_ONCE

        seen = server.calls
        finish(tmp_path / "killed", server)
        assert server.calls == seen

    assert texts(tmp_path / "killed") == texts(tmp_path / "calm")
    db = connect(tmp_path / "killed" / "digest.db")
    assert calls.spending(db).calls == needed
    db.close()
