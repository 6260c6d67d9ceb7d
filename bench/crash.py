"""A build of 40 items that is killed 20 times (kill -9) at random points, against an undisturbed one.

Peer: the same build left alone. The digest must be the same, and no finished call may be sent
again: finished is a call whose reply the program stored. What the
server answered within the last moment before a kill may not be stored yet; `unstored_ms` is
the longest such moment that was seen.

    python bench/crash.py [--items 40] [--kills 20] [--seconds 0.4] [--at-once 4] [--seed 7]
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from storage import calls  # noqa: E402
from storage.database import connect  # noqa: E402
from tests.builds import (  # noqa: E402
    Kill,
    fill,
    finish,
    kill,
    paid_again,
    start,
    texts,
    wait_for_a_call,
)
from tests.model_server import Answer, ModelServer, model_server, well_behaved  # noqa: E402

STARTING = 0.25  # share of kills while the program starts or replays, before it asks anything
STARTUP_SECONDS = 1.5


@dataclass(frozen=True)
class Crashes:
    """What came of it. Times in milliseconds."""

    items: int
    kills: int
    calls_needed: int
    calls_sent: int
    sent_twice: int  # requests that were in flight, or answered but not stored, at a kill
    unstored_ms: float  # longest moment between an answer and a kill that lost it
    finished_sent_again: int  # requests sent again whose answer was stored: must be 0
    lost: int  # requests without a stored answer at a kill, over all kills: may be sent again
    same_digest: bool
    rows_of_calls: int


def kill_at_random(
    home: Path, server: ModelServer, items: int, at_once: int, rng: random.Random, reach: float
) -> Kill | None:
    """Start the build and kill it; None where it ended before."""
    before = server.calls
    process = start(home, server, items, at_once)
    if rng.random() < STARTING:
        until = time.monotonic() + rng.uniform(0.0, STARTUP_SECONDS)
        while time.monotonic() < until and server.calls == before:
            time.sleep(0.005)  # a quick machine asks sooner, and would have ended by then
    else:
        wait_for_a_call(server, before, process)
        time.sleep(rng.uniform(0.0, reach))
    return kill(process, home, server)


def sent_again(server: ModelServer, kills: list[float], latency: float) -> tuple[int, float]:
    """(requests sent twice, longest moment in ms between an answer and the kill that lost it)."""
    asked = defaultdict(list)
    for started, ended, body in server.journal:
        asked[json.dumps(body, sort_keys=True)].append((started, ended))
    twice, unstored = 0, 0.0
    for times in asked.values():
        for started, ended in sorted(times)[:-1]:
            twice += 1
            done = ended or started + latency
            after = min((kill for kill in kills if kill >= started), default=None)
            gap = float("inf") if after is None else max(0.0, after - done) * 1000
            unstored = max(unstored, gap) if gap <= latency * 1000 else unstored
    return twice, unstored


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
    found: list[Kill] = []
    with model_server(latency, answer) as server:
        for _ in range(kills):
            one = kill_at_random(killed, server, items, at_once, rng, reach)
            found += [] if one is None else [one]
        finish(start(killed, server, items, at_once))
        twice, unstored = sent_again(server, [one.at for one in found], latency)
        again = paid_again(server, found)
        sent = server.calls
    db = connect(killed / "digest.db")
    rows = calls.spending(db).calls
    db.close()
    return Crashes(
        items,
        len(found),
        needed,
        sent,
        twice,
        round(unstored, 1),
        again,
        sum(one.lost for one in found),
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
