"""An export's Markdown → the words that its readers see. Pure.

It undoes what digest.export.escape and layout write, and nothing else: marks, links,
footnote marks and addresses go, headings and list marks stay.
"""

from __future__ import annotations

import re

_FRONT = re.compile(r"\A---\n.*?\n---\n", re.S)
_BOX = re.compile(r"^:::.*\n?", re.M)
_CARD = re.compile(r"^(?:@\[card\]\([^)\n]*\)|https?://\S+)[ \t]*$", re.M)
_LINE_START = re.compile(r"^> ?", re.M)
_INLINE = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<hard>\\\n)"
    r"|(?P<note>\[\^[^\]\n]+\]:?)"
    r"|(?P<comment><!--.*?-->)"
    r"|(?P<strong>\*\*)"
    r"|(?P<address>\]\((?:[^()\\\n]|\\.)*\))"
    r"|(?P<opens>\[)"
)


def words(markdown: str) -> str:
    """What stands on the page, with the headings' and lists' own marks."""
    text = _FRONT.sub("", markdown)
    for pattern in (_BOX, _CARD, _LINE_START):
        text = pattern.sub("", text)
    seen = _INLINE.sub(lambda found: found["escaped"] or ("\n" if found["hard"] else ""), text)
    return re.sub(r"\n{3,}", "\n\n", seen).strip() + "\n"
