"""Files that people have: PDF, mail, saved page, Markdown, plain text → a Reading each.

The kind is told by the bytes first and the name second: a web page called paper.pdf is a
page. A file without an address of its own gets one that names its content and no folder:
`file:` and a hash.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePath

from digest.apart import apart
from digest.canonical import work_id
from digest.collect.collected import Reading
from digest.collect.entries import absolute
from digest.collect.kinds import kind_of
from digest.collect.mail import is_mail, read_mail
from digest.decode import decode
from digest.errors import SourceError
from digest.extract import extract
from digest.language import language_of
from digest.papers.paper import Paper, to_text
from digest.papers.pdf import PdfText, is_pdf, read_pdf
from digest.papers.whole import ORIGIN
from digest.text import TEXT_CHARS, clean, links_of, one_line
from storage.records import Entry

MAX_BYTES = 15_000_000
SUFFIXES = (".pdf", ".eml", ".html", ".htm", ".md", ".markdown", ".txt")
_MARKUP = re.compile(
    rb"\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype html|html|head|body)\b", re.I | re.S
)
_ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"\xfd7zXZ")
_SAVED = re.compile(r"<!-- saved from url=\(\d+\)(https?://[^\s>]{4,2000}) -->")
_CANONICAL = re.compile(
    r"<link\s(?=[^>]{0,500}rel=[\"']?canonical)[^>]{0,500}?href=[\"']?(https?://[^\s\"'>]{4,2000})",
    re.I,
)
_FRONT = re.compile(r"\A---\s*\n(.{0,20000}?)\n---\s*(?:\n|\Z)", re.S)
_FRONT_TITLE = re.compile(r"^title:\s*[\"']?(.{1,500}?)[\"']?\s*$", re.M)
_HEADING = re.compile(r"^#{1,3}\s+(.{1,500})$", re.M)
_NO_TITLE = re.compile(
    r"(?i)^(?:untitled|microsoft \w+ - .*|.*\.(?:docx?|tex|dvi|pptx?|indd)|無題.*)$"
)


def read_document(name: str, body: bytes, *, url: str = "") -> Reading:
    """What a file says, as one entry. name: its file name; url: where it was had, if anywhere.

    Raises SourceError, which says what is wrong with the file.
    """
    name = one_line(PurePath(name.replace("\\", "/")).name, 200)
    if not body.strip():
        raise SourceError(f"{name} is empty.", "Save it again.")
    if len(body) > MAX_BYTES:
        raise SourceError(f"{name} is larger than {MAX_BYTES / 1e6:g} MB.", "Split it.")
    reading = _reader(name, body)(name, body, url or content_url(body))
    note = reading.notes
    return replace(reading, notes=tuple(f"{name}: {one}" for one in note))


def content_url(body: bytes) -> str:
    """The address of a file that has none: the same bytes have the same."""
    return f"file:{hashlib.sha256(body).hexdigest()[:32]}"


Reader = Callable[[str, bytes, str], Reading]


def _reader(name: str, body: bytes) -> Reader:
    suffix = PurePath(name).suffix.lower()
    if is_pdf(body):
        return _read_pdf
    if _MARKUP.match(body[:4000].lstrip(b"\xef\xbb\xbf")):
        return _read_page
    if suffix == ".eml" or (suffix not in SUFFIXES and is_mail(body)):
        return read_mail
    if suffix == ".pdf":
        return _read_pdf  # which says what it is instead
    if body.startswith(_ARCHIVES):
        raise SourceError(f"{name} is an archive.", "Unpack it, and use the files in it.")
    if suffix in (".html", ".htm"):
        return _read_page
    if suffix in (".md", ".markdown", ".txt", ""):
        return _read_text
    raise SourceError(f"{name} is of no kind that is read.", f"Read are {', '.join(SUFFIXES)}.")


def _read_pdf(name: str, body: bytes, url: str) -> Reading:
    return pdf_reading(name, read_pdf(body), url)


def pdf_reading(name: str, read: PdfText, url: str) -> Reading:
    """A PDF as an entry; a paper of arXiv has the paper's own address."""
    paper = read.paper
    text, cut = to_text(paper)
    title = one_line(paper.title)
    if not title or _NO_TITLE.match(title):
        title = _stem(name) or url
    if paper.arxiv_id and not url.startswith("http"):
        url = f"https://arxiv.org/abs/{paper.arxiv_id}"
    known = f"arxiv:{paper.arxiv_id}" if paper.arxiv_id else work_id(url)
    kind = "paper" if known.startswith("arxiv:") or _is_paper(paper) else kind_of(url, title)
    entry = Entry(
        url=url,
        title=title,
        text=text,
        external_id=known,
        authors=_authors(read.author),
        language=language_of(text),
        kind=kind,
        links=links_of(text, url),
        origin=ORIGIN if kind == "paper" else "file",
    )
    notes = tuple(note for note in (*paper.notes, cut) if note)
    return Reading(title, entry.language, (entry,), notes)


def _is_paper(paper: Paper) -> bool:
    """An abstract of its own and several sections: what reports and slides do not have."""
    return any(p.role == "abstract" for p in paper.parts) and len(paper.parts) >= 4


def _authors(told: str) -> tuple[str, ...]:
    names = (one_line(name, 200) for name in re.split(r"[;,、]| and ", told))
    return tuple(dict.fromkeys(name for name in names if name))[:50]


def _read_page(name: str, body: bytes, url: str) -> Reading:
    head = clean(decode(body[:300_000]))
    found = _SAVED.search(head[:5000]) or _CANONICAL.search(head)
    if found and not url.startswith("http"):
        url = absolute(found[1], found[1]) or url
    page = apart(extract, body, url, "text/html")
    if not page.text:
        raise SourceError(f"{name}: nothing readable was found. {page.note}".strip(), _AGAIN)
    title = page.title or _stem(name)
    entry = Entry(
        url=url,
        title=title,
        text=page.text,
        external_id=work_id(url),
        authors=page.authors,
        published_at=page.published_at,
        language=page.language,
        kind=kind_of(url, title),
        links=page.links,
        origin="file",
    )
    return Reading(title, page.language, (entry,), (page.note,) if page.note else ())


def _read_text(name: str, body: bytes, url: str) -> Reading:
    raw = decode(body)
    whole = clean(raw)
    if "\0" in raw[:1000] or whole[:5000].count("\ufffd") > 20:
        raise SourceError(f"{name} is no text.", _AGAIN)
    front = _FRONT.match(whole)
    text = whole[front.end() :] if front else whole
    named = (_FRONT_TITLE.search(front[1]) if front else None) or _HEADING.search(text[:5000])
    title = one_line(named[1]) if named else _stem(name) or one_line(text, 100)
    kept = text.strip()[:TEXT_CHARS]
    if not re.search(r"\w", kept):
        raise SourceError(f"{name} holds no words.", _AGAIN)
    entry = Entry(
        url=url,
        title=title,
        text=kept,
        language=language_of(kept),
        kind=kind_of(url, title),
        links=links_of(kept, url),
        origin="file",
    )
    notes = (
        ("it is too long: only its beginning was kept.",) if len(kept) < len(text.strip()) else ()
    )
    return Reading(title, entry.language, (entry,), notes)


_AGAIN = "Open it, see what is in it, and save it again."


def _stem(name: str) -> str:
    return one_line(PurePath(name).stem.replace("_", " "), 200)
