"""Which in a row: the second year and 2年目 are one. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

BEFORE, BEHIND = 8, 5  # characters around a number that make it an ordinal
KANA = re.compile(r"[ぁ-ん]")
_WORDS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
]
_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_KANJI = "一二三四五六七八九"
_ENGLISH = re.compile(
    rf"(?<!per )(?<!a )(?<!each )(?<![\w-])(?:(?P<word>{'|'.join(_WORDS)})(?![\w])|(?P<digits>[1-9])(?:st|nd|rd|th)\b"
    rf"|(?:year|round|phase|stage|step|week|day|month|model|team|group|site|turn|part|wave|tier) "
    rf"(?:(?P<one>{'|'.join(_ONES)})\b|(?P<number>[1-9])(?![\d.,%])))",
    re.IGNORECASE,
)
_JAPANESE = re.compile(
    r"第(?P<no>[1-9一二三四五六七八九])(?![\d.四]|四半期)|(?<![\d.,])(?P<n>[1-9一二三四五六七八九])(?:[^\d、。はがのをに]{1,4}目|回戦|番手|次(?=[調評試締]))"
    r"|(?P<first>初年度|初回|最初|初め)|(?P<next>次年度|翌年度)"
)


def ordinals(text: str, *, japanese: bool) -> Iterator[tuple[int, int, int]]:
    """The ordinals of a folded sentence: number, start, end."""
    if japanese:
        for match in _JAPANESE.finditer(text):
            digit = match["no"] or match["n"]
            number = 1 if match["first"] else 2
            if digit:
                number = int(digit) if digit.isascii() else _KANJI.index(digit) + 1
            yield number, match.start(), match.end()
        return
    for match in _ENGLISH.finditer(text):
        if match["word"]:
            number = _WORDS.index(match["word"].lower()) + 1
        elif match["one"]:
            number = _ONES.index(match["one"].lower()) + 1
        else:
            number = int(match["digits"] or match["number"])
        yield number, match.start(), match.end()


def is_ordinal(text: str, start: int, end: int) -> bool:
    """Whether the number there only says which: 2年目, 第2ラウンド, round two."""
    for match in (_JAPANESE if KANA.search(text) else _ENGLISH).finditer(
        text, max(0, start - BEFORE), end + BEHIND
    ):
        named = match.re is _JAPANESE or match["one"] or match["number"]
        if named and match.start() <= start < match.end():
            return True
    return False
