r"""Text from outside → Markdown that shows exactly that text, and nothing else. Pure.

One escape for every reader: Zenn (markdown-it 14 with containers, footnotes, KaTeX, link
cards), CommonMark, GitHub's flavour (a single ~ strikes there) and screens (Streamlit's
directives such as :red[…]). A backslash before ASCII punctuation is literal in all of them
(CommonMark 0.31, 2.4). `inline` is for places inside a line, `block` for the start of one,
`heading` for `## …`, `prose` for a person's paragraphs.

What no escape can stop, as it looks at the finished text: GitHub links e-mail addresses,
Streamlit links addresses and draws :smile: and :material/…: as pictures.
"""

from __future__ import annotations

import re
import unicodedata

from digest.export.address import safe_url

# Control, bidirectional, zero-width, soft hyphen, interlinear, lone surrogates, noncharacters.
# U+200C, U+200D and variation selectors stay: words and emoji need them.
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)
_SPACE = re.compile(r"\s+")
_SPECIAL = re.compile(
    r"""[\\`*_\[\]<>$~|]                 # code, emphasis, links, HTML, maths, strikes, cells
      | &(?=\#?[0-9a-z]+;)               # entities
      | (?<=/)/                          # https://, ftp://, //host would be linked
      | (?<=mailto): | (?<=www)\.        # so would these
      | :(?=[a-z])                       # directives on screens
      | \^(?=\[|$)                       # inline footnotes, also with a mark that follows""",
    re.X | re.I,
)
_START = re.compile(r"[#+\-=:]|(?P<digits>[0-9]{1,9})(?=[.)](?:\s|$))")
_LINK = re.compile(r"https?://[\w\-./?%&=#~:@!$*+,;()|]+", re.ASCII | re.I)
# Backslashes and entities vanish in alt texts, so their characters become full-width there.
_ALT = str.maketrans("\\`[]<>$&", "＼｀［］＜＞＄＆")


def clean(text: str) -> str:
    """One line of what a reader can see: hidden characters out, white space single."""
    return _SPACE.sub(" ", _HIDDEN.sub("", text)).strip()


def inline(text: str) -> str:
    """For a place inside a line: a link's text, a table cell, the rest of a sentence."""
    return _SPECIAL.sub(r"\\\g<0>", clean(text))


def block(text: str) -> str:
    """For the start of a line: a paragraph, list item or quotation."""
    line = inline(text)
    found = _START.match(line)
    if found is None:
        return line
    at = found.end() if found["digits"] else 0
    return f"{line[:at]}\\{line[at:]}"


def heading(text: str) -> str:
    """For `## …`: closing #s would vanish."""
    line = inline(text)
    bare = line.rstrip("#")
    return bare + line[len(bare) :].replace("#", r"\#")


def strong(text: str, before: str = "", after: str = "") -> str:
    """**text** between two pieces of ready Markdown.

    Emphasis does not open or close between a letter and punctuation (CommonMark 0.31, 6.2:
    **「A」**の); an empty comment counts as punctuation there, and nothing is shown for it.
    """
    line = inline(text)
    if not line:
        return before + after
    opens = before and not before[-1].isspace() and _is_mark(line[0])
    closes = after and not after[0].isspace() and _is_mark(line[-1])
    gap = "<!-- -->"
    return f"{before}{gap if opens else ''}**{line}**{gap if closes else ''}{after}"


def _is_mark(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"


def link(text: str, url: str) -> str:
    """[text](url); only the text where the URL is none to follow."""
    address = safe_url(url)
    return f"[{inline(text) or inline(address)}]({address})" if address else inline(text)


def prose(text: str, newline: str = "\n") -> str:
    """A person's plain words: paragraphs and lines stay, http(s) addresses become links.

    newline: what breaks a line: a bare one does on Zenn, CommonMark wants a backslash before it.
    """
    paragraphs = re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    shown = (
        newline.join(_line(line) for line in paragraph.split("\n") if clean(line))
        for paragraph in paragraphs
    )
    return "\n\n".join(paragraph for paragraph in shown if paragraph)


def _line(text: str) -> str:
    line = clean(text)
    out, at = "", 0
    for found in _LINK.finditer(line):
        shown = found[0].rstrip(".,;:!?)|*~")
        if address := safe_url(shown):
            before = line[at : found.start()]
            out += _between(before, first=not at) + f"[{inline(shown)}]({address})"
            at = found.start() + len(shown)
    return out + _between(line[at:], first=not at)


def _between(text: str, *, first: bool) -> str:
    """Text beside a link keeps its outer spaces."""
    shown = block(text) if first else inline(text)
    left = " " if text[:1].isspace() else ""
    right = " " if text.strip() and text[-1:].isspace() else ""
    return left + shown + right


def alt(text: str) -> str:
    """For an image's alternative text."""
    return clean(text).translate(_ALT)


def details_title(text: str) -> str:
    """For `:::details …`, which Zenn shows as it stands."""
    return clean(text)
