"""Every claim rests on sentences that exist and that speak of the same things. Pure.

Across languages what both write alike is compared: names, numbers, Latin words; a claim without
any of them is held against its sentences with a dictionary (apart.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from digest.check.apart import apart
from digest.check.fold import folded
from digest.check.passages import HEADLINE, UNSURE, Passage, passages
from digest.check.quantities import quantities, within_names
from digest.check.quantity import Quantity
from digest.summarize.language import language_of_text
from digest.summarize.sentences import split
from digest.summarize.terms import terms
from storage.records import Article, Evidence, Finding, Summary

CHECK = "evidence"
REASON_ELSEWHERE = "数値が根拠の文に無く、別の文にある"
CONTEXT = 2  # sentences around the evidence that may name its subject
LEAST = 10  # of a whole number that tells one sentence from another
SHOWN = 120  # characters of the evidence in a finding
# said of everything in this field, so that sharing or missing them means nothing
_GENERAL_TERMS = "ai llm llms api gpu cpu it 生成ai ml nlp url pdf saas ui os"
GENERAL = frozenset(_GENERAL_TERMS.split())

_DIGITS = re.compile(r"\d+")
_LATIN = re.compile(r"[a-z][a-z0-9+]+(?:[.\-_][a-z0-9+]+)*")


def check(summary: Summary, articles: Sequence[Article]) -> tuple[Finding, ...]:
    """Claims without evidence, with evidence that is not there, or that is of something else."""
    if summary.method == "title":
        return ()
    sources = {article.id: (article, split(article.text)) for article in articles}
    return tuple(
        finding
        for passage in passages(summary)
        if passage.claim != HEADLINE
        for finding in _of(passage, sources)
    )


def _of(
    passage: Passage, sources: Mapping[int, tuple[Article, tuple[str, ...]]]
) -> Iterator[Finding]:
    if not passage.evidence:
        yield passage.finding(CHECK, UNSURE, "根拠なし", "")
        return
    for evidence in passage.evidence:
        if _sentence(evidence, sources) != evidence.quote:
            shown = evidence.quote[:SHOWN]
            yield passage.finding(CHECK, UNSURE, "根拠の文が原文に見つからない", "", "", shown)
            return
    quotes = "\n".join(evidence.quote for evidence in passage.evidence)
    if passage.text not in quotes and not _shares(passage, quotes, sources):
        reason = "根拠の文と共通する語や数値が無い"
        yield passage.finding(CHECK, UNSURE, reason, "", "", quotes[:SHOWN])
    elif right := _elsewhere(passage, quotes, sources):
        yield passage.finding(CHECK, UNSURE, REASON_ELSEWHERE, "", "", right[:SHOWN])


def _sentence(
    evidence: Evidence, sources: Mapping[int, tuple[Article, tuple[str, ...]]]
) -> str | None:
    """The sentence that stands there now; index -1 is the title."""
    if evidence.article_id not in sources:
        return None
    article, sentences = sources[evidence.article_id]
    if evidence.sentence == -1:
        return article.title
    inside = 0 <= evidence.sentence < len(sentences)
    return sentences[evidence.sentence] if inside else None


def _shares(
    passage: Passage, quotes: str, sources: Mapping[int, tuple[Article, tuple[str, ...]]]
) -> bool:
    """Whether claim and evidence share a name, a number or a term, or nothing can be compared."""
    around = "\n".join([quotes, *(_around(e, sources) for e in passage.evidence)])
    if language_of_text(passage.text) == language_of_text(quotes):
        own = _singular(passage.text) - GENERAL
        return not own or bool(own & _singular(around))
    latin = latin_words(passage.text) - GENERAL
    numbers = values(passage.text)
    if not latin and not numbers:
        english = language_of_text(quotes) == "en"
        return not (english and apart(passage.text, split(around)))
    return bool(latin & latin_words(around) or numbers & values(quotes))


def _elsewhere(
    passage: Passage, quotes: str, sources: Mapping[int, tuple[Article, tuple[str, ...]]]
) -> str:
    """The sentence that has all numbers of a claim whose own sentences have none of them; or ""."""
    numbers = quantities(folded(passage.text))
    told = {(q.raw, q.value) for q in numbers if _telling(q)}
    near = "\n".join([quotes, *(sources[e.article_id][0].title for e in passage.evidence)])
    if not told or {x for q in numbers for x in (q.raw, q.value)} & _values(near):
        return ""
    digits = set(_DIGITS.findall(folded(passage.text)))
    for sentence in (s for _, said in sources.values() for s in said):
        # Only what shares some digits is read closely: a source may have thousands of sentences.
        if digits.isdisjoint(_DIGITS.findall(sentence)):
            continue
        if all(pair & _values(sentence) for pair in map(set, told)):
            return sentence
    return ""


def _telling(quantity: Quantity) -> bool:
    """Small whole numbers stand everywhere, also in words that nobody counts."""
    return quantity.raw >= LEAST or not quantity.raw.is_integer()


def _values(text: str) -> set[float]:
    """Its numbers, as written and in the unit of their family."""
    return values(text) | {q.value for q in quantities(folded(text))}


def _around(evidence: Evidence, sources: Mapping[int, tuple[Article, tuple[str, ...]]]) -> str:
    article, sentences = sources[evidence.article_id]
    start = max(0, evidence.sentence - CONTEXT)
    return "\n".join([article.title, *sentences[start : max(0, evidence.sentence)]])


def _singular(text: str) -> set[str]:
    """Terms, English plurals folded."""
    return {term.removesuffix("s") if term.isascii() else term for term in terms(text)}


def latin_words(text: str) -> set[str]:
    """Its Latin words, folded, each also without dots and hyphens."""
    words = set(_LATIN.findall(folded(text).lower()))
    return words | {re.sub(r"[.\-_]", "", word) for word in words}


def values(text: str) -> set[float]:
    """Its numbers, as written."""
    plain = folded(text)
    return {q.raw for q in (*quantities(plain), *within_names(plain))}
