"""Examples → train, validation, sealed: once, by id, stratified, whole clusters. Pure.

Sealed examples decide at the end and are shown to no proposer; so what belongs together
(a cluster, the same input twice) never stands on both sides of a split.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from heapq import heapify, heappop, heappush

from prompt_tuner.records import SPLITS, Example, Split

SHARES: Mapping[Split, float] = {"train": 0.45, "validation": 0.2, "sealed": 0.35}
FEWEST = 4  # below, no split has room for all three
MANY_SEALED = 5  # independent ones; with fewer nothing can be proved
COMMON = 2  # examples that share a label
_ROUNDING = 1e-9

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
    _fill(units, _labels(examples), splits)
    return tuple(replace(e, split=splits[e.id]) for e in examples), notes


def few_sealed(examples: Sequence[Example]) -> tuple[str, ...]:
    """A warning where not even a win on every sealed example could prove anything."""
    sealed = {e.cluster or f"\0{e.id}" for e in examples if e.split == "sealed"}
    if len(sealed) >= MANY_SEALED:
        return ()
    return (
        f"Only {len(sealed)} independent sealed examples: nothing can be proved with fewer"
        f" than {MANY_SEALED}. Add examples.",
    )


def fingerprint(text: str) -> str:
    """Letters and digits of a text, folded: the same for the same input written again."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\W_]+", "", folded) or folded


def _units(examples: Sequence[Example]) -> list[Unit]:
    """Examples that must not be parted: one cluster, or one input."""
    leader: dict[str, str] = {}

    def find(key: str) -> str:
        while leader.setdefault(key, key) != key:
            leader[key] = key = leader[leader[key]]
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


def _labels(examples: Sequence[Example]) -> dict[str, frozenset[str]]:
    """Example id → what it has in common with others: expected fields, values, phrases."""
    found = {
        example.id: {
            f"{name}={value}"
            for name, expected in (example.expected or {}).items()
            for value in ("", *(expected if isinstance(expected, list) else [expected]))
            if isinstance(value, str | int | float | bool)
        }
        for example in examples
    }
    counts = Counter(label for labels in found.values() for label in labels)
    return {
        key: frozenset(x for x in labels if counts[x] >= COMMON) for key, labels in found.items()
    }


def _fill(
    units: Sequence[Unit], labels: Mapping[str, frozenset[str]], splits: dict[str, Split]
) -> None:
    """Iterative stratification (Sechidis et al. 2011): the rarest label is dealt out first."""
    ordered = sorted(units, key=_order)
    own = {place: Counter(x for e in u for x in labels[e.id]) for place, u in enumerate(ordered)}
    totals = Counter(x for u in ordered for e in u for x in ("", *labels[e.id]))
    have: Counter[tuple[str, Split]] = Counter()

    def settle(place: int, split: Split) -> None:
        splits.update({e.id: split for e in ordered[place] if e.id not in splits})
        have.update({("", split): len(ordered[place])})
        have.update({(label, split): count for label, count in own[place].items()})

    left: dict[int, None] = {}
    for place, unit in enumerate(ordered):
        given = Counter(splits[e.id] for e in unit if e.id in splits)
        if given:
            settle(place, given.most_common(1)[0][0])
        else:
            left[place] = None
    sharing = _sharing(left, own)
    for label in sorted(totals, key=lambda x: (totals[x], x)):
        if have["", "train"] >= SHARES["train"] * totals[""]:
            break
        first = next((place for place in sharing.get(label, ()) if place in left), None)
        if first is not None and not have[label, "train"]:
            settle(first, "train")  # what is never trained on is never learned
            del left[first]
    for label in _rarest_first(left, own, sharing):
        for place in sharing[label] if label else [*left]:
            if place in left:
                settle(place, _lacking(label, totals, have))
                del left[place]


def _sharing(left: Iterable[int], own: Mapping[int, Counter[str]]) -> dict[str, list[int]]:
    """Label → the units that have it, in their order."""
    found: dict[str, list[int]] = defaultdict(list)
    for place in left:
        for label in own[place]:
            found[label].append(place)
    return found


def _rarest_first(
    left: Mapping[int, None],
    own: Mapping[int, Counter[str]],
    sharing: Mapping[str, Sequence[int]],
) -> Iterator[str]:
    """Labels as long as units with one are left, always the rarest among those; "" at the end.

    Whoever asks for the next one has dealt out the units of the last.
    """
    open_units = Counter(label for place in left for label in own[place])
    heap = [(count, label) for label, count in open_units.items()]
    heapify(heap)
    while heap:
        count, label = heappop(heap)
        if open_units[label] != count:
            continue  # there is a newer entry, or none is left
        touched = Counter(x for place in sharing[label] if place in left for x in own[place])
        yield label
        open_units.subtract(touched)
        for other in touched:
            if open_units[other]:
                heappush(heap, (open_units[other], other))
    yield ""


def _order(unit: Unit) -> str:
    return sha256(min(e.id for e in unit).encode("utf-8", "replace")).hexdigest()


def _lacking(label: str, totals: Mapping[str, int], have: Mapping[tuple[str, Split], int]) -> Split:
    """The split that lacks most of a label, and of equals most of all examples.

    Only those that are not full: two examples of a label always lack most in the two largest
    splits, and many such labels would leave nothing for the third.
    """

    def overall(split: Split) -> float:
        return SHARES[split] * totals[""] - have.get(("", split), 0)

    def lack(split: Split) -> tuple[float, float, float]:
        own = SHARES[split] * totals[label] - have.get((label, split), 0)
        return round(own, 6), overall(split), SHARES[split]

    open_ones = [split for split in SPLITS if overall(split) > _ROUNDING]
    return max(open_ones or SPLITS, key=lack)
