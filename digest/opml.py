"""OPML 2.0 (http://opml.org/spec2.opml): lists of feeds in and out, folders kept. Pure.

What other programs read as a feed is written as type="rss", with its kind and settings in
attributes of a namespace of our own; a list comes back as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from digest.collect import COLLECTORS
from digest.collect.known import kind_of_feed
from digest.collect.prolog import declaration, read_prolog
from digest.collect.wishes import SETTINGS, checked
from digest.decode import decode
from digest.errors import NotAFeed, UsageError
from digest.identity import url_key
from digest.language import language_code
from digest.text import clean, one_line
from storage.records import Source

MAX_FOLDERS = 20  # one in the other
MAX_DEPTH = 200  # of outlines
_BARE = re.compile(r"&(?!#?\w{1,31};)")
MAX_SOURCES = 10_000
NAMESPACE = "urn:weekly-ai-digest"
NO_FEEDS = ("hackernews", "huggingface", "x", "page", "pdf")  # no feed at their address
_HINT = "Export it again from the program that it comes from."


def read(data: bytes) -> tuple[Source, ...]:
    """The sources of an OPML file, each address once (http and https are one); folder is the path of the outlines above.

    Entries that are no web address (queries, local files) are passed over. Raises UsageError for
    what is no OPML or holds no source.
    """
    text = clean(decode(data))
    try:
        prolog = read_prolog(text)
    except NotAFeed as error:
        raise UsageError("The OPML file declares XML entities.", "Remove its DOCTYPE.") from error
    if prolog.root != "opml":
        raise UsageError("The file is no OPML.", "Choose a file whose first element is <opml>.")
    found: dict[str, Source] = {}
    body = _BARE.sub("&amp;", text[prolog.start :])  # or ?q=a&hl=ja loses its second half
    for source in _outlines(_parsed(declaration({}) + body), ()):
        found.setdefault(url_key(source.url), source)
        if len(found) == MAX_SOURCES:
            break
    if not found:
        raise UsageError("The OPML file lists no feed.", _HINT)
    return tuple(found.values())


def unknown(listed: Iterable[Source], known: Iterable[Source]) -> tuple[Source, ...]:
    """Those that are not subscribed yet, http and https, www and not being one."""
    keys = {url_key(source.url) for source in known}
    return tuple(source for source in listed if url_key(source.url) not in keys)


def _parsed(text: str) -> Any:
    from lxml import etree

    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise UsageError("The OPML file cannot be read.", _HINT) from error
    if root is None:
        raise UsageError("The OPML file cannot be read.", _HINT)
    return next(_called(root, "body"), root)


def _called(parent: Any, name: str) -> Iterator[Any]:
    """Its elements of a name, in whatever namespace."""
    for child in parent.iterchildren():
        if isinstance(child.tag, str) and child.tag.rpartition("}")[2] == name:
            yield child


def _outlines(parent: Any, folders: tuple[str, ...], depth: int = 0) -> Iterator[Source]:
    for outline in _called(parent, "outline"):
        told = {str(name).lower(): value for name, value in outline.attrib.items()}
        title = one_line(told.get("title") or told.get("text") or "")
        url = _address(told)
        inside = folders
        if _is_web(url):
            kind = _kind(told, url)
            yield Source(
                url=url,
                kind=kind,
                title=title,
                language=language_code(told.get("language", "")),
                folder="/".join(folders or _category(told)),
                settings=_settings(kind, told),
            )
        elif title and len(folders) < MAX_FOLDERS:
            inside = (*folders, title.replace("/", "／"))  # the slash parts folders
        if depth < MAX_DEPTH:
            yield from _outlines(outline, inside, depth + 1)


def _address(told: Mapping[str, str]) -> str:
    """The feed's address; feed:// and feed:https:// are what browsers once wrote."""
    url = told.get("xmlurl") or (told.get("url") if told.get("type") in ("rss", "atom") else "")
    plain = (url or "").strip()
    if plain[:5].lower() != "feed:":
        return plain
    rest = plain[5:].removeprefix("//")
    return rest if rest.lower().startswith(("http://", "https://")) else f"https://{rest}"


def _category(told: Mapping[str, str]) -> tuple[str, ...]:
    """The first place of OPML 2's category, /tech/AI,/news; tags without a slash are none."""
    first = one_line(told.get("category", "").partition(",")[0])
    names = first.split("/")[1:] if first.startswith("/") else []
    return tuple(name for name in names if name)[:MAX_FOLDERS]


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
    except ValueError:
        return False


def _own(told: Mapping[str, str], name: str) -> str:
    """An attribute of our namespace, also where a program kept it without declaring that."""
    return told.get(f"{{{NAMESPACE}}}{name}") or told.get(f"digest:{name}", "")


def _kind(told: Mapping[str, str], url: str) -> str:
    """The kind as it was written, else as the address tells."""
    for name in (_own(told, "kind").lower(), told.get("type", "").lower()):
        if name in COLLECTORS:
            return name
    return kind_of_feed(url)


def _settings(kind: str, told: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The settings that were written; those that are wrong are passed over."""
    kept: list[tuple[str, str]] = []
    for name in SETTINGS:
        try:
            kept += checked(kind, {name: clean(_own(told, name))})
        except UsageError:
            continue
    return tuple(kept)


def is_public(source: Source) -> bool:
    """Whether a source has a web address, and so a place in a list for others."""
    return _is_web(source.url)


def write(sources: Iterable[Source]) -> str:
    """An OPML 2.0 document; sources of one folder stand in one outline, nested at each slash.

    Folders of this machine are left out: their paths are nobody else's business.
    """
    from xml.etree import ElementTree as Tree

    Tree.register_namespace("digest", NAMESPACE)
    root = Tree.Element("opml", version="2.0")
    Tree.SubElement(Tree.SubElement(root, "head"), "title").text = "Weekly AI digest"
    places: dict[str, Tree.Element] = {"": Tree.SubElement(root, "body")}
    for source in sources:
        if source.url.startswith("file:"):  # a folder of this machine
            continue
        place = _place(places, one_line(source.folder))
        attributes = {
            "type": source.kind if source.kind in NO_FEEDS else "rss",
            "text": one_line(source.title) or clean(source.url),
            "title": one_line(source.title) or clean(source.url),
            "xmlUrl": clean(source.url),
        }
        if source.language:
            attributes["language"] = source.language
        if source.kind != kind_of_feed(source.url):
            attributes[f"{{{NAMESPACE}}}kind"] = source.kind
        for name, value in source.settings:
            attributes[f"{{{NAMESPACE}}}{name}"] = clean(value)
        Tree.SubElement(place, "outline", attributes)
    Tree.indent(root)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n' + Tree.tostring(root, encoding="unicode") + "\n"
    )


def _place(places: dict[str, Any], folder: str) -> Any:
    """The outline of a folder, made with those above it where it is new."""
    from xml.etree import ElementTree as Tree

    if folder not in places:
        above, _, name = folder.rpartition("/")
        places[folder] = Tree.SubElement(_place(places, above), "outline", text=name, title=name)
    return places[folder]
