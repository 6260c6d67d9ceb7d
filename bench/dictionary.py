"""Make digest/check/dictionary.tsv out of JMdict, the Japanese dictionary of the EDRDG (CC BY-SA 4.0).

JMdict is read as the EDRDG gives it (JMdict_e, XML, packed or not) or from jamdict.db of the
package jamdict-data, whose version 1.5 the table in the repository was made from. Kept are words
that JMdict calls common, written with kanji or katakana, with the English words of their first
senses: each counts more the earlier it stands, the shorter its gloss, and the fewer Japanese
words it stands at. The same dictionary gives the same table.

    python bench/dictionary.py JMDICT [--out FILE]
"""

from __future__ import annotations

import argparse
import gzip
import math
import re
import sqlite3
import sys
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from digest.check.stems import stem  # noqa: E402

TABLE = ROOT / "digest/check/dictionary.tsv"
LONGEST = 8  # characters of a Japanese word
GLOSS = 3  # words of an English gloss that says something short
MOST = 8  # English words of a row
_LEFT_OUT = re.compile(
    r"archai|obsolete|obscure|rare|slang|derogatory|vulgar|proverb|onomatopoeic|children's|poetical"
)
_GODAN = re.compile(r"Godan verb with '(\w+)' ending")
_ROW = {"tsu": "t", "u": "w"}  # else the first letter: ku, ru
_BESIDE = re.compile(r"\([^)]*\)|\[[^]]*\]|['’]s\b")
_WORD = re.compile(r"[a-z]+")
_KANJI = re.compile(r"[一-龥々]")
_KATAKANA = re.compile(r"[ァ-ヺー]{2,}")
_IDLE_WORDS = """a an the to of in on for and or be is are by with at from as one ones someone something somebody
oneself sth etc esp it its that this not no very more most other others up out off down into over about being having get
make do have go come give take put thing things person used all any each some so such than through upon per who which what
when there within without between"""
_IDLE = frozenset(_IDLE_WORDS.split())


@dataclass(frozen=True, slots=True)
class Sense:
    """What a word means in one of its ways; empty parts mean those of the sense before."""

    parts: tuple[str, ...]  # of speech
    notes: tuple[str, ...]
    glosses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A word: its common spellings, by kanji and by kana, and whether it has any kanji at all."""

    kanji: tuple[str, ...]
    kana: tuple[str, ...]
    written: bool
    senses: tuple[Sense, ...]


def entries(path: Path) -> Iterator[Entry]:
    """Every entry of a JMdict file or of a jamdict database."""
    with path.open("rb") as file:
        start = file.read(16)
    if start.startswith(b"SQLite format 3"):
        yield from _of_database(path)
    elif start.startswith(b"\x1f\x8b"):
        with gzip.open(path) as file:
            yield from _of_xml(ET.iterparse(file))
    else:
        yield from _of_xml(ET.iterparse(path))


def _of_xml(events: Iterable[tuple[str, ET.Element]]) -> Iterator[Entry]:
    for _, node in events:
        if node.tag != "entry":
            continue
        yield Entry(
            tuple(
                k.findtext("keb", "") for k in node.iter("k_ele") if k.find("ke_pri") is not None
            ),
            tuple(
                r.findtext("reb", "") for r in node.iter("r_ele") if r.find("re_pri") is not None
            ),
            node.find("k_ele") is not None,
            tuple(
                Sense(*(tuple(e.text or "" for e in s.iter(t)) for t in ("pos", "misc", "gloss")))
                for s in node.iter("sense")
            ),
        )
        node.clear()


def _of_database(path: Path) -> Iterator[Entry]:
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)

    def grouped(query: str) -> dict[int, list[str]]:
        out: dict[int, list[str]] = defaultdict(list)
        for key, value in db.execute(query):
            out[key].append(value)
        return out

    common = "SELECT idseq, text FROM {0} WHERE id IN (SELECT kid FROM {1}) ORDER BY id"
    kanji = grouped(common.format("Kanji", "KJP"))
    kana = grouped(common.format("Kana", "KNP"))
    written = {key for (key,) in db.execute("SELECT DISTINCT idseq FROM Kanji")}
    senses = grouped("SELECT idseq, id FROM Sense ORDER BY id")
    told = [
        grouped(f"SELECT sid, text FROM {t} ORDER BY rowid") for t in ("pos", "misc", "SenseGloss")
    ]
    for (key,) in db.execute("SELECT idseq FROM Entry ORDER BY idseq"):
        found = (Sense(*(tuple(one[int(s)]) for one in told)) for s in senses[key])
        yield Entry(tuple(kanji[key]), tuple(kana[key]), key in written, tuple(found))
    db.close()


def spellings(entry: Entry) -> list[str]:
    """How a common word is written, where that says enough: not in hiragana alone."""
    found = entry.kanji or (() if entry.written else entry.kana)
    shown = (word for word in found if _KANJI.search(word) or _KATAKANA.fullmatch(word))
    return [word for word in shown if len(word) <= LONGEST]


def meaning(entry: Entry) -> tuple[set[str], dict[str, tuple[float, str]]]:
    """The kinds of a word, and by stem what an English word tells of it and how it is written."""
    kinds: set[str] = set()
    found: dict[str, tuple[float, str]] = {}
    parts: tuple[str, ...] = ()
    senses = 0
    for sense in entry.senses:
        parts = sense.parts or parts
        own = {kind for part in parts if (kind := _kind(part))}
        if not own or any(_LEFT_OUT.search(note) for note in sense.notes):
            continue
        kinds |= own
        for place, gloss in enumerate(sense.glosses):
            words = _words(gloss)
            if len(words) <= GLOSS and gloss[:1] != "-":  # "-er" is an ending
                weight = (1 + senses) ** -0.5 * (1 + place) ** -0.3 * (1, 1, 0.7, 0.5)[len(words)]
                for word in words:
                    if weight > found.get(stem(word), (0.0, ""))[0]:
                        found[stem(word)] = weight, word
        senses += 1
    return kinds, found


def _kind(part: str) -> str:
    """n, x, 1, i or the row of a godan verb, as digest/check/dictionary.py has it; "" for none."""
    godan = _GODAN.match(part)
    if godan:
        return _ROW.get(godan[1], godan[1][0])
    if part.startswith(("Ichidan", "adjective (keiyoushi)")):
        return "1" if part[0] == "I" else "i"
    if "Iku/Yuku" in part:
        return "k"
    if "suffix" in part:
        return "x" if part in ("suffix", "noun, used as a suffix") else ""
    return (
        "n" if re.search(r"noun|adjectival|suru|adverb \(", part) and "prefix" not in part else ""
    )


def _words(gloss: str) -> list[str]:
    words = _WORD.findall(_BESIDE.sub(" ", gloss.lower()))
    return list(dict.fromkeys(w for w in words if w not in _IDLE and len(w) > 1))


def table(found: Iterable[Entry]) -> Iterator[str]:
    """The rows, sorted: word, kinds, English words with a digit."""
    known = [(spellings(one), *meaning(one)) for one in found]
    known = [one for one in known if one[0] and one[2]]
    spread = Counter(stem for _, _, words in known for stem in words)
    kinds: dict[str, set[str]] = defaultdict(set)
    rows: dict[str, dict[str, tuple[float, str]]] = defaultdict(dict)
    for spelt, own, words in known:
        for word in spelt:
            kinds[word] |= own
            for key, (weight, shown) in words.items():
                rare = math.log((len(known) + 1) / spread[key]) / math.log(len(known) + 1)
                rows[word][key] = max((weight * rare**0.7, shown), rows[word].get(key, (0.0, "")))
    for word in sorted(rows):
        yield f"{word}\t{''.join(sorted(kinds[word]))}\t{' '.join(_cells(rows[word]))}"


def _cells(words: dict[str, tuple[float, str]]) -> list[str]:
    size = math.hypot(*(weight for weight, _ in words.values())) or 1.0
    best = sorted(words.values(), key=lambda one: (-one[0], one[1]))[:MOST]
    told = [(shown, round(9 * weight / size)) for weight, shown in best]
    return [f"{shown}{digit}" for shown, digit in told if digit]


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("jmdict", type=Path, help="JMdict_e, JMdict_e.gz or jamdict.db")
    parser.add_argument("--out", type=Path, default=TABLE)
    args = parser.parse_args()
    rows = list(table(entries(args.jmdict)))
    args.out.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    print(f"{len(rows)} words, {args.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
