"""No long run of a source's own words outside quotation marks. Pure.

What may be quoted is short and marked (Japanese Copyright Act, article 32). Extractive
summaries are quotations as a whole, are labelled so, and are not judged. How much of each
article may stand unmarked is what its source or its licence says (digest/rights.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from digest.check.fold import blanked, folded
from digest.check.passages import HEADLINE, UNSURE, Passage, passages
from digest.rights import LATIN, most_quoted
from storage.records import Article, Finding, Summary

CHECK = "quotation"
REASON_COPIED = "引用符のない書き写し"

_MARKED = re.compile(r"「[^」]*」|『[^』]*』|“[^”]*”|\"[^\"]*\"")
_ADDRESS = re.compile(r"https?://\S+")
_SPACE = re.compile(r"\s+")
_CJK = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]")


def check(summary: Summary, articles: Sequence[Article]) -> tuple[Finding, ...]:
    """Passages of a model that copy more than they may; a headline may be the title."""
    if summary.method != "model":
        return ()
    sources = [
        (_SPACE.sub(" ", folded(article.text)), most)
        for article in articles
        if (most := most_quoted(article)) is not None
    ]
    return tuple(
        finding
        for passage in passages(summary)
        if passage.claim != HEADLINE
        for finding in _of(passage, sources)
    )


def _of(passage: Passage, sources: Sequence[tuple[str, int]]) -> Iterator[Finding]:
    text = _SPACE.sub(" ", folded(passage.text))
    spans = [m.span() for pattern in (_MARKED, _ADDRESS) for m in pattern.finditer(text)]
    plain = blanked(text, spans)
    letters = 1 if len(_CJK.findall(plain)) * 4 >= len(plain) else LATIN
    for source, limit in sources:
        most = limit * letters
        run = longest_run(plain, source, most + 1)
        if run:
            reason = f"{REASON_COPIED}({len(run)}字、{most}字まで)"
            yield passage.finding(CHECK, UNSURE, reason, _as_written(run, passage.text), "", run)
            return


def longest_run(text: str, source: str, least: int) -> str:
    """The longest stretch of a text, of at least so many characters, that a source has too."""
    best = ""
    start = 0
    while start + least <= len(text):
        size = max(least, len(best) + 1)
        if text[start : start + size] not in source:
            start += 1
            continue
        while start + size < len(text) and text[start : start + size + 1] in source:
            size += 1
        best = text[start : start + size].strip()
        start += size - least + 1
    return best if len(best) >= least else ""


def _as_written(run: str, text: str) -> str:
    """The run as it stands in the passage, if folding did not change it."""
    return run if run in text else text
