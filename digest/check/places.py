"""Cities, regions and countries of a Japanese claim that an English source does not name. Pure.

Made from WordNet (Princeton) and JMdict and JMnedict (EDRDG) by bench/places.py: a row of
places.tsv is a place's English names, its Japanese ones and the places that it lies in. A place
is told where a name of it, of its people or of a place in it stands. Read when first needed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files

from digest.check.lexicon import marks
from digest.check.stems import sounds

SHORTEST = 4  # letters of an English name that says it alone
WORDS = 4  # of a name
MOST = 20_000  # words of a source, and
LONG = 2_000  # characters of a claim; a longer one is none
SAME, ENDING = 5, 2  # letters that akin names begin with at the least, and may end in
SOUND = 3  # consonants of a name that is known by its sound

_ACCENTS = re.compile(r"[\u0300-\u036f]")
_DOUBLED = re.compile(r"([aeiou])\1+|o(?=u)u")
_WORD = re.compile(r"[A-Za-z]+(?:[.'’][A-Za-z]+)*")
_KANA = re.compile(r"[ァ-ヺー・=]")
_LETTER = re.compile(r"[一-龥々ァ-ヺー・=]")
_BEHIND = re.compile(
    r"氏|さん|教授|博士|選手|監督|社長|会長|[語系流風人産式]|文字|料理|時間|条約|議定書|宣言"
)
_KIND = re.compile(r"[県州市省都府島川湖郡港]|大学|地方|地域|支社|支店|工場|空港|本社|拠点")


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """key: its first English name; names: all of them, plain; within: keys of what it lies in."""

    key: str
    names: tuple[str, ...]
    japanese: tuple[str, ...]
    within: tuple[str, ...]


@dataclass(frozen=True)
class Atlas:
    """All places: by plain English name, by the first character of a Japanese one, by key."""

    english: dict[str, tuple[Place, ...]]
    japanese: dict[str, tuple[tuple[str, tuple[Place, ...]], ...]]
    whole: frozenset[str]  # keys of places that others lie in
    within: dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Strange:
    """A place of a claim; right: one that the source names."""

    start: int
    end: int
    right: str


@lru_cache(maxsize=8192)
def plain(name: str) -> str:
    """A name in lower case without accents and long vowels: Århus, Aarhus; Kyūshū, Kyuushuu."""
    letters = _ACCENTS.sub("", unicodedata.normalize("NFKD", name.lower()))
    return " ".join(re.findall(r"[a-z]+", _DOUBLED.sub(lambda m: m[0][0], letters)))


@lru_cache(maxsize=1)
def atlas() -> Atlas:
    """The table, read once."""
    text = files("digest.check").joinpath("places.tsv").read_text(encoding="utf-8")
    places = [_place(line) for line in text.splitlines()]
    english: dict[str, tuple[Place, ...]] = {}
    japanese: dict[str, tuple[Place, ...]] = {}
    parents: dict[str, set[str]] = {}
    for place in places:
        parents.setdefault(place.key, set()).update(place.within)
        for name in place.names:
            english[name] = (*english.get(name, ()), place)
        for name in place.japanese:
            japanese[name] = (*japanese.get(name, ()), place)
    first: dict[str, list[tuple[str, tuple[Place, ...]]]] = {}
    for name in sorted(japanese, key=len, reverse=True):
        first.setdefault(name[0], []).append((name, japanese[name]))
    whole = frozenset(key for place in places for key in place.within)
    within = {key: frozenset(_around(key, parents)) for key in parents}
    return Atlas(english, {k: tuple(v) for k, v in first.items()}, whole, within)


def _place(line: str) -> Place:
    names, japanese, within = (tuple(filter(None, c.split(","))) for c in line.split("\t"))
    return Place(names[0], tuple(map(plain, names)), japanese, within)


def _around(key: str, parents: dict[str, set[str]]) -> set[str]:
    """What a place lies in, and what that lies in."""
    found: set[str] = set()
    new = {key}
    while new:
        new = {one for key in new for one in parents.get(key, ())} - found
        found |= new
    return found


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
        for word in {plain(w) for w in self.words if w[0].isupper()}:
            out.setdefault(word[:SAME], []).append(word)
        return out

    def akin(self, name: str) -> bool:
        """Whether a word is made from a name: Arabic from Arabia."""
        begin = name[: max(SAME, len(name) - ENDING)]
        near = self.begins.get(name[:SAME], ()) if len(name) >= SAME else ()
        return any(word.startswith(begin) for word in near)

    @cached_property
    def heard(self) -> frozenset[str]:
        """What its names sound like."""
        return frozenset(s for w in set(self.words) if w[0].isupper() for s in sounds(w))


def strange(claim: str, source: Named) -> Iterator[Strange]:
    """The places of a folded claim that a source names nowhere.

    One that others lie in may be told by a place that no table has; it is strange only where the
    source names another place that the claim does not.
    """
    found = list(_places(claim))
    unnamed = [one for one in found if not _told(claim, one, source)]
    if not unnamed:
        return
    said = {place.key for _, _, places in found for place in places}
    others = _others(said, source)
    for start, end, places in unnamed:
        if others or not any(place.key in atlas().whole for place in places):
            yield Strange(start, end, others)


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
    if any(place.key in source.places for place in places):
        return True
    if any(name in source.names or source.akin(name) for p in places for name in p.names):
        return True
    return any(len(s) >= SOUND and s in source.heard for s in sounds(claim[start:end])[:1])


def _places(claim: str) -> Iterator[tuple[int, int, tuple[Place, ...]]]:
    """The places that a claim names; countries of the lexicon are for siblings.py."""
    if len(claim) > LONG:
        return
    judged = {(m.start, m.end) for m in marks(claim) if m.concepts[0].kind == "country"}
    at = 0
    while at < len(claim):
        for name, places in atlas().japanese.get(claim[at], ()):
            end = at + len(name)
            if claim.startswith(name, at) and _alone(claim, at, end):
                if (at, end) not in judged:
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
