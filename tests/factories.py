"""Rows for tests, made through the storage functions; every value can be chosen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlite_utils import Database

from storage import articles, digests, runs, sources, summaries
from storage.records import (
    Article,
    Claim,
    Digest,
    Evidence,
    Finding,
    Item,
    Link,
    Run,
    Section,
    Source,
    Summary,
)
from storage.weeks import week_of

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
WEEK = "2026-W47"
SENTENCES = (
    "研究チームは新しい評価手法を公開した。",
    "検証では3つのモデルと1,200件の質問を使った。",
    "正答率は42.5%から51.0%に上がった。",
)


def source(db: Database, n: int = 1, **fields: Any) -> Source:
    """A stored source; n makes its URL its own."""
    given = {
        "url": f"https://feeds.example/{n}.xml",
        "title": f"例のフィード {n}",
        "language": "ja",
        "added_at": NOW,
    }
    return sources.add(db, Source(**given | fields))


def article(db: Database, n: int = 1, **fields: Any) -> Article:
    """A stored article; n makes its URL, title and moment its own."""
    moment = fields.pop("published_at", NOW - timedelta(minutes=n))
    text = fields.pop("text", "".join(SENTENCES))
    given = {
        "url": f"https://news.example/{n}",
        "url_key": f"https://news.example/{n}",
        "title": f"例の記事 {n}",
        "language": "ja",
        "published_at": moment,
        "first_seen_at": NOW,
        "week": week_of(moment or NOW),
        "text": text,
        "text_chars": len(text),
        "text_origin": "feed" if text else "",
    }
    return articles.save(db, Article(**given | fields))[0]


def summary(db: Database, about: Article, **fields: Any) -> Summary:
    """A stored summary with two sections, each claim resting on a sentence of the article."""
    claims = tuple(
        Claim(sentence, (Evidence(about.id, i, sentence),)) for i, sentence in enumerate(SENTENCES)
    )
    given = {
        "key": f"summary-{about.id}",
        "story_key": f"a{about.id}",
        "kind": about.kind,
        "headline": f"見出し: {about.title}",
        "sections": (Section("背景", claims[:1]), Section("結果", claims[1:])),
        "created_at": NOW,
    }
    return summaries.save(db, Summary(**given | fields))


def item(db: Database, position: int, about: Article, **fields: Any) -> Item:
    """An item of a digest with its summary; not stored until the digest is."""
    summed = fields.pop("summary", None) or summary(db, about)
    given = {
        "story_key": f"a{about.id}",
        "position": position,
        "summary": summed,
        "score": 10.0 - position,
        "reasons": ("2つのソースが扱った", "数値を伴う結果がある"),
        "references": (Link(about.url, about.title, "primary", about.id),),
    }
    return Item(**given | fields)


def digest(db: Database, items: int = 3, *, week: str = WEEK, **fields: Any) -> Digest:
    """A stored digest of freshly made articles; the second item has a finding."""
    day = datetime.fromisocalendar(int(week[:4]), int(week[6:]), 3).replace(tzinfo=UTC)
    made = []
    for n in range(items):
        about = article(db, int(week[6:]) * 1000 + n, published_at=day)
        found = (finding(),) if n == 1 else ()
        made.append(item(db, n, about, findings=found))
    given = {"week": week, "items": tuple(made), "considered": items + 5}
    return digests.save(db, issue(**given | fields))


def issue(**fields: Any) -> Digest:
    """A digest without items, not stored."""
    given = {
        "week": WEEK,
        "title": "今週の生成AI情報まとめ",
        "notes": ("モデルを使わずに作りました。",),
        "built_at": NOW,
    }
    return Digest(**given | fields)


def finding(**fields: Any) -> Finding:
    """A number that the source does not have."""
    given = {
        "check": "numbers",
        "verdict": "要確認",
        "passage": "正答率は61.0%に上がった。",
        "found": "61.0%",
        "expected": "51.0%",
        "evidence": SENTENCES[2],
        "section": "結果",
        "claim": 1,
    }
    return Finding(**given | fields)


def run(db: Database, job_id: str = "collect-1", **fields: Any) -> Run:
    """A stored run of a job."""
    given = {"kind": "collect", "created_at": NOW, "updated_at": NOW}
    made = Run(job_id, **given | fields)
    runs.save(db, made)
    return made
