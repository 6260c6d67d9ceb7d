"""Make digest/check/irregular.tsv out of JMnedict, a dictionary of the EDRDG (CC BY-SA 4.0).

Kept are the names of one word in katakana (2 to 12 characters) whose Latin spelling digest/check/unknown.py
does not hear in them: シャオミ for Xiaomi. JMnedict is read from jamdict.db of the package jamdict-data, whose
version 1.5 the table in the repository was made from. The same data and rules of hearing give the same table.

    python bench/irregular.py JAMDICT [--out FILE]
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

from digest.check.fold import folded  # noqa: E402
from digest.check.irregular import plain  # noqa: E402
from digest.check.unknown import Sounds  # noqa: E402

TABLE = ROOT / "digest/check/irregular.tsv"
_KATAKANA = re.compile(r"[ァ-ヺー]{2,12}")
_LATIN = re.compile(r"[A-Z][A-Za-zÀ-ÿ'’.-]{1,24}")
_NAMES = """SELECT DISTINCT k.text, g.text FROM NEKana k JOIN NETranslation t ON t.idseq = k.idseq
    JOIN NETransGloss g ON g.tid = t.ID"""


def rows(path: Path) -> Iterator[tuple[str, list[str]]]:
    """The katakana and Latin spellings of a jamdict database that cannot be heard, sorted."""
    db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    found: dict[str, set[str]] = defaultdict(set)
    for kana, gloss in db.execute(_NAMES):
        name = re.sub(r"\(.*?\)", "", gloss).strip()
        own = folded(kana)
        if (
            _KATAKANA.fullmatch(own)
            and _LATIN.fullmatch(name)
            and not Sounds(name).sounds_like(own)
        ):
            found[own].add(plain(name))
    db.close()
    yield from ((kana, sorted(found[kana])) for kana in sorted(found))


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("jamdict", type=Path, help="jamdict.db")
    parser.add_argument("--out", type=Path, default=TABLE)
    args = parser.parse_args()
    found = list(rows(args.jamdict))
    args.out.write_text("".join(f"{k}\t{','.join(w)}\n" for k, w in found), encoding="utf-8")
    print(f"{len(found)} names, {args.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
