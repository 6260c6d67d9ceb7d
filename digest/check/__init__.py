"""Checks: each finds, none fixes; verdicts are NG (surely wrong) and 要確認 (a person looks).

docs/checks.md describes every key of CHECKS. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from digest.check import evidence, language, links, names, numbers
from storage.records import Article, Finding, Summary

Check = Callable[[Summary, Sequence[Article]], tuple[Finding, ...]]

CHECKS: dict[str, Check] = {
    "numbers": numbers.check,
    "names": names.check,
    "evidence": evidence.check,
    "links": links.check,
    "language": language.check,
}


def check(summary: Summary, articles: Sequence[Article]) -> tuple[Finding, ...]:
    """What all checks find in a summary of these articles, in the order of CHECKS."""
    return tuple(finding for run in CHECKS.values() for finding in run(summary, articles))


def accepted(summary: Summary, articles: Sequence[Article]) -> tuple[Finding, ...]:
    """What was looked at and found right although it stands in no article: verdict OK."""
    return numbers.accepted(summary, articles)


def prepare(articles: Sequence[Article]) -> None:
    """Read the articles now, so that checking their summary later takes no time for it."""
    numbers.source_of(tuple(articles))
