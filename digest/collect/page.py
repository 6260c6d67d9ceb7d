"""Kind `page`: a page whose new links are collected, or one web page as one article.

With a selector or pattern among the source's settings its links are watched (watch.py); without,
it is the article itself. A paper's page is read through the arXiv API.
"""

from __future__ import annotations

import re
from datetime import datetime

from digest.canonical import work_id
from digest.collect.arxiv import paper_url, read_papers
from digest.collect.collected import Collected, Reading, ask
from digest.collect.kinds import kind_of
from digest.collect.pdf import read_response
from digest.collect.watch import is_watched, watch_page
from digest.errors import SourceError
from digest.extract import extract
from digest.fetch import Fetch, Response
from digest.papers.pdf import is_pdf
from digest.text import one_line
from storage.records import Entry, Source

_ERROR = re.compile(  # what servers title the pages that they send with HTTP 200 all the same
    r"\W*(?:(?:error|http)?\W*(?:40[0134]|410|429|50[0234])\b.{0,60}"
    r"|(?:page |file )?not found.{0,40}|internal server error|bad gateway|service unavailable"
    r"|(?:お探しの)?(?:ページ|記事)(?:が|は)(?:見つかりません|存在しません|削除されました).{0,40})",
    re.IGNORECASE,
)
_SHORT = 600  # characters: an article about error pages says more
_ACCEPT = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.5"


def collect_page(fetch: Fetch, source: Source, *, now: datetime) -> Collected:
    """Ask a page. Raises FetchError; SourceError where it says nothing or matches nothing."""
    if is_watched(source):
        return watch_page(fetch, source, now=now)
    known = work_id(source.url)
    if known.startswith("arxiv:"):
        return ask(fetch, source, read_papers, now=now, url=paper_url(known[6:]))
    return ask(fetch, source, read_page, now=now, accept=_ACCEPT)


def read_page(response: Response) -> Reading:
    """A page as a Reading with one entry. Raises SourceError for a page without any text."""
    if is_pdf(response.body, response.content_type):
        return read_response(response)
    page = extract(response.body, response.url, response.content_type)
    if not page.title and not page.text:
        raise SourceError(
            f"Nothing readable was found at {response.url}. {page.note}".strip(),
            "Check that the address shows an article, not a list, a login or an application.",
        )
    if _ERROR.fullmatch(page.title) and len(page.text) < _SHORT:
        raise SourceError(
            f"{response.url[:200]} shows an error page ({page.title[:100]}).",
            "Open it in a browser; try again later, or use another address.",
        )
    title = page.title or one_line(response.url)
    entry = Entry(
        url=response.url,
        title=title,
        text=page.text,
        external_id=work_id(response.url),
        authors=page.authors,
        published_at=page.published_at,
        language=page.language,
        kind=kind_of(response.url, title),
        links=page.links,
        rights=page.rights,
        origin="page",
    )
    return Reading(title, page.language, (entry,), (page.note,) if page.note else ())
