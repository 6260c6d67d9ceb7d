"""kill -9 while the pages behind a feed are fetched: none of them is forgotten."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

import pytest

from digest.collecting import PAGES
from storage import articles
from storage.database import connect
from tests.serving import Answering, serving
from tests.tools import ROOT

ENTRIES = 3 * PAGES
WORDS = "<p>" + "This page tells at length what its feed only hints at. " * 40 + "</p>"


class Site:
    """A feed of teasers, and the pages behind them, each a moment late."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.lock = Lock()
        self.url = ""

    def answer(self, path: str) -> bytes:
        if path == "/feed":
            items = "".join(
                f"<item><title>Story {n}</title><link>{self.url}/page/{n}</link>"
                f"<description>Hint {n}</description></item>"
                for n in range(ENTRIES)
            )
            return f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>".encode()
        time.sleep(0.05)
        with self.lock:
            self.asked.append(path)
        return f"<html><body><article><h1>{path}</h1>{WORDS}</article></body></html>".encode()

    @property
    def pages(self) -> int:
        """How many pages were asked for."""
        return sum(path.startswith("/page/") for path in self.asked)


@contextmanager
def open_site() -> Iterator[Site]:
    site = Site()

    class Handler(Answering):
        def do_GET(self) -> None:
            body = site.answer(self.path)
            kind = "application/rss+xml" if self.path == "/feed" else "text/html"
            self.send(body, 404 if self.path == "/robots.txt" else 200, kind)

    with serving(Handler) as port:
        site.url = f"http://127.0.0.1:{port}"
        yield site


def start(home: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "digest", "--home", str(home), *words, "--json"],
        cwd=ROOT,
        env=os.environ | {"DIGEST_ALLOW_PRIVATE_HOSTS": "127.0.0.1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
def test_pages_that_a_killed_collect_had_not_fetched_are_fetched(tmp_path: Path) -> None:
    with open_site() as site:
        added = start(tmp_path, "sources", "add", f"{site.url}/feed")
        assert added.communicate(timeout=120)[0]
        process = start(tmp_path, "collect")
        deadline = time.monotonic() + 120
        while site.pages < PAGES and process.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        out, err = start(tmp_path, "collect").communicate(timeout=120)
    assert json.loads(out)["failed"] == 0, err
    db = connect(tmp_path / "digest.db")
    origins = [article.text_origin for article in articles.list_articles(db, limit=2 * ENTRIES)]
    db.close()
    assert len(origins) == ENTRIES
    assert set(origins) == {"page"}
