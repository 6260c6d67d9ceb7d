"""Links of an issue: dead, moved and unsure ones are told, the rest is quiet."""

from __future__ import annotations

import asyncio
import http.server
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database

from digest.fetch import HttpFetch
from digest.flow import Job
from digest.links import addresses, look, newest, run, told
from digest.publishing import load_issue
from digest.settings import Settings
from storage import digests
from storage.database import connect
from storage.records import Link
from tests import factories as make


class Pages(http.server.BaseHTTPRequestHandler):
    """/200, /404, /403 answer so; /moved goes to /200 for good, /for-now for now; /large is."""

    def do_GET(self) -> None:
        name = self.path.strip("/")
        moved = {"moved": 301, "for-now": 302}.get(name)
        body = b"x" * (200_000 if name == "large" else 10)
        self.send_response(moved or (int(name) if name.isdigit() else 200))
        if moved:
            self.send_header("Location", "/200")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def base() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


STATES = {
    "200": "ok", "large": "ok", "for-now": "ok", "moved": "moved", "404": "dead", "410": "dead",
    "403": "unsure", "500": "unsure",
}  # fmt: skip


@pytest.mark.parametrize(("path", "state"), STATES.items())
def test_states(base: str, path: str, state: str) -> None:
    fetch = HttpFetch("test", allow_private_hosts=["127.0.0.1"])
    assert look(fetch, f"{base}/{path}")["state"] == state


def test_addresses_that_cannot_be_asked() -> None:
    fetch = HttpFetch("test")
    assert look(fetch, "http://127.0.0.1:9/")["state"] == "unsure"  # the guard refuses it
    free = HttpFetch("test", allow_private_hosts=["127.0.0.1"])
    assert look(free, "http://127.0.0.1:9/")["state"] == "dead"


class AtOnce:
    """A Fan that runs steps right here."""

    async def step(self, _name: str, function, *values):
        return function(*values)


def stored(db: Database, base: str) -> None:
    made = make.digest(db, 2)
    links = (Link(f"{base}/200", "a"), Link(f"{base}/404", "b", "secondary"))
    again = (Link(f"{base}/moved", "c", "related"), Link("javascript:x", "d", "related"))
    first, second = made.items
    items = (replace(first, references=links), replace(second, references=links, related=again))
    digests.save(db, replace(made, items=items))


def test_the_job_looks_at_each_address_once(tmp_path: Path, base: str) -> None:
    db = connect(tmp_path / "digest.db")
    stored(db, base)
    make.run(db, "links-1", kind="links")
    settings = Settings(home=tmp_path, allow_private_hosts=frozenset({"127.0.0.1"}))
    job = Job("links-1", settings, {}, db)
    result = asyncio.run(run(job, AtOnce(), make.WEEK))
    assert (result["ok"], result["moved"], result["dead"], result["unsure"]) == (1, 1, 1, 0)
    issue = load_issue(db, make.WEEK)
    assert addresses(issue) == tuple(one["url"] for one in result["links"])
    assert newest(db, make.WEEK) is None
    job.report(state="done", result=json.dumps(result))
    assert newest(db, make.WEEK) == result
    assert told(newest(db, make.WEEK), issue) == [
        f"リンク切れ: {base}/404 (HTTP 404)",
        f"転送されている: {base}/moved → {base}/200",
    ]
    assert told(None, issue) == []
