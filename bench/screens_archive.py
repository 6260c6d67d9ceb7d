"""The articles that bench/screens.py shows: two years from 40 sources, the same at each run."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage import articles, sources
from storage.database import connect, write
from storage.records import Article, Source
from storage.weeks import week_of

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
WORDS = [
    "生成AI",
    "大規模言語モデル",
    "評価",
    "検索拡張",
    "推論",
    "エージェント",
    "学習",
    "公開",
    "論文",
    "手法",
    "精度",
    "速度",
]


def fill(home: Path, count: int) -> None:
    """Articles of two years from 40 sources, through storage.articles.save."""
    db = connect(home / "digest.db")
    rng = random.Random(7)
    with write(db):
        for n in range(40):
            sources.add(db, Source(url=f"https://feeds.example/{n}", title=f"フィード {n}"))
        for n in range(count):
            articles.save(db, _article(n, count, rng))
    db.close()


def _article(n: int, count: int, rng: random.Random) -> Article:
    moment = NOW - timedelta(days=730 * n / count)
    text = f"〔{n}〕" + "\n\n".join(
        "".join(rng.choice(WORDS) + rng.choice("のをがはに") for _ in range(40)) + "。"
        for _ in range(3)
    )
    return Article(
        source_id=1 + n % 40,
        url=f"https://news.example/{n}",
        url_key=f"https://news.example/{n}",
        title=f"記事 {n} {' '.join(rng.sample(WORDS, 4))}についての報告",
        kind=("article", "paper", "release")[n % 3],
        language="ja",
        published_at=moment,
        first_seen_at=moment,
        week=week_of(moment),
        text=text,
        text_chars=len(text),
        text_origin="feed",
    )
