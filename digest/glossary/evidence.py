"""The sentences of articles that say best what a term is. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from digest.export.glossary import alone
from digest.summarize.sentences import is_complete, split
from storage.records import Article, Evidence

MOST = 4  # sentences a term
LONGEST = 400  # characters of one
_DEFINES = re.compile(
    r"とは|の略|と呼ばれる|と呼ぶ|という(?:手法|技術|仕組み|方法|技法)|を指す|\bstands? for\b|\bshort for\b"
    r"|\b(?:is|are) (?:an?|the)\b|\brefers? to\b|\bknown as\b|\bcalled\b",
    re.IGNORECASE,
)


def sentences(term: str, articles: Iterable[Article]) -> tuple[Evidence, ...]:
    """Up to MOST sentences with the term, those that look like definitions first."""
    pattern = re.compile(alone(term), re.IGNORECASE)
    scored = [
        (-_score(term, quote, pattern), article.id, number, quote)
        for article in articles
        for number, quote in enumerate(split(article.text))
        if len(quote) <= LONGEST and pattern.search(quote)
    ]
    best: dict[str, Evidence] = {}
    for _, article_id, number, quote in sorted(scored):
        best.setdefault(quote, Evidence(article_id, number, quote))
    return tuple(_first(best.values()))


def _first(found: Iterable[Evidence]) -> Iterator[Evidence]:
    for count, one in enumerate(found):
        if count == MOST:
            return
        yield one


def _score(term: str, quote: str, pattern: re.Pattern[str]) -> int:
    found = pattern.search(quote)
    assert found is not None
    after = quote[found.end() : found.end() + 40]
    before = quote[max(0, found.start() - 60) : found.start()]
    spelled = re.match(r"\s?[(（]", after) or re.search(r"[(（]\s?$", before)
    return (
        3 * bool(spelled)
        + 3 * bool(_DEFINES.search(after[:30]) or _DEFINES.search(before))
        + (found.start() < 20)
        + is_complete(quote)
    )
