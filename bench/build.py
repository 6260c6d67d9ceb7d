"""A digest of 40 items against a server that answers in 1 s, 16 at a time.

Peer: the ideal, calls ÷ 16 × 1 s. The job's time is its own: from the moment it was queued
to its end, as its Run says; the second build must ask for nothing. --repairs: every draft has
a wrong number, and is repaired.

    python bench/build.py [--items 40] [--seconds 1.0] [--at-once 16] [--repairs]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from storage import runs  # noqa: E402
from storage.database import connect  # noqa: E402
from tests.builds import WEEK, fill  # noqa: E402
from tests.model_server import doubtful, model_server, well_behaved  # noqa: E402


def build(home: Path, url: str, args: argparse.Namespace) -> tuple[float, float, dict[str, object]]:
    """(seconds of the command, seconds of the job, its result)."""
    env = os.environ | {
        "OPENAI_BASE_URL": url,
        "DIGEST_MODEL": "bench",
        "OPENAI_API_KEY": "none",
        "DIGEST_CONCURRENCY": str(args.at_once),
    }
    command = [sys.executable, "-m", "digest", "--home", str(home), "build", "--json"]
    began = time.monotonic()
    done = subprocess.run(
        [*command, "--week", WEEK, "--limit", str(args.items)],
        cwd=ROOT,
        env=env,
        check=True,
        capture_output=True,
        text=True,
    )
    wall = time.monotonic() - began
    result = json.loads(done.stdout)
    db = connect(home / "digest.db")
    run = runs.find(db, result["job"])
    db.close()
    assert run is not None
    assert run.created_at is not None
    assert run.updated_at is not None
    return wall, (run.updated_at - run.created_at).total_seconds(), result


def main() -> None:
    """Print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--at-once", type=int, default=16)
    parser.add_argument("--repairs", action="store_true")
    args = parser.parse_args()
    answer = doubtful if args.repairs else well_behaved
    with tempfile.TemporaryDirectory() as folder, model_server(args.seconds, answer) as server:
        home = Path(folder)
        fill(home, args.items)
        wall, job, result = build(home, server.url, args)
        calls = server.calls
        asked = [start for start, _, _ in server.journal]
        answered = [end for _, end, _ in server.journal]
        again_wall, again_job, _ = build(home, server.url, args)
        ideal = calls / args.at_once * args.seconds
        print(
            json.dumps(
                {
                    "items": result["items"],
                    "calls": calls,
                    "ideal_seconds": round(ideal, 3),
                    "job_seconds": round(job, 3),
                    "job_to_ideal": round(job / ideal, 3),
                    "first_request_to_last_answer": round(max(answered) - min(asked), 3),
                    "command_seconds": round(wall, 3),
                    "second_build_calls": server.calls - calls,
                    "second_build_job_seconds": round(again_job, 3),
                    "second_build_command_seconds": round(again_wall, 3),
                },
                indent=1,
            )
        )


if __name__ == "__main__":
    main()
