"""How well articles are grouped into stories, on a labelled set and next to two peers.

The set of tests/data/stories, split by a hash before anything was tuned: the grouping was only
ever tuned on the first half. Peers in the same run: equal addresses or titles, and MinHash LSH
(datasketch) at the threshold that is best for it on that half. `--cost` times fortnights.

    python bench/stories.py [--show tune] [--cost]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from digest.canonical import url_key  # noqa: E402
from digest.stories import stories  # noqa: E402
from digest.text import folded  # noqa: E402
from storage.records import Article  # noqa: E402

SET, PARTS = ROOT / "tests/data/stories/articles.jsonl", ("tune", "held-out", "fresh")
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "or")]

Pairs = set[tuple[int, int]]  # of ids, the smaller first


@dataclass(frozen=True)
class Labelled:
    """An article with what a reader said of it."""

    article: Article
    event: str  # of its family
    label: str
    natural: bool


def labelled(part: str = "") -> list[Labelled]:
    """The articles of a part, or all, numbered by their line."""
    rows = [json.loads(line) for line in SET.read_text("utf-8").splitlines()]
    sources = {name: i for i, name in enumerate(sorted({row["source"] for row in rows}), 1)}
    return [
        Labelled(
            _article(number, row, sources[row["source"]]),
            f"{row['family']}: {row['event']}",
            row["article"],
            row["how"] == "natural",
        )
        for number, row in enumerate(rows, 1)
        if part in ("", part_of(row["family"]))
    ]


def part_of(family: str) -> str:
    """Which part a family belongs to, for good; `fresh` was labelled after the tuning."""
    odd = int(hashlib.sha256(family.encode()).hexdigest(), 16) % 2
    return "fresh" if family.startswith("fresh-") else PARTS[odd]


def _article(number: int, row: dict[str, Any], source: int) -> Article:
    when = datetime.strptime(row["at"], "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
    return Article(
        id=number,
        source_id=source,
        url=row["url"],
        url_key=url_key(row["url"]),
        title=row["title"],
        kind=row["kind"],
        language=row["language"],
        published_at=when,
        first_seen_at=when,
        text=row.get("text", ""),
        links=tuple(row.get("links", ())),
    )


def ours(articles: Sequence[Article]) -> Pairs:
    """Pairs that the program makes one: one row for an address, then stories."""
    first: dict[str, Article] = {}
    for article in articles:
        first.setdefault(article.url_key, article)
    story_of = {
        article.url_key: number
        for number, story in enumerate(stories(list(first.values())))
        for article in (story.lead, *story.others)
    }
    return _pairs(articles, lambda article: [story_of[article.url_key]])


def by_equality(articles: Sequence[Article]) -> Pairs:
    """The simplest peer: the same address, or the same title."""
    return _pairs(articles, lambda a: [f"url {a.url_key}", f"title {folded(a.title)}"])


def by_minhash(articles: Sequence[Article], threshold: float) -> Pairs:
    """The usual peer: MinHash LSH over character 5-grams of title and text, or one address."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=threshold, num_perm=128)
    sketches = {}
    for article in articles:
        plain = folded(f"{article.title}{article.text}")
        sketch = MinHash(num_perm=128)
        sketch.update_batch([plain[i : i + 5].encode() for i in range(max(1, len(plain) - 4))])
        sketches[article.id] = sketch
        index.insert(article.id, sketch)
    found = {
        (one, other)
        for one, sketch in sketches.items()
        for other in index.query(sketch)
        if one < other and sketch.jaccard(sketches[other]) >= threshold
    }
    return found | _pairs(articles, lambda article: [article.url_key])


def best_threshold(rows: Sequence[Labelled]) -> float:
    """The MinHash threshold with the highest harmonic mean of precision and recall."""
    found = [row.article for row in rows]
    scored = [(measure(rows, by_minhash(found, t))["all"], t) for t in THRESHOLDS]
    return max(
        (s["precision"] * s["recall"] / (s["precision"] + s["recall"]), t) for s, t in scored
    )[1]


def _pairs(articles: Iterable[Article], keys: Callable[[Article], Iterable[object]]) -> Pairs:
    index: dict[object, list[int]] = {}
    for article in articles:
        for key in keys(article):
            index.setdefault(key, []).append(article.id)
    return {pair for ids in index.values() for pair in combinations(sorted(set(ids)), 2)}


def measure(rows: Sequence[Labelled], joined: Pairs) -> dict[str, Any]:
    """Precision and recall of the joined pairs, whole and by language."""
    tally: Counter[tuple[str, ...]] = Counter()
    for one, other in combinations(rows, 2):
        kind = _kind(one, other)
        hit = (one.article.id, other.article.id) in joined
        if kind == "other" and not hit:
            continue
        langs = "-".join(sorted({one.article.language, other.article.language}))
        same_page = one.article.url_key == other.article.url_key
        natural = "natural" if one.natural and other.natural else "made"
        for group in ("all", langs):
            for part in ("all", "address" if same_page else "elsewhere", natural):
                tally[group, part, kind, "joined" if hit else "apart"] += 1
    return {group: _figures(tally, group) for group in ("all", "ja", "en", "en-ja")}


def _kind(one: Labelled, other: Labelled) -> str:
    if one.label == other.label:
        return "article"
    return "event" if one.event == other.event else "other"


def _figures(tally: Counter[tuple[str, ...]], group: str) -> dict[str, Any]:
    def count(kind: str, part: str = "all") -> tuple[int, int]:
        hit = tally[group, part, kind, "joined"]
        return hit, hit + tally[group, part, kind, "apart"]

    right, wrong = count("article")[0] + count("event")[0], count("other")[0]
    told = {f"recall_{part}": count("article", part) for part in ("elsewhere", "natural", "made")}
    told["same_event"] = count("event")
    return {
        "precision": _share(right, right + wrong),
        "wrong": f"{wrong} of {right + wrong}",
        "recall": _share(*count("article")),
        **{name: f"{_share(*pair)} ({pair[0]}/{pair[1]})" for name, pair in told.items()},
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def show(rows: Sequence[Labelled], joined: Pairs) -> None:
    """Print what was joined wrongly and what of one article stayed apart."""
    for one, other in combinations(rows, 2):
        kind, hit = _kind(one, other), (one.article.id, other.article.id) in joined
        if (hit and kind == "other") or (not hit and kind != "other"):
            print(f"{'WRONG' if hit else 'MISSED ' + kind}")
            for article in (one.article, other.article):
                print(f"    {article.title[:90]} | {article.url[:90]}")


def cost(sizes: Sequence[int] = (2_500, 5_000, 10_000, 20_000)) -> dict[str, Any]:
    """CPU seconds of made-up fortnights by size; every fifth article is a copy of another."""
    rng = random.Random(1)
    words = ["".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))) for _ in range(20_000)]
    figures = {}
    for size in sizes:
        made: list[Article] = []
        for n in range(1, size + 1):
            made.append(_made(rng, n, words, None if n % 5 else rng.choice(made)))
        begin = time.process_time()
        told = stories(made)
        figures[size] = f"{time.process_time() - begin:.1f} CPU s, {len(told)} stories"
    return figures


def _made(rng: random.Random, number: int, words: Sequence[str], of: Article | None) -> Article:
    when = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=rng.randrange(14 * 1440))
    title, text = " ".join(rng.choices(words, k=8)), " ".join(rng.choices(words, k=300))
    return Article(
        id=number,
        source_id=rng.randrange(1, 300),
        url=f"https://site{number % 997}.example/{number}",
        url_key=f"site{number % 997}.example/{number}",
        title=f"{of.title} | {words[0]}" if of else title.capitalize(),
        language="en",
        published_at=of.published_at if of else when,
        first_seen_at=when,
        text=f"{of.text} {text[:200]}" if of else text,
        links=(f"https://site{rng.randrange(997)}.example/{rng.randrange(1, number + 1)}",),
    )


def main() -> None:
    """Measure, and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", choices=PARTS, default="")
    parser.add_argument("--cost", action="store_true")
    arguments = parser.parse_args()
    if arguments.cost:
        return print(json.dumps(cost(), indent=1))
    best = best_threshold(labelled("tune"))
    for part, rows in ((part, labelled(part)) for part in PARTS):
        found = [row.article for row in rows]
        print(part, json.dumps(measure(rows, ours(found)), indent=1))
        print(part, "equality", json.dumps(measure(rows, by_equality(found))["all"]))
        print(part, f"MinHash {best}", json.dumps(measure(rows, by_minhash(found, best))["all"]))
        if part == arguments.show:
            show(rows, ours(found))


if __name__ == "__main__":
    main()
