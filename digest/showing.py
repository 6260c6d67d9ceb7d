"""A week's digest as plain data, complete: the whole chain from claim to source."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlite_utils import Database

from digest import reporting
from storage import articles, calls, digests, papers, sources
from storage.records import Article, Claim, Digest, Item, Summary


def complete(db: Database, week: str) -> dict[str, Any]:
    """What `show --json` prints. Raises NotFound for a week without a digest."""
    digest = digests.get(db, week)
    edits = digests.item_edits(db, week)
    return {
        "week": digest.week,
        "title": digest.title,
        "method": digest.method,
        "notes": list(digest.notes),
        "considered": digest.considered,
        "built_at": digest.built_at.isoformat() if digest.built_at else None,
        "highlights": [_claim(claim) for claim in digest.highlights],
        "items": [_item(db, item, edits.get(item.story_key)) for item in digest.items],
        "edit": _plain_edit(digests.digest_edit(db, week)),
        "sources": _sources(db, digest),
        "prompt_versions": reporting.versions(db, digest),
        "report": reporting.latest(db, week),
    }


def _item(db: Database, item: Item, edit: Any) -> dict[str, Any]:
    return {
        "story": item.story_key,
        "position": item.position,
        "headline": item.summary.headline,
        "score": item.score,
        "reasons": list(item.reasons),
        **_summary(db, item.summary),
        "references": [asdict(link) for link in item.references],
        "related": [asdict(link) for link in item.related],
        "findings": [asdict(finding) for finding in item.findings],
        "accepted": [asdict(finding) for finding in item.accepted],
        "paper_miss": _miss(db, item),
        "edit": None if edit is None else _plain_edit(edit),
    }


def _summary(db: Database, summary: Summary) -> dict[str, Any]:
    call = None if summary.call_id is None else calls.get(db, summary.call_id)
    return {
        "kind": summary.kind,
        "method": summary.method,
        "language": summary.language,
        "note": summary.note,
        "choice": summary.choice,
        "calls": list(summary.calls),
        "reading": [asdict(section) for section in summary.reading],
        "prompt_version": summary.prompt_version_id,
        "call": None
        if call is None
        else {"id": call.id, "model": call.model, "server": call.server, "cost_usd": call.cost_usd},
        "sections": [
            {"name": section.name, "claims": [_claim(claim) for claim in section.claims]}
            for section in summary.sections
        ],
    }


def _miss(db: Database, item: Item) -> dict[str, Any] | None:
    """Since when the whole paper could not be had, and when a build tries again."""
    ids = [link.article_id for link in item.references if link.article_id]
    found = next(iter(papers.misses(db, ids).values()), None)
    if found is None:
        return None
    stamps = {name: getattr(found, name) for name in ("tried_at", "due_at")}
    return asdict(found) | {name: at.isoformat() for name, at in stamps.items() if at}


def _claim(claim: Claim) -> dict[str, Any]:
    return {"text": claim.text, "evidence": [asdict(e) for e in claim.evidence]}


def _plain_edit(edit: Any) -> dict[str, Any]:
    plain = asdict(edit)
    stamp = plain.pop("updated_at")
    return plain | {"updated_at": stamp.isoformat() if stamp else None}


def _sources(db: Database, digest: Digest) -> list[dict[str, Any]]:
    """Every article that the issue rests on, with the source that brought it."""
    ids = {link.article_id for item in digest.items for link in item.references}
    ids |= {
        e.article_id
        for item in digest.items
        for section in item.summary.sections
        for claim in section.claims
        for e in claim.evidence
    }
    titles = {s.id: s.title or s.url for s in sources.list_sources(db)}
    found = articles.get_many(db, sorted(i for i in ids if i is not None))
    return [_article(article, titles) for article in found]


def _article(article: Article, titles: dict[int, str]) -> dict[str, Any]:
    return {
        "article": article.id,
        "url": article.url,
        "title": article.title,
        "language": article.language,
        "published_at": article.published_at.isoformat() if article.published_at else None,
        "source_id": article.source_id,
        "source": titles.get(article.source_id or 0),
    }
