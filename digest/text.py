"""Text from outside made plain: no control characters, no markup; the links in it. Pure."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import urljoin

from digest.hidden import hidden_in, may_hide

TITLE_CHARS = 500
TEXT_CHARS = 200_000
MAX_LINKS = 40

_BREAKS = re.compile("[\u0085\u2028\u2029]")
# Everything that a reader cannot see and that changes what others see: controls, bidi,
# zero-width (ZWJ U+200D and variation selectors stay: emoji need them), soft hyphens, tag
# characters (hidden instructions), surrogates, noncharacters.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_MARK = "\ufdd0"  # a line break of ours, told from those of the source: no character
_DASHED = re.compile(rf"({_MARK}- )[ {_MARK}]+")
_TAG = re.compile(r"<[a-zA-Z/!?]")
_HREF = re.compile(r"""<a\s[^<>]{0,500}?href\s*=\s*(?:"([^"]{1,2000})"|'([^']{1,2000})')""", re.I)
_URL = re.compile(r"https?://[^\s<>\"'「」『』【】()（）、。]{4,2000}")
_BLOCKS = [
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "dd",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "td",
    "th",
    "tr",
    "ul",
]
_DROPPED = ("script", "style", "template", "head", "iframe", "svg", "math", "object", "noscript")
_HARD = re.compile(rf"<(?:[!?]|{'|'.join((*_DROPPED, 'pre', 'title', 'textarea', 'xmp'))})", re.I)
_TAGS = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9]*)[^<>]*>")
_BREAKING = {name: _MARK for block in _BLOCKS for name in (block, f"/{block}")} | {
    "li": f"{_MARK}- "
}

_NO_WORD = re.compile(r"[\W_]+")


def clean(text: str) -> str:
    """NFC with Unix line ends, without characters that cannot be seen or that reorder others."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():
        return _INVISIBLE.sub("", text)
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", _BREAKS.sub("\n", text)))


def one_line(text: str, limit: int = TITLE_CHARS) -> str:
    """Clean text on a single line of at most `limit` characters."""
    line = " ".join(clean(text[: 8 * limit]).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def folded(text: str) -> str:
    """Letters and digits alone, NFKC, lower case."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return _NO_WORD.sub("", text.lower())


def plain_text(markup: str) -> str:
    """The words of an HTML fragment that it shows: one line per block, list items with a dash.

    Text without any tag passes as it is, its character references resolved. At most
    TEXT_CHARS characters.
    """
    if not _TAG.search(markup):
        return _tidy(html.unescape(clean(markup)))
    markup = clean(markup)
    words = None if may_hide(markup) else _plain_markup(markup)
    if words is None:
        words = _parsed_markup(markup)
    words = _DASHED.sub(r"\1", " ".join(words.split()))
    return _tidy(words.replace(_MARK, "\n"))


def _plain_markup(markup: str) -> str | None:
    """Plain tags only, ten times as fast as a parser; None for anything that needs one."""
    if _HARD.search(markup):
        return None
    pieces = _TAGS.split(markup)  # text, tag, text, tag, ..., text
    pieces[1::2] = [_BREAKING.get(tag.lower(), "") for tag in pieces[1::2]]
    words = "".join(pieces)
    return None if "<" in words or ">" in words else html.unescape(words)


def _parsed_markup(markup: str) -> str:
    from lxml import etree

    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True
    )
    tree = etree.fromstring(b"<html><body><div>" + markup.encode("utf-8"), parser)
    if tree is None:
        return ""
    for element in hidden_in(tree):
        element.tag = "template"
    etree.strip_elements(tree, *_DROPPED, with_tail=False)
    for element in tree.iter(*_BLOCKS):
        lead = f"{_MARK}- " if element.tag == "li" else _MARK
        inner = clean(element.text or "")  # references may have brought what lxml refuses
        kept = inner.strip().replace("\n", _MARK) if element.tag == "pre" else inner
        element.text = lead + kept
        element.tail = _MARK + clean(element.tail or "")
    return "".join(tree.itertext())


def _tidy(text: str) -> str:
    lines = (line.strip(" \t\u00a0\u3000") for line in clean(text).split("\n"))
    kept = "\n".join(line for line in lines if line and line != "-")
    return kept if len(kept) <= TEXT_CHARS else kept[:TEXT_CHARS].rstrip() + "…"


def elements(markup: str, tag: str, limit: int) -> Iterator[str]:
    """The first `limit` elements of a name, markup and all, not nested; in linear time."""
    opening = re.compile(rf"<{tag}[\s>]", re.IGNORECASE)
    closing = re.compile(rf"</{tag}\s*>", re.IGNORECASE)
    at = 0
    for _ in range(limit):
        start = opening.search(markup, at)
        end = closing.search(markup, start.end()) if start else None
        if not start or not end:
            return
        yield markup[start.start() : end.end()]
        at = end.end()


def links_of(markup: str, base: str) -> tuple[str, ...]:
    """The http(s) URLs that markup or plain text points to, in order, once, at most MAX_LINKS."""
    found: dict[str, None] = {}
    for match in _HREF.finditer(markup):
        found[html.unescape(match[1] or match[2]).strip()] = None
    for match in _URL.finditer(markup) if "http" in markup else ():
        found[html.unescape(match[0]).rstrip(".,;:!?*_")] = None
    kept: dict[str, None] = {}
    for link in found:
        absolute = _absolute(base, clean(link))
        if absolute:
            kept[absolute] = None
        if len(kept) == MAX_LINKS:
            break
    return tuple(kept)


def _absolute(base: str, link: str) -> str:
    try:
        url = urljoin(base, link)
    except ValueError:
        return ""
    return url if url.startswith(("http://", "https://")) and " " not in url else ""
