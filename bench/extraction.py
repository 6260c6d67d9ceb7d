"""Main text against plain trafilatura on three public benchmarks, each with its own scoring.

    python bench/extraction.py FOLDER [--every 1] [--only NAME]

FOLDER holds article_extraction_benchmark (scrapinghub, MIT), trafilatura_eval (adbar/trafilatura)
and wcxb (CC-BY-4.0) as their repositories lay them out, pages gzipped. --every N takes each Nth
page in the order of names. Plain trafilatura gets the same bytes and the settings of docs/sources.md.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from digest.extract import extract  # noqa: E402

WORDS = re.compile(r"\w+")


@dataclass(frozen=True)
class Page:
    """One page and what its benchmark wants of it."""

    body: bytes
    url: str
    wanted: Any


Extractor = Callable[[Page], str]
Pair = tuple[str, Any]  # what was found, what was wanted


def news(folder: Path) -> Iterator[Page]:
    """article_extraction_benchmark: the text of an article."""
    truth = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    for name in sorted(truth):
        packed = folder / "html" / f"{name}.html.gz"
        if packed.exists():
            url = truth[name].get("url", "https://example.com/")
            yield Page(gzip.decompress(packed.read_bytes()), url, truth[name]["articleBody"])


def mixed(folder: Path) -> Iterator[Page]:
    """trafilatura_eval: passages that must and must not be there."""
    told = json.loads((folder / "evaldata.json").read_text("utf-8"))
    for url in sorted(told):
        packed = folder / "html" / f"{told[url]['file']}.gz"
        if packed.exists():
            yield Page(gzip.decompress(packed.read_bytes()), url, told[url])


def seven_types(folder: Path) -> Iterator[Page]:
    """wcxb: the main content of seven types of page."""
    for path in sorted((folder / "test" / "ground-truth").glob("*.json.gz")):
        told = json.loads(gzip.decompress(path.read_bytes()))
        packed = folder / "test" / "html" / path.name.replace(".json.gz", ".html.gz")
        if packed.exists():
            wanted = told["ground_truth"].get("main_content") or ""
            yield Page(gzip.decompress(packed.read_bytes()), told["url"], wanted)


def shingle_f1(pairs: Sequence[Pair]) -> float:
    """F1 of the mean precision and mean recall of 4-grams of words (scrapinghub's evaluate.py)."""
    precisions, recalls = [], []
    for found, wanted in pairs:
        a, b = shingles(found), shingles(wanted)
        same, only_a, only_b = (sum(c.values()) for c in (a & b, a - b, b - a))
        precisions.append(same / (same + only_a) if same + only_a else float(not only_b))
        recalls.append(same / (same + only_b) if same + only_b else float(not only_a))
    precision, recall = mean(precisions), mean(recalls)
    return 2 * precision * recall / (precision + recall)


def shingles(text: str, n: int = 4) -> Counter[tuple[str, ...]]:
    words = WORDS.findall(text)
    return Counter(tuple(words[i : i + n]) for i in range(max(1, len(words) - n + 1)) if words)


def passages_f1(pairs: Sequence[Pair]) -> float:
    """F1 over all passages of all pages (trafilatura's tests/eval)."""
    hit = missed = wrong = 0
    for found, wanted in pairs:
        text = " ".join(found.split())
        there = [" ".join(passage.split()) in text for passage in wanted["with"]]
        hit, missed = hit + sum(there), missed + len(there) - sum(there)
        wrong += sum(" ".join(passage.split()) in text for passage in wanted["without"])
    return 2 * hit / (2 * hit + wrong + missed)


def words_f1(pairs: Sequence[Pair]) -> float:
    """Mean over pages of the F1 of bags of words (WCXB)."""
    scores = []
    for found, wanted in pairs:
        a, b = (Counter(WORDS.findall(text.lower())) for text in (found, wanted))
        same, total = sum((a & b).values()), sum(a.values()) + sum(b.values())
        scores.append(2 * same / total if total else 1.0)
    return mean(scores)


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


SETS: dict[str, tuple[Callable[[Path], Iterator[Page]], Callable[[Sequence[Pair]], float]]] = {
    "article_extraction_benchmark": (news, shingle_f1),
    "trafilatura_eval": (mixed, passages_f1),
    "wcxb": (seven_types, words_f1),
}


def ours(page: Page) -> str:
    return extract(page.body, page.url).text


def plain(page: Page) -> str:
    """trafilatura with the settings of docs/sources.md."""
    import trafilatura

    found = trafilatura.bare_extraction(
        page.body,
        url=page.url,
        fast=False,
        include_comments=False,
        include_tables=True,
        deduplicate=False,
        with_metadata=False,
    )
    return getattr(found, "text", None) or ""


def measured(extractor: Extractor, pages: Sequence[Page]) -> tuple[list[Pair], float]:
    """(pairs, pages per second of CPU)."""
    began = time.process_time()
    pairs = [(extractor(page), page.wanted) for page in pages]
    return pairs, len(pages) / (time.process_time() - began)


def compared(folder: Path, name: str, every: int) -> dict[str, Any]:
    read, score = SETS[name]
    pages = list(read(folder / name))[::every]
    shown: dict[str, Any] = {"pages": len(pages)}
    for label, extractor in (("plain", plain), ("ours", ours)):
        pairs, speed = measured(extractor, pages)
        shown[label] = round(score(pairs), 4)
        shown[f"{label}_pages_per_cpu_second"] = round(speed, 1)
    return shown


def main() -> None:
    """Print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--only", choices=SETS)
    args = parser.parse_args()
    names = [args.only] if args.only else list(SETS)
    print(json.dumps({name: compared(args.folder, name, args.every) for name in names}, indent=1))


if __name__ == "__main__":
    main()
