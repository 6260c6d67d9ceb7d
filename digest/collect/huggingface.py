"""Kind `huggingface`: Daily Papers of Hugging Face, as the arXiv papers that they are.

https://huggingface.co/docs/hub/api: /api/daily_papers with date, week, month, sort and limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from digest.collect.collected import Collected, Reading, ask
from digest.collect.entries import finish
from digest.collect.parsed import MAX_ENTRIES, Draft
from digest.collect.values import count_of, moment_of, objects_of, read_json_answer, text_of
from digest.errors import SourceError, UsageError
from digest.fetch import Fetch, Response
from digest.text import one_line
from storage.records import Entry, Source

API = "https://huggingface.co/api/daily_papers"
LIMIT = 100
_ARXIV = re.compile(r"\d{4}\.\d{4,5}")
_LISTED = re.compile(r"/papers(?:/(date|week|month)/(\d{4}-[W\d]\d*(?:-\d\d)?))?/?")


def query_url(text: str) -> str:
    """The API query that a page of Daily Papers means; "" for none.

    https://huggingface.co/papers, .../papers/week/2026-W47, the API's own URL
    """
    parts = urlsplit(text.strip())
    if parts.scheme not in ("http", "https") or parts.hostname not in _HOSTS:
        return ""
    if parts.path.rstrip("/") == "/api/daily_papers":
        asked = dict(parse_qsl(parts.query))
        limit = asked.pop("limit", str(LIMIT))
        return f"{API}?{urlencode(asked | {'limit': limit})}"
    listed = _LISTED.fullmatch(parts.path)
    if not listed:
        return ""
    when = {listed[1]: listed[2]} if listed[1] else {}
    return f"{API}?{urlencode({**when, 'limit': str(LIMIT)})}"


_HOSTS = ("huggingface.co", "www.huggingface.co", "hf.co")


def collect_huggingface(fetch: Fetch, source: Source, *, now: datetime) -> Collected:
    """Ask for a list of papers. Raises FetchError, SourceError, UsageError."""
    url = query_url(source.url)
    if not url:
        hint = "Give https://huggingface.co/papers, or a date, week or month of it."
        raise UsageError(f"{source.url!r} is no list of papers of Hugging Face.", hint)
    return ask(fetch, source, read_papers, now=now, url=url, accept="application/json")


def read_papers(response: Response) -> Reading:
    """The papers of an answer. Raises SourceError for an error of the API or another shape."""
    data = read_json_answer(response, "Hugging Face")
    if not isinstance(data, list):
        said = one_line(text_of(data.get("error"))) if isinstance(data, Mapping) else ""
        raise SourceError(
            f"Hugging Face gave no list of papers{f': {said}' if said else ''}.",
            "Correct the address, or try again later.",
        )
    listed = list(objects_of(data[:MAX_ENTRIES]))
    entries, notes = finish([_draft(item) for item in listed], API, "en")
    return Reading(
        "Hugging Face Daily Papers", "en", tuple(map(_paper, entries)), notes + _left(data, listed)
    )


def _left(data: list[Any], listed: list[Mapping[str, Any]]) -> tuple[str, ...]:
    if len(data) > MAX_ENTRIES:
        return (f"The answer has {len(data):,} papers; its first {MAX_ENTRIES:,} were read.",)
    broken = len(data) - len(listed)
    return (f"{broken} papers that are no objects were left out.",) if broken else ()


def _draft(item: Mapping[str, Any]) -> Draft:
    told = item.get("paper")
    paper = told if isinstance(told, Mapping) else item
    known = text_of(paper.get("id")).strip()
    arxiv = bool(_ARXIV.fullmatch(known))
    page = f"https://huggingface.co/papers/{known}" if re.fullmatch(r"[\w.-]{3,60}", known) else ""
    return Draft(
        link=f"https://arxiv.org/abs/{known}" if arxiv else page,
        guid=f"arxiv:{known}" if arxiv else "",
        title=_line(paper.get("title")) or _line(item.get("title")),
        body=_line(paper.get("summary")) or _line(item.get("summary")),
        body_markup=False,
        authors=tuple(_names(paper)),
        published=moment_of(paper.get("publishedAt")) or moment_of(item.get("publishedAt")),
        points=count_of(paper.get("upvotes")),
        more_links=tuple(_links(paper, page if arxiv else "")),
    )


def _line(value: Any) -> str:
    """Titles and abstracts are hard-wrapped."""
    return re.sub(r"\s*\n\s*", " ", text_of(value)).strip()


def _names(paper: Mapping[str, Any]) -> Iterator[str]:
    for person in objects_of(paper.get("authors")):
        if not person.get("hidden"):
            yield text_of(person.get("name"))


def _links(paper: Mapping[str, Any], page: str) -> Iterator[str]:
    for link in (page, text_of(paper.get("githubRepo")), text_of(paper.get("projectPage"))):
        if link:
            yield link


def _paper(entry: Entry) -> Entry:
    return replace(entry, kind="paper")
