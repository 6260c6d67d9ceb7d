"""How much of what was planted the checks find, and how often they alarm for nothing.

The pairs of tests/data/checks, split by a hash before anything was tuned: the checks were
only ever tuned on the first half. Every sentence is checked as `python -m digest check`
does, without being told what it rests on; peer: nothing but number look-up (as a set).

    python bench/checks.py [--show tune]
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

PAIRS = ROOT / "tests/data/checks/pairs.jsonl"
CONTENT = ("numbers", "names", "links")  # what errors of content are found by
HALVES = ("tune", "held-out")


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


def main() -> None:
    """Print both halves as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", choices=HALVES, help="list what a half missed or alarmed for")
    show = parser.parse_args().show
    pairs = [json.loads(line) for line in PAIRS.read_text("utf-8").splitlines()]
    halves = {name: [p for p in pairs if half(p) == name] for name in HALVES}
    print(json.dumps({n: measure(p, show == n) for n, p in halves.items()}, indent=1))


if __name__ == "__main__":
    main()
