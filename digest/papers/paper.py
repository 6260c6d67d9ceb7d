"""A paper as its sections say it, and the plain text that is stored of it. Pure.

The text keeps the headings as Markdown lines (`# 3 Method`), so that its sentences
(digest.summarize.sentences) tell again where each section begins: nothing else is stored.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from digest.text import clean, one_line

PAPER_CHARS = 600_000  # about 170 pages; what is longer is cut and said
MOST_PARTS = 600
HEADING_CHARS = 200

_REFERENCES = re.compile(
    r"^(?:[\dIVX.]+\s+)?(?:references?(?: cited| and notes)?|bibliography|works cited|literature cited"
    r"|参考文献|引用文献|文献)\s*:?$",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"^(?:[\dIVX.]+\s+)?(?:acknowledge?ments?(?: and .{1,60})?|funding(?: .{1,40})?|author contributions?"
    r"|contributions|credit(?: author)? statement|謝辞)\s*:?$",
    re.IGNORECASE,
)
_APPENDIX = re.compile(r"^(?:appendi(?:x|ces)\b|supplementa(?:l|ry)\b|付録|補遺)", re.IGNORECASE)
_LETTERED = re.compile(r"^[A-Z](?:\.\d{1,2})*\.?\s+[A-Z\u3040-\u9fff]")
_OF_MARKDOWN = re.compile(r"^[#>\s]+")


@dataclass(frozen=True, slots=True)
class Part:
    """One section or subsection. role: body, abstract or appendix."""

    title: str
    paragraphs: tuple[str, ...]
    role: str = "body"


@dataclass(frozen=True, slots=True)
class Paper:
    """What could be read of a paper, in its own order."""

    title: str
    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()  # what was cut or could not be read, in English
    arxiv_id: str = ""  # as its first page says
    figures: int = 0  # captions kept
    tables: int = 0

    @property
    def chars(self) -> int:
        """Characters of its paragraphs."""
        return sum(len(p) for part in self.parts for p in part.paragraphs)


def is_references(heading: str) -> bool:
    """Whether a heading begins the list of works cited."""
    return bool(_REFERENCES.match(heading.strip()))


def is_thanks(heading: str) -> bool:
    """Whether a heading begins acknowledgements, funding or who did what."""
    return bool(_THANKS.match(heading.strip()))


def is_appendix(heading: str) -> bool:
    """Whether a heading belongs to an appendix: named so, or lettered (B.2 Prompts)."""
    found = heading.strip()
    return bool(_APPENDIX.match(found) or _LETTERED.match(found))


def to_text(paper: Paper) -> tuple[str, str]:
    """(text, note): headings as `# …` lines, paragraphs apart; the note tells of a cut."""
    blocks: list[str] = []
    size = 0
    for place, part in enumerate(paper.parts):
        # An abstract that comes first needs no name: a text begins with what it says.
        title = "" if place == 0 and part.role == "abstract" else _heading(part)
        for block in (title, *map(_paragraph, part.paragraphs)):
            if not block:
                continue
            if size + len(block) > PAPER_CHARS:
                return "\n\n".join(blocks), _cut(paper, size)
            blocks.append(block)
            size += len(block) + 2
    return "\n\n".join(blocks), ""


def _cut(paper: Paper, size: int) -> str:
    percent = max(1, round(100 * (1 - size / max(size + 1, paper.chars))))
    return f"The paper is too long: about {percent} % of it, its end, was left out."


def _heading(part: Part) -> str:
    title = one_line(part.title.lstrip("# "), HEADING_CHARS)
    if title and part.role == "appendix" and not re.match(r"(?i)appendi|付録|補遺", title):
        title = f"Appendix {title}"
    return f"# {title}" if title else ""


def _paragraph(text: str) -> str:
    """One block: rows of a table stay on lines of their own, all else is one line."""
    lines = [" ".join(line.split()) for line in clean(text).split("\n")]
    return "\n".join(_OF_MARKDOWN.sub("", line) for line in lines if line)


def folded_parts(parts: Sequence[Part]) -> tuple[Part, ...]:
    """At most MOST_PARTS; those beyond are told under the last one."""
    if len(parts) <= MOST_PARTS:
        return tuple(parts)
    last, rest = parts[MOST_PARTS - 1], parts[MOST_PARTS:]
    more = [p for part in rest for p in (part.title, *part.paragraphs) if p]
    return (*parts[: MOST_PARTS - 1], Part(last.title, (*last.paragraphs, *more), last.role))
