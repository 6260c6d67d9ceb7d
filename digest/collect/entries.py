"""From what a parser found to entries: links, ids, titles, dates and texts put right. Pure.

Nothing is dropped in silence: every entry that cannot be kept is counted in a note.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from urllib.parse import urldefrag, urljoin, urlsplit

from digest.collect.kinds import kind_of
from digest.collect.parsed import Draft
from digest.identity import content_hash, external_id, plausible, url_key
from digest.language import language_of
from digest.text import (
    MAX_LINKS,
    TEXT_CHARS,
    clean,
    links_of,
    one_line,
    plain_text,
)
from storage.records import Entry

MAX_AUTHORS = 500

_TITLE_FROM_TEXT = 100
_BROKEN = re.compile(r"[\t\n]+")  # urlsplit passes over them, in a scheme too
_HOST = re.compile(r"[\w.-]{1,253}|[\da-f:.]{2,45}", re.IGNORECASE)
_MARKUP = re.compile(
    r"</(?:p|a|div|span|li|ul|ol|b|i|em|strong|h\d|code|pre|td)>|<br\b|<img\b", re.I
)
_ANNOUNCED = re.compile(r"\Aarxiv:\S+\s+announce type:\s*\S+\s*(?:abstract:\s*)?", re.I)


def finish(
    drafts: Sequence[Draft], base: str, language: str = "", *, home: str = ""
) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """(entries, notes). base: the URL that the feed came from; home: its site, as it says.

    An entry without a usable link points to an anchor of the site, so that it is not lost.
    """
    site = absolute(home, base) or base
    told = [draft for draft in drafts if draft.link or _own(draft)]
    links = [_link(draft, base) for draft in told]
    linked = [
        (draft, link or f"{urldefrag(site).url}#{_anchor(draft)}")
        for draft, link in zip(told, links, strict=True)
    ]
    once: dict[str, Entry] = {}
    for draft, url, anchored in _apart(linked):
        entry = _entry(draft, url, language, anchored)
        once.setdefault(entry.url_key, entry)  # http and https, www and not are one page
    notes = (
        (len(drafts) - len(told), "entries without any content were left out."),
        (links.count(""), "entries have no usable link and point to the site instead."),
        (len(linked) - len(once), "entries that came twice were kept once."),
    )
    return tuple(once.values()), tuple(f"{count} {words}" for count, words in notes if count)


def absolute(link: str, base: str) -> str:
    """An http(s) URL without a password, or "" for anything else (javascript:, data:, ...)."""
    try:
        url = urljoin(base, _BROKEN.sub("", clean(link)).strip())
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host) or parts.port == 0:
            return ""
    except ValueError:
        return ""
    if "@" in parts.netloc:
        url = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    return re.sub(r"\s", "%20", parts.scheme + url[len(parts.scheme) :])[:2000]


def _link(draft: Draft, base: str) -> str:
    link = absolute(draft.link, base) if draft.link.strip() else ""
    return link or (absolute(draft.guid, base) if draft.guid.startswith("http") else "")


def _apart(linked: Sequence[tuple[Draft, str]]) -> Iterator[tuple[Draft, str, bool]]:
    """(draft, URL, whether its fragment matters): one URL for one entry.

    Changelogs link every entry to an anchor of one page, some feeds all to their home page.
    """
    anchors: defaultdict[str, set[str]] = defaultdict(set)
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for draft, link in linked:
        anchors[urldefrag(link).url].add(link)
        owners[link].add(_own(draft))
    seen: set[str] = set()
    for draft, link in linked:
        page, mark = urldefrag(link).url, _anchor(draft)
        shared = len(owners[link]) > 1
        url = f"{page}#{mark}" if shared else link
        anchored = shared or len(anchors[page]) > 1 or url == f"{page}#{mark}"
        if (key := url if anchored else page) not in seen:
            seen.add(key)
            yield draft, url, anchored


def _anchor(draft: Draft) -> str:
    return f"entry-{hashlib.sha256(_own(draft).encode('utf-8', 'replace')).hexdigest()[:8]}"


def _own(draft: Draft) -> str:
    return draft.guid or draft.title or draft.body


def _entry(draft: Draft, url: str, language: str, anchored: bool) -> Entry:
    text = _text(draft)
    title = one_line(plain_text(draft.title) if draft.title_markup else draft.title)
    if not title:
        title = one_line(text, _TITLE_FROM_TEXT) or one_line(url)
    kind = kind_of(url, title)
    if kind == "paper":
        text = _ANNOUNCED.sub("", text)
    told = language_of(f"{title}\n{text}")
    return Entry(
        url=url,
        title=title,
        text=text,
        external_id=external_id(url, draft.guid),
        authors=_authors(draft.authors, kind),
        published_at=plausible(draft.published or draft.updated),
        updated_at=plausible(draft.updated),
        language=told or draft.language or language,
        kind=kind,
        points=draft.points,
        links=_links(draft, url),
        anchored=anchored,
        rights=draft.rights,
        url_key=url_key(url, fragment=anchored),
        content_hash=content_hash(title, text),
    )


def _text(draft: Draft) -> str:
    if draft.body_markup or _MARKUP.search(draft.body):
        return plain_text(draft.body)
    return clean(draft.body).strip()[:TEXT_CHARS]


def _links(draft: Draft, url: str) -> tuple[str, ...]:
    told = (absolute(link, url) for link in draft.more_links)
    found = dict.fromkeys((*told, *links_of(draft.body, url)))
    return tuple(link for link in found if link and link != url)[:MAX_LINKS]


def _authors(names: Sequence[str], kind: str) -> tuple[str, ...]:
    """Every author once; papers' feeds name all of them in one field."""
    if kind == "paper" and len(names) == 1:
        names = names[0].split(",")
    lines = (one_line(name, 200) for name in names[:MAX_AUTHORS])
    return tuple(dict.fromkeys(line for line in lines if line))
