"""What a collected source leaves in the database; called by workflows.py at home."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate
from typing import Any

from sqlite_utils import Database

from digest import identity
from digest.collect import Collected
from digest.collect.wishes import asked_otherwise
from digest.errors import NotFound, SourceError
from storage import articles, sources
from storage.counts import put as put_count
from storage.database import write
from storage.records import Article, Source

# A feed text shorter than this is taken for a teaser, and the page behind it is fetched.
TEASER_CHARS = 700
MOVED_CHECKS = 2  # in a row, before a lasting redirect changes a stored address
NEWEST = ("feed", "reddit", "youtube")  # kinds that show their newest entries, whatever was seen
TOGETHER = 500  # entries of several sources that one transaction writes: about 0.1 s
MANY = 10  # new entries, and no known one among them: some may have come and gone between
_CHANGED = "Its settings were changed while it was read: it is read anew at the next check."
_GAP = "All {n} entries are new: older ones may have been missed; collect it more often."


@dataclass(frozen=True, slots=True)
class Stored:
    """What one source brought: counts, why it failed, and whose pages to fetch (ids)."""

    source_id: int | None
    url: str
    title: str
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: str = ""  # "" when it worked
    error_code: str = ""
    notes: tuple[str, ...] = ()
    teasers: tuple[int, ...] = ()
    pages: int = 0  # articles that got the text of their page

    def report(self) -> dict[str, Any]:
        """The row of `collect --json`."""
        return {
            "id": self.source_id,
            "url": self.url,
            "title": self.title,
            "new": self.new,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "pages": self.pages,
            "failed": self.failed or None,
            "error_code": self.error_code or None,
            "notes": list(self.notes),
        }


def store_all(
    db: Database, batch: Sequence[Collected], *, now: datetime, together: int = TOGETHER
) -> list[Stored]:
    """As store, for many at once: every transaction and statement has a price of its own."""
    quiet = [collected.source for collected in batch if _is_quiet(collected)]
    known = sources.checked(db, quiet) if quiet else frozenset()
    stored = [_nothing_new(c, known) for c in batch if _is_quiet(c)]
    left = [collected for collected in batch if not _is_quiet(collected)]
    while left:
        entries = accumulate(len(collected.entries) for collected in left)
        some = max(1, sum(count <= together for count in entries))
        with write(db):
            stored += [store(db, collected, now=now) for collected in left[:some]]
        left = left[some:]
    return stored


def _is_quiet(collected: Collected) -> bool:
    """Whether there is nothing to keep but that the source was asked."""
    source = collected.source
    return collected.unchanged and not (collected.entries or source.error or source.moved_to)


def _nothing_new(collected: Collected, known: AbstractSet[int]) -> Stored:
    source = collected.source
    if source.id not in known:
        return _removed(source)
    same, notes = source.entry_count, collected.notes
    return Stored(source.id, source.url, source.title, unchanged=same, notes=notes)


def _removed(source: Source) -> Stored:
    return Stored(source.id, source.url, source.title, failed="The source was removed.")


def store(db: Database, collected: Collected, *, now: datetime) -> Stored:
    """Write a source's state and its entries in one transaction; the same twice adds nothing."""
    source = collected.source
    with write(db):
        known = _current(db, source)
        if known is None:
            return _removed(source)
        if asked_otherwise(known, source):
            return _put_off(db, known)
        notes = _save_state(db, known, collected)
        saved = [_save(db, entry, source, now, source.id) for entry in collected.entries]
    counts = {kind: sum(o == kind for _, o in saved) for kind in ("new", "updated", "unchanged")}
    if collected.unchanged:
        counts["unchanged"] = known.entry_count
    if source.kind in NEWEST and known.entry_count and MANY <= counts["new"] == len(saved):
        notes += (_GAP.format(n=len(saved)),)
        stored = sources.get(db, known.id)
        sources.save(db, replace(stored, notes=(*stored.notes, notes[-1])))
    return Stored(
        source.id,
        source.url,
        source.title or known.title,
        **counts,
        failed=source.error,
        error_code=source.error_code,
        notes=collected.notes + notes,
        teasers=tuple(a.id for a, outcome in saved if outcome != "unchanged" and is_teaser(a)),
    )


def _current(db: Database, source: Source) -> Source | None:
    try:
        return sources.get(db, source.id)
    except NotFound:
        return None


def _put_off(db: Database, known: Source) -> Stored:
    """An answer to what is not asked any more: nothing of it is kept, and the source stays due."""
    sources.save(db, replace(known, notes=tuple(dict.fromkeys((*known.notes, _CHANGED)))))
    return Stored(known.id, known.url, known.title, notes=(_CHANGED,))


def _save_state(db: Database, known: Source, collected: Collected) -> tuple[str, ...]:
    """Keep what a person may have changed while the source was fetched; gives notes."""
    fresh, told = _readdressed(db, known, collected.source)
    notes = known.notes if collected.unchanged or fresh.error else collected.notes
    count = known.entry_count if collected.unchanged or fresh.error else len(collected.entries)
    sources.save(
        db,
        replace(
            fresh,
            title=known.title or fresh.title,
            folder=known.folder,
            weight=known.weight,
            enabled=known.enabled and fresh.enabled,
            settings=known.settings,
            notes=tuple(dict.fromkeys(notes + told)),
            entry_count=count,
        ),
    )
    return told


def _readdressed(db: Database, known: Source, fresh: Source) -> tuple[Source, tuple[str, ...]]:
    """The source at its new address, once two checks in a row were sent there for good."""
    if fresh.moved_count < MOVED_CHECKS or fresh.url != known.url:
        return replace(fresh, url=known.url), ()
    other = sources.find_by_url(db, fresh.moved_to)
    if other is not None:
        told = f"Source {other.id} reads that address already: one of the two can be removed."
        return fresh, (told,)
    told = f"Its address was changed from {known.url} to {fresh.moved_to}."
    return replace(fresh, url=fresh.moved_to, moved_to="", moved_count=0), (told,)


def _save(
    db: Database, entry: Any, source: Source, now: datetime, source_id: int | None
) -> tuple[Article, str]:
    saved = articles.save(db, identity.to_article(entry, source_id, now=now))
    if entry.points is not None:
        put_count(db, saved[0].id, source.kind, entry.points)
    return saved


def is_teaser(article: Article) -> bool:
    """Whether the page behind an entry should be read: papers' abstracts are whole."""
    return (
        article.text_origin in ("", "feed")
        and article.text_chars < TEASER_CHARS
        and article.kind not in ("paper", "post")
    )


def added(db: Database, collected: Collected, memo: str, *, now: datetime) -> dict[str, Any]:
    """Store what a URL that a person gave holds, with the memo. Raises SourceError for nothing."""
    if collected.source.error:
        raise SourceError(collected.source.error)
    saved: list[Article] = []
    with write(db):
        for entry in collected.entries:
            article, _ = _save(db, entry, collected.source, now, None)
            if memo:
                articles.set_memo(db, article.id, memo)
            saved.append(article)
    return {
        "articles": [{"id": a.id, "url": a.url, "title": a.title, "kind": a.kind} for a in saved],
        "notes": list(collected.notes),
    }


def store_pages(db: Database, pages: Iterable[Article]) -> dict[int | None, int]:
    """Save full texts that were fetched; source id → how many articles they changed."""
    changed: dict[int | None, int] = {}
    with write(db):
        for page in pages:
            _, outcome = articles.save(db, page)
            changed[page.source_id] = changed.get(page.source_id, 0) + (outcome == "updated")
    return changed


def with_pages(stored: Iterable[Stored], pages: Mapping[int | None, int]) -> list[Stored]:
    """The reports with the pages counted."""
    return [replace(s, pages=s.pages + pages.get(s.source_id, 0)) for s in stored]


def total(
    reports: Sequence[Stored], pages: int, *, not_due: int = 0, meanwhile: int = 0
) -> dict[str, Any]:
    """The result of a collect job; not_due: sources that were left alone for now.

    meanwhile: those that another job has asked since this one was given.
    """
    return {
        "sources": [stored.report() for stored in reports],
        "new": sum(s.new for s in reports),
        "updated": sum(s.updated for s in reports),
        "unchanged": sum(s.unchanged for s in reports),
        "failed": sum(bool(s.failed) for s in reports),
        "pages": pages,
        "not_due": not_due,
        "asked_meanwhile": meanwhile,
    }
