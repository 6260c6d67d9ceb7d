"""kill -9 while items are repaired: it goes on, the same is chosen, nothing is paid twice."""

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
from tests.model_server import ModelServer, doubtful, model_server
from tests.tools import ROOT

ITEMS = 8
AT_ONCE = 4


def command(home: Path, server: ModelServer) -> subprocess.Popen[str]:
    env = os.environ | {
        "OPENAI_BASE_URL": server.url,
        "DIGEST_MODEL": "test",
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


@pytest.mark.slow
def test_a_build_killed_between_draft_and_repair_pays_for_neither_twice(tmp_path: Path) -> None:
    rng = random.Random(11)
    fill(tmp_path, ITEMS)
    needed = 2 * (ITEMS + 1)  # the highlights are repaired too
    with model_server(0.25, doubtful) as server:
        for _ in range(3):
            process = command(tmp_path, server)
            before, deadline = server.calls, time.monotonic() + 30
            while server.calls == before and process.poll() is None:
                assert time.monotonic() < deadline
                time.sleep(0.01)
            time.sleep(rng.uniform(0.2, 0.6))
            if process.poll() is None:
                os.kill(process.pid, signal.SIGKILL)
            process.communicate()
        result = finish(tmp_path, server)
        sent = Counter(json.dumps(body, sort_keys=True) for _, _, body in server.journal)
        assert len(sent) == needed
        assert server.calls <= needed + 3 * AT_ONCE
        assert result["findings"] == 0
        assert finish(tmp_path, server)["calls"] == 0
    db = connect(tmp_path / "digest.db")
    assert calls.spending(db).calls == needed
    chosen = {item.summary.choice for item in digests.get(db, WEEK).items}
    assert len(chosen) == 1
    assert "書き直しで0件に減ったため書き直しを採用" in chosen.pop()
    assert all(len(item.summary.calls) == 2 for item in digests.get(db, WEEK).items)
    db.close()
