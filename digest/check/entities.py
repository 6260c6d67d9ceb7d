"""The names that a sentence holds: Latin ones, places, quoted ones, organisations, katakana. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from digest.check.aliases import ORDINARY
from digest.check.features import KANA
from digest.check.lexicon import marks
from digest.check.stems import sounds

LEAST_SOUND = 3  # consonants
PLACES = ("country", "city", "lang", "region", "sea", "river", "mountains", "body")

_WORD = r"[A-Za-z0-9]*(?:[-._+@][A-Za-z0-9]+)*\+*"
_NEXT = (
    rf"(?: (?:[A-Z]{_WORD}|\d{{1,4}}(?:\.\d{{1,2}})*[a-z]?"
    r"(?!\d|[.,]\d|%|[A-Za-z]| ?(?:億|万|%|円|件|人|社|ドル|ポイント|million|billion|percent|points))))"
)
_LATIN = re.compile(rf"(?<![A-Za-z0-9-])(?:--)?[A-Za-z]{_WORD}{_NEXT}{{0,4}}")
_LEADING = re.compile(  # "for Claude Opus 4", "On GPQA"
    r"(?:[a-z]+|The|An?|On|In|At|By|For|From|To|With|Without|Against|Compared|After|Before|Since|Under|As|It|Its|Our|We|And|But|When|While|If|Using"
    r"|Introducing|Meet|All|Both|Unlike|Like|Among|Of|One|Two|New|Today|Now|Only|This|That|These|Those|Their|His|Her|Version|Founder|Chief|Judge|Minister|Dr|Mr|Ms|Professor) "
)
_NO_NAME = re.compile(
    r"(?:Series|Version|Figure|Table|Section|Chapter|Phase|Part|Step) ?(?:[A-Z]|\d[\d.]*)?|[A-Z][a-z]+(?:ly|-to-[a-z]+)"
)
_INSIDE = re.compile(r"\b(?:in|near|at|from|of)(?: the)? $", re.IGNORECASE)  # a place, if anything
_CODE = re.compile(r"[a-z]+[-_.]?\d|[a-z]+[A-Z]|[a-z]+-[a-z]+$")
_TIME = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Q[1-4])(?: \d{1,4})?"
)
_QUOTED = re.compile(r"「([^」。、のをがはにで]{2,16})」")
_KATAKANA = re.compile(r"[ァ-ヺー・]{3,}")
_JAPANESE = re.compile(
    r"[一-龥々ァ-ヺー]{1,10}?(?:社|銀行|大学|工場|病院|県|市|町|村|区|学部|支店|研究所|書房|製作所|電機|工業|農園)(?![一-龥々ァ-ヺー])"
)
_COMMON = re.compile(
    r"^(?:同|各|他|両|本|当|全|自|我が?|親|子|新|旧|数|大手|外部|競合|一|会|支)(?:社|部|市|県|工場|大学|病院|町|区|科|系)$|内部|外部|全部|一部|本部|[0-9]社$"
)


@dataclass(frozen=True, slots=True)
class Entity:
    """A name. keys: what it is known by; kind: what it can be taken for; words: as written."""

    words: str
    kind: str
    keys: frozenset[str]
    start: int
    end: int

    def same(self, other: Entity) -> bool:
        """Whether both name one thing, as far as they say: Corvid 3 is any Corvid 3 Nano."""
        latin = self.words.isascii() and other.words.isascii()
        if any(not latin or key[0] != "~" for key in self.keys & other.keys):
            return True
        own, theirs = self.words.lower().split(), other.words.lower().split()
        short, long = sorted((own, theirs), key=len)
        return self.kind[0] == other.kind[0] == "@" and long[: len(short)] == short

    def akin(self, other: Entity) -> bool:
        """Whether they are versions or sizes of one thing: Sable 1.5 and Sable 1.0."""
        a, b = (re.split(r"[\s\-_.]", e.words.lower())[0] for e in (self, other))
        return a == b and len(a) > 1


def entities(text: str) -> Iterator[Entity]:
    """The names of a folded sentence, in order, none inside another."""
    found = sorted(_all(text), key=lambda e: (e.start, -e.end))
    end = 0
    for one in found:
        if one.start >= end:
            yield one
            end = one.end


def _all(text: str) -> Iterator[Entity]:
    japanese = bool(KANA.search(text))
    places = [m for m in marks(text) if all(c.kind in PLACES for c in m.concepts)]
    for mark in places:
        keys = frozenset(c.key for c in mark.concepts)
        kind = mark.concepts[0].kind
        kind = "nation" if kind in ("country", "lang") else kind  # "Polish" may be either
        yield Entity(text[mark.start : mark.end], kind, keys, mark.start, mark.end)
    taken = {mark.start for mark in places}
    for match in _LATIN.finditer(text):
        if match.start() not in taken:
            yield from _latin(text, match, japanese)
    if japanese:
        known = marks(text)
        for match in _KATAKANA.finditer(text):
            if not any(m.start < match.end() and match.start() < m.end for m in known):
                keys = frozenset(
                    {match[0], *("~" + s for s in sounds(match[0]) if len(s) >= LEAST_SOUND)}
                )
                yield Entity(match[0], "@", keys, *match.span())
        for match in _QUOTED.finditer(text):
            yield Entity(match[1], "@", frozenset({match[1]}), *match.span(1))
        for match in _JAPANESE.finditer(text):
            if not _COMMON.search(match[0]):
                kind = match[0][-1]
                yield Entity(match[0], kind, frozenset({match[0]}), *match.span())


def _latin(text: str, match: re.Match[str], japanese: bool) -> Iterator[Entity]:
    words, start = match[0], match.start()
    while leading := _LEADING.match(words):
        words, start = words[leading.end() :], start + leading.end()
    plain = words.lower()
    if _TIME.fullmatch(words) or _NO_NAME.fullmatch(words):
        return
    if plain in ORDINARY or len(words) < 2 or words[0].isdigit():
        return
    capital = any(c.isupper() or c.isdigit() for c in words) or words.startswith("--")
    first = start == 0
    if not japanese and words[0].islower() and not _CODE.match(words):
        return
    if not japanese and (not capital or (first and words[1:].isalpha() and words[1:].islower())):
        return
    if re.search(r"\d ?$", text[max(0, start - 2) : start]):
        return  # a unit
    inside = not japanese and _INSIDE.search(text, max(0, start - 12), start)
    heard = {"~" + s for w in words.split() if w.isalpha() for s in sounds(w)}
    keys = {h for h in heard if len(h) > LEAST_SOUND} | {plain, re.sub(r"[\s\-_.]", "", plain)}
    yield Entity(words, "@in" if inside else "@", frozenset(keys), start, match.end())
