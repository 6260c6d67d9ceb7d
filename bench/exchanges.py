"""How many exchanged numbers the checks find that a machine exchanged, and what binds them.

Out of every right sentence of tests/data/checks wrong ones are made: two of its numbers with
one unit exchanged (`two`), and one number replaced by another of its source that is written
alike (`one`, 500 of them, drawn by a fixed seed). Nobody chose the words, so nobody tuned on them.
The two options take away what binds Japanese words to English ones: a share of the lexicon's rows of
things, drawn by the seed, and the dictionary.

    python bench/exchanges.py [--without 0.5] [--no-dictionary]
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.checks import CONTENT, load, measure  # noqa: E402
from digest.check import lexicon, placing, told, translate  # noqa: E402
from digest.check.exchange import LIKELY, SMALL  # noqa: E402
from digest.check.features import KANA  # noqa: E402
from digest.check.fold import folded  # noqa: E402
from digest.check.placing import Placed  # noqa: E402
from digest.check.texts import check_texts  # noqa: E402
from digest.summarize.sentences import split  # noqa: E402

SEED, ONES = 1, 500
THINGS = ("metric", "role")  # kinds of rows that a hand filled with things of all sorts
_DIGITS = re.compile(r"(\d[\d,.]*\d|\d)(.*)", re.DOTALL)


def wrong(source: Sequence[Placed], claim: Sequence[Placed]) -> Iterator[tuple[str, str]]:
    """Sentences with numbers exchanged, made out of a right one: kind, sentence."""
    for n, one in enumerate(claim):
        if not _told(one, source):
            continue
        for other in claim[n + 1 :]:
            if _alike(one, other) and _told(other, source) and other.item.start >= one.item.end:
                text, (a, b), (c, d) = one.text, _place(one), _place(other)
                yield "two", text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:]
        own = _DIGITS.fullmatch(one.words)
        seen: set[str] = set()
        for place in source if own and one.number and one.number.raw > SMALL else ():
            digits = _DIGITS.match(place.words)
            if not digits or digits[1] in seen or not _written(one, place):
                continue
            if not any(_same(place, other) for other in claim):
                seen.add(digits[1])
                a, b = _place(one)
                yield "one", one.text[:a] + digits[1] + own[2] + one.text[b:]


def _place(one: Placed) -> tuple[int, int]:
    return one.item.start, one.item.end


def _told(one: Placed, source: Sequence[Placed]) -> bool:
    return any(_same(place, one) for place in source)


def _same(a: Placed, b: Placed) -> bool:
    if a.number is None or b.number is None:
        return a.date == b.date
    return a.item.kind == b.item.kind and abs(a.number.value - b.number.value) < 1e-9


def _alike(a: Placed, b: Placed) -> bool:
    """Whether a reader could take one for the other: kind, unit and size, and no from and to."""
    units = [re.sub(r"^[\d,.万億]+", "", one.words) for one in (a, b)]
    if a.item.kind != b.item.kind or units[0] != units[1] or b.item.start in a.item.then:
        return False
    if a.number is None or b.number is None:
        return a.date != b.date
    low, high = sorted((a.number.value, b.number.value))
    return 0 < low < high <= LIKELY * low


def _written(one: Placed, place: Placed) -> bool:
    """Whether a number of a source is of the kind, scale and size of one of the claim."""
    if place.item.kind != one.item.kind or not place.number or not one.number:
        return False
    scales = [q.value / q.raw if q.raw else 0.0 for q in (place.number, one.number)]
    times = place.number.value / one.number.value
    return abs(scales[0] - scales[1]) < 1e-9 and 0.2 < times < 5


def cases() -> list[tuple[str, str, str, bool]]:
    """kind, source, sentence, whether the source is Japanese; the same in every run."""
    out: list[tuple[str, str, str, bool]] = []
    for pair in (pair for pairs in load().values() for pair in pairs):
        lines = [told.read(folded(s)) for s in (pair["title"], *split(pair["source"]))]
        source = placing.placed([(line.text, line.numbers) for line in lines])
        text = f"{pair['title']}\n{pair['published']}\n{pair['source']}"
        for claim in pair["clean"]:
            line = told.read(folded(claim))
            made = wrong(source, placing.placed([(line.text, line.numbers)]))
            out += [(kind, text, said, bool(KANA.search(pair["source"]))) for kind, said in made]
    ones = [case for case in out if case[0] == "one"]
    drawn = random.Random(SEED).sample(ones, min(ONES, len(ones)))
    return [case for case in out if case[0] == "two"] + drawn


def found(case: tuple[str, str, str, bool]) -> bool:
    """Whether any check of content finds it."""
    told = (one.finding for one in check_texts(case[1], case[2]))
    return any(f.verdict != "OK" and f.check in CONTENT for f in told)


def without(share: float) -> lexicon.Lexicon:
    """The lexicon without a share of its rows of things."""
    rng = random.Random(SEED)
    text = files("digest.check").joinpath("lexicon.tsv").read_text(encoding="utf-8")
    rows = [row for row in text.splitlines() if row and not row.startswith("#")]
    kept = [r for r in rows if r.split("\t")[2] not in THINGS or rng.random() >= share]
    return lexicon.read(kept)


def main() -> None:
    """Print what is found as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without", type=float, default=0.0, help="share of the rows of things")
    parser.add_argument("--no-dictionary", action="store_true")
    args = parser.parse_args()
    made = cases()  # before anything is taken away
    less = without(args.without)
    for cached in (lexicon.marks, placing.features):
        cached.cache_clear()
    lexicon.lexicon = lambda: less  # type: ignore[assignment]
    translate.FULL = 0.0 if args.no_dictionary else translate.FULL
    total: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    for case in made:
        key = f"{case[0]}, {'Japanese' if case[3] else 'English'} source"
        total[key] += 1
        hits[key] += found(case)
    sets: dict[str, dict[str, Any]] = {n: measure(p, show=False) for n, p in load().items()}
    planted = {n: f"{one['found']}, {one['alarms'].split(',')[0]}" for n, one in sets.items()}
    print(json.dumps({k: f"{hits[k]}/{total[k]}" for k in sorted(total)} | planted, indent=1))


if __name__ == "__main__":
    main()
