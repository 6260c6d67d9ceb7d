"""Source text → logical lines: hard wraps undone, bullets, headings and code told apart. Pure.

A line break counts as a hard wrap where the next word would not have fit into the width of
its paragraph, the classical test of `fmt`; widths count a full-width character as 2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

WRAP_WIDTHS = range(50, 131)  # columns in which mail, arXiv and Markdown are wrapped

_WIDE = re.compile(r"[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]")
_BULLET = re.compile(
    r"\s*(?:[•‣▪●○◦■□◆◇・]\s*|[*+\-–—]\s+|\d{1,3}[.)]\s+|[(（]\d{1,2}[)）]\s*|[①-⑳]\s*)(?=\S)"
)
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(?=\S)")
_TABLE = re.compile(r"\s*\|.*\|\s*$")
_FENCE = re.compile(r"\s{0,3}(`{3,}|~{3,})(.*)$")
_TERMINAL = re.compile(r"[.!?。．！？:：][」』）)\]】”’\"']*$")
_FIRST_WORD = re.compile(r"[!-~]+")
_HIRAGANA = re.compile(r"[ぁ-ん]")


@dataclass(frozen=True, slots=True)
class Line:
    """One logical line. kind: prose, bullet, heading, table, code or blank."""

    text: str
    kind: str = "prose"
    indented: bool = False


def logical_lines(text: str) -> list[Line]:
    """The lines of a text without their markers, wrapped ones joined, blank ones left out."""
    out: list[Line] = []
    paragraph: list[Line] = []
    for line in _classified(text.splitlines()):
        if line.kind == "prose":
            if line.indented and not paragraph and out and out[-1].kind == "bullet":
                out[-1] = replace(out[-1], text=_glue(out[-1].text, line.text))
            else:
                paragraph.append(line)
            continue
        out += _unwrapped(paragraph)
        paragraph = []
        out.append(line)
    out += _unwrapped(paragraph)
    return [line for line in out if line.kind != "blank"]


def _classified(lines: list[str]) -> Iterator[Line]:
    fences = _fences(lines)
    closing = -1
    for number, raw in enumerate(lines):
        if number <= closing:
            if number < closing and raw.strip():
                yield Line(raw.strip(), "code")
        elif number in fences:
            closing = fences[number]
            yield Line("", "blank")
        else:
            yield _line(raw)


def _line(raw: str) -> Line:
    if not raw.strip():
        return Line("", "blank")
    for kind, pattern in (("heading", _HEADING), ("bullet", _BULLET)):
        marker = pattern.match(raw)
        if marker:
            return Line(raw[marker.end() :].strip(), kind)
    kind = "table" if _TABLE.match(raw) else "prose"
    return Line(raw.strip(), kind, indented=raw[:2].isspace())


def _fences(lines: list[str]) -> dict[int, int]:
    """First line → last line of every closed code fence; one that never closes is text."""
    marks = {n: (m[1], m[2]) for n, raw in enumerate(lines) if (m := _FENCE.match(raw))}
    out: dict[int, int] = {}
    never: dict[str, int] = {}  # shortest fence of a character that was found to stay open
    end = -1
    for number, (mark, _) in marks.items():
        if number <= end or len(mark) >= never.get(mark[0], len(mark) + 1):
            continue
        found = _closing(marks, number, mark)
        if found is None:
            never[mark[0]] = len(mark)
        else:
            out[number] = end = found
    return out


def _closing(marks: dict[int, tuple[str, str]], start: int, mark: str) -> int | None:
    for number, (other, rest) in marks.items():
        if number > start and other.startswith(mark) and not rest.strip():
            return number
    return None


def _unwrapped(lines: list[Line]) -> list[Line]:
    """The lines of one paragraph with its hard wraps undone."""
    if len(lines) < 2:
        return list(lines)
    widths = [_width(line.text) for line in lines]
    limit = max(widths)
    pairs = zip(widths, lines[1:], strict=False)
    forced = [limit in WRAP_WIDTHS and w + _first_width(b.text) > limit for w, b in pairs]
    wrapped = sum(forced) >= 2
    out = [lines[0]]
    for before, line, width, tight in zip(lines, lines[1:], widths, forced, strict=False):
        if _continues(before.text, line.text, width, tight, wrapped):
            out[-1] = replace(out[-1], text=_glue(out[-1].text, line.text))
        else:
            out.append(line)
    return out


def _continues(before: str, after: str, width: int, tight: bool, wrapped: bool) -> bool:
    """Whether a line goes on in the next one."""
    if tight and wrapped:
        return True
    if _TERMINAL.search(before[-8:]):
        return False
    if after[0].islower():
        return tight or wrapped or width >= 40
    return tight and (before[-1] in ",、，-" or bool(_HIRAGANA.match(after)))


def _width(text: str) -> int:
    return len(text) + len(_WIDE.findall(text))


def _first_width(text: str) -> int:
    """Columns that the first unbreakable piece of a line needs, with the space before it."""
    word = _FIRST_WORD.match(text)
    return len(word[0]) + 1 if word else 4  # a full-width character and one that may not start


def _glue(before: str, after: str) -> str:
    if not before or not after:
        return before + after
    if _WIDE.match(before[-1]) or _WIDE.match(after[0]):
        return before + after
    if before[-1] == "-" and after[0].islower():
        return before + after
    return f"{before} {after}"
