"""Source text → numbered sentences, Japanese, Chinese, Korean and English. Pure, linear, stable.

Evidence.sentence is an index into `split(article.text)`, so the rules here are part of what
is stored: change them only together with a migration of the evidence. A sentence is the
source's own text, with runs of white space made one space and list markers left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from digest.summarize.lines import logical_lines

LONGEST = 1000  # characters; text without any punctuation is cut here
REMEMBERED = 50_000  # characters of a text whose sentences are kept in memory for a while
PROTECTED = 200  # characters that a bracket may keep together

_OPEN = {"(": ")", "（": "）", "「": "」", "『": "』", "[": "]", "［": "］", "【": "】", "“": "”"}
_CLOSE = set(_OPEN.values())
_BRACKETS = re.compile("[" + re.escape("".join([*_OPEN, *_CLOSE])) + "]")
_MARK = re.compile(r"(?:[.．]+|[。｡！？!?]+)")
_CLOSERS = re.compile(r"(?:\[\d{1,3}(?:[,\-–]\s?\d{1,3})*\]|[」』）)\]】〉》”’\"'*_])*")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uff00-\uffef\u3001-\u303f]")
_KANA_OR_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|et al|cf|vs|resp|approx|Dr|Mr|Mrs|Ms|Prof|St|Inc|Ltd|Corp|Co|U\.S|U\.K|a\.m|p\.m)"
    r"|(?:^|[\s(])[A-Z])$"
)
_NUMBERED = re.compile(r"\b(?:No|Nos|Fig|Figs|Eq|Eqs|Sec|Vol|Ch|Tab|pp)$", re.IGNORECASE)
_START = re.compile(r"[\"“‘'(\[*_]*(?:[A-Z0-9$€£¥#]|[a-z]+[A-Z]|[^\x00-\x7f])")
_WORD = re.compile(r"\w")
_BREAKS = re.compile(r"[、，,;；:：\s]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence. kind: prose, bullet, heading, table or code."""

    text: str
    kind: str = "prose"


def split(text: str) -> tuple[str, ...]:
    """The numbered sentences of a text."""
    return tuple(sentence.text for sentence in parse(text))


def parse(text: str) -> tuple[Sentence, ...]:
    """The same sentences, each with the kind of line that it stands in."""
    return _remembered(text) if len(text) <= REMEMBERED else _parse(text)


def _parse(text: str) -> tuple[Sentence, ...]:
    out: list[Sentence] = []
    for line in logical_lines(text):
        pieces = [line.text] if line.kind in ("code", "table", "heading") else _cut(line.text)
        for piece in pieces:
            clean = " ".join(piece.split())
            if _WORD.search(clean):
                out += (Sentence(part, line.kind) for part in _bounded(clean))
    return tuple(out)


# A build reads each of its articles four times: for the prompt, its key, and the checks.
_remembered = lru_cache(maxsize=128)(_parse)


def is_complete(sentence: str) -> bool:
    """Whether it ends as a sentence does, rather than as a heading or a cut-off snippet."""
    end = _CLOSERS.sub("", sentence[-12:]) if sentence else ""
    return end.endswith((".", "。", "．", "!", "！", "?", "？", "｡")) and not end.endswith("..")


def _cut(line: str) -> Iterator[str]:
    inside = _inside_brackets(line)
    start = 0
    for mark in _MARK.finditer(line):
        closers = _CLOSERS.match(line, mark.end())
        end = closers.end() if closers else mark.end()
        closes = mark[0].isascii() and not any(inside[end : end + 1])  # He said “Stop.” Then
        quoted = inside[mark.start()] and not closes
        if mark.start() >= start and not quoted and _ends(line, mark, end):
            yield line[start:end]
            start = end
    yield line[start:]


def _inside_brackets(line: str) -> bytearray:
    """1 for every character within a balanced bracket of at most PROTECTED characters."""
    inside = bytearray(len(line))
    stack: list[tuple[str, int]] = []
    for match in _BRACKETS.finditer(line):
        sign = match[0]
        if sign in _OPEN:
            stack.append((_OPEN[sign], match.start()))
        elif stack and stack[-1][0] == sign:
            start = stack.pop()[1]
            if match.start() - start <= PROTECTED:
                inside[start : match.end()] = b"\x01" * (match.end() - start)
    return inside


def _ends(line: str, mark: re.Match[str], end: int) -> bool:
    """Whether a sentence ends with this mark (its closing quotes reach to `end`)."""
    sign, following = mark[0][-1], line[end : end + 1]
    before = line[max(0, mark.start() - 12) : mark.start()]
    if sign in "。｡" or not following:
        return True
    if sign in "．！？":
        return following not in "、，とっ．." and not (sign == "．" and following.isdigit())
    if not following.isspace():
        japanese = _KANA_OR_HAN.match(before[-1:]) and _KANA_OR_HAN.match(following)
        return bool(japanese) and following not in "とっ"
    after = line[end : end + 40].lstrip()
    if sign == "." and _ABBREVIATION.search(before):
        return False
    if sign == "." and _NUMBERED.search(before) and after[:1].isdigit():
        return False
    return bool(_START.match(after)) or bool(_CJK.match(after))


def _bounded(sentence: str) -> Iterator[str]:
    while len(sentence) > LONGEST:
        breaks = [m.end() for m in _BREAKS.finditer(sentence, LONGEST // 2, LONGEST)]
        at = breaks[-1] if breaks else LONGEST
        yield sentence[:at].strip()
        sentence = sentence[at:].strip()
    if sentence:
        yield sentence
