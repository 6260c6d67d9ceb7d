"""Checks: each finds, none fixes; verdicts are NG (surely wrong) and 要確認 (a person looks).

docs/checks.md describes every key of CHECKS. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from digest.check import evidence, injection, language, links, names, numbers, prose, quotation
from digest.check.story import source_of
from storage.records import Article, Finding, Summary

Check = Callable[[Summary, Sequence[Article]], tuple[Finding, ...]]

CHECKS: dict[str, Check] = {
    "numbers": numbers.check,
    "names": names.check,
    "evidence": evidence.check,
    "links": links.check,
    "language": language.check,
    "quotation": quotation.check,
    "injection": injection.check,
}
# found in the source, not in what was written: no repair of the summary can help
ABOUT_SOURCE = frozenset({"injection"})


def check(summary: Summary, articles: Sequence[Article]) -> tuple[Finding, ...]:
    """What all checks find in a summary of these articles, in the order of CHECKS."""
    return tuple(finding for run in CHECKS.values() for finding in run(summary, articles))


def across(summaries: Mapping[str, Summary]) -> dict[str, tuple[Finding, ...]]:
    """What is only seen over a whole issue, by story: items in another style than the rest."""
    return prose.across(summaries)


def accepted(summary: Summary, articles: Sequence[Article]) -> tuple[Finding, ...]:
    """What was looked at and found right although it stands in no article: verdict OK."""
    return numbers.accepted(summary, articles)


def prepare(articles: Sequence[Article]) -> None:
    """Read the articles now, so that checking their summary later takes no time for it."""
    _ = source_of(tuple(articles)).named
    injection.prepare(articles)
