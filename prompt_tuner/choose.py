"""The paired gate: does a candidate beat the seed prompt on examples nobody has seen? Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from statistics import fmean

from prompt_tuner.records import Evaluation, Example, Verdict
from prompt_tuner.statistics import (
    Clusters,
    bootstrap,
    examples_needed,
    fewest_clusters,
    holm,
    sign_flip,
    standard_error,
)

GUARD_ERRORS = 1.0  # a guard may fall by chance, but by less than this many standard errors
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Pair:
    """Both prompts on one example, each the mean over its repeats."""

    example_id: str
    cluster: str
    before: float
    after: float

    @property
    def difference(self) -> float:
        """After - before."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Comparison:
    """A candidate against the seed: pairs of scores, and of the parts that are guards."""

    pairs: tuple[Pair, ...]
    guards: Mapping[str, tuple[Pair, ...]] = field(default_factory=dict)


def compare(
    examples: Sequence[Example],
    before: Sequence[Evaluation],
    after: Sequence[Evaluation],
    guards: Sequence[str] = (),
) -> Comparison:
    """Pair two candidates' evaluations, whichever examples have both."""

    def pairs(part: str | None) -> tuple[Pair, ...]:
        old, new = _means(before, part), _means(after, part)
        return tuple(
            Pair(e.id, e.cluster or f"\0{e.id}", old[e.id], new[e.id])
            for e in examples
            if e.id in old and e.id in new
        )

    return Comparison(pairs(None), {name: pairs(name) for name in guards})


def decide(
    comparisons: Sequence[Comparison], *, alpha: float, min_effect: float, rng: Random
) -> tuple[Verdict, ...]:
    """One verdict per finalist; p-values are adjusted for their number (Holm)."""
    p_values = holm([sign_flip(clusters_of(c.pairs), rng) for c in comparisons])
    return tuple(
        _verdict(comparison, p, alpha, min_effect, rng)
        for comparison, p in zip(comparisons, p_values, strict=True)
    )


def undecided(reason: str, n: int = 0, needed: int | None = None) -> Verdict:
    """The verdict where there is nothing to compare."""
    return Verdict("UNDECIDED", None, None, None, n, needed, (reason,))


def clusters_of(pairs: Sequence[Pair]) -> Clusters:
    """The differences, by cluster."""
    groups: dict[str, list[float]] = {}
    for pair in pairs:
        groups.setdefault(pair.cluster, []).append(pair.difference)
    return list(groups.values())


def _means(evaluations: Sequence[Evaluation], part: str | None) -> dict[str, float]:
    values: dict[str, list[float]] = {}
    for one in evaluations:
        value = one.score if part is None else one.parts.get(part)
        if value is not None:
            values.setdefault(one.example_id, []).append(value)
    return {example_id: fmean(found) for example_id, found in values.items()}


def _verdict(c: Comparison, p: float, alpha: float, min_effect: float, rng: Random) -> Verdict:
    clusters = clusters_of(c.pairs)
    if not clusters:
        return undecided("No sealed example was scored under both prompts.")
    mean = fmean(pair.difference for pair in c.pairs)
    low, high = bootstrap(clusters, alpha, rng)
    plain = Verdict("UNDECIDED", p, mean, (low, high), len(c.pairs), None, ())
    if high < min_effect - _ROUNDING:
        return replace(plain, decision="REJECT", reasons=(_too_small(high, min_effect),))
    worse, blocked = _guards(c, alpha, min_effect, rng)
    if worse:
        return replace(plain, decision="REJECT", reasons=worse)
    if p <= alpha and low > 0 and not blocked:
        return replace(plain, decision="PROMOTE", reasons=(_won(c.pairs, p),))
    needed = _needed(clusters, len(c.pairs), alpha, max(mean, min_effect), bool(blocked))
    reasons = blocked or (_not_shown(clusters, p, alpha, needed),)
    return replace(plain, needed=needed, reasons=reasons)


def _guards(
    c: Comparison, alpha: float, min_effect: float, rng: Random
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Reasons to reject, and reasons not to promote yet."""
    worse: list[str] = []
    blocked: list[str] = []
    for name, pairs in c.guards.items():
        clusters = clusters_of(pairs)
        if not clusters:
            blocked.append(f"Guard {name} was never measured.")
            continue
        fall = -fmean(pair.difference for pair in pairs)
        chance = max(min_effect, GUARD_ERRORS * standard_error(clusters))
        if fall <= 0 or fall < chance - _ROUNDING:
            continue
        p_fall = sign_flip([[-d for d in cluster] for cluster in clusters], rng)
        detail = f"Guard {name} fell by {fall:.3f} on {len(pairs)} examples (p = {p_fall:.3f})."
        (worse if p_fall <= alpha else blocked).append(detail)
    return tuple(worse), tuple(blocked)


def _needed(clusters: Clusters, n: int, alpha: float, effect: float, blocked: bool) -> int | None:
    more = examples_needed(clusters, alpha, effect) - n
    return more if more > 0 else None if blocked else max(1, n // 2)


def _too_small(high: float, min_effect: float) -> str:
    return f"Any gain is below {min_effect:g}: the interval ends at {high:+.3f}."


def _won(pairs: Sequence[Pair], p: float) -> str:
    wins = sum(pair.difference > _ROUNDING for pair in pairs)
    losses = sum(pair.difference < -_ROUNDING for pair in pairs)
    return f"Better on {wins}, worse on {losses} of {len(pairs)} sealed examples (p = {p:.4f})."


def _not_shown(clusters: Clusters, p: float, alpha: float, needed: int | None) -> str:
    least = fewest_clusters(alpha)
    if len(clusters) < least:
        return f"{len(clusters)} independent sealed examples cannot decide; {least} at least can."
    more = f" About {needed} more sealed examples would tell." if needed else ""
    return f"The difference may be chance (p = {p:.3f}).{more}"
