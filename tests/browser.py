"""The app in a real browser: a server on a free port, and Chromium. For tests and benchmarks."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.tools import ROOT, chromium

# Without the background flags Chromium asks hosts of its own at every start.
ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def browsing() -> Iterator[Any]:
    """A Chromium; with Playwright's own where no other is found."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium() or None, args=list(ARGS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def serving(
    home: Path, *, script: Path = ROOT / "app.py", port: int = 0, **environment: str
) -> Iterator[tuple[str, float]]:
    """A Streamlit server for a home folder; gives its URL and when it was started."""
    port = port or _free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    log = (home / "server.log").open("ab")
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | {"DIGEST_HOME": str(home)} | environment,
        stdout=log,
        stderr=log,
    )
    try:
        url = f"http://127.0.0.1:{port}/"
        _until_healthy(url, process)
        yield url, started
    finally:
        process.terminate()
        process.wait(20)
        log.close()


def _until_healthy(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(1500):
        try:
            with urllib.request.urlopen(url + "_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.02)
        if process.poll() is not None:
            break
    raise RuntimeError("the server did not start; see server.log in its home folder")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
