"""A stored paper with its whole text: arXiv's HTML, else a PDF; else it says why not.

One request a paper where arXiv has HTML, two where it has not; digest/pace.py keeps the three
seconds that arXiv asks for. Fetching is asked for by a build, for the papers it has chosen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from digest.apart import apart
from digest.canonical import work_id
from digest.errors import FetchError, SourceError
from digest.fetch import Fetch
from digest.identity import content_hash
from digest.language import language_of
from digest.papers.latexml import MAX_BYTES, read_latexml
from digest.papers.paper import Paper, to_text
from digest.papers.pdf import is_pdf, read_pdf
from storage.records import Article

ORIGIN = "paper"  # text_origin of an article that holds its paper whole
ABSTRACT_ONLY = "Only the abstract could be had"
_ACCEPT = "text/html, application/pdf;q=0.9, */*;q=0.1"
# A paper's page → where its PDF lies: (host, path, place). The first that fits.
_PLACES = (
    (
        "aclanthology.org",
        re.compile(r"/(?P<id>[\w.-]*\d[\w.-]*?)/?$"),
        "https://aclanthology.org/{id}.pdf",
    ),
    (
        "openreview.net",
        re.compile(r"/(?:forum|pdf)\?id=(?P<id>[\w-]+)"),
        "https://openreview.net/pdf?id={id}",
    ),
    (
        "proceedings.mlr.press",
        re.compile(r"/(?P<v>v\d+)/(?P<id>[\w-]+)\.html$"),
        "https://proceedings.mlr.press/{v}/{id}/{id}.pdf",
    ),
)


def addresses(article: Article) -> tuple[str, ...]:
    """Where the whole paper may be had, best first; () for what is no paper with a known place."""
    return places(article) if article.kind == "paper" else ()


def places(article: Article) -> tuple[str, ...]:
    """The same whatever kind is stored: rules, a model or a person may tell it as a paper."""
    try:
        parts = urlsplit(article.url)
    except ValueError:
        return ()
    host = (parts.hostname or "").removeprefix("www.")
    known = work_id(article.url) or work_id(article.external_id)
    if known.startswith("arxiv:") and (host.endswith("arxiv.org") or _elsewhere(host)):
        number = known.removeprefix("arxiv:")
        return (f"https://arxiv.org/html/{number}", f"https://arxiv.org/pdf/{number}")
    if parts.scheme in ("http", "https") and parts.path.lower().endswith(".pdf"):
        return (article.url,)
    told = f"{parts.path}?{parts.query}" if parts.query else parts.path
    for place, path, address in _PLACES:
        found = path.search(told) if host == place else None
        if found:
            return (address.format(**found.groupdict()),)
    return ()


def _elsewhere(host: str) -> bool:
    """Sites that show arXiv's papers under its numbers."""
    return host in (
        "huggingface.co",
        "alphaxiv.org",
        "doi.org",
        "ar5iv.org",
        "ar5iv.labs.arxiv.org",
    )


def lacking(articles: Iterable[Article]) -> list[Article]:
    """The papers of which no whole text is stored though there is a place to ask."""
    return [a for a in articles if a.text_origin != ORIGIN and addresses(a)]


def whole(fetch: Fetch, article: Article) -> Article:
    """The article with its paper's text, headings as `# …` lines; else with a note why not.

    Never raises for what the network or a file does. The abstract that is stored stands first
    where the paper's own was not found.
    """
    reasons: list[str] = []
    for address in places(article):
        try:
            response = fetch(address, accept=_ACCEPT, max_bytes=MAX_BYTES)
            if is_pdf(response.body, response.content_type):
                paper: Paper | None = read_pdf(response.body).paper
            else:
                paper = apart(read_latexml, response.body, response.content_type)
        except (FetchError, SourceError) as error:
            reasons.append(error.message)
            continue
        if paper is not None and paper.chars > article.text_chars:
            return _with(article, paper, address)
        reasons.append(f"{address} holds no whole paper.")
    return replace(article, note=f"{ABSTRACT_ONLY}: {' '.join(reasons)}"[:1000])


def _with(article: Article, paper: Paper, address: str) -> Article:
    text, cut = to_text(paper)
    if article.text and not any(part.role == "abstract" for part in paper.parts):
        text = f"{' '.join(article.text.split())}\n\n{text}"
    notes = (f"The whole paper was read at {address}.", *paper.notes, cut)
    return replace(
        article,
        text=text,
        text_chars=len(text),
        text_origin=ORIGIN,
        language=language_of(text) or article.language,
        content_hash=content_hash(article.title, text),
        note=" ".join(filter(None, notes)),
    )
