"""Examples → train, validation, sealed: once, by id, stratified, whole clusters. Pure.

Sealed examples decide at the end and are shown to no proposer; so what belongs together
(a cluster, the same input twice) never stands on both sides of a split.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from prompt_tuner.records import SPLITS, Example, Split

SHARES: Mapping[Split, float] = {"train": 0.45, "validation": 0.2, "sealed": 0.35}
FEWEST = 4  # below, no split has room for all three
_CLOSED_ANSWERS = 10  # an expected field with at most so many different values is a label

Unit = tuple[Example, ...]


def assign(
    examples: Sequence[Example], known: Mapping[str, Split] | None = None
) -> tuple[tuple[Example, ...], tuple[str, ...]]:
    """The examples with their splits, in their order, and what was odd, in English.

    known: splits that were stored or that the user gave; they stay. New units go, in the
    order of a hash of their ids, to the split that their stratum lacks most.
    """
    splits = dict(known or {})
    units = _units(examples)
    notes = _conflicts(units, splits)
    strata: dict[str, list[Unit]] = defaultdict(list)
    names = _strata(examples)
    for unit in units:
        strata[names[min(example.id for example in unit)]].append(unit)
    overall = Counter(splits[e.id] for e in examples if e.id in splits)
    for stratum in sorted(strata):
        _fill(strata[stratum], splits, overall)
    return tuple(replace(e, split=splits[e.id]) for e in examples), notes


def fingerprint(text: str) -> str:
    """Letters and digits of a text, folded: the same for the same input written again."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\W_]+", "", folded) or folded


def _units(examples: Sequence[Example]) -> list[Unit]:
    """Examples that must not be parted: one cluster, or one input."""
    leader: dict[str, str] = {}

    def find(key: str) -> str:
        while leader.setdefault(key, key) != key:
            key = leader[key]
        return key

    for example in examples:
        own = find(f"id {example.id}")
        for tie in (f"text {fingerprint(example.input)}", f"cluster {example.cluster}"):
            if tie != "cluster ":
                leader[find(tie)] = own
    groups: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        groups[find(f"id {example.id}")].append(example)
    return [tuple(group) for group in groups.values()]


def _conflicts(units: Sequence[Unit], splits: dict[str, Split]) -> tuple[str, ...]:
    """Duplicates across given splits go to the earliest: a sealed copy proves nothing."""
    notes = []
    for unit in units:
        texts: dict[str, list[Example]] = defaultdict(list)
        for example in unit:
            texts[fingerprint(example.input)].append(example)
        for twins in texts.values():
            given = {splits[e.id] for e in twins if e.id in splits}
            if len(twins) > 1:
                notes.append(f"The same input stands in examples {_listed(twins)}.")
            if len(given) > 1:
                first = min(given, key=SPLITS.index)
                splits.update({e.id: first for e in twins})
                notes.append(f"They were in several splits and are now all in {first}.")
    return tuple(notes)


def _listed(examples: Sequence[Example]) -> str:
    names = [example.id for example in examples[:5]]
    return ", ".join(names) + (" …" if len(examples) > 5 else "")


def _strata(examples: Sequence[Example]) -> dict[str, str]:
    """Example id → stratum: which fields are expected, and labels with few values."""
    values: dict[str, set[str]] = defaultdict(set)
    for example in examples:
        for name, value in (example.expected or {}).items():
            values[name].add(repr(value))
    limit = min(_CLOSED_ANSWERS, max(2, len(examples) // 5))
    labels = {name for name, found in values.items() if len(found) <= limit}

    def stratum(example: Example) -> str:
        expected = sorted((example.expected or {}).items())
        return repr([(name, repr(v) if name in labels else "") for name, v in expected])

    return {example.id: stratum(example) for example in examples}


def _fill(units: list[Unit], splits: dict[str, Split], overall: Counter[Split]) -> None:
    here = Counter(splits[e.id] for unit in units for e in unit if e.id in splits)
    for unit in sorted(units, key=_order):
        given = [splits[e.id] for e in unit if e.id in splits]
        new = [e for e in unit if e.id not in splits]
        if not new:
            continue
        size = len(unit) - len(given)
        chosen = Counter(given).most_common(1)[0][0] if given else _lacking(here, overall, size)
        splits.update({e.id: chosen for e in new})
        here[chosen] += size
        overall[chosen] += size


def _order(unit: Unit) -> str:
    return sha256(min(e.id for e in unit).encode("utf-8", "replace")).hexdigest()


def _lacking(here: Counter[Split], overall: Counter[Split], size: int) -> Split:
    def lack(split: Split) -> tuple[float, float]:
        within = SHARES[split] * (here.total() + size) - here[split]
        among_all = SHARES[split] * (overall.total() + size) - overall[split]
        return among_all + within, SHARES[split]

    return max(SPLITS, key=lack)
