"""RSS, RDF, Atom and CDF through feedparser's own parsers, driven by us.

feedparser.parse() also chooses the encoding, sanitises HTML and resolves addresses; we do the
first better (digest/decode.py), the others later and only where needed, which makes parsing
twice as fast. Driving the parsers ourselves lets hostile documents end: a limit of elements,
of depth and of entries, and no text that its quadratic patterns could chew on for minutes.

Imported only where a feed is parsed: feedparser takes 0.1 s to import.
"""

from __future__ import annotations

import io
import re
import xml.sax
import xml.sax.handler
import xml.sax.xmlreader
from typing import Any
from xml.sax.expatreader import ExpatParser

from feedparser.api import LooseFeedParser, StrictFeedParser

from digest.collect.drafts import draft_of, rights_of
from digest.collect.parsed import MAX_ENTRIES, Parsed
from digest.collect.prolog import FEED_ROOTS, Prolog, declaration
from digest.errors import NotAFeed
from digest.language import language_code
from digest.text import one_line

MAX_ELEMENTS = 300_000
MAX_DEPTH = 200
LOOSE_CHARS = 4_000_000  # feedparser's loose parser is slow on what is no feed at all
_PERIODS = {"hourly": 60, "daily": 1440, "weekly": 10_080, "monthly": 43_200, "yearly": 525_600}
_MAIL = re.compile(
    r"\s*([\w.+-]{1,64}@[\w.-]{1,200}\.[a-z]{5,20})\s*(?:\(([^()]{1,200})\))?\s*\Z", re.I
)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class _Enough(Exception):
    """The limit of entries, elements or depth is reached: keep what was read."""


class _Limits:
    """Mixed into feedparser's parsers: every hook that can end a document."""

    entries: list[Any]
    seen = 0
    depth = 0
    deepest = MAX_DEPTH
    feeddata: dict[str, Any]

    def unknown_starttag(self, tag: str, attrs: Any) -> Any:
        self.seen += 1
        if self.seen > MAX_ELEMENTS:
            raise _Enough(f"it has more than {MAX_ELEMENTS:,} elements")
        if self.depth > self.deepest:
            raise _Enough(f"its elements are nested more than {self.deepest} deep")
        return super().unknown_starttag(tag, attrs)  # type: ignore[misc]

    def _start_item(self, attrs: Any) -> Any:
        if len(self.entries) >= MAX_ENTRIES:
            raise _Enough(f"it has more than {MAX_ENTRIES:,} entries")
        return super()._start_item(attrs)  # type: ignore[misc]

    _start_entry = _start_item

    def _sync_author_detail(self, key: str = "author") -> Any:
        context = self._get_context()  # type: ignore[attr-defined]
        if len(context.get(key) or "") > 1000:  # quadratic in the length of a "mail address"
            context[key] = context[key][:1000]
        if named := _MAIL.match(context.get(key) or ""):  # feedparser knows no ending beyond .info
            context[key] = named[2] or named[1].partition("@")[2]
        return super()._sync_author_detail(key)  # type: ignore[misc]


class _Expat(ExpatParser):
    """Gives text in whole pieces: feedparser's cost is in the number of calls."""

    def reset(self) -> None:
        super().reset()
        self._parser.buffer_text = True  # type: ignore[attr-defined]
        self._parser.buffer_size = 1 << 16  # type: ignore[attr-defined]


class _Strict(_Limits, StrictFeedParser):  # type: ignore[misc]
    pass


class _Loose(_Limits, LooseFeedParser):  # type: ignore[misc]
    deepest = MAX_ELEMENTS  # it counts <br> and <p> that are never closed


def read_xml(text: str, prolog: Prolog) -> Parsed:
    """Parse a document from its root on; where it is not well-formed, as well as can be done.

    Raises NotAFeed for a feed so broken that no entry can be read.
    """
    whole = text[prolog.start :]
    body = _ILLEGAL.sub("", whole)
    head = declaration(prolog.entities)
    parser, why = _strictly(head, body)
    if why and not isinstance(why, _Enough) and len(body) <= LOOSE_CHARS:
        parser, limit = _loosely(body, prolog.entities)
        why = limit or why
    if why and not parser.entries and not isinstance(why, _Enough):
        parser, _ = _strictly(head, _mended(body))
    if why and not parser.entries and prolog.root in FEED_ROOTS:
        raise NotAFeed(
            f"The feed is broken, and no entry can be read ({_what(why)}).",
            "Try again later; if it stays so, tell its owner.",
        )
    note = _why(why, len(parser.entries))
    if not note and len(body) < len(whole):
        note = f"{len(whole) - len(body)} control characters were removed from the feed."
    return _feed(parser, note)


def _strictly(head: str, body: str) -> tuple[Any, Exception | None]:
    parser = _plain(_Strict(None, None, "utf-8"))
    reader = _Expat()
    reader.setFeature(xml.sax.handler.feature_namespaces, True)
    reader.setFeature(xml.sax.handler.feature_external_ges, False)
    reader.setContentHandler(parser)
    reader.setErrorHandler(parser)
    source = xml.sax.xmlreader.InputSource()
    source.setByteStream(io.BytesIO((head + body).encode("utf-8")))
    try:
        reader.parse(source)
    except Exception as error:  # whatever feedparser or expat throw at hostile bytes
        return parser, error
    return parser, None


def _loosely(body: str, entities: dict[str, str]) -> tuple[Any, Exception | None]:
    parser = _plain(_Loose(None, None, "utf-8", entities))
    try:
        parser.feed(body)
    except _Enough as error:
        return parser, error
    except Exception:  # as above; what was read until then stands
        return parser, None
    return parser, None


def _plain(parser: Any) -> Any:
    parser.resolve_relative_uris = False
    parser.sanitize_html = False
    return parser


def _mended(body: str) -> str:
    """The document as libxml2 understands it, well-formed again."""
    from lxml import etree

    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(body.encode("utf-8"), parser)
        return "" if root is None else str(etree.tostring(root, encoding="unicode"))
    except (etree.LxmlError, ValueError):
        return ""


def _why(error: Exception | None, entries: int) -> str:
    if error is None:
        return ""
    if isinstance(error, _Enough):
        return f"The feed was not read to its end: {error}; its first {entries} entries were kept."
    return (
        f"The feed is not well-formed ({_what(error)}); {entries} entries were read all the same."
    )


def _what(error: Exception) -> str:
    if isinstance(error, xml.sax.SAXParseException):
        return f"line {error.getLineNumber()}: {error.getMessage()}"
    return one_line(str(error), 150)


def _ttl(data: Any) -> int:
    """Minutes of RSS's ttl, or of the syndication module's period (hourly, daily, ...)."""
    told = str(data.get("ttl") or "").strip()
    if told.isascii() and told.isdigit():
        return int(told[:6])
    times = str(data.get("sy_updatefrequency") or "1").strip()
    often = int(times[:4]) if times.isascii() and times.isdigit() else 1
    return _PERIODS.get(str(data.get("sy_updateperiod") or "").strip(), 0) // max(often, 1)


def _feed(parser: Any, note: str) -> Parsed:
    data = parser.feeddata
    total = str(data.get("opensearch_totalresults") or "")
    return Parsed(
        version=parser.version,
        title=one_line(str(data.get("title") or "")),
        language=language_code(str(data.get("language") or "")),
        home=str(data.get("link") or ""),
        drafts=tuple(draft_of(entry, parser.version) for entry in parser.entries),
        note=note,
        rights=rights_of(data),
        ttl_minutes=_ttl(data),
        total=int(total) if total.isascii() and total.isdigit() and len(total) < 12 else 0,
    )
