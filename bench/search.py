"""Search against LIKE over the same rows, in one run: CPU time, ratio and recall.

    python bench/search.py [--documents 100000] [--queries 60] [--seed 1]

The documents are made up: words by Zipf's law over random kanji, kana and Latin words.
"""

from __future__ import annotations

import argparse
import itertools
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent.parent))

from sqlite_utils import Database

from storage import articles
from storage.database import connect, write
from storage.records import Article
from storage.search import rebuild, search
from storage.terms import fold, fts, parse

START = datetime(2026, 1, 1, tzinfo=UTC)
KANJI = [chr(code) for code in range(0x4E00, 0x4E00 + 2200)]
KATAKANA = [chr(code) for code in range(0x30A2, 0x30F3)]
PARTICLES = ["の", "を", "に", "は", "が", "と", "で", "する", "した", "している", "から", "も"]
LATIN = ["al", "en", "pro", "ra", "to", "gen", "mod", "el", "in", "tra", "per", "lm", "gpt", "x"]


def vocabulary(rng: random.Random, size: int = 20_000) -> list[str]:
    """Mostly two-kanji words, some longer, some katakana, some Latin."""
    makers: list[Callable[[], str]] = [
        lambda: "".join(rng.choices(KANJI, k=2)),
        lambda: "".join(rng.choices(KANJI, k=rng.choice([1, 3, 4]))),
        lambda: "".join(rng.choices(KATAKANA, k=rng.randint(3, 7))),
        lambda: "".join(rng.choices(LATIN, k=rng.randint(1, 3))) + rng.choice(["", "", "4", "-3"]),
    ]
    return [rng.choices(makers, weights=[60, 12, 14, 14])[0]() for _ in range(size)]


def documents(rng: random.Random, count: int) -> Iterator[Article]:
    """Titles of about 25 characters, texts of 200 to 900."""
    words = vocabulary(rng)
    weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(words))))
    for number in range(count):
        chosen = rng.choices(words, cum_weights=weights, k=rng.randint(70, 320))
        parts = [w + rng.choice(PARTICLES) + rng.choice(["", "", "", "、", "。"]) for w in chosen]
        text, title = "".join(parts), "".join(parts[:8])
        moment = START + timedelta(minutes=number)
        yield Article(
            url=f"https://example.com/{number}",
            url_key=f"example.com/{number}",
            title=title,
            text=text,
            text_chars=len(text),
            language="ja",
            published_at=moment,
            first_seen_at=moment,
            week="2026-W01",
            content_hash=str(number),
        )


def like(db: Database, query: str, limit: int = 20) -> list[int]:
    """The peer: titles first, then the newest, of all rows that hold it."""
    rows = db.conn.execute(
        "SELECT id FROM articles WHERE text LIKE ? OR title LIKE ?"
        " ORDER BY title LIKE ? DESC, sort_at DESC LIMIT ?",
        [*[f"%{query}%"] * 3, limit],
    )
    return [row[0] for row in rows]


def found(db: Database, query: str) -> set[int]:
    """Every document that the index has for a query."""
    sql = "SELECT rowid FROM search_index WHERE search_index MATCH ?"
    return {row[0] for row in db.conn.execute(sql, [fts(parse(query))])}


def cpu(action: Callable[[], object]) -> float:
    """Milliseconds of CPU."""
    start = time.process_time()
    action()
    return 1000 * (time.process_time() - start)


def p95(times: list[float]) -> float:
    """The 95th percentile."""
    return sorted(times)[min(len(times) - 1, int(0.95 * len(times)))]


def queries(rng: random.Random, texts: list[str], length: int, count: int) -> list[str]:
    """Substrings of Japanese runs as they stand in the documents."""
    out: list[str] = []
    while len(out) < count:
        text = rng.choice(texts)
        start = rng.randrange(len(text) - length)
        piece = text[start : start + length]
        if all("\u3041" <= char <= "\u9fff" and char not in "・" for char in piece):
            out.append(piece)
    return out


def words(seed: int, count: int) -> list[str]:
    """What a person types: two-kanji words of the documents, common ones more often."""
    known = vocabulary(random.Random(seed))
    weights = [1 / (rank + 3) for rank in range(len(known))]
    drawn = random.Random(seed + 1).choices(known, weights, k=20 * count)
    return [word for word in drawn if len(word) == 2 and word[0] in KANJI][:count]


def main() -> None:
    """Build, ask, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        db = connect(Path(folder) / "digest.db")
        texts = fill(db, rng, options.documents)
        print(f"file {(Path(folder) / 'digest.db').stat().st_size / 1e6:.0f} MB")
        print(f"rebuild {cpu(lambda: rebuild(db)) / 1000:.1f} s of CPU")
        compare(db, "words of 2 kanji", words(options.seed, options.queries))
        for length in (1, 2, 3, 5):
            asked = queries(rng, texts, length, options.queries)
            compare(db, f"any {length} characters", asked)
        compare(db, "English words", [w for w in LATIN if len(w) > 1])
        compare(
            db, "two words", [f"{a} {b}" for a, b in itertools.pairwise(asked[:20])], peer=False
        )
        db.close()


def fill(db: Database, rng: random.Random, count: int) -> list[str]:
    """Save the documents, 1,000 a transaction; the texts of some of them."""
    texts: list[str] = []
    spent = 0.0
    source = documents(rng, count)
    while batch := list(itertools.islice(source, 1000)):
        texts += [article.text for article in batch[:20]]
        start = time.process_time()
        with write(db):
            for article in batch:
                articles.save(db, article)
        spent += time.process_time() - start
    size = sum(map(len, texts)) / len(texts)
    print(f"{count:,} documents of {size:.0f} characters: {count / spent:,.0f} saved a CPU second")
    return texts


def compare(db: Database, name: str, asked: list[str], *, peer: bool = True) -> None:
    """One row of the table; LIKE is slow, so it answers fewer of the queries."""
    ours = [cpu(lambda q=q: search(db, q)) for q in asked]
    line = f"{name}: p50 {median(ours):.1f} p95 {p95(ours):.1f} ms"
    if peer:
        some = asked[: max(5, len(asked) // 8)]
        theirs = [cpu(lambda q=q: like(db, q)) for q in some]
        line += (
            f"; LIKE p50 {median(theirs):.0f} p95 {p95(theirs):.0f} ms; "
            f"{median(theirs) / median(ours):.0f} times as fast, at p95 "
            f"{p95(theirs) / p95(ours):.0f} times"
        )
    if peer and not asked[0].isascii():
        pairs = [(set(like(db, fold(q), -1)), found(db, q)) for q in some[:5]]
        line += f"; missed {sum(len(r - f) for r, f in pairs)}"
        line += f", found besides {sum(len(f - r) for r, f in pairs)}"
    print(line, flush=True)


if __name__ == "__main__":
    main()
