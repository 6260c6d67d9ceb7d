"""The checks over any two texts: a source and a summary of it, as plain text. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from digest.check import accepted, check
from digest.check.apart import apart
from digest.check.evidence import CHECK as EVIDENCE
from digest.check.evidence import REASON_ELSEWHERE, values
from digest.check.language import FOREIGN
from digest.check.matching import matcher
from digest.check.passages import OK, UNSURE
from digest.check.prose import REASON_MIXED, styles
from digest.check.relative import issued
from digest.check.told import MOST
from digest.summarize.language import language_of_text
from digest.summarize.sentences import split
from storage.records import Article, Claim, Evidence, Finding, Section, Summary
from storage.weeks import TOKYO

LONGEST, SENTENCES = 300_000, 1000  # characters and sentences of a summary that are looked at
SHOWN = 120  # characters of the rest
MOST_COMPARED = 20_000  # characters of a source whose words a dictionary is asked for
HEAD = 5  # lines of a text that may say when it was published
_FENCE = re.compile(r"\s*(?:```|~~~)")
_MARK = re.compile(r"\s*(>|#{1,6}\s)")
_BORROWED = re.compile(r"「[^」]*」|『[^』]*』|\"[^\"]*\"|“[^”]*”|https?://[!-~]+")
_KANA = re.compile(r"[ぁ-ゖァ-ヺ]")


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    start: int
    end: int
    mark: str  # ">": of a block quotation; "#": of a heading


@dataclass(frozen=True, slots=True)
class Placed:
    """A finding and where in the summary its words stand, in characters."""

    finding: Finding
    start: int
    end: int

    def plain(self) -> dict[str, str | int]:
        """What `check --json` prints for it."""
        f = self.finding
        return {
            "check": f.check,
            "verdict": f.verdict,
            "reason": f.reason,
            "passage": f.passage,
            "start": self.start,
            "end": self.end,
            "found": f.found,
            "expected": f.expected,
            "evidence": f.evidence,
        }


def check_texts(source: str, summary: str) -> tuple[Placed, ...]:
    """What the checks find in a summary, in its order; then what they accepted and why.

    Each sentence of the summary is a claim that rests on what it shares most with. Findings
    with verdict OK are no faults. A finding in the source itself stands at 0.
    """
    language = language_of_text(source)
    article = Article(id=1, text=source, language=language, published_at=_published(source))
    read = tuple(islice(_sentences(summary[:LONGEST]), SENTENCES))
    made = _summary(article, [one.text for one in read])
    reckoned = accepted(made, (article,))
    rests = {f.claim for f in reckoned}
    few = split(source) if language == "en" and len(source) <= MOST_COMPARED else ()
    found = [f for f in check(made, (article,)) if not _cannot_say(f, article, rests, few)]
    found = [*_own(found, read, source), *reckoned, *_unread(source)]
    placed = [_placed(f, read, summary) for f in found]
    if len(summary) > LONGEST or len(read) == SENTENCES:
        placed += _left(summary, read[-1].end if read else 0)
    return tuple(sorted(placed, key=lambda one: one.start))


def _unread(source: str) -> Iterator[Finding]:
    """That only so many sentences of a very long source are compared."""
    if len(source) > MOST and len(split(source)) > MOST:
        reason = f"原文が長いため、先頭の{MOST:,}文とだけ比べた(数値と名称は全体から探した)"
        yield Finding(EVIDENCE, OK, "", "", reason=reason)


def _left(summary: str, until: int) -> Iterator[Placed]:
    """What of a very long summary was not looked at."""
    rest = summary[until:].strip()
    start = summary.find(rest, until) if rest else 0
    if rest and any(map(str.isalnum, rest)):
        reason = "要約が長いため、ここから先は調べていない"
        yield Placed(
            Finding(EVIDENCE, UNSURE, rest[:SHOWN], "", reason=reason), start, len(summary)
        )


def _published(source: str) -> datetime | None:
    """The evening of the day that a line at the head of a text gives and nothing else."""
    day = issued("\n".join(source.splitlines()[:HEAD]))
    return datetime(day.year, day.month, day.day, 18, tzinfo=TOKYO) if day else None


def _own(found: Sequence[Finding], read: Sequence[_Sentence], source: str) -> Iterator[Finding]:
    """Without what is said of block quotations, and of headings that are titles or questions."""
    kept = {style for one in read if not one.mark for style in styles(one.text)}
    for finding in found:
        mark = read[finding.claim].mark if 0 <= finding.claim < len(read) else ""
        title = mark == "#" and finding.passage in source
        if finding.check == "quotation":
            passed = bool(mark)
        elif finding.reason.startswith(REASON_MIXED):
            passed = bool(mark) or len(kept) < 2
        else:
            passed = finding.reason in FOREIGN and (mark == ">" or title)
        if not passed:
            yield finding


def _summary(article: Article, claims: list[str]) -> Summary:
    sentences = split(article.text)
    known = matcher(sentences)
    return Summary(
        method="model",
        language=_language(claims),
        sections=(
            Section(
                "",
                tuple(
                    Claim(c, tuple(Evidence(1, i, sentences[i]) for i in known.support(c)))
                    for c in claims
                ),
            ),
        ),
    )


def _language(claims: Sequence[str]) -> str:
    """English if most sentences are; addresses, titles and quotes are Latin in any language."""
    own = [_BORROWED.sub("", claim) for claim in claims]
    japanese = sum(bool(_KANA.search(one)) for one in own)
    english = sum(language_of_text(one) == "en" and not _KANA.search(one) for one in own)
    return "en" if english > japanese else "ja"


def _cannot_say(
    finding: Finding, article: Article, rests: set[int], sentences: Sequence[str]
) -> bool:
    """Nobody said what the claim rests on; across languages it is judged by a dictionary."""
    if finding.check != EVIDENCE or finding.claim in rests:
        return finding.check == EVIDENCE
    if finding.reason == REASON_ELSEWHERE:
        return True
    foreign = language_of_text(finding.passage) != article.language
    return foreign and (
        bool(values(finding.passage)) or not apart(finding.passage, sentences)
    )  # numbers are looked up anyway


def _sentences(text: str) -> Iterator[_Sentence]:
    """Each sentence with its place; white space between its words may differ."""
    at = 0
    for line in text.splitlines(keepends=True):
        start, at = at, at + len(line)
        marked = _MARK.match(line)
        pieces = (line.strip(),) if _FENCE.match(line) else split(line)
        inside = 0
        for piece in pieces:
            match = _flexible(piece).search(line, inside)
            if match:
                inside = match.end()
                first, last = start + match.start(), start + match.end()
                yield _Sentence(piece, first, last, marked[1][0] if marked else "")


def _placed(finding: Finding, read: Sequence[_Sentence], whole: str) -> Placed:
    if not 0 <= finding.claim < len(read):
        return Placed(finding, 0, 0)
    start, end = read[finding.claim].start, read[finding.claim].end
    match = _flexible(finding.found).search(whole, start, end) if finding.found.strip() else None
    return Placed(finding, *(match.span() if match else (start, end)))


def _flexible(words: str) -> re.Pattern[str]:
    """The same words, whatever white space stands between them."""
    return re.compile(r"\s+".join(map(re.escape, words.split())))
