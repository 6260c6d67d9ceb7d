"""The sentences of a summary that checks look at, and what they rest on. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from storage.records import Article, Evidence, Finding, Summary

OK = "OK"  # accepted, and said why
NG = "NG"
UNSURE = "要確認"
HEADLINE = -1  # Finding.claim of the headline
_ENDS = frozenset(["", "\n", *"。.!?！？"])  # of a sentence, or of the text


@dataclass(frozen=True, slots=True)
class Passage:
    """One claim, or the headline (section "", claim -1)."""

    text: str
    evidence: tuple[Evidence, ...] = ()
    section: str = ""
    claim: int = HEADLINE

    def finding(
        self,
        check: str,
        verdict: str,
        reason: str,
        found: str,
        expected: str = "",
        source: str = "",
    ) -> Finding:
        """A finding in this passage.

        reason: what is wrong; found: the wrong words; expected: the right ones; source: what
        the source says.
        """
        return Finding(
            check, verdict, self.text, found, expected, source, self.section, self.claim, reason
        )


def passages(summary: Summary) -> Iterator[Passage]:
    """The headline, then every claim in order."""
    if summary.headline:
        yield Passage(summary.headline)
    for section in summary.sections:
        for index, claim in enumerate(section.claims):
            yield Passage(claim.text, claim.evidence, section.name, index)


def written(summary: Summary, articles: Sequence[Article]) -> Iterator[Passage]:
    """The passages that somebody wrote, rather than copied whole from a source."""
    titles = {article.title.strip() for article in articles}
    for passage in passages(summary):
        copied = any(passage.text == evidence.quote for evidence in passage.evidence)
        if not copied and not (passage.claim == HEADLINE and passage.text.strip() in titles):
            yield passage


def copied_from(source: str, text: str) -> bool:
    """Whether a folded text is whole sentences of a folded source, word for word."""
    words = text.strip()
    start = source.find(words) if words else -1
    if start < 0:
        return False
    before, after = source[:start].rstrip(" "), source[start + len(words) :].lstrip(" ")
    return before[-1:] in _ENDS and (words[-1] in _ENDS or after[:1] in _ENDS)


def source_text(articles: Sequence[Article]) -> str:
    """Everything that the articles of a story say, as one text."""
    parts = [
        part
        for a in articles
        for part in (a.title, a.text, "\n".join(a.authors), a.url, a.external_id)
    ]
    return "\n\n".join(part for part in parts if part)
