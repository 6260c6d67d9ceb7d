"""Kind `pdf`: a PDF at a URL, or a file of this machine, as one article."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from pathlib import PurePath
from urllib.parse import unquote, urlsplit

from digest.canonical import page_id
from digest.collect.arxiv import paper_url, read_papers
from digest.collect.collected import Collected, Reading, ask
from digest.collect.documents import pdf_reading, read_document
from digest.collect.folder import read_file, real_file
from digest.collect.instead import page_instead
from digest.decode import decode
from digest.fetch import Fetch, Response
from digest.papers.pdf import is_pdf, read_pdf
from storage.records import Source

_ACCEPT = "application/pdf, */*;q=0.1"


def collect_pdf(fetch: Fetch, source: Source, *, now: datetime) -> Collected:
    """Read the PDF. A paper of arXiv comes through the API, with its authors and dates.

    Raises FetchError; SourceError for what is no PDF, locked, broken, or pictures only.
    """
    if source.url.startswith("file:"):
        return _from_file(source, now)
    known = page_id(source.url)
    if known.startswith("arxiv:"):
        return ask(fetch, source, read_papers, now=now, url=paper_url(known[6:]))
    return ask(fetch, source, read_response, now=now, accept=_ACCEPT)


def read_response(response: Response) -> Reading:
    """A PDF that was fetched. Raises SourceError, which names a page that came instead."""
    if not is_pdf(response.body) and response.body.lstrip()[:1] == b"<":
        raise page_instead(decode(response.body, response.content_type), response, "a PDF")
    name = unquote(PurePath(urlsplit(response.url).path).name)
    return pdf_reading(name, read_pdf(response.body), response.url)


def _from_file(source: Source, now: datetime) -> Collected:
    path = real_file(source.url)
    body = read_file(path)
    mark = hashlib.sha256(body).hexdigest()
    checked = replace(
        source, checked_at=now, succeeded_at=now, error="", error_code="", error_count=0
    )
    if mark == source.body_hash:
        return Collected(checked, unchanged=True)
    reading = read_document(path.name, body)
    named = replace(checked, title=source.title or reading.title, body_hash=mark)
    return Collected(named, reading.entries, notes=reading.notes)
