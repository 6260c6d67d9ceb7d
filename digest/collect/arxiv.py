"""Kind `arxiv`: the newest papers of a query or category, from the arXiv API.

https://info.arxiv.org/help/api/user-manual.html: Atom with all authors and the abstract; at most
one request in three seconds (digest/pace.py); a bad query is answered with a one-entry feed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from digest.canonical import work_id
from digest.collect.collected import Collected, Reading, ask
from digest.collect.entries import finish
from digest.collect.feed import parse
from digest.collect.parsed import Draft
from digest.decode import decode
from digest.errors import SourceError, UsageError
from digest.fetch import Fetch, Response
from storage.records import Entry, Source

API = "https://export.arxiv.org/api/query"
PAGE_SIZE = 100
# https://arxiv.org/category_taxonomy; a list, so that example.com is no category
_ARCHIVES = (
    "astro-ph|cond-mat|cs|econ|eess|gr-qc|hep-(?:ex|lat|ph|th)|math(?:-ph)?|nlin|nucl-(?:ex|th)"
    "|physics|q-bio|q-fin|quant-ph|stat"
)
_CATEGORY = re.compile(rf"(?:cat:)?((?:{_ARCHIVES})(?:\.[A-Za-z-]{{2,17}})?)", re.ASCII)
_LISTED = re.compile(r"/(?:list|archive|rss|atom)/([\w.+-]+)")
_FIELD = re.compile(r"(?:all|ti|au|abs|co|jr|cat|rn|id):\S")
_ID = re.compile(r"/abs/(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?$")
_WHITE = re.compile(r"\s*\n\s*")


def query_url(text: str) -> str:
    """The API query that a category, a search, a category's page or a query URL means; "" for none.

    cs.CL, cat:cs.CL, "cat:cs.CL AND abs:retrieval", https://arxiv.org/list/cs.CL/recent,
    https://export.arxiv.org/api/query?...
    """
    text = text.strip()
    parts = urlsplit(text)
    if parts.scheme in ("http", "https"):
        if not (parts.hostname or "").endswith("arxiv.org"):
            return ""
        if parts.path.rstrip("/") == "/api/query":
            return text
        listed = _LISTED.match(parts.path) if parts.hostname != "rss.arxiv.org" else None
        return _search("+OR+".join(f"cat:{c}" for c in listed[1].split("+"))) if listed else ""
    if match := _CATEGORY.fullmatch(text):
        return _search(f"cat:{match[1]}") if "." in text or text.startswith("cat:") else ""
    return _search(quote(text, safe=":()\"'")) if _FIELD.search(text) and "//" not in text else ""


def _search(query: str) -> str:
    order = {"sortBy": "submittedDate", "sortOrder": "descending"}
    window = {"start": 0, "max_results": PAGE_SIZE}
    return f"{API}?search_query={query}&{urlencode(order | window)}"


def paper_url(arxiv_id: str) -> str:
    """The API query for one paper (2611.01234, with or without a version)."""
    return f"{API}?{urlencode({'id_list': arxiv_id})}"


def collect_arxiv(fetch: Fetch, source: Source, *, now: datetime) -> Collected:
    """Ask a query for its newest papers. Raises FetchError, SourceError, UsageError."""
    url = query_url(source.url) or source.url
    if not url.startswith(("http://", "https://")):
        hint = "Give a category like cs.CL, or a query URL of export.arxiv.org."
        raise UsageError(f"{source.url!r} is no arXiv query.", hint)
    return ask(fetch, source, read_papers, now=now, url=url, accept="application/atom+xml")


def read_papers(response: Response) -> Reading:
    """The papers of an answer of the API. Raises SourceError for its error feed, NotAFeed."""
    feed = parse(decode(response.body, response.content_type), response)
    _refuse_error(feed.drafts)
    entries, notes = finish([_one_paragraph(draft) for draft in feed.drafts], response.url, "en")
    if feed.total and not entries:
        raise SourceError(
            f"arXiv says that {feed.total:,} papers match, but sent none.",
            "This happens under load: try again in some minutes.",
        )
    told = (feed.note,) if feed.note else ()
    return Reading(
        feed.title,
        "en",
        tuple(map(_paper, entries)),
        told + notes + _scope(feed.total, len(entries), response.url),
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


def _scope(total: int, got: int, url: str) -> tuple[str, ...]:
    asked = parse_qs(urlsplit(url).query)
    if total <= got or asked.get("start", ["0"]) != ["0"]:
        return ()
    return (f"{total:,} papers match; the first {got} were read.",)
