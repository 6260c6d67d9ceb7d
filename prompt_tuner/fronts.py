"""Parents from a Pareto pool over examples, with tolerance for noisy ties. Pure.

After GEPA (Agrawal et al. 2025, arXiv:2507.19457), which asks for exact equality: with a
noisy judge that makes whoever was luckiest on an example its only champion.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from statistics import fmean

Scores = Mapping[str, Mapping[str, float]]  # candidate id → example id → score


def fronts(scores: Scores, tolerance: float) -> dict[str, frozenset[str]]:
    """Example id → the candidates within tolerance of its best score."""
    examples = next(iter(scores.values()), {})
    out = {}
    for example in examples:
        best = max(row[example] for row in scores.values())
        out[example] = frozenset(c for c, row in scores.items() if row[example] >= best - tolerance)
    return out


def undominated(scores: Scores, tolerance: float) -> tuple[str, ...]:
    """Without those whose every front holds another survivor, weakest mean first."""
    by_example = fronts(scores, tolerance)
    alive = set(scores)
    for one in sorted(scores, key=lambda c: (fmean(scores[c].values() or [0.0]), c)):
        own = [front for front in by_example.values() if one in front]
        if all((front & alive) - {one} for front in own) and len(alive) > 1:
            alive.discard(one)
    return tuple(c for c in scores if c in alive)


def sample(scores: Scores, tolerance: float, rng: Random) -> str:
    """One of the undominated, as often as it stands on a front. Raises ValueError if empty."""
    if not scores:
        raise ValueError("no candidate to choose from")
    alive = undominated(scores, tolerance)
    by_example = fronts(scores, tolerance)
    weights = [sum(c in front for front in by_example.values()) or 1 for c in alive]
    return rng.choices(alive, weights)[0]
