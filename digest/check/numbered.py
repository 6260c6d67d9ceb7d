"""Names that carry numbers: versions and sizes of a claim stand in the source; numbers told twice agree. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache
from itertools import pairwise

from digest.check import compare
from digest.check.fold import Folded
from digest.check.passages import NG, UNSURE, Passage
from digest.check.quantity import Quantity
from digest.check.versions import VERSION, names
from storage.records import Finding

CHECK = "numbers"
_PAIR = re.compile(r"\s?[^\s()\d]{0,12}\s?\(\s*")
_HEADED = re.compile(
    r"(?<![A-Za-z0-9])(?P<head>[A-Za-z][A-Za-z-]{0,39}?)[\s\-_.]?(?P<number>\d+(?:\.\d+)?)"
)
_PIECE = re.compile(r"\d+(?:\.\d+)*|[a-z]+")
_NO_VERSION = re.compile(r"[SQH]\d{1,4}|[A-Za-z]+-of-.*")  # of sentences, quarters and halves
_SPACED = re.compile(
    r"(?<![A-Za-z0-9])(?P<head>[A-Za-z][A-Za-z-]+) (?P<number>\d{1,4}(?:\.\d{1,2})?)(?= ?[A-Z]| \d+[BM]|[はがをにでのとも、。以)」]|$)"
)


def check(passage: Passage, text: Folded, source: str) -> Iterator[Finding]:
    """A version or size in a name: GPT-5 where the source has only GPT-4; 2.4.1 for 2.4.0."""
    for version in VERSION.finditer(text.text):
        if version[0].lstrip("v") not in source:
            yield passage.finding(CHECK, UNSURE, "原文に無い版・番号", version[0])
    for start, end, known in _spaced(text.text, source):
        shown = "、".join(sorted(known))
        yield passage.finding(CHECK, UNSURE, "原文に無い版・番号", text.slice(start, end), shown)
    told: set[int] = set()
    for name in names(text.text):
        head = re.match(r"[A-Za-z]{2,}|[Vv](?=\d)|[A-Z](?=\d{2,})", name[0])
        known = set(_versions(head[0], source)) if head else set()
        if head is None or (not known and re.fullmatch(r"[SQH]\d{1,4}", name[0])):
            continue
        own = re.search(r"\d+(?:\.\d+)?", name[0])
        wanted = own[0] if own else ""
        if known and not any(_told(wanted, v) for v in known) and not _listed(wanted, source):
            shown = "、".join(f"{head[0]} {number}" for number in sorted(known))
            yield passage.finding(CHECK, UNSURE, "原文に無い版・番号", name[0], shown)
            told.add(name.start())
    for name in names(text.text):
        right = "" if name.start() in told else _sibling(name[0], source)
        if right:
            yield passage.finding(CHECK, UNSURE, "原文に無い版・番号", name[0], right)


def _sibling(name: str, source: str) -> str:
    """A name of the source that has the same letters and other numbers, if it has not this one: Qwen3-8B, M2."""
    letters, numbers = _cut(name)
    known = _cuts(source).get(letters, {})
    if not known or _NO_VERSION.fullmatch(name) or _compact(name) in _plain(source):
        return ""
    if any(all(map(_told, numbers, others)) for others in known):
        return ""
    return "" if any(_listed(number, source) for number in numbers) else min(known.values())


def _told(wanted: str, there: str) -> bool:
    return there == wanted or there.startswith(wanted + ".")


def _listed(number: str, source: str) -> bool:
    """Whether it is one of several numbers of a name: ResNet-50/101, Llama 8B and 70B."""
    return bool(
        re.search(rf"(?:[/,、と・]|\band|\bor|\bto) ?-?v?{re.escape(number)}(?!\d|\.\d)", source)
    )


def _cut(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    pieces = _PIECE.findall(name.lower())
    return tuple(p if p.isalpha() else "#" for p in pieces), tuple(
        p for p in pieces if not p.isalpha()
    )


def _compact(text: str) -> str:
    return re.sub(r"[\s\-_.]+", "", text.lower())


@lru_cache(maxsize=4)
def _plain(source: str) -> str:
    return _compact(source)


@lru_cache(maxsize=4)
def _cuts(source: str) -> dict[tuple[str, ...], dict[tuple[str, ...], str]]:
    """The names of a source by their letters, then by their numbers."""
    out: dict[tuple[str, ...], dict[tuple[str, ...], str]] = {}
    for name in names(source):
        letters, numbers = _cut(name[0])
        out.setdefault(letters, {})[numbers] = name[0]
    return out


def _spaced(text: str, source: str) -> Iterator[tuple[int, int, set[str]]]:
    """Names with a number behind a space, of which the source has only other numbers."""
    for match in _SPACED.finditer(text):
        known = set(_versions(match["head"], source))
        number = re.escape(match["number"])
        if known and not re.search(rf"(?<![\d.,]){number}(?!\d|[.,]\d)", source):
            yield match.start(), match.end(), known


def _versions(head: str, body: str) -> Set[str]:
    """The numbers that stand behind a name in a source, whatever separates them."""
    return _headed(body).get(head.lower(), frozenset())


@lru_cache(maxsize=4)
def _headed(body: str) -> dict[str, set[str]]:
    """All numbers of a source by what stands right before them: of GPT-4 both gpt-4 and gpt."""
    out: dict[str, set[str]] = {}
    for match in _HEADED.finditer(body):
        head = match["head"].lower()
        for start in (0, *(place + 1 for place, sign in enumerate(head) if sign == "-")):
            out.setdefault(head[start:], set()).add(match["number"])
    return out


def twice(passage: Passage, text: Folded, found: Sequence[Quantity]) -> Iterator[Finding]:
    """650億(65B): the two notations must agree."""
    for first, second in pairwise(found):
        between = text.text[first.end : second.start]
        if not (first.scaled and second.scaled and _PAIR.fullmatch(between)):
            continue
        if abs(first.raw - second.raw) > 0.02 * second.raw:
            words = text.slice(first.start, second.end)
            right = compare.japanese(second.raw)
            yield passage.finding(CHECK, NG, "併記の不一致", words, right)
