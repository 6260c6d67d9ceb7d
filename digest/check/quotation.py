"""No long run of a source's own words outside quotation marks. Pure.

What may be quoted is short and marked (Japanese Copyright Act, article 32). Extractive
summaries are quotations as a whole, are labelled so, and are not judged. How much of each
article may stand unmarked is what its source or its licence says (digest/rights.py).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby

from digest.check.fold import folded
from digest.check.passages import HEADLINE, UNSURE, Passage, passages
from digest.rights import LATIN, most_quoted
from storage.records import Article, Finding, Summary

CHECK = "quotation"
REASON_COPIED = "引用符のない書き写し"

_MARKED = re.compile(r"「[^」]*」|『[^』]*』|“[^”]*”|\"[^\"]*\"|https?://\S+")
_SPACE = re.compile(r"\s+")
_WIDE = r"\u3001-\u30ff\u3400-\u9fff"
_GAP = re.compile(rf"(?<=[{_WIDE}]) | (?=[{_WIDE}])")  # Japanese has no spaces: one is a line break
_COMMA, _STOP = (re.compile(rf"(?<=[{_WIDE}]){sign}") for sign in (",", r"\."))  # ，．
_CJK = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]")
_MOST_RUNS = 5  # over several sentences of a section
_MOST_PLACES = 8  # of a source that begin alike


def check(summary: Summary, articles: Sequence[Article]) -> tuple[Finding, ...]:
    """Passages of a model that copy more than they may; a headline may be the title."""
    if summary.method != "model":
        return ()
    sources = [
        (_plain(article.text), most)
        for article in articles
        if (most := most_quoted(article)) is not None
    ]
    said = (passage for passage in passages(summary) if passage.claim != HEADLINE)
    return tuple(
        finding
        for _, section in groupby(said, key=lambda passage: passage.section)
        for finding in _of(list(section), sources)
    )


def _of(section: Sequence[Passage], sources: Sequence[tuple[str, int]]) -> Iterator[Finding]:
    """One finding for a sentence; then for what is copied over several that follow each other."""
    pieces = [_MARKED.sub("\0", _plain(passage.text)) for passage in section]
    for source, limit in sources:
        for place, (passage, piece) in enumerate(zip(section, pieces, strict=True)):
            run = longest_run(piece, source, _most(piece, limit) + 1)
            if run:
                yield _copied(passage, run, run, _most(piece, limit))
                pieces[place] = "\0"
        yield from _over_several(section, pieces, source, limit)


def _over_several(
    section: Sequence[Passage], pieces: Sequence[str], source: str, limit: int
) -> Iterator[Finding]:
    whole, starts = "", []
    for piece in pieces:
        apart = whole and piece and not _CJK.search(whole[-1] + piece[0])
        whole += " " if apart and whole[-1] not in "。、」" else ""
        starts.append(len(whole))
        whole += piece
    most = _most(whole, limit)
    for _ in range(_MOST_RUNS if len(pieces) > 1 else 0):
        run = longest_run(whole, source, most + 1)
        if not run:
            return
        at = whole.index(run)
        place = bisect_right(starts, at) - 1
        end = starts[place + 1] if place + 1 < len(starts) else len(whole)
        yield _copied(section[place], whole[at : min(end, at + len(run))].strip(), run, most)
        whole = whole.replace(run, "\0" * len(run))


def _copied(passage: Passage, words: str, run: str, most: int) -> Finding:
    reason = f"{REASON_COPIED}({len(run)}字、{most}字まで)"
    return passage.finding(CHECK, UNSURE, reason, _as_written(words, passage.text), "", run)


def _plain(text: str) -> str:
    plain = _GAP.sub("", _SPACE.sub(" ", folded(text))).strip()
    return _STOP.sub("。", _COMMA.sub("、", plain))


def _most(text: str, limit: int) -> int:
    return limit if len(_CJK.findall(text)) * 4 >= len(text) else limit * LATIN


def longest_run(text: str, source: str, least: int) -> str:
    """The longest stretch of a text, of at least so many characters, that a source has too.

    Linear: a stretch that long holds a whole block of the source, blocks being half as long.
    """
    size = (least + 1) // 2
    blocks = _blocks(source, size)
    best, at = "", 0
    while at + size <= len(text):
        reached = at
        for place in blocks.get(text[at : at + size], ()):
            start, end = _widened(text, at, source, place, size)
            if end - start >= least:  # what lies within was seen
                reached = max(reached, end - size)
            run = text[start:end].strip()
            best = run if len(run) > len(best) else best
        at = reached + 1
    return best if len(best) >= least else ""


@lru_cache(maxsize=4)  # one source at a time, with few sizes
def _blocks(source: str, size: int) -> dict[str, list[int]]:
    """Where every block of a source stands, the first places of each."""
    blocks: dict[str, list[int]] = {}
    for at in range(0, len(source) - size + 1, size):
        known = blocks.setdefault(source[at : at + size], [])
        if len(known) < _MOST_PLACES:
            known.append(at)
    return blocks


def _widened(text: str, at: int, source: str, place: int, size: int) -> tuple[int, int]:
    start, end, below, above = at, at + size, place, place + size
    while start and below and text[start - 1] == source[below - 1]:
        start, below = start - 1, below - 1
    while end < len(text) and above < len(source) and text[end] == source[above]:
        end, above = end + 1, above + 1
    return start, end


def _as_written(run: str, text: str) -> str:
    """The run as it stands in the passage, if folding did not change it."""
    return run if run in text else text
