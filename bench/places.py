"""Make digest/check/places.tsv out of WordNet 3.0 and the Japanese dictionaries of the EDRDG.

WordNet (data.noun and data.adj of its folder) gives places with their English names, the people
there and what they lie in; JMdict and JMnedict, in jamdict.db of the package jamdict-data, whose
version 1.5 the table in the repository was made from, give what they are called in Japanese.
Left out are spellings that JMdict has for other things as well. Universities are JMnedict's. The same data give the same table.

    python bench/places.py WORDNET JAMDICT [--out FILE]
"""

from __future__ import annotations

import argparse
import re
import sqlite3
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from digest.check.atlas import SHORTEST, plain  # noqa: E402

TABLE = ROOT / "digest/check/places.tsv"
LOCATION, OBJECT, PERSON = "15", "17", "18"  # files of the lexicographers
LEAST = 3  # characters of a name in katakana
_ELSEWHERE = re.compile(
    r"constellation|star$|planet|zodiac|comet|asteroid|imaginary|street|Hell|galaxy|crater|satellite"
)
_BESIDE = re.compile(r"\([^)]*\)")
_KATAKANA = re.compile(r"[ァ-ヺー]{3,}")
_WRITTEN = re.compile(r"[一-龥々ァ-ヺー]{2,}")
_UNIVERSITY = re.compile(r"[一-龥々ァ-ヺー]{2,}大学")
_GENERAL = re.compile(
    r"(?i)the|of|for|and|in|at|universit\w+|colleges?|institutes?|schools?|academy|national|state|city|prefectural|graduate|junior"
    r"|medic\w+|dental|pharm\w+|health|sciences?|arts?|music|education|technolog\w+|economics|commerce|law|engineering|agricultur\w+"
    r"|foreign|languages?|studies|international|first|second|new|north|south|east|west\w*|\w+ern|women|christian|advanced"
)
_NAMES = """SELECT k.text, g.text, group_concat(DISTINCT ty.text) FROM NETranslation t
    JOIN NETransGloss g ON g.tid = t.id JOIN NETransType ty ON ty.tid = t.id
    JOIN {} k ON k.idseq = t.idseq GROUP BY k.id, g.rowid"""
_WORDS = """SELECT k.text, g.text FROM SenseGloss g JOIN Sense s ON s.id = g.sid
    JOIN (SELECT idseq, text FROM Kanji UNION SELECT idseq, text FROM Kana) k ON k.idseq = s.idseq"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A synset: its words and its pointers, each a symbol with a part of speech and an offset."""

    file: str
    words: tuple[str, ...]
    pointers: tuple[tuple[str, str], ...]


def synsets(path: Path) -> dict[str, Entry]:
    """The synsets of a data file of WordNet by their offsets."""
    found = {}
    for line in path.read_text(encoding="latin-1").splitlines():
        if line[:1] == " ":
            continue
        cells = line.partition(" | ")[0].split()
        count = int(cells[3], 16)
        words = tuple(
            re.sub(r"\(.*", "", w).replace("_", " ") for w in cells[4 : 4 + 2 * count : 2]
        )
        rest = cells[5 + 2 * count :]
        pointers = tuple((rest[n], rest[n + 2] + rest[n + 1]) for n in range(0, len(rest) - 3, 4))
        found[cells[0]] = Entry(cells[1], words, pointers)
    return found


def _places(nouns: dict[str, Entry]) -> dict[str, Entry]:
    """Those that are one place on Earth."""

    def kind(entry: Entry) -> list[str]:
        return [nouns[to[1:]].words[0] for sign, to in entry.pointers if sign == "@i"]

    return {
        offset: entry
        for offset, entry in nouns.items()
        if entry.file in (LOCATION, OBJECT)
        and kind(entry)
        and not any(_ELSEWHERE.search(one) for one in kind(entry))
    }


def _people(nouns: dict[str, Entry], adjectives: Iterable[Entry]) -> dict[str, set[str]]:
    """What is said of a place and who lives there, by the place's offset."""
    found: dict[str, set[str]] = defaultdict(set)
    for entry in adjectives:
        for sign, to in entry.pointers:
            if sign == "\\" and to[0] == "n":
                found[to[1:]] |= set(entry.words)
    for entry in nouns.values():
        for sign, to in entry.pointers if entry.file == PERSON else ():
            if sign == "#m":
                found[to[1:]] |= set(entry.words)
    return found


def japanese(path: Path, wanted: set[str]) -> dict[str, set[str]]:
    """The Japanese spellings of plain English names, without those that mean anything else."""
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    found: dict[str, set[str]] = defaultdict(set)
    other: Counter[str] = (
        Counter()
    )  # what a word means besides: 半島 is a peninsula before it is Korea
    for spelt, gloss in db.execute(_WORDS):
        name = plain(_BESIDE.sub("", gloss))
        if not _WRITTEN.fullmatch(spelt):
            continue
        if name in wanted and gloss[0].isupper():
            found[spelt].add(name)
            other[spelt] -= 1
        elif _KATAKANA.fullmatch(spelt) or not gloss[0].isupper():
            other[spelt] += 1
    common = {spelt for spelt, more in other.items() if more >= 0}
    for written in ("NEKana", "NEKanji"):
        for spelt, gloss, kinds in db.execute(_NAMES.format(written)):
            if "place" not in kinds or (written == "NEKanji" and not _foreign(spelt, gloss, kinds)):
                continue
            for part in re.split(r"[,;/]", _BESIDE.sub("", gloss)):
                if plain(part) in wanted and spelt not in common:
                    found[spelt].add(plain(part))
    db.close()
    return {
        spelt: names
        for spelt, names in found.items()
        if spelt not in common and _WRITTEN.fullmatch(spelt)
        if len(spelt) >= LEAST or not _KATAKANA.match(spelt + "ーー")
    }


def universities(path: Path) -> Iterator[str]:
    """Rows for those that one word names, or that are written in katakana."""
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    known: dict[str, set[str]] = defaultdict(set)
    for spelt, gloss, kinds in db.execute(_NAMES.format("NEKanji")):
        if "organization" in kinds and _UNIVERSITY.fullmatch(spelt):
            words = re.findall(r"[^\W\d_]+", _BESIDE.sub("", gloss))
            own = [w for w in words if not _GENERAL.fullmatch(w)]
            if len(own) == 1 and len(plain(own[0])) >= SHORTEST:
                known[own[0]].add(spelt)
    db.close()
    for own, spelt in known.items():
        yield f"{own}\t{','.join(sorted(spelt))}\t"


def _foreign(spelt: str, gloss: str, kinds: str) -> bool:
    """Not one of the many villages whose reading is like a name elsewhere."""
    return bool(re.search("[ァ-ヺ]", spelt)) or (kinds == "place" and "(" in gloss)


def table(wordnet: Path, jamdict: Path) -> Iterator[str]:
    """The rows, sorted: English names, Japanese names, what the place lies in."""
    nouns = synsets(wordnet / "data.noun")
    places = _places(nouns)
    people = _people(nouns, synsets(wordnet / "data.adj").values())
    names = {
        offset: [w for w in entry.words if len(plain(w)) >= SHORTEST]
        for offset, entry in places.items()
    }
    known = japanese(jamdict, {plain(w) for words in names.values() for w in words})
    spelt: dict[str, set[str]] = defaultdict(set)
    for word, meant in known.items():
        for name in meant:
            spelt[name].add(word)
    rows = set()
    around = {
        offset: {to[1:] for sign, to in entry.pointers if sign == "#p"}
        for offset, entry in places.items()
    }
    wholes = set().union(*around.values())
    for offset, words in names.items():
        if words:
            told = [
                *words,
                *sorted(w for w in people[offset] if len(w) >= SHORTEST and w not in words),
            ]
            kana = sorted(set().union(*(spelt[plain(w)] for w in words)))
            within = sorted({names[one][0] for one in around[offset] if names.get(one)})
            if kana or within or offset in wholes:
                rows.add("\t".join(",".join(cells) for cells in (told, kana, within)))
    yield from sorted(rows | set(universities(jamdict)))


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wordnet", type=Path, help="the folder with data.noun and data.adj")
    parser.add_argument("jamdict", type=Path, help="jamdict.db")
    parser.add_argument("--out", type=Path, default=TABLE)
    args = parser.parse_args()
    rows = list(table(args.wordnet, args.jamdict))
    args.out.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    print(f"{len(rows)} places, {args.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
