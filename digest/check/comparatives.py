"""What English sentences compare: sides, a word and its sign. "A is slower than B". Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from digest.check.contexts import LONG
from digest.check.features import KANA, UNITS, features
from digest.check.levels import ADJECTIVES, IDLE
from digest.check.lexicon import marks
from digest.check.quantity import Quantity

MOST = 200  # comparisons that are looked at
BACK = 60  # characters between a comparative and its than
MORE = "more"  # the axis of words that only say how much

_COMPARATIVE = re.compile(
    rf"\b(?:(?P<more>more)|(?P<less>less|fewer)|better|worse|(?:{ADJECTIVES})er)\b"
)
_THAN = re.compile(r"\bthan\b")
_AS = re.compile(
    r"\b(?:(?P<part>half|a third|a quarter|a fifth|one \w+th)|twice|\w+ times|\d[\d.]*x) as (?P<word>\w+)(?: (?!as )[\w-]+){0,6} as\b"
)
_AHEAD = re.compile(
    r"\b(?:(?P<less>below|behind|short of)|above|ahead of)\b(?! (?:about |the |minus |zero)?(?:[$€£¥-]?\d|minus|zero|average)| (?:it|them|this|that)[ .,;])"
)
_EARLIER = re.compile(
    r"\b(?:minute|hour|day|week|month|year)s? (?:before|(?P<late>after)) (?=[A-Z]|the \w+ (?:version|model|one)|its (?:rival|predecessor))"
)
_NUMBER = re.compile(
    r" (?:about |only )?(?:[$€£¥]?\d[\d.,]*|half|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|fifty|twice|a (?:third|quarter|fifth|dozen|hundred|year|month|week|day))\b"
)
_NOT_OTHER = re.compile(r"\b(?:rather|other|(?:no|not|any) (?:more|less|fewer|later|earlier)) $")
_DENIED = re.compile(r"\b(?:not|n[’']t|never|hardly|without|if|whether|unless)\b")
_NO = re.compile(r"\bno $|\b(?:not|n[’']t) any $")
_START = re.compile(
    r"[;:] |, (?:but|while|whereas|and|although|though|where|so|yet|because|since|as)\b|,? (?:but|while|whereas|although) |, "
)
_END = re.compile(
    r"[;:,.] |[.,;:]$| (?:and|but|while|whereas|because|although|since|though|when) |\("
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """signs: by axis, 0 for no difference; who and whom: keys of each alone; about: of the whole."""

    signs: dict[str, int]
    who: frozenset[str]
    whom: frozenset[str]
    about: dict[str, float]
    numbers: tuple[Quantity, ...]
    word: str
    line: str
    clause: str


def read(lines: Sequence[tuple[str, Sequence[Quantity]]]) -> tuple[Comparison, ...]:
    """The comparisons of some folded English sentences."""
    found: list[Comparison] = []
    for text, numbers in lines:
        if len(text) <= LONG and not KANA.search(text) and len(found) < MOST:
            found += _of(text, numbers)
    return tuple(found)


def _of(text: str, numbers: Sequence[Quantity]) -> Iterator[Comparison]:
    for word, behind, signs in (*_than(text), *_as(text), *_ahead(text), *_earlier(text)):
        starts = list(_START.finditer(text, 0, word.start()))
        start = starts[-1].end() if starts else 0
        stop = _END.search(text, behind)
        end = stop.start() if stop else len(text)
        who = _keys(text, start, word.start())
        if starts and (word.re is _EARLIER or not who):
            start = starts[-2].end() if len(starts) > 1 else 0
        who = _keys(text, start, behind)
        whom = _keys(text, behind, end) | _numbers(numbers, behind, end)
        who |= _numbers(numbers, start, behind)
        about = {f.key: f.weight for f in features(text) if f.key not in IDLE}
        yield Comparison(
            signs, who - whom, whom - who, about, tuple(numbers), word[0], text, text[start:end]
        )


def _than(text: str) -> Iterator[tuple[re.Match[str], int, dict[str, int]]]:
    for than in _THAN.finditer(text):
        if text.startswith(" good", than.end()) or _NOT_OTHER.search(text[: than.start()]):
            continue
        words = list(_COMPARATIVE.finditer(text, max(0, than.start() - BACK), than.start()))
        word = next(iter(words[-1:]), None)
        if word is None or re.search(r"[;:]|, (?!\w+ing)", text[word.end() : than.start()]):
            continue
        if words[:-1] and words[-2]["more"] and words[-2].end() == word.start() - 1:
            word = words[-2]
        if word[0] not in ("better", "worse") and _NUMBER.match(text, than.end()):
            continue
        starts = max((m.end() for m in _START.finditer(text, 0, word.start())), default=0)
        if _NO.search(text[: word.start()]):
            yield word, than.end(), dict.fromkeys(_signs(text, word), 0)
        elif not _DENIED.search(text, starts, word.start()):
            yield word, than.end(), _signs(text, word)


def _as(text: str) -> Iterator[tuple[re.Match[str], int, dict[str, int]]]:
    for word in _AS.finditer(text):
        sign = -1 if word["part"] else 1
        signs = {MORE: sign}
        for mark in marks(word["word"]):
            signs |= {c.axis: sign * c.sign for c in mark.concepts if c.sign}
        yield word, word.end(), signs


def _ahead(text: str) -> Iterator[tuple[re.Match[str], int, dict[str, int]]]:
    for word in _AHEAD.finditer(text):
        starts = max((m.end() for m in _START.finditer(text, 0, word.start())), default=0)
        if not _DENIED.search(text, starts, word.start()):
            sign = -1 if word["less"] else 1
            yield word, word.end(), {MORE: sign, "size": sign, "rank": sign}


def _earlier(text: str) -> Iterator[tuple[re.Match[str], int, dict[str, int]]]:
    for word in _EARLIER.finditer(text):
        sign = -1 if word["late"] else 1
        yield word, word.end(), {"early": sign, "speed": sign, "timing": -sign}


def _signs(text: str, word: re.Match[str]) -> dict[str, int]:
    sign = -1 if word["less"] else 1
    signs = {c.axis: c.sign for mark in marks(word[0]) for c in mark.concepts if c.sign}
    if word["more"] or word["less"]:
        signs |= {MORE: sign}
        behind = re.match(r" [\w-]+", text[word.end() :])
        for mark in marks(behind[0]) if behind else ():
            signs |= {c.axis: sign * c.sign for c in mark.concepts if c.sign}
    elif signs.keys() & {"size", "bigsmall"}:
        signs[MORE] = next(signs[axis] for axis in ("size", "bigsmall") if axis in signs)
    return signs


def _numbers(numbers: Sequence[Quantity], start: int, end: int) -> frozenset[str]:
    return frozenset(f"#{q.value:.6g}" for q in numbers if start <= q.start and q.end <= end)


def _keys(text: str, start: int, end: int) -> frozenset[str]:
    return frozenset(
        f.key
        for f in features(text)
        if start <= f.start
        and f.end <= end
        and f.key not in UNITS
        and f.key not in IDLE
        and f.key[0] not in "+-"
    )
