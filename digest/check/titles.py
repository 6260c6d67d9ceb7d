"""Who holds which office: 「CEOはKenji Mori氏」 where the source has him as CTO. Pure.

Only people with Latin names and offices that a firm gives to one person are judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# an office and how the two languages write it
_OFFICES: tuple[tuple[str, str], ...] = (
    ("ceo", r"CEO|[Cc]hief [Ee]xecutive(?: [Oo]fficer)?|最高経営責任者"),
    ("cto", r"CTO|[Cc]hief [Tt]echnology [Oo]fficer|最高技術責任者"),
    ("coo", r"COO|[Cc]hief [Oo]perating [Oo]fficer|最高執行責任者"),
    ("cfo", r"CFO|[Cc]hief [Ff]inancial [Oo]fficer|最高財務責任者"),
    ("ciso", r"CISO|[Cc]hief [Ii]nformation [Ss]ecurity [Oo]fficer|最高情報セキュリティ責任者"),
    ("scientist", r"[Cc]hief [Ss]cientist|主席科学者|主任科学者|チーフサイエンティスト"),
    ("chair", r"[Cc]hair(?:man|woman|person)?(?= |,|\)|$)|会長"),
    ("president", r"[Pp]resident|社長"),
)
_OFFICE = "|".join(f"(?P<{key}>{words})" for key, words in _OFFICES)
_PLAIN = "|".join(words for _, words in _OFFICES)
_PERSON = r"[A-ZÀ-Þ][a-zà-ÿ'’-]+(?: (?:[A-ZÀ-Þ]\.|[A-ZÀ-Þ][a-zà-ÿ'’-]+)){1,3}"
_TITLED = (
    re.compile(rf"(?<![A-Za-z])(?:{_OFFICE})(?: and (?:co-?)?founder)?(?: |の|は|、|\s?\()(?P<who>{_PERSON})"),
    re.compile(rf"(?P<who>{_PERSON})\s?(?:氏|さん)?\s?(?:\(|・)?(?:{_OFFICE})(?![A-Za-z])"),
    re.compile(rf"(?P<who>{_PERSON}), (?:(?:the|its|a|[\w'’.-]+[’']s|[A-Z][\w-]+) ){{0,3}}(?:{_OFFICE})(?![A-Za-z])"),
)  # fmt: skip
_PAST = re.compile(
    r"\b(?:former|ex-|outgoing|previous|incoming|next|interim|deputy|vice)[ -]?$|[元前新副]$|次期$",
    re.IGNORECASE,
)
LONG = 2_000  # characters of what is no sentence


@dataclass(frozen=True, slots=True)
class Titled:
    """A person with an office at its place; start and end: of the person."""

    office: str
    person: str
    start: int
    end: int
    text: str


def titles(lines: Sequence[str]) -> tuple[Titled, ...]:
    """Who folded sentences say holds which office."""
    return tuple(one for text in lines if len(text) <= LONG for one in _of(text))


def _of(text: str) -> Iterator[Titled]:
    for pattern in _TITLED:
        for match in pattern.finditer(text):
            office = next(key for key, _ in _OFFICES if match[key])
            before = text[max(0, match.start(office) - 12) : match.start(office)]
            if not _PAST.search(before):
                person = re.sub(rf"^(?:{_PLAIN}) ", "", match["who"])
                start = match.end("who") - len(person)
                yield Titled(office, person, start, match.end("who"), text)


def misnamed(claim: Sequence[Titled], source: Sequence[Titled]) -> Iterator[tuple[Titled, Titled]]:
    """The people of a claim whose office the source gives to another, and that other."""
    for one in claim:
        offices = {s.office for s in source if _same(s.person, one.person)}
        others = [s for s in source if s.office == one.office]
        if offices and one.office not in offices and others:
            yield one, others[0]


def _same(a: str, b: str) -> bool:
    return a == b or a.rsplit(maxsplit=1)[-1] == b.rsplit(maxsplit=1)[-1]
