"""A million articles: what searching and adding cost when the archive has grown.

Peer: the same program with the first thousand articles. CPU time, which other work on the
machine moves less than seconds.

    python bench/archive.py [--documents 1000000] [--queries 200] [--seed 1]
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from dataclasses import replace
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from sqlite_utils import Database

from bench.search import cpu, documents, p95, words
from storage import articles
from storage.database import connect, write
from storage.search import search

BATCH = 1000  # a transaction
SINGLE = 300  # saved alone, before and after


def grow(db: Database, seed: int, count: int) -> list[float]:
    """Save `count` articles; CPU seconds of each batch."""
    source = documents(random.Random(seed), count)
    spent = []
    while batch := list(islice(source, BATCH)):
        start = time.process_time()
        with write(db):
            for article in batch:
                articles.save(db, article)
        spent.append(time.process_time() - start)
    return spent


def alone(db: Database, seed: int, place: str) -> list[float]:
    """CPU milliseconds of saving single articles, each in a transaction of its own."""
    fresh = [
        replace(one, url=f"https://{place}/{i}", url_key=f"{place}/{i}")
        for i, one in enumerate(documents(random.Random(seed), SINGLE))
    ]
    return [cpu(lambda a=article: articles.save(db, a)) for article in fresh]


def measured(db: Database, options: argparse.Namespace) -> dict[str, Any]:
    """Everything, in the order in which it happens."""
    first = alone(db, options.seed, "first.example")
    spent = grow(db, options.seed + 1, options.documents)
    last = alone(db, options.seed, "last.example")
    asked = words(options.seed + 1, options.queries)
    times = [cpu(lambda q=q: search(db, q)) for q in asked]
    narrowed = [cpu(lambda q=q: search(db, f"{q} week:2026")) for q in asked[: len(asked) // 4]]
    tenth = max(1, len(spent) // 10)
    return {
        "documents": options.documents,
        "saved_a_cpu_second": round(options.documents / sum(spent)),
        "last_tenth_to_first": round(sum(spent[-tenth:]) / sum(spent[:tenth]), 2),
        "one_article_ms": {"first": round(median(first), 2), "last": round(median(last), 2)},
        "two_kanji_ms": {"p50": round(median(times), 1), "p95": round(p95(times), 1)},
        "narrowed_ms": {"p50": round(median(narrowed), 1), "p95": round(p95(narrowed), 1)},
    }


def main() -> None:
    """Print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    with tempfile.TemporaryDirectory() as folder:
        db = connect(Path(folder) / "digest.db")
        found = measured(db, parser.parse_args())
        db.close()
        found["file_mb"] = round((Path(folder) / "digest.db").stat().st_size / 1e6)
        print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
