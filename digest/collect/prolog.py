"""What stands before a document's root element, read without a parser: comments, DTD, entities. Pure.

Parsers disagree on broken prologs, and patterns over whole documents take minutes on hostile
ones; this scan is linear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from digest.errors import NotAFeed

FEED_ROOTS = ("rss", "feed", "rdf", "channel", "entry")
PAGE_ROOTS = ("html", "head", "body", "!html")
_NAME = re.compile(r"<(?:[\w.-]{1,40}:)?([A-Za-z_][\w.-]{0,60})")
_FEED = re.compile(
    r"<(?:rss[\s>]|feed\s[^<>]{0,300}?xmlns|rdf:RDF\s[^<>]{0,600}?purl\.org/rss)", re.I
)
_DTD = re.compile(r"<![^\[>]{0,2000}(?:\[[^\]]{0,200000}\]\s*)?>?")
_ENTITY = re.compile(
    r"""<!ENTITY\s+(?P<parameter>%\s+)?(?P<name>[\w.:-]{1,100})\s+"""
    r"""(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<external>SYSTEM|PUBLIC))"""
)
_SAFE_VALUE = re.compile(r"(?:[^&%<]|&#\w{1,8};){0,200}")
_LIMIT = 500  # entities
_LOOK = 100_000  # characters in which a feed may begin after something else


@dataclass(frozen=True, slots=True)
class Prolog:
    """Where the root element begins, its local name in lower case, and harmless entities."""

    start: int
    root: str  # "" for none, "!html" for a page that begins with its doctype
    entities: dict[str, str] = field(default_factory=dict)
    misplaced: bool = False  # a feed that begins after something else


def read_prolog(text: str) -> Prolog:
    """Scan a document. Raises NotAFeed for entities that could expand or reach outside."""
    start, dtd = _scan(text)
    name = _NAME.match(text, start)
    root = name[1].lower() if name else ""
    if root not in FEED_ROOTS and (feed := _FEED.search(text, 0, _LOOK)):
        return Prolog(feed.start(), "feed", {}, misplaced=True)
    if re.match(r"<!doctype\s+html", dtd, re.IGNORECASE) and root not in FEED_ROOTS:
        root = "!html"
    return Prolog(start, root, _entities(dtd))


def _scan(text: str) -> tuple[int, str]:
    """(index of the root element's tag, the DTD)."""
    at, dtd = 0, ""
    while (at := text.find("<", at)) >= 0:
        if text.startswith("<!--", at):
            at = _after(text, "-->", at)
        elif text.startswith("<?", at):
            at = _after(text, "?>", at)
        elif text.startswith("<!", at):
            match = None if dtd else _DTD.match(text, at)
            dtd, at = (match[0], match.end()) if match else (dtd, _after(text, ">", at))
        elif _NAME.match(text, at):
            return at, dtd
        else:
            at += 1
    return len(text), dtd


def _after(text: str, mark: str, at: int) -> int:
    end = text.find(mark, at)
    return len(text) if end < 0 else end + len(mark)


def _entities(dtd: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _ENTITY.finditer(dtd):
        value = match["double"] if match["double"] is not None else match["single"]
        if match["parameter"]:
            continue  # never expanded: the old Netscape DTD declares some
        if match["external"] or not _SAFE_VALUE.fullmatch(value) or len(found) == _LIMIT:
            raise NotAFeed(
                "The feed declares XML entities that expand or load other files.",
                "No honest feed needs them: tell its owner, or use another source.",
            )
        found[match["name"]] = value
    return found


def declaration(entities: dict[str, str]) -> str:
    """An XML declaration and a DTD with these entities and nothing else."""
    escaped = ((name, value.replace('"', "&#34;")) for name, value in entities.items())
    declared = "".join(f'<!ENTITY {name} "{value}">' for name, value in escaped)
    doctype = f"<!DOCTYPE feed [{declared}]>" if declared else ""
    return f'<?xml version="1.0" encoding="utf-8"?>{doctype}'
