"""Places of the world by their English and Japanese names: rows of places.tsv. Pure.

Made from WordNet (Princeton) and from JMdict and JMnedict (EDRDG) by bench/places.py: a row is
the English names of a place and of its people, its Japanese names, and what it lies in; for a
university the word that is its own. Read when first needed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

SHORTEST = 4  # letters of an English name that says it alone

_ACCENTS = re.compile(r"[\u0300-\u036f]")
_DOUBLED = re.compile(r"([aeiou])\1+|o(?=u)u")


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
    spelt: frozenset[str]  # Japanese names
    whole: frozenset[str]  # keys of places that others lie in
    within: dict[str, frozenset[str]]


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
    return Atlas(
        english, {k: tuple(v) for k, v in first.items()}, frozenset(japanese), whole, within
    )


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
