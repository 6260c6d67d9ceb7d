"""Choosing from a week: CPU seconds of ranking small and large weeks, and the same again.

Peer: the ideal, which is the small week times the number of stories.

    python bench/ranking.py [--articles 1000 5000 20000] [--seed 1]
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from digest.crowd import Crowd
from digest.select import rank
from digest.taste import Profile, Taste
from storage.records import Article, Story

WEEK, MONDAY = "2026-W46", datetime(2026, 11, 9, 3, tzinfo=UTC)
WORDS = [
    "LLM",
    "推論",
    "公開",
    "OpenAI",
    "モデル",
    "データ",
    "喫茶店",
    "検証",
    "agent",
    "release",
    "手法",
    "自治体",
    "費用",
    "速度",
]
SOURCES = 300
SEVERAL = 10  # one story in so many is told by three


def words(rng: random.Random, count: int) -> str:
    """A text of so many words."""
    return "".join(rng.choice(WORDS) + rng.choice("、。のはがを ") for _ in range(count))


def articles(rng: random.Random, count: int) -> Iterator[Article]:
    """Articles of one week, from 300 sites, with 20 links each."""
    for n in range(1, count + 1):
        page = f"s{n % SOURCES}.example/{n}"
        yield Article(
            id=n,
            source_id=n % SOURCES,
            url=f"https://{page}",
            url_key=page,
            title=words(rng, 8),
            text=words(rng, 400),
            published_at=MONDAY + timedelta(seconds=n),
            links=tuple(f"https://l{rng.randrange(999)}.example/{k}" for k in range(20)),
        )


def stories(rng: random.Random, count: int) -> list[Story]:
    """Every tenth is told by three."""
    source, found = articles(rng, count), []
    for place, lead in enumerate(source):
        more = [next(source, None), next(source, None)] if place % SEVERAL == 0 else []
        found.append(Story(f"a{lead.id}", lead, tuple(one for one in more if one)))
    return found


def taste(rng: random.Random, count: int) -> Taste:
    """Thirty wishes, six past issues, and points for one article in five."""
    told = {
        f"2026-W{40 + k}": [(words(rng, 6), f"https://x.example/{k}/{m}") for m in range(25)]
        for k in range(6)
    }
    wishes = tuple(f"語{k} wish" for k in range(30))
    points = {n: {"hackernews": n % 500} for n in range(0, count, 5)}
    usual = {"hackernews": tuple(sorted(rng.randrange(500) for _ in range(count)))}
    return Taste(Profile(("製品X",), wishes, ("求人",)), told=told, crowd=Crowd(points, usual))


def main() -> None:
    """Print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, nargs="+", default=[1000, 5000, 20_000])
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    rows = []
    for count in args.articles:
        rng = random.Random(args.seed)
        week, known, spent = stories(rng, count), taste(rng, count), []
        for _ in range(2):
            started = time.process_time()
            rank(week, week=WEEK, limit=10, weights={}, taste=known)
            spent.append(time.process_time() - started)
        rows.append({"articles": count, "stories": len(week), "first": spent[0], "again": spent[1]})
    ideal = rows[0]["first"] / rows[0]["stories"]
    for row in rows:
        row |= {"to_ideal": row["first"] / (ideal * row["stories"])}
    print(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
