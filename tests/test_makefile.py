"""make: what it says when something is missing, and what it would run."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.tools import ROOT, needs

OLD_PYTHON = """#!/bin/sh
case "$1" in --version) echo "Python 3.9.2" ;; *) exit 1 ;; esac
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder that holds nothing but the Makefile and requirements that want nothing."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "requirements.txt").write_text("")
    (tmp_path / "requirements-dev.txt").write_text("-r requirements.txt\n")
    return tmp_path


def _make(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [needs("make"), "--no-print-directory", *words]
    quiet = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(
        command, cwd=folder, env=quiet, capture_output=True, text=True, timeout=120, check=False
    )


def test_an_old_python_is_refused_in_one_sentence(clone: Path) -> None:
    old = clone / "old-python"
    old.write_text(OLD_PYTHON)
    old.chmod(0o755)
    done = _make(clone, "setup", f"PYTHON={old}")
    assert done.returncode != 0
    assert "Python 3.11 or newer is needed" in done.stderr
    assert "Python 3.9.2" in done.stderr
    assert not (clone / ".venv").exists()


def test_no_python_at_all_says_so(clone: Path) -> None:
    done = _make(clone, "setup", "PYTHON=no-such-python")
    assert done.returncode != 0
    assert "Python 3.11 or newer is needed; no-such-python" in done.stderr


def test_setup_installs_once_and_again_when_the_list_changes(clone: Path) -> None:
    first = _make(clone, "setup")
    assert first.returncode == 0, first.stderr
    assert "Creating .venv with Python 3." in first.stdout
    assert "Installing requirements.txt" in first.stdout
    assert "Installing" not in _make(clone, "setup").stdout
    stamp = (clone / ".venv/.installed-requirements").stat().st_mtime
    os.utime(clone / "requirements.txt", (stamp + 10, stamp + 10))
    assert "Installing requirements.txt" in _make(clone, "setup").stdout


def test_an_install_that_fails_is_not_taken_for_done(clone: Path) -> None:
    (clone / "requirements.txt").write_text("./no-such-package\n")
    assert _make(clone, "setup").returncode != 0
    assert not (clone / ".venv/.installed-requirements").exists()
    (clone / "requirements.txt").write_text("")
    assert _make(clone, "setup").returncode == 0


def test_clean_leaves_the_data(clone: Path) -> None:
    for folder in (".venv", "data", "digest/__pycache__"):
        (clone / folder).mkdir(parents=True)
    (clone / "data/digest.db").write_text("precious")
    assert _make(clone, "clean").returncode == 0
    assert (clone / "data/digest.db").read_text() == "precious"
    assert not (clone / ".venv").exists()
    assert not (clone / "digest/__pycache__").exists()


def test_run_stays_on_loopback_and_asks_nothing(clone: Path) -> None:
    planned = _make(clone, "-n", "run", "PORT=9000").stdout
    for part in (
        "--server.address 127.0.0.1",
        "--server.headless true",
        "--server.showEmailPrompt false",
        "--browser.gatherUsageStats false",
        "--server.port 9000",
    ):
        assert part in planned
    assert "--server.port" not in _make(clone, "-n", "run").stdout


def test_run_takes_a_free_port_when_8501_is_busy_and_says_where(tmp_path: Path) -> None:
    planned = _make(ROOT, "-n", "run").stdout
    line = next(one for one in planned.splitlines() if "streamlit run" in one)
    command = [sys.executable, *shlex.split(line)[1:]]
    with _busy(8501), _started(command, tmp_path) as app:
        assert app.stdout is not None
        found = (re.search(r"URL: (\S+)", text) for text in app.stdout)
        url = next((one[1] for one in found if one), "")
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", url)
        assert not url.endswith(":8501")
        with closing(urlopen(f"{url}/_stcore/health", timeout=30)) as answer:
            assert answer.read() == b"ok"


@contextmanager
def _busy(port: int) -> Iterator[None]:
    """The port taken by us, or by whoever has it already."""
    with closing(socket.socket()) as held:
        with suppress(OSError):
            held.bind(("127.0.0.1", port))
            held.listen()
        yield


@contextmanager
def _started(command: list[str], home: Path) -> Iterator[subprocess.Popen[str]]:
    env = os.environ | {"DIGEST_HOME": str(home), "DIGEST_START_WORKER": "0"}
    app = subprocess.Popen(
        command, cwd=ROOT, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        yield app
    finally:
        app.terminate()
        app.communicate(timeout=30)
