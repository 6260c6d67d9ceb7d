"""A model's claims → ours: numbers become evidence, what says nothing or says it twice goes. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from digest.summarize.fence import visible
from digest.summarize.replies import ClaimReply, QuoteReply
from digest.summarize.styles import REPEATED, UNKNOWN_IDS
from storage.records import Claim, Evidence

MOST_CLAIMS = 8  # in a section; a model that repeats itself is cut here
MOST_QUOTES = 2
LONGEST_QUOTE = 200  # characters; "quoted briefly", and what is cut is no quotation
LONGEST_CLAIM = 600  # characters
LONGEST_HEADLINE = 200  # long enough for the title of a paper
LONGEST_RANGE = 10  # "S3-S9" is read as seven numbers, "S1-S500" as two

_AGAIN = re.compile(r"(.{2,40}?)\1{4,}")
_IDS = re.compile(  # not the 1 of "S-1" or "1.5", nor a piece of a long number
    r"(?<![\d.−–-])(\d{1,6})(?![\d.]*\d)(?:\s*[-–~〜～]\s*[Ss]?(\d{1,6})(?!\d))?"
)


@dataclass(slots=True)
class Reader:
    """Reads the claims of one reply; counts what had to be left out."""

    sentences: Mapping[int, Evidence]
    unknown: int = 0  # evidence numbers that were never given
    dropped: int = 0  # empty, repeated or surplus claims
    _seen: set[str] = field(default_factory=set)

    def claims(self, replies: Sequence[ClaimReply | QuoteReply]) -> tuple[Claim, ...]:
        """The claims of one section."""
        quotes = [reply for reply in replies if isinstance(reply, QuoteReply)]
        said = [reply for reply in replies if isinstance(reply, ClaimReply)]
        return self._quoted(quotes) + self._said(said)

    def _said(self, replies: Iterable[ClaimReply]) -> tuple[Claim, ...]:
        out: list[Claim] = []
        for reply in replies:
            text = as_text(reply.text)
            folded = "".join(c for c in text.casefold() if c.isalnum())
            if not folded or folded in self._seen or len(out) == MOST_CLAIMS or _stutters(text):
                self.dropped += 1
                continue
            self._seen.add(folded)
            out.append(Claim(text, self._evidence(reply.evidence)))
        return tuple(out)

    def _quoted(self, replies: Iterable[QuoteReply]) -> tuple[Claim, ...]:
        """Sentences of the source, whole and word for word; a title is no quotation."""
        found = {e: None for reply in replies for e in self._evidence(reply.evidence)}
        fitting = [e for e in found if e.sentence >= 0 and len(e.quote) <= LONGEST_QUOTE]
        return tuple(Claim(e.quote, (e,)) for e in fitting[:MOST_QUOTES])

    def note(self) -> str:
        """What was left out, in Japanese."""
        parts = []
        if self.unknown:
            parts.append(UNKNOWN_IDS.format(self.unknown))
        if self.dropped:
            parts.append(REPEATED.format(self.dropped))
        return "。".join(parts)

    def _evidence(self, ids: Iterable[str]) -> tuple[Evidence, ...]:
        found: dict[int, Evidence] = {}
        for one in ids:
            numbers = list(numbers_of([one]))
            known = [number for number in numbers if number in self.sentences]
            found |= {number: self.sentences[number] for number in known}
            self.unknown += max(1, len(numbers)) - len(known)
        return tuple(found.values())


def as_text(text: str, most: int = LONGEST_CLAIM) -> str:
    """A claim as one line of at most so many characters, without a list marker."""
    line = re.sub(r"^(?:[・•]\s*|[*\-]\s+)+", "", visible(text))
    return line if len(line) <= most else line[: most - 1] + "…"


def _stutters(text: str) -> bool:
    """Whether most of it is one phrase again and again, as a model that is caught in a loop writes."""
    found = _AGAIN.search(text)
    return found is not None and len(found[0]) > len(text) / 2


def numbers_of(ids: Iterable[str]) -> Iterable[int]:
    """The sentence numbers that evidence names: "S3", "S3-S5", "3, 4"."""
    for item in ids:
        for first, last in _IDS.findall(item):
            start, end = int(first), int(last or first)
            whole = range(start, end + 1)
            yield from whole if 0 < len(whole) <= LONGEST_RANGE else (start, end)
