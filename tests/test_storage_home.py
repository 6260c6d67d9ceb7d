"""Who is home: one process at a time, known by a lock that dies with it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from storage.errors import EngineError
from storage.home import try_home, worker_alive

HOLD = """
import sys, time
from pathlib import Path
from storage.home import try_home
with try_home(Path(sys.argv[1])) as mine:
    print(mine, flush=True)
    time.sleep(60)
"""


def holder(home: Path) -> subprocess.Popen[str]:
    root = Path(__file__).parent.parent
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)], cwd=root, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "True"
    return process


def test_nobody_is_home_in_a_folder_that_does_not_exist(tmp_path):
    assert not worker_alive(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_a_second_process_does_not_get_the_lock(tmp_path):
    process = holder(tmp_path)
    try:
        assert worker_alive(tmp_path)
        with try_home(tmp_path) as mine:
            assert not mine
    finally:
        process.kill()
        process.wait()


def test_the_lock_dies_with_kill_9(tmp_path):
    process = holder(tmp_path)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    deadline = time.monotonic() + 5
    while worker_alive(tmp_path) and time.monotonic() < deadline:
        time.sleep(0.05)
    with try_home(tmp_path) as mine:
        assert mine


def test_a_home_that_is_a_file_says_what_to_do(tmp_path):
    (tmp_path / "home").write_text("x")
    with pytest.raises(EngineError, match="--home"), try_home(tmp_path / "home"):
        pass
