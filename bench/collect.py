"""Collecting feeds from a loopback server, against lemon24/reader in the same run.

Both update the same feeds into an empty SQLite file, then update them again unchanged (304).
Pages behind the entries are not fetched. Ours is the whole job as its Run tells, from queued
to done; reader's is Reader.update_feeds() alone. Rounds alternate; medians are compared.

    python bench/collect.py [--feeds 200] [--entries 30] [--rounds 3] [--latency 0] [--from FOLDER]

--latency S lets the server answer S seconds late. peak_mb is the most memory that our process
and its helpers held together. --from FOLDER takes the feeds of a folder (plain or .gz) instead of made-up ones.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from storage import runs, sources  # noqa: E402
from storage.database import connect  # noqa: E402
from storage.records import Source  # noqa: E402

WORKERS = 8
SENTENCE = "The team reports {n} points on test {i}, measured on {m} examples in two languages. "


def made_up(folder: Path, feeds: int, entries: int) -> None:
    """RSS 2.0 feeds whose entries carry some HTML."""
    start = datetime(2026, 11, 9, tzinfo=UTC)
    for number in range(feeds):
        items = []
        for i in range(entries):
            words = "".join(SENTENCE.format(n=n, i=i, m=17 * n) for n in range(12))
            date = (start + timedelta(minutes=37 * i)).strftime("%a, %d %b %Y %H:%M:%S +0000")
            link = f"https://example.com/{number}/{i}"
            items.append(
                f"<item><title>Model {number}.{i} is released</title><link>{link}</link>"
                f"<guid>{link}</guid><pubDate>{date}</pubDate>"
                f"<description>&lt;p&gt;{words}&lt;/p&gt;</description></item>"
            )
        text = f"<title>Feed {number}</title><link>https://example.com/</link>{''.join(items)}"
        xml = f'<?xml version="1.0"?><rss version="2.0"><channel>{text}</channel></rss>'
        (folder / f"{number}.xml").write_text(xml, encoding="utf-8")


def taken_from(origin: Path, folder: Path, feeds: int) -> None:
    """Real feeds of a folder, again from its start where it has too few."""
    found = sorted(p for p in origin.rglob("*") if p.suffix in (".xml", ".gz", ".rss", ".atom"))
    for number in range(feeds):
        data = found[number % len(found)].read_bytes()
        (folder / f"{number}.xml").write_bytes(
            gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        )


@contextmanager
def served(folder: Path, latency: float) -> Iterator[str]:
    server = str(ROOT / "bench" / "feed_server.py")
    command = [sys.executable, server, str(folder), str(latency)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.kill()
        process.wait()


def ours(home: Path, urls: list[str]) -> tuple[float, dict[str, Any]]:
    """(seconds of the job, its result)."""
    db = connect(home / "digest.db")
    for url in urls:
        sources.add(db, Source(url=url, added_at=datetime.now(UTC)))
    env = os.environ | {"DIGEST_ALLOW_PRIVATE_HOSTS": "127.0.0.1", "DIGEST_FULL_TEXT": "0"}
    command = [sys.executable, "-m", "digest", "--home", str(home), "collect", "--json"]
    result, peak = watched(command, env)
    run = runs.find(db, result["job"])
    db.close()
    assert run is not None
    assert run.created_at is not None
    assert run.updated_at is not None
    return (run.updated_at - run.created_at).total_seconds(), result | {"peak_mb": peak}


def watched(command: list[str], env: dict[str, str]) -> tuple[dict[str, Any], float]:
    """(what a command printed as JSON, the most memory of it and its children in MB)."""
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as child:
        peak = 0.0
        assert child.stdout is not None
        reading = ThreadPoolExecutor(1).submit(child.stdout.read)
        while child.poll() is None:
            peak = max(peak, memory(child.pid))
            time.sleep(0.1)
        if child.returncode:
            raise subprocess.CalledProcessError(child.returncode, command)
        return json.loads(reading.result()), round(peak)


def memory(pid: int) -> float:
    """Megabytes of a process and its children, shared pages split among them (Linux)."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        started = Path(f"/proc/{pid}/task").glob("*/children")  # by any thread of it
        below = [child for thread in started for child in thread.read_text().split()]
    except OSError:  # it has ended
        return 0.0
    kilobytes = next(line.split()[1] for line in rollup.splitlines() if line.startswith("Pss:"))
    return int(kilobytes) / 1000 + sum(memory(int(child)) for child in below)


def theirs(path: Path, urls: list[str]) -> float:
    """Seconds of Reader.update_feeds()."""
    from reader import make_reader

    reader = make_reader(str(path))
    for url in urls:
        reader.add_feed(url, exist_ok=True)
    began = time.perf_counter()
    reader.update_feeds(scheduled=False, workers=WORKERS)
    seconds = time.perf_counter() - began
    reader.close()
    return seconds


def one_round(urls: list[str]) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        home, file = Path(folder) / "home", Path(folder) / "reader.sqlite"
        first, result = ours(home, urls)
        their_first = theirs(file, urls)
        again, unchanged = ours(home, urls)
        their_again = theirs(file, urls)
        assert unchanged["new"] == 0, "the second run found something new"
        return {
            "ours_first": first,
            "ours_again": again,
            "reader_first": their_first,
            "reader_again": their_again,
            "new": result["new"],
            "failed": result["failed"],
            "peak_mb": max(result["peak_mb"], unchanged["peak_mb"]),
        }


def main() -> None:
    """Print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=200)
    parser.add_argument("--entries", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--latency", type=float, default=0.0)
    parser.add_argument("--from", dest="origin", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if args.origin:
            taken_from(args.origin, folder, args.feeds)
        else:
            made_up(folder, args.feeds, args.entries)
        with served(folder, args.latency) as base:
            urls = [f"{base}/{number}.xml" for number in range(args.feeds)]
            rounds = [one_round(urls) for _ in range(args.rounds)]
    shown = {name: round(median(r[name] for r in rounds), 3) for name in rounds[0]}
    shown["feeds_per_second"] = round(args.feeds / shown["ours_first"], 1)
    shown["speed_against_reader"] = round(shown["reader_first"] / shown["ours_first"], 2)
    shown["unchanged_against_first"] = round(shown["ours_first"] / shown["ours_again"], 2)
    shown["unchanged_against_reader"] = round(shown["reader_again"] / shown["ours_again"], 2)
    asked = {"feeds": args.feeds, "latency": args.latency, "rounds": args.rounds}
    print(json.dumps(asked | shown, indent=1))


if __name__ == "__main__":
    main()
