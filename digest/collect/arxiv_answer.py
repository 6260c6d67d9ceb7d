"""What arXiv answers, read: papers of the API, and a day's announcements. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from digest.canonical import work_id
from digest.collect.collected import Reading
from digest.collect.entries import finish
from digest.collect.feed import parse
from digest.collect.parsed import Draft
from digest.decode import decode
from digest.errors import SourceError
from digest.fetch import Response
from storage.records import Entry

HOLLOW = "This happens under load: try again in some minutes."  # the hint of an empty answer
_ID = re.compile(r"/abs/(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?$")
_WHITE = re.compile(r"\s*\n\s*")
_REPLACED = re.compile(r"announce type:\s*replace", re.IGNORECASE)


def read_announced(response: Response) -> Reading:
    """A day's announcements (RSS or Atom of rss.arxiv.org); none at weekends, which is no error.

    New papers and cross-lists; new versions of old papers are left out. Raises NotAFeed.
    """
    feed = parse(decode(response.body, response.content_type), response)
    drafts = [draft for draft in feed.drafts if not _REPLACED.search(draft.body[:200])]
    entries, notes = finish([_one_paragraph(d) for d in drafts], response.url, "en")
    told = () if entries else ("arXiv announces nothing today.",)
    return Reading(feed.title, "en", tuple(map(_paper, entries)), told + notes)


def read_papers(response: Response) -> Reading:
    """The papers of an answer of the API. Raises SourceError for its error feed, NotAFeed."""
    feed = parse(decode(response.body, response.content_type), response)
    _refuse_error(feed.drafts)
    entries, notes = finish([_one_paragraph(draft) for draft in feed.drafts], response.url, "en")
    if feed.total and not entries:
        raise SourceError(
            f"arXiv says that {feed.total:,} papers match, but sent none.",
            HOLLOW,
        )
    told = (feed.note,) if feed.note else ()
    return Reading(
        feed.title,
        "en",
        tuple(map(_paper, entries)),
        told + notes + scope(feed.total, len(entries), response.url),
        total=feed.total if feed.total or not entries else None,
    )


def _refuse_error(drafts: Sequence[Draft]) -> None:
    for draft in drafts:
        if "/api/errors" in draft.guid or "/api/errors" in draft.link:
            raise SourceError(
                f"arXiv refused the query: {draft.body.strip()}.", "Correct the query."
            )


def _one_paragraph(draft: Draft) -> Draft:
    """Abstracts and titles are hard-wrapped."""
    body = _WHITE.sub(" ", draft.body.strip())
    return replace(draft, title=_WHITE.sub(" ", draft.title), body=body, body_markup=False)


def _paper(entry: Entry) -> Entry:
    known = work_id(entry.url) or work_id(entry.external_id)
    if not known and (match := _ID.search(urlsplit(entry.url).path)):
        known = f"arxiv:{match[1].lower()}"
    return replace(entry, kind="paper", external_id=known or entry.external_id)


def scope(total: int, got: int, url: str) -> tuple[str, ...]:
    """A note on how many papers match, where they are more than came."""
    asked = parse_qs(urlsplit(url).query)
    if total <= got or asked.get("start", ["0"]) != ["0"]:
        return ()
    return (f"{total:,} papers match; the first {got} were read.",)
