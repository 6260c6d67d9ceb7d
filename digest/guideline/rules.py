"""guideline.md → rules: one a heading, each with what code can check of it. Pure.

A level-1 heading that others stand under is the document's title; what stands below it, like
what stands before any heading, introduces the rules and is one only where code can check it.
A guideline without any heading is one rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from digest.guideline.labels import gathers
from digest.guideline.literal import Literal
from digest.guideline.syntax import read

# Full-width signs, and none of the space that Markdown wants, are how many people type.
_HEADING = re.compile(
    r"^ {0,3}(?:([#＃]{1,6})[ \t\u3000]+|([#＃]{2,6})(?=[^#＃\s])|([#＃])(?=[「『【\u3041-\u9fff][^#＃]*$))(.*?)[ \t#＃]*$"
)
_UNDERLINE = re.compile(r"^ {0,3}(=+|-{3,})[ \t]*$")  # of the line above it: a heading too
_PROSE = re.compile(r"^ {0,3}(?![-*+>|・×○#＃]|\d+[.)]|```|~~~)\S")
_FENCE = re.compile(r"^[ \t]*(```|~~~)")
_COMMENT = re.compile(r"<!--.*?-->", re.S)
MOST_INTRODUCTION = 1000  # characters of it that a model is given


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. id: R1, R2, ... in the order of the guideline."""

    id: str
    heading: str
    text: str
    literals: tuple[Literal, ...] = ()
    asked: bool = True  # whether something in it is left for a model to judge

    @property
    def quoted(self) -> str:
        """The rule's own words, in one line."""
        body = " ".join(line.strip() for line in self.text.splitlines() if line.strip())
        return f"{self.heading}: {body}" if self.heading and body else self.heading or body


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules of a guideline, and the words that introduce them."""

    rules: tuple[Rule, ...]
    introduction: str = ""


@dataclass(slots=True)
class _Part:
    level: int  # 0: before any heading
    heading: str
    lines: list[str]

    @property
    def body(self) -> str:
        return "\n".join(self.lines).strip()


def parse(text: str) -> Rules:
    """The rules of a guideline; none for an empty one."""
    parts = list(_parts(_COMMENT.sub("", text.replace("\r\n", "\n").removeprefix("\ufeff"))))
    rules: list[Rule] = []
    introduction = []
    above: list[tuple[int, bool]] = []  # headings that this one stands under
    for place, part in enumerate(parts):
        while above and above[-1][0] >= part.level:
            above.pop()
        above.append((part.level, gathers(part.heading, bool(above) and above[-1][1])))
        deeper = place + 1 < len(parts) and parts[place + 1].level > part.level
        if deeper and not part.body:
            continue
        literals, rest = read(part.heading, part.lines, banned=above[-1][1])
        only_title = deeper and part.level < 2
        if only_title and rest.strip():
            introduction.append(part.body)
        if literals or not only_title:
            asked = not only_title and (bool(rest.strip()) or not literals)
            name = f"R{len(rules) + 1}"
            rules.append(Rule(name, part.heading, part.body, literals, asked))
    return Rules(tuple(rules), "\n".join(introduction)[:MOST_INTRODUCTION])


def _parts(text: str) -> Iterator[_Part]:
    part, fence = _Part(0, "", []), ""
    for line in text.splitlines():
        found = None if fence else _heading(line, part.lines)
        if mark := _FENCE.match(line):
            fence = "" if fence == mark[1] else fence or mark[1]
        if found:
            if part.level or part.body:
                yield part
            part = _Part(*found, [])
        else:
            part.lines.append(line)
    if part.level or part.body:
        yield part


def _heading(line: str, before: list[str]) -> tuple[int, str] | None:
    """(level, words) of a heading; the words of an underlined one are taken from `before`."""
    if found := _HEADING.match(line):
        return len(found[1] or found[2] or found[3]), found[4].strip()
    under = _UNDERLINE.match(line)
    alone = len(before) < 2 or not before[-2].strip()
    if under and before and alone and _PROSE.match(before[-1]):
        return (1 if under[1].startswith("=") else 2), before.pop().strip()
    return None
