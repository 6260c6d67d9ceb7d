"""The page behind a feed entry: its full text where the feed has but a snippet."""

from __future__ import annotations

from dataclasses import replace

from digest.apart import apart
from digest.errors import FetchError, SourceError
from digest.extract import Extracted, extract
from digest.fetch import Fetch, Response
from digest.identity import content_hash, plausible
from digest.language import language_of
from digest.papers.paper import to_text
from digest.papers.pdf import is_pdf, read_pdf
from digest.text import one_line
from storage.records import Article
from storage.weeks import week_of

MAX_BYTES = 5_000_000
_ACCEPT = "text/html, application/xhtml+xml;q=0.9, text/plain;q=0.8, */*;q=0.1"


def full_text(fetch: Fetch, article: Article) -> Article:
    """The article with the text of its page, if that says more; else with a note why not.

    Never raises for what the page or the network does.
    """
    try:
        response = fetch(article.url, accept=_ACCEPT, max_bytes=MAX_BYTES)
    except FetchError as error:
        return replace(article, note=f"Its page could not be read: {error.message}")
    page = _read(response)
    if len(page.text) <= article.text_chars:
        return replace(article, note=page.note or "Its page says no more than the feed.")
    published = article.published_at or plausible(page.published_at)
    seen = article.first_seen_at
    title = page.title if page.title and article.title == one_line(article.url) else article.title
    return replace(
        article,
        title=title,
        text=page.text,
        text_chars=len(page.text),
        text_origin="page",
        language=page.language or article.language,
        authors=article.authors or page.authors,
        published_at=published,
        week=week_of(min(published, seen)) if published and seen else article.week,
        content_hash=content_hash(title, page.text),
        note=page.note,
        links=tuple(dict.fromkeys((*article.links, *page.links))),
        rights=article.rights or page.rights,
    )


def _read(response: Response) -> Extracted:
    """The page or PDF that an entry points to."""
    if not is_pdf(response.body, response.content_type):
        return apart(extract, response.body, response.url, response.content_type)
    try:
        paper = read_pdf(response.body).paper
    except SourceError as error:
        return Extracted(note=error.message)
    text, cut = to_text(paper)
    return Extracted(paper.title, text, language=language_of(text), note=cut)
