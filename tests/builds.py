"""Builds of a filled week as processes: started, finished, killed (-9); what was lost by a kill.

For tests and benchmarks. Nothing here depends on how quick the machine is: what a kill may
cost is read out of the files that the killed process left.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from digest.identity import content_hash
from storage import articles, digests
from storage.database import connect
from storage.records import Article
from tests.model_server import ModelServer
from tests.tools import ROOT

WEEK = "2026-W46"
MONDAY = datetime(2026, 11, 9, 3, tzinfo=UTC)
NAMES = ("Aster", "Birch", "Cedar", "Dahlia", "Elm", "Fern", "Ginkgo", "Hazel")
PATIENCE = 120.0  # seconds, for what takes one or two


def put(home: Path, number: int, name: str, title: str, text: str) -> None:
    """One story of the week."""
    url = f"https://example.com/{name}"
    db = connect(home / "digest.db")
    articles.save(
        db,
        Article(
            url=url,
            url_key=url,
            title=title,
            language="en",
            text=text,
            text_chars=len(text),
            text_origin="page",
            week=WEEK,
            published_at=MONDAY + timedelta(hours=number),
            first_seen_at=MONDAY,
            content_hash=content_hash(title, text),
        ),
    )
    db.close()


def fill(home: Path, items: int) -> None:
    """Stories that nobody would group: another name, number and subject each."""
    for i in range(items):
        name = f"{NAMES[i % len(NAMES)]}-{i}"
        lines = [f"{name} reaches {17 * i + 3} points on test {i}-{j}." for j in range(25)]
        text = f"We release {name}, a language model with {i + 2}B parameters. " + " ".join(lines)
        put(home, i, name, f"{name}: language model number {i} is released", text)


def start(home: Path, server: ModelServer, items: int, at_once: int) -> subprocess.Popen[str]:
    """The build of the week."""
    env = os.environ | {
        "OPENAI_BASE_URL": server.url,
        "DIGEST_MODEL": "test",
        "OPENAI_API_KEY": "none",
        "DIGEST_CONCURRENCY": str(at_once),
    }
    line = [sys.executable, "-m", "digest", "--home", str(home), "build", "--week", WEEK]
    return subprocess.Popen(
        [*line, "--limit", str(items), "--json"],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> dict[str, Any]:
    """What it gives at its good end. Raises RuntimeError with its words at another."""
    out, err = process.communicate(timeout=PATIENCE)
    if process.returncode:
        raise RuntimeError(err)
    result: dict[str, Any] = json.loads(out)
    return result


def wait_for_a_call(server: ModelServer, known: int, process: subprocess.Popen[str]) -> None:
    """Until the server was asked more than `known` calls, or the process has ended."""
    deadline = time.monotonic() + PATIENCE
    while server.calls <= known and process.poll() is None:
        assert time.monotonic() < deadline, "it asked nothing"
        time.sleep(0.005)


@dataclass(frozen=True)
class Kill:
    """One kill -9: when (monotonic), the calls that were sent, and those of them stored."""

    at: float
    sent: int
    stored: frozenset[str]

    @property
    def lost(self) -> int:
        """Calls in flight, or answered and not stored: they may be sent again."""
        return max(0, self.sent - len(self.stored))


def kill(process: subprocess.Popen[str], home: Path, server: ModelServer) -> Kill | None:
    """Kill a process now; None where it had ended by itself."""
    alive = process.poll() is None
    if alive:
        os.kill(process.pid, signal.SIGKILL)
    at = time.monotonic()
    process.communicate()
    return Kill(at, len({_key(b) for _, _, b in server.journal}), stored(home)) if alive else None


def killed_at_random(
    home: Path, server: ModelServer, items: int, at_once: int, moment: tuple[float, float]
) -> Kill | None:
    """Start a build, kill it `moment` (between, seconds) after it first asked something new."""
    before = server.calls
    process = start(home, server, items, at_once)
    wait_for_a_call(server, before, process)
    time.sleep(random.Random(f"{before} {moment}").uniform(*moment))
    return kill(process, home, server)


def stored(home: Path) -> frozenset[str]:
    """The requests whose answers are rows."""
    db = connect(home / "digest.db")
    try:
        rows = db.conn.execute("SELECT messages FROM model_calls").fetchall()
    finally:
        db.close()
    return frozenset(_key(json.loads(row["messages"])) for row in rows)


def paid_again(server: ModelServer, kills: list[Kill]) -> int:
    """Requests that were sent although their answer was stored at a kill before: must be 0."""
    return sum(
        any(started > one.at and _key(body) in one.stored for one in kills)
        for started, _, body in server.journal
    )


def _key(body: Any) -> str:
    return json.dumps(body, sort_keys=True)


def texts(home: Path) -> list[object]:
    """Everything that a reader sees of the digest."""
    db = connect(home / "digest.db")
    try:
        digest = digests.get(db, WEEK)
        return [
            digest.title,
            digest.notes,
            digest.method,
            [asdict(claim) | {"id": 0} for claim in digest.highlights],
            *(
                (
                    item.story_key,
                    item.summary.headline,
                    item.summary.method,
                    [(s.name, [c.text for c in s.claims]) for s in item.summary.sections],
                    item.references,
                    item.related,
                    item.findings,
                )
                for item in digest.items
            ),
        ]
    finally:
        db.close()
