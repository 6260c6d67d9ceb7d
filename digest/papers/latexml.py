"""arXiv's HTML (made by LaTeXML) → a Paper. Pure.

The classes are LaTeXML's own (https://math.nist.gov/~BMiller/LaTeXML/manual/): ltx_section,
ltx_para, ltx_bibliography, ... Formulas come as their TeX (alttext), put into words; tables
as rows; of figures the caption. References, acknowledgements, notes and menus are left out.
"""

from __future__ import annotations

import re
from typing import Any

from digest.decode import decode
from digest.hidden import hidden_in, white_on_paper
from digest.papers import tex
from digest.papers.paper import Paper, Part, folded_parts, is_appendix, is_references, is_thanks
from digest.text import clean, one_line

MAX_BYTES = 15_000_000
LEAST_CHARS = 1500  # less than an abstract and an introduction is no whole paper
MOST_ROWS = 60  # of a table
MOST_CELL = 300
_SECTIONS = ("ltx_section", "ltx_subsection", "ltx_subsubsection", "ltx_chapter", "ltx_part")
_DROPPED_CLASSES = {
    "ltx_bibliography",
    "ltx_authors",
    "ltx_dates",
    "ltx_TOC",
    "ltx_toclist",
    "ltx_note",
    "ltx_ERROR",
    "ltx_acknowledgements",
    "ltx_keywords",
    "ltx_classification",
    "ltx_pagination",
    "ltx_page_footer",
    "ltx_page_header",
    "ltx_role_thanks",
    "package-alerts",
}
_DROPPED_TAGS = {"script", "style", "nav", "svg", "button", "template", "head", "iframe", "object"}
_FLOATS = {"ltx_figure", "ltx_table", "ltx_float", "ltx_listing"}
_FORMULAS = {"ltx_equation", "ltx_equationgroup"}
_BULLET = re.compile(r"^(?:[•–*-]\s*)+")
_GLUED = re.compile(r"\s+([,.;:)\]%])")


def read_latexml(body: bytes, content_type: str = "") -> Paper | None:
    """The paper of an arXiv HTML page; None where the page holds no whole paper."""
    root = _parsed(clean(decode(body[:MAX_BYTES], content_type)))
    document = None if root is None else next(_of_class(root, "ltx_document"), None)
    if document is None:
        return None
    for unseen in (*hidden_in(document), *white_on_paper(document)):
        unseen.clear(keep_tail=True)  # words for programs, behind a reader's back
    reader = _Reader()
    reader.walk(document)
    paper = reader.paper()
    return paper if paper.chars >= LEAST_CHARS else None


def _parsed(text: str) -> Any:
    from lxml import etree

    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True
    )
    return etree.fromstring(text.encode("utf-8"), parser) if text.strip() else None


def _classes(node: Any) -> set[str]:
    return set((node.get("class") or "").split())


def _of_class(root: Any, name: str) -> Any:
    return (node for node in root.iter() if isinstance(node.tag, str) and name in _classes(node))


class _Reader:
    """Walks a document in its order and gathers parts."""

    def __init__(self) -> None:
        self._title = ""
        self._parts: list[tuple[str, list[str], str]] = [("", [], "body")]
        self._appendix = False
        self._figures = 0
        self._tables = 0

    def paper(self) -> Paper:
        """What was gathered; parts without a word and a heading are left out."""
        told = [Part(t, tuple(p), r) for t, p, r in self._parts if p or (t and r == "body")]
        return Paper(
            self._title, folded_parts(told), (), "", figures=self._figures, tables=self._tables
        )

    def walk(self, node: Any) -> None:
        """A node and what is below it (libxml2 lets no document be deeper than 256)."""
        names = _classes(node)
        if node.tag in _DROPPED_TAGS or names & _DROPPED_CLASSES:
            return
        if "ltx_title_document" in names:
            self._title = one_line(_words(node))
        elif "ltx_abstract" in names:
            self._begin("Abstract", "abstract")
            self._below(node, skip_title=True)
        elif names & {*_SECTIONS, "ltx_appendix"}:
            self._section(node, names)
        elif names & _FLOATS:
            self._float(node, names)
        elif names & _FORMULAS:
            self._say(_formula(node))
        elif node.tag == "table":
            self._rows(node)
        elif node.tag == "p" or "ltx_p" in names or "ltx_caption" in names:
            self._say(_words(node))
        elif node.tag == "li" or "ltx_item" in names:
            self._say(f"- {_BULLET.sub('', _words(node))}")
        elif "ltx_title" in names:
            self._say(_words(node))
        else:
            self._below(node)

    def _below(self, node: Any, *, skip_title: bool = False) -> None:
        for child in node:
            if isinstance(child.tag, str) and not (skip_title and "ltx_title" in _classes(child)):
                self.walk(child)

    def _section(self, node: Any, names: set[str]) -> None:
        heads = (c for c in node if isinstance(c.tag, str) and "ltx_title" in _classes(c))
        title = one_line(next((_words(head) for head in heads), ""))
        if is_references(title) or is_thanks(title):
            return
        self._appendix = self._appendix or "ltx_appendix" in names
        appendix = self._appendix or (is_appendix(title) and len(self._parts) > 3)
        self._begin(title, "appendix" if appendix else "body")
        self._below(node, skip_title=True)

    def _begin(self, title: str, role: str) -> None:
        self._parts.append((title, [], role))

    def _say(self, text: str) -> None:
        if re.search(r"\w", text):
            self._parts[-1][1].append(text)

    def _float(self, node: Any, names: set[str]) -> None:
        captions = [_words(caption) for caption in _of_class(node, "ltx_caption")]
        self._figures += "ltx_figure" in names and bool(captions)
        self._tables += "ltx_table" in names and bool(captions)
        for caption in captions:
            self._say(caption)
        for table in node.iter("table"):
            if not any("ltx_tabular" in _classes(up) for up in table.iterancestors()):
                self._rows(table)

    def _rows(self, table: Any) -> None:
        rows = []
        for row in table.iter("tr"):
            cells = [_words(cell)[:MOST_CELL] for cell in row if cell.tag in ("td", "th")]
            if any(cells):
                rows.append(f"| {' | '.join(cells)} |")
        more = len(rows) - MOST_ROWS
        kept = rows[:MOST_ROWS] + ([f"({more} more rows)"] if more > 0 else [])
        self._say("\n".join(kept))


def _formula(node: Any) -> str:
    return " ".join(filter(None, (tex.words(m.get("alttext") or "") for m in node.iter("math"))))


def _words(node: Any) -> str:
    """The words of a node on one line, formulas put into words, notes left out."""
    pieces: list[str] = []
    _gather(node, pieces)
    return _GLUED.sub(r"\1", " ".join("".join(pieces).split()))


def _gather(node: Any, pieces: list[str]) -> None:
    if node.tag == "math":
        pieces.append(tex.words(node.get("alttext") or ""))
        return
    if node.tag in _DROPPED_TAGS or _classes(node) & _DROPPED_CLASSES:
        return
    spaced = node.tag in ("br", "p", "li", "td", "div")
    pieces.append(" " if spaced else "")
    pieces.append(node.text or "")
    for child in node:
        if isinstance(child.tag, str):
            _gather(child, pieces)
        pieces.append(child.tail or "")
