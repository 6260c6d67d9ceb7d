"""A build of 40 items that is killed 20 times (kill -9) at random points, against an undisturbed one.

Peer: the same build left alone. The digest must be the same, and no finished call may be sent
again: finished is a call whose reply the server completed and the program stored. What the
server answered within the last moment before a kill may not be stored yet; `unstored_ms` is
the longest such moment that was seen.

    python bench/crash.py [--items 40] [--kills 20] [--seconds 0.4] [--at-once 4] [--seed 7]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.build import WEEK, fill  # noqa: E402
from storage import calls, digests  # noqa: E402
from storage.database import connect  # noqa: E402
from tests.model_server import Answer, ModelServer, model_server, well_behaved  # noqa: E402

STARTING = 0.25  # share of kills while the program starts or replays, before it asks anything
STARTUP_SECONDS = 1.5
PATIENCE = 120.0


@dataclass(frozen=True)
class Crashes:
    """What came of it. Times in milliseconds."""

    items: int
    kills: int
    calls_needed: int
    calls_sent: int
    sent_twice: int  # requests that were in flight, or answered but not stored, at a kill
    unstored_ms: float  # longest moment between an answer and a kill that lost it
    finished_sent_again: int  # requests sent again although no kill met them: must be 0
    same_digest: bool
    rows_of_calls: int


def start(home: Path, server: ModelServer, items: int, at_once: int) -> subprocess.Popen[str]:
    """The build as a process of its own."""
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


def finish(process: subprocess.Popen[str]) -> None:
    """Wait for its good end."""
    _, err = process.communicate(timeout=PATIENCE)
    if process.returncode:
        raise RuntimeError(err)


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


def kill_at_random(
    home: Path, server: ModelServer, items: int, at_once: int, rng: random.Random, reach: float
) -> float | None:
    """Start the build and kill it; the moment (monotonic), None where it ended before."""
    before = server.calls
    process = start(home, server, items, at_once)
    if rng.random() < STARTING:
        time.sleep(rng.uniform(0.0, STARTUP_SECONDS))
    else:
        deadline = time.monotonic() + PATIENCE
        while server.calls == before and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(rng.uniform(0.0, reach))
    at = time.monotonic()
    alive = process.poll() is None
    if alive:
        os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    return at if alive else None


def sent_again(server: ModelServer, kills: list[float], latency: float) -> tuple[int, float, int]:
    """(requests sent twice, longest unstored moment in ms, those that no kill explains)."""
    asked = defaultdict(list)
    for started, ended, body in server.journal:
        asked[json.dumps(body, sort_keys=True)].append((started, ended))
    twice, unstored, unexplained = 0, 0.0, 0
    for times in asked.values():
        for started, ended in sorted(times)[:-1]:
            twice += 1
            done = ended or started + latency
            after = min((kill for kill in kills if kill >= started), default=None)
            gap = float("inf") if after is None else max(0.0, after - done) * 1000
            unexplained += gap > latency * 1000
            unstored = max(unstored, gap) if gap <= latency * 1000 else unstored
    return twice, unstored, unexplained


def measure(
    folder: Path,
    *,
    items: int,
    kills: int,
    latency: float,
    at_once: int,
    seed: int,
    answer: Answer = well_behaved,
) -> Crashes:
    """Both builds; raises RuntimeError where one fails. answer: of the model server."""
    rng = random.Random(seed)
    calm, killed = folder / "calm", folder / "killed"
    fill(calm, items)
    fill(killed, items)
    with model_server(latency, answer) as server:
        finish(start(calm, server, items, at_once))
        needed = server.calls
    reach = 1.3 * needed / at_once * latency / kills
    moments: list[float] = []
    with model_server(latency, answer) as server:
        for _ in range(kills):
            at = kill_at_random(killed, server, items, at_once, rng, reach)
            moments += [] if at is None else [at]
        finish(start(killed, server, items, at_once))
        twice, unstored, unexplained = sent_again(server, moments, latency)
        sent = server.calls
    db = connect(killed / "digest.db")
    rows = calls.spending(db).calls
    db.close()
    return Crashes(
        items,
        len(moments),
        needed,
        sent,
        twice,
        round(unstored, 1),
        unexplained,
        texts(calm) == texts(killed),
        rows,
    )


def main() -> None:
    """Print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=40)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=0.4)
    parser.add_argument("--at-once", type=int, default=4)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measure(
            Path(folder),
            items=args.items,
            kills=args.kills,
            latency=args.seconds,
            at_once=args.at_once,
            seed=args.seed,
        )
    print(json.dumps(asdict(found), indent=1))


if __name__ == "__main__":
    main()
