"""How much of what was planted the checks find, and how often they alarm for nothing.

The sets of tests/data/checks, each reported on its own (SOURCES.md says who wrote which):
`tune` and `held-out`, the halves of pairs.jsonl, were both tuned on by 2026-11-21; `second`
was counted once before anything was changed for it (the figure is in docs/benchmarks.md) and
then tuned on too. `third` and `fourth` were tuned on from 2026-11-21 (second session), `fifth`,
`sixth` and `seventh` as soon as they were opened: what docs/benchmarks.md gives for them from
before, with no sentence of theirs looked at, are the honest figures. `ninth` and `tenth` were
counted as they were written and then tuned on. Of `eighth` and `eleventh` only the alarms and
what was missed of names and directions have been looked at, after the last honest count. Of `twelfth`
and `thirteenth` every other source was tuned on, of the rest only the alarms were looked at after the
last honest count. Every sentence is checked as `python -m digest check` does, without being told what
it rests on; peer: nothing but number look-up (as a set).

    python bench/checks.py [--show second]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from digest.check.fold import folded  # noqa: E402
from digest.check.quantities import quantities  # noqa: E402
from digest.check.texts import check_texts  # noqa: E402

SETS = ROOT / "tests/data/checks"
PAIRS = SETS / "pairs.jsonl"
CONTENT = ("numbers", "names", "links")  # what errors of content are found by
HALVES = ("tune", "held-out")  # of pairs.jsonl
LATER = (
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
)  # sets of their own, where present


def half(pair: dict[str, Any]) -> str:
    """Which half a pair belongs to, for good."""
    return HALVES[int(hashlib.sha256(pair["title"].encode()).hexdigest(), 16) % 2]


def measure(pairs: list[dict[str, Any]], show: bool) -> dict[str, Any]:
    """Planted and found by kind; alarms on right sentences against their numbers."""
    planted, found, alarms, numbers, clean, other = Counter(), Counter(), 0, 0, 0, 0
    for pair in pairs:
        source = f"{pair['title']}\n{pair['published']}\n{pair['source']}"
        for kind, claim in pair["planted"]:
            planted[kind] += 1
            found[kind] += bool(_faults(source, claim))
            if show and not _faults(source, claim):
                print(f"MISSED {kind}: {claim}\n    {pair['source']}")
        for claim in pair["clean"]:
            faults = _faults(source, claim, every=True)
            clean += bool(faults)
            alarms += sum(f.check == "numbers" for f in faults)
            other += sum(f.check != "numbers" for f in faults)
            numbers += len(quantities(folded(claim)))
            if show and faults:
                told = [(f.check, f.reason, f.found, f.expected) for f in faults]
                print(f"ALARM {claim} {told}\n    {pair['source']}")
    sentences = sum(len(pair["clean"]) for pair in pairs)
    return {
        "planted": {k: f"{found[k]}/{n}" for k, n in sorted(planted.items())},
        "found_share": round(found.total() / planted.total(), 4),
        "found": f"{found.total()}/{planted.total()}",
        "false_alarms_per_number": round(alarms / numbers, 4),
        "alarms": f"{alarms} in {numbers} numbers, {clean} of {sentences} sentences, {other} by other checks",
        "peer_found_share": round(_peer(pairs) / planted.total(), 4),
    }


def _faults(source: str, claim: str, *, every: bool = False) -> list[Any]:
    found = [one.finding for one in check_texts(source, claim) if one.finding.verdict != "OK"]
    return [f for f in found if every or f.check in CONTENT]


def _peer(pairs: list[dict[str, Any]]) -> int:
    """Digits of a wrong sentence that do not stand in the source."""
    found = 0
    for pair in pairs:
        known = set(re.findall(r"\d[\d,.]*", pair["source"] + pair["published"]))
        found += sum(bool(set(re.findall(r"\d[\d,.]*", c)) - known) for _, c in pair["planted"])
    return found


def load() -> dict[str, list[dict[str, Any]]]:
    """Every set that is here, by name."""
    pairs = read(PAIRS)
    sets = {name: [p for p in pairs if half(p) == name] for name in HALVES}
    later = {name: SETS / f"{name}.jsonl" for name in LATER}
    return sets | {name: read(path) for name, path in later.items() if path.is_file()}


def read(path: Path) -> list[dict[str, Any]]:
    """The pairs of a file, one JSON object a line."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def main() -> None:
    """Print every set as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--show", choices=(*HALVES, *LATER), help="list what a set missed or alarmed for"
    )
    show = parser.parse_args().show
    made = {name: measure(pairs, show == name) for name, pairs in load().items()}
    print(json.dumps(made, indent=1))


if __name__ == "__main__":
    main()
