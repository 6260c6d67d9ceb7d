"""Cities, regions and countries of a Japanese claim that an English source does not name. Pure.

A place is told where a name of it, of its people or of a place in it stands; a university only by
its own name or what is short for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from digest.check.atlas import SHORTEST, Place, atlas, plain
from digest.check.dictionary import glosses
from digest.check.lexicon import Concept, lexicon, marks
from digest.check.siblings import USUAL
from digest.check.stems import sounds, stem
from digest.check.unknown import Sounds

WORDS = 4  # of a name
MOST = 20_000  # words of a source, and
LONG = 2_000  # characters of a claim; a longer one is none
MANY = 40  # places of a claim
SAME, ENDING = 5, 2  # letters that akin names begin with at the least, and may end in
SOUND = 2  # consonants of a name that is known by its sound

_WORD = re.compile(r"[A-Za-z\u00c0-\u017f]+(?:[.'’][A-Za-z\u00c0-\u017f]+)*")
_KANA = re.compile(r"[ァ-ヺー・=]")
_LETTER = re.compile(r"[一-龥々ァ-ヺー・=]")
_BEHIND = re.compile(
    r"氏|さん|教授|博士|選手|監督|社長|会長|[語系流風人産式]|文字|料理|時間|条約|議定書|宣言"
)
_UNIVERSITY = re.compile(r"(?:[一-龥]{2}){0,2}大学(?![院生])")
_INITIALS = re.compile(r"(?!US$|UK$|EU$|UN$|[CGNT]PUs?$)[A-Z]*[TU][A-Z]*")
_SCHOOL = re.compile(r"(?<![ァ-ヺー・])[ァ-ヺー]{4,}(?=(?:[一-龥]{2}){0,2}大学(?![院生]))")
_KIND = re.compile(
    r"[県州市省都府島川湖郡港]|(?:[一-龥]{2}){0,2}大学|地方|地域|支社|支店|工場|空港|本社|拠点"
)


@dataclass(frozen=True, slots=True)
class Strange:
    """A place of a claim; right: one that the source names."""

    start: int
    end: int
    right: str


class Named:
    """The places of a source, read when first asked for."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def words(self) -> list[str]:
        """Its Latin words."""
        return [m[0] for _, m in zip(range(MOST), _WORD.finditer(self.text), strict=False)]

    @cached_property
    def names(self) -> dict[str, str]:
        """The names of places that stand there, plain, as they are written."""
        known, found = atlas().english, {}
        plains = [plain(word) for word in self.words]
        for at, word in enumerate(self.words):
            for length in range(1, WORDS + 1 if word[0].isupper() else 1):
                key = " ".join(plains[at : at + length])
                for name in (key, key.removesuffix("s")):
                    if name in known and len(name) >= SHORTEST:
                        found[name] = " ".join(self.words[at : at + length])
        return found

    @cached_property
    def places(self) -> frozenset[str]:
        """The keys of those places and of what they lie in."""
        own = {place.key for name in self.names for place in atlas().english[name]}
        return frozenset(own.union(*(atlas().within[key] for key in own)))

    @cached_property
    def begins(self) -> dict[str, list[str]]:
        """Its names, plain, by what they begin with."""
        out: dict[str, list[str]] = {}
        for word in map(plain, self.capitals):
            out.setdefault(word[:SAME], []).append(word)
        return out

    def akin(self, name: str) -> bool:
        """Whether a word is made from a name: Arabic from Arabia."""
        begin = name[: max(SAME, len(name) - ENDING)]
        near = self.begins.get(name[:SAME], ()) if len(name) >= SAME else ()
        return any(word.startswith(begin) for word in near)

    def short(self, name: str) -> bool:
        """Whether a word may be short for a university of that name: MIT, UC Irvine, UTokyo."""
        first = name[0].upper()
        return any(
            first in word if _INITIALS.fullmatch(word) else name[:3] in plain(word)[:4]
            for word in self.capitals
        )

    @cached_property
    def capitals(self) -> frozenset[str]:
        """Its words with a capital letter."""
        return frozenset(word for word in self.words if word[0].isupper())

    @cached_property
    def stems(self) -> set[str]:
        """Its words as the dictionary has them."""
        return {stem(word.lower()) for word in self.words}

    @cached_property
    def initials(self) -> bool:
        """Whether a word may be the initials of a university."""
        return any(_INITIALS.fullmatch(word) for word in self.capitals)

    @cached_property
    def sounds(self) -> Sounds:
        """Its names by their sound."""
        return Sounds(" ".join(sorted(self.capitals)))

    @cached_property
    def heard(self) -> frozenset[str]:
        """What its names sound like."""
        return frozenset(s for w in self.capitals for s in sounds(w))


def strange(claim: str, source: Named) -> Iterator[Strange]:
    """The places of a folded claim that a source names nowhere.

    One that others lie in may be told by a place that no table has; it is strange only where the
    source names another place that the claim does not.
    """
    found = list(islice(_places(claim), MANY))
    unnamed = [one for one in found if not _told(claim, one, source)]
    unnamed += _schools(claim, source) if len(claim) <= LONG else ()
    if not unnamed:
        return
    said = {place.key for _, _, places in found for place in places}
    others = _others(said, source)
    for start, end, places in unnamed:
        at_one = _UNIVERSITY.match(claim, end)
        if others or at_one or not any(place.key in atlas().whole for place in places):
            yield Strange(start, end, others)


def known(name: str, source: Named) -> bool:
    """Whether a name in katakana is that of a place which a source names, however it sounds."""
    spelt = atlas().japanese.get(name[:1], ())
    return any(one == name and _told(name, (0, len(name), places), source) for one, places in spelt)


def _schools(claim: str, source: Named) -> Iterator[tuple[int, int, tuple[Place, ...]]]:
    """Universities that no table has and no word of a source sounds like."""
    for match in _SCHOOL.finditer(claim):
        means = {stem for gloss in glosses(match[0]) for stem, _ in gloss.stems}
        known = match[0] in atlas().spelt or means & source.stems
        if not known and not source.sounds.hear(match[0]) and not source.initials:
            yield *match.span(), ()


def _others(said: set[str], source: Named) -> str:
    """A place of a source beside those of a claim: not one of them, nor in or around one."""
    known = atlas()
    inside = said.union(*(known.within[key] for key in said))
    for name, written in source.names.items():
        keys = {place.key for place in known.english[name]}
        around = keys.union(*(known.within[key] for key in keys))
        if not keys & inside and not around & said:
            return written
    return ""


def _told(claim: str, one: tuple[int, int, tuple[Place, ...]], source: Named) -> bool:
    start, end, places = one
    at_one = claim.endswith("大学", start, end) or _UNIVERSITY.match(claim, end)
    if not at_one and any(place.key in source.places for place in places):
        return True
    names = [name for place in places for name in place.names]
    names += [word for m in marks(claim[start:end]) for c in m.concepts for word in _english(c)]
    if any(name in source.names or source.akin(name) for name in names):
        return True
    if at_one and any(source.short(name) for name in names):
        return True
    return any(len(s) >= SOUND and s in source.heard for s in sounds(claim[start:end])[:1])


def _english(concept: Concept) -> tuple[str, ...]:
    """How English calls a city of the lexicon: Busan is Pusan in other tables."""
    return lexicon().spelt[concept][0] if concept.kind == "city" else ()


def _places(claim: str) -> Iterator[tuple[int, int, tuple[Place, ...]]]:
    """The places that a claim names; countries of the lexicon are for siblings.py."""
    if len(claim) > LONG:
        return
    known = [(m, m.concepts[0]) for m in marks(claim)]
    judged = {(m.start, m.end) for m, c in known if c.kind == "country" or c.key in USUAL}
    at = 0
    while at < len(claim):
        for name, places in atlas().japanese.get(claim[at], ()):
            end = at + len(name)
            if claim.startswith(name, at) and _alone(claim, at, end):
                if (at, end) not in judged or _UNIVERSITY.match(claim, end):
                    yield at, end, places
                at = end
                break
        else:
            at += 1


def _alone(text: str, start: int, end: int) -> bool:
    """Not a part of a longer word, a person or a language."""
    kana = _KANA.match(text, start)
    if start and (_KANA if kana else _LETTER).match(text, start - 1):
        return False
    if _BEHIND.match(text, end):
        return False
    return bool(_KIND.match(text, end)) or not _LETTER.match(text, end)
