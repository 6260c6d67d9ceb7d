"""A web page's bytes → title, text, date, authors, language, links. Pure: it never fetches.

trafilatura with the settings that scored best on three public benchmarks (docs/sources.md);
decoding is our own (digest/decode.py), as it gets old Japanese encodings wrong in silence.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from digest.decode import decode
from digest.forums import is_forum
from digest.hidden import may_hide, without_hidden
from digest.language import language_of
from digest.metadata import read_head, read_moment
from digest.refusals import challenge
from digest.text import (
    TEXT_CHARS,
    clean,
    elements,
    links_of,
    one_line,
    plain_text,
)
from digest.walls import INSTEAD, without_walls

__all__ = ["Extracted", "decode", "extract", "language_of", "plain_text"]

MAX_BYTES = 5_000_000
MAX_TAGS = 60_000  # trafilatura takes 25 s for a million
_BINARY = ("image/", "audio/", "video/", "font/", "application/zip", "application/octet-stream")
_EMPTY = "No text was found on the page; it may need a browser or a sign-in."
_DESCRIBED = "No main text was found; this is the page's own description."
_BREAKS = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Extracted:
    """What could be read of a page; text "" with a note that says why."""

    title: str = ""
    text: str = ""
    published_at: datetime | None = None
    authors: tuple[str, ...] = ()
    language: str = ""
    note: str = ""  # in English; "" when all is well
    links: tuple[str, ...] = ()
    rights: str = ""  # its licence, as it links to it or names it


def extract(body: bytes, url: str, content_type: str = "") -> Extracted:
    """Read a page; never raises for what is in it. Looks at its first MAX_BYTES."""
    if body.startswith(b"%PDF") or "application/pdf" in content_type:
        return Extracted(note="It is a PDF, whose text is not read.")
    text = clean(decode(body[:MAX_BYTES], content_type))
    cut = len(body) > MAX_BYTES or text.count("<") > MAX_TAGS
    text = "<".join(text.split("<", MAX_TAGS)[:MAX_TAGS])
    if not re.search(r"<[a-zA-Z!]", text[:5000]):
        return _plain(body, text, content_type)
    guard = challenge({}, text)
    if guard:
        return Extracted(note="A bot challenge was shown instead of the page.")
    head = read_head(text)
    shown = _shown(text)
    document = _document(shown, url, text, with_metadata=not (head.title and head.published_at))
    words = _BREAKS.sub("\n\n", clean(_told(document))).strip()
    words, note = without_walls(text, head.title, words)
    if note in INSTEAD:
        return Extracted(note=note)
    note = note or ("The page is too large: only its beginning was read." if cut else "")
    if not words:
        words = head.description
        note = note or (_DESCRIBED if words else _EMPTY)
    return Extracted(
        title=head.title or one_line((document and document.title) or ""),
        text=words[:TEXT_CHARS],
        published_at=head.published_at or read_moment((document and document.date) or ""),
        authors=head.authors or _authors(document),
        language=language_of(words) or head.language or language_of(head.title),
        note=note,
        links=_links(text if shown is text else _markup(shown), url),
        rights=head.rights,
    )


def _shown(text: str) -> Any:
    """The markup as it is, or as a tree without what is hidden."""
    if not may_hide(text):
        return text
    import trafilatura

    try:
        tree = trafilatura.load_html(text)
        return text if tree is None else without_hidden(tree)
    except Exception:  # as below: hostile markup
        return text


def _markup(tree: Any) -> str:
    from lxml.html import tostring

    return str(tostring(tree, encoding="unicode"))


def _plain(body: bytes, text: str, content_type: str) -> Extracted:
    """Not HTML: plain text as it is, anything else not at all."""
    if content_type.startswith(_BINARY) or b"\0" in body[:1000] or "\ufffd" in text[:5000]:
        return Extracted(note="It is neither a web page nor plain text.")
    words = text.strip()[:TEXT_CHARS]
    title = one_line(words.partition("\n")[0], 200)
    return Extracted(title, words, language=language_of(words), note="" if words else _EMPTY)


def _document(shown: Any, url: str, text: str, *, with_metadata: bool) -> Any:
    """What trafilatura makes of it (its Document), or None where it finds nothing or fails."""
    import trafilatura

    for name in ("trafilatura", "htmldate", "courlan"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what they cannot read is no news
    try:
        return trafilatura.bare_extraction(
            shown,
            url=url,
            fast=False,
            include_comments=is_forum(url, text),
            include_tables=True,
            deduplicate=False,
            with_metadata=with_metadata,  # 40 % of the time
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except Exception:  # whatever lxml and its kin throw at hostile markup
        return None


def _told(document: Any) -> str:
    """Its text; on forums the replies too."""
    parts = (document.text, document.comments) if document else ()
    return "\n\n".join(part for part in parts if part)


def _authors(document: Any) -> tuple[str, ...]:
    told = (document and document.author) or ""
    return tuple(filter(None, (one_line(name, 200) for name in told.split(";"))))


def _links(text: str, url: str) -> tuple[str, ...]:
    """Links of the main part, or of the paragraphs: not those of menus and footers."""
    region = next(elements(text, "article", 1), "") or next(elements(text, "main", 1), "")
    return links_of(region or " ".join(elements(text, "p", 500)), url)
