"""Lines of a PDF's pages → sections: headings by number, name and size of letters. Pure.

PDF knows no headings or paragraphs, only letters at places. Running heads are lines that
come again page after page; a heading is a short line that is numbered in turn, named like
one, or set larger than the text; a paragraph ends with a full stop on a short line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median

from digest.papers.paper import Paper, Part, folded_parts, is_appendix, is_references, is_thanks
from digest.text import clean, one_line

Line = tuple[str, float]  # text, size of its letters in points (0: unknown)

EDGE = 3  # lines at the top and bottom of a page that may be running heads
LARGER = 1.06  # times the size of the text
TITLE_LINES = 40  # of the first page, among which the title stands
_NUMBERED = re.compile(
    r"^(?P<number>\d{1,2}(?:\.\d{1,2}){0,3}|[IVX]{1,5}|[A-H](?:\.\d{1,2})*)\.?\s+"
    r"(?P<words>[A-Z\u3040-\u30ff\u3400-\u9fff].{0,110})$"
)
_NAMED = re.compile(
    r"^(?:abstract|introduction|related works?|background|preliminaries|methods?|methodology|approach"
    r"|experiments?|experimental (?:setup|results)|results|evaluation|analysis|discussion|limitations?"
    r"|conclusions?|conclusion and future work|future work|broader impacts?|ethics statement"
    r"|ethical considerations|appendix|appendices|references|bibliography|acknowledge?ments?"
    r"|概要|要旨|はじめに|背景|関連研究|手法|提案手法|実験|評価|結果|考察|議論|限界|おわりに|結論|まとめ|参考文献|謝辞|付録)"
    r"\s*[:.]?$",
    re.IGNORECASE,
)
_ABSTRACT = re.compile(r"^(?:abstract|概要|要旨)\s*[:.—–-]?\s*", re.IGNORECASE)
_CAPTION = re.compile(r"^(?P<what>fig(?:ure|\.)|table|図|表)\s*\d{1,3}\s*[:.|：．]", re.IGNORECASE)
_STAMP = re.compile(r"arXiv:(\d{4}\.\d{4,5})(?:v\d+)?(?:\s+\[[\w.-]+\])?(?:\s+\d+ \w+ \d{4})?")
_BULLET = re.compile(r"[•▪●◦・]\s*\S")
_LEADERS = re.compile(r"(?:\.\s*){4,}\d*\s*$")
_ENDS = re.compile(r"[.!?。．！？:：][)」』”’\"']*$")
_BROKEN = re.compile("[\u00ad\ufffe\x02](?:(?=([A-Z0-9]))|)")  # a hyphen at a line's end
_WIDE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uff60]")


def paper_of(pages: Sequence[Sequence[Line]], named: str = "") -> Paper:
    """The paper that pages of lines hold. named: the title that the file's properties tell."""
    stamp = _STAMP.search(" ".join(text for text, _ in pages[0])) if pages else None
    lines = list(_without_edges(pages))
    body = _body_size(lines)
    title, lines = _titled(lines, body, named)
    reader = _Reader(body, median([len(t) for t, _ in lines if len(t) > 20] or [60]))
    for line in lines:
        reader.take(line)
    parts = folded_parts(reader.finish())
    return Paper(
        title,
        parts,
        (),
        stamp[1] if stamp else "",
        figures=reader.captions["figure"],
        tables=reader.captions["table"],
    )


def _without_edges(pages: Sequence[Sequence[Line]]) -> Iterator[Line]:
    """All lines but running heads, page numbers, arXiv's stamp and tables of contents."""
    trimmed = [[(_visible(t), s) for t, s in page if _visible(t)] for page in pages]
    seen = Counter(
        key for page in trimmed for key in {_shape(t) for t, _ in _edges(page)} if len(key) > 1
    )
    often = max(3, len(trimmed) * 0.25)
    for page in trimmed:
        for place, (text, size) in enumerate(page):
            at_edge = place < EDGE or place >= len(page) - EDGE
            running = at_edge and (
                seen[_shape(text)] >= often or re.fullmatch(r"\W*\d{1,4}\W*", text)
            )
            if not running and not _STAMP.match(text) and not _LEADERS.search(text):
                yield text, size


def _visible(text: str) -> str:
    """A line without what cannot be seen; words that pdfium joined over a line's end stay so."""
    text = _BROKEN.sub(lambda m: "-" if m[1] else "", text)
    return " ".join(clean(text).split())


def _edges(page: Sequence[Line]) -> Sequence[Line]:
    return page if len(page) <= 2 * EDGE else (*page[:EDGE], *page[-EDGE:])


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", text).casefold()


def _body_size(lines: Sequence[Line]) -> float:
    weights: Counter[float] = Counter()
    for text, size in lines:
        weights[size] += len(text)
    return weights.most_common(1)[0][0] if weights else 0.0


def _titled(lines: list[Line], body: float, named: str) -> tuple[str, list[Line]]:
    """(title, the lines without it): the largest letters at the beginning, else as `named`."""
    start = lines[:TITLE_LINES]
    largest = max((size for text, size in start if len(text) > 3), default=0.0)
    first = next(
        (i for i, (text, size) in enumerate(start) if size == largest and len(text) > 3), 0
    )
    last = first
    while last < len(start) and start[last][1] == largest:
        last += 1
    if body and largest > body * LARGER and last - first <= 6:
        return one_line(" ".join(t for t, _ in lines[first:last])), lines[:first] + lines[last:]
    told = one_line(named)
    return told or (one_line(lines[0][0], 200) if lines else ""), lines


class _Reader:
    """Takes line after line and gathers parts."""

    def __init__(self, body: float, width: float) -> None:
        self._body, self._width = body, width
        self._parts: list[tuple[str, list[str], str]] = [("", [], "body")]
        self._open = False  # the last paragraph goes on
        self._skipping = ""  # references or thanks: until the next heading of another kind
        self._last: tuple[int, ...] = (0,)
        self._number = ""  # a line that was nothing but a section's number
        self.captions: Counter[str] = Counter()

    def take(self, line: Line) -> None:
        """The next line of the paper."""
        text, size = line
        if re.fullmatch(r"\d{1,2}(?:\.\d{1,2}){0,2}\.?", text) and self._large(size):
            self._number = text
            return
        text, self._number = f"{self._number} {text}".strip(), ""
        heading = self._heading(text, size)
        if heading:
            self._begin(heading)
        elif not self._skipping:
            self._add(text)

    def finish(self) -> list[Part]:
        """The parts; those without any word are left out."""
        told = self._parts
        if len(told) > 1 and told[1][2] == "abstract":  # before it stand names and addresses
            told = told[1:]
        return [Part(t, tuple(p), r) for t, p, r in told if p or (t and r == "body")]

    def _large(self, size: float) -> bool:
        return bool(self._body) and size > self._body * LARGER

    def _heading(self, text: str, size: float) -> str:
        if _ABSTRACT.match(text) and len(self._parts) == 1 and not self._skipping:
            rest = _ABSTRACT.sub("", text, count=1)
            return "Abstract" if not rest or text[:8].isupper() or "—" in text[:12] else ""
        if len(text) > 120 or _CAPTION.match(text):
            return ""
        if _NAMED.match(text) or is_references(text) or is_thanks(text):
            return text
        found = _NUMBERED.match(text)
        if found and self._in_turn(found["number"], found["words"], size):
            return text
        begun = len(self._parts) > 1  # before the first section stand names and addresses
        large = begun and self._large(size) and len(text) > 3 and not found
        large = large and not _ENDS.search(text)
        return text if large and bool(re.match(r"[A-Z\u3040-\u9fff]", text)) else ""

    def _in_turn(self, number: str, words: str, size: float) -> bool:
        """Whether a numbered line is a heading: larger, or the next number and no sentence."""
        if self._large(size):
            return True
        if not re.fullmatch(r"[\d.]+", number) or re.search(r"[\d.,;。、]$", words):
            return False
        told = tuple(int(n) for n in number.split("."))
        up = self._last[: len(told)]
        follows = told[:-1] == up[:-1] and len(up) == len(told) and told[-1] == up[-1] + 1
        deeper = told == (*self._last, 1)
        return (follows or deeper) and len(words) < 80 and size >= self._body * 0.98

    def _begin(self, heading: str) -> None:
        self._open = False
        found = _NUMBERED.match(heading)
        if found and re.fullmatch(r"[\d.]+", found["number"]):
            self._last = tuple(int(n) for n in found["number"].split("."))
        if is_references(heading) or is_thanks(heading):
            self._skipping = heading
            return
        after = is_references(self._skipping) or self._parts[-1][2] == "appendix"
        appendix = after or (is_appendix(heading) and len(self._parts) > 4)
        self._skipping = ""
        abstract = bool(_ABSTRACT.match(heading)) and len(self._parts) == 1
        role = "abstract" if abstract else "appendix" if appendix else "body"
        self._parts.append((heading, [], role))

    def _add(self, text: str) -> None:
        caption = _CAPTION.match(text)
        if caption:
            what = caption["what"].lower()
            self.captions["table" if what in ("table", "表") else "figure"] += 1
        paragraphs = self._parts[-1][1]
        if self._open and paragraphs and not caption and not _BULLET.match(text):
            paragraphs[-1] = _glued(paragraphs[-1], text)
        else:
            paragraphs.append(text)
        short = len(text) < 0.85 * self._width
        self._open = not (_ENDS.search(text) and (short or caption)) and len(paragraphs[-1]) < 4000


def _glued(before: str, after: str) -> str:
    if before.endswith("-") and after[:1].islower():
        return before[:-1] + after if re.search(r"[a-z]{2}-$", before) else before + after
    if _WIDE.match(before[-1:]) and _WIDE.match(after[:1]):
        return before + after
    return f"{before} {after}"
