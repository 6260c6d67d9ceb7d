"""Every address in a summary stands in a source of its story. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from digest.check.passages import NG, Passage, source_text, written
from storage.records import Article, Finding, Summary

CHECK = "links"

_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"'「」『』、。()（）\[\]{}|`\\^]+", re.IGNORECASE)
_BARE = re.compile(
    r"(?<![A-Za-z0-9@./-])(?:[a-z0-9-]+\.)+(?:com|org|net|io|ai|dev|jp|co|app|cn|xyz|info|gov|edu|me)/[^\s<>\"'「」『』、。()（）\[\]]+",
    re.IGNORECASE,
)


def check(summary: Summary, articles: Sequence[Article]) -> tuple[Finding, ...]:
    """Addresses that no article of the story has."""
    known = _folded(source_text(articles))
    return tuple(
        finding for passage in written(summary, articles) for finding in _of(passage, known)
    )


def _of(passage: Passage, known: str) -> Iterator[Finding]:
    for match in [*_URL.finditer(passage.text), *_BARE.finditer(passage.text)]:
        address = match[0].rstrip(".,;:!?…")
        wanted = re.escape(_folded(address).rstrip("/"))
        if not re.search(wanted + r"(?![a-z0-9_%-])", known):
            yield passage.finding(CHECK, NG, "原文に無いURL", address)


def _folded(text: str) -> str:
    return re.sub(r"https?://(?:www\.)?|www\.", "//", text.lower())
