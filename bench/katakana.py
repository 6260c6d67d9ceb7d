"""Make digest/check/katakana.txt out of JMdict and JMnedict, dictionaries of the EDRDG (CC BY-SA 4.0).

Kept are the words of three to ten characters that JMdict writes in katakana alone, common or not, one a
line, without those that are names: whose English begins with a capital letter, plants and animals by
their Latin names, brands, and what JMnedict has as a company or a product. Of a word longer than eight
the parts are enough. Both are read from jamdict.db of the package jamdict-data, whose version 1.5 the
list in the repository was made from. The same data give the same list.

    python bench/katakana.py JAMDICT [--out FILE]
"""

from __future__ import annotations

import argparse
import re
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from digest.check.katakana import LONGEST, SHORTEST  # noqa: E402

LIST = ROOT / "digest/check/katakana.txt"
WHOLE = 8  # characters of a word that is kept although its parts are
_KATAKANA = re.compile(rf"[ァ-ヺー]{{{SHORTEST},{LONGEST}}}")
_CAPITAL = re.compile(r"[A-Z]")
_NAMED = re.compile(
    r"\([A-Z][a-z]+ (?:[a-z]+|x )|\b(?:spp?\.|species|genus|family)|brand|trademark"
)
_INSIDE = "ァィゥェォャュョッーン"  # what no word begins with
_WORDS = """SELECT k.text, g.text FROM Kana k JOIN Sense s ON s.idseq = k.idseq
    JOIN SenseGloss g ON g.sid = s.id WHERE k.idseq NOT IN (SELECT idseq FROM Kanji)"""
_NAMES = """SELECT DISTINCT k.text FROM NETranslation t JOIN NETransType ty ON ty.tid = t.id
    JOIN NEKana k ON k.idseq = t.idseq WHERE ty.text IN ('company', 'organization', 'product')"""


def words(path: Path) -> Iterator[str]:
    """The words of a jamdict database, sorted."""
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    glosses: dict[str, list[str]] = defaultdict(list)
    for text, gloss in db.execute(_WORDS):
        glosses[text.replace("・", "")].append(gloss)
    names = {text.replace("・", "") for (text,) in db.execute(_NAMES)}
    db.close()
    kept = {
        word
        for word, told in glosses.items()
        if _KATAKANA.fullmatch(word)
        and word not in names
        and not all(map(_CAPITAL.match, told))
        and not any(map(_NAMED.search, told))
    }
    yield from sorted(word for word in kept if len(word) <= WHOLE or not _made_of_two(word, kept))


def _made_of_two(word: str, known: set[str]) -> bool:
    cuts = range(SHORTEST, len(word) - SHORTEST + 1)
    return any(
        word[:cut] in known and word[cut:] in known for cut in cuts if word[cut] not in _INSIDE
    )


def main() -> None:
    """Write the list."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("jamdict", type=Path, help="jamdict.db")
    parser.add_argument("--out", type=Path, default=LIST)
    args = parser.parse_args()
    found = list(words(args.jamdict))
    args.out.write_text("".join(f"{word}\n" for word in found), encoding="utf-8")
    print(f"{len(found)} words, {args.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
