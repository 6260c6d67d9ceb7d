"""Who is home: one process at a time, known by a lock that dies with it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from storage.errors import EngineError
from storage.home import app_open, apps_open, try_home, worker_alive
from tests.browser import serving

HOLD = """
import sys, time
from pathlib import Path
from storage.home import app_open, try_home
home = Path(sys.argv[1])
with app_open(home), try_home(home) as mine:
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


def test_an_app_is_open_until_its_process_ends_however_it_dies(tmp_path):
    assert not apps_open(tmp_path)
    with app_open(tmp_path), app_open(tmp_path):
        assert apps_open(tmp_path)
    assert not apps_open(tmp_path)
    process = holder(tmp_path)
    assert apps_open(tmp_path)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not apps_open(tmp_path)
    assert not list(tmp_path.glob("app-*"))


def test_an_app_opens_where_no_folder_can_be(tmp_path):
    (tmp_path / "file").write_text("x")
    with app_open(tmp_path / "file" / "home"):
        assert not apps_open(tmp_path / "file" / "home")


def test_the_server_of_the_screens_is_an_open_app(tmp_path):
    with serving(tmp_path, DIGEST_START_WORKER="0"):
        assert apps_open(tmp_path)
    assert not apps_open(tmp_path)
