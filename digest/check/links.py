"""Every address in a summary stands in a source of its story. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from digest.check.passages import NG, Passage, source_text, written
from storage.records import Article, Finding, Summary

CHECK = "links"

# ASCII only: Japanese text follows an address without a space
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[!#-&*-;=?-Z_a-z~]+"
    r"|(?<![A-Za-z0-9@./-])(?:[a-z0-9-]+\.)+(?:com|org|net|io|ai|dev|jp|co|app|cn|xyz|info|gov|edu|me|example)"
    r"/[!#-&*-;=?-Z_a-z~]+",
    re.IGNORECASE,
)


def check(summary: Summary, articles: Sequence[Article]) -> tuple[Finding, ...]:
    """Addresses that no article of the story has."""
    known = _folded(source_text(articles))
    return tuple(
        finding for passage in written(summary, articles) for finding in _of(passage, known)
    )


def _of(passage: Passage, known: str) -> Iterator[Finding]:
    for match in _ADDRESS.finditer(passage.text):
        address = match[0].rstrip(".,;:!?…")
        wanted = re.escape(_folded(address).strip(" /"))
        if not re.search(rf"(?<![a-z0-9.-]){wanted}(?![a-z0-9_%-])", known):
            yield passage.finding(CHECK, NG, "原文に無いURL", address)


def _folded(text: str) -> str:
    return re.sub(r"https?://(?:www\.)?|www\.", " ", text.lower())
