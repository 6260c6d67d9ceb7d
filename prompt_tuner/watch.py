"""Live ratings after a promotion: a fall proposes a rollback. It only ever proposes."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from statistics import fmean

from sqlite_utils import Database

from storage import feedback, prompts

FEWEST = 5  # ratings of each version
ALPHA = 0.05
DRAWS = 4999


def advice(db: Database, name: str) -> str:
    """A sentence that proposes a rollback, "" where nothing speaks for one."""
    labels = prompts.labels(db, name)
    if "active" not in labels or "previous" not in labels:
        return ""
    now, before = (feedback.stars(db, labels[label]) for label in ("active", "previous"))
    p = fallen(before, now)
    if p is None or p > ALPHA:
        return ""
    return (
        f"Ratings fell from {fmean(before):.1f} to {fmean(now):.1f} stars (p = {p:.3f}):"
        f" `prompts rollback {name}` uses the version before."
    )


def fallen(before: Sequence[int], now: Sequence[int]) -> float | None:
    """One-sided p-value of a permutation test that ratings are lower now; None for too few.

    (1 + hits) / (draws + 1), as in Phipson & Smyth 2010, arXiv:1603.05766. Pure.
    """
    if min(len(before), len(now)) < FEWEST:
        return None
    everything = [*before, *now]
    fall = fmean(before) - fmean(now)
    rng = Random(len(everything))
    hits = 0
    for _ in range(DRAWS):
        rng.shuffle(everything)
        old, new = everything[: len(before)], everything[len(before) :]
        hits += fmean(old) - fmean(new) >= fall - 1e-9
    return (1 + hits) / (DRAWS + 1)
