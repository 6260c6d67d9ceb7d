"""Paired tests on few, perhaps dependent examples. Pure; tested against scipy.

What stands together (the examples of one week or document) is flipped and drawn together:
a list of differences comes as one list per cluster.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import product
from math import atan, ceil, cos, log, pi, sin, sqrt
from operator import itemgetter
from random import Random
from statistics import NormalDist, fmean, stdev

EXACT_CLUSTERS = 14  # 2^14 sign patterns are enumerated; more are drawn
DRAWS = 9_999
RESAMPLES = 10_000
POWER = 0.8
_ROUNDING = 1e-9

Clusters = Sequence[Sequence[float]]  # paired differences, after - before, by cluster


def sign_flip(clusters: Clusters, rng: Random) -> float:
    """One-sided p-value: how often a sum this large comes about if signs were a coin's.

    Exact up to EXACT_CLUSTERS, else (1 + hits) / (draws + 1) (Phipson & Smyth 2010,
    arXiv:1603.05766). 1.0 without differences.
    """
    sums = [total for total in map(sum, clusters) if abs(total) > _ROUNDING]
    if not sums:
        return 1.0
    reached = sum(sums) - _ROUNDING
    if len(sums) <= EXACT_CLUSTERS:
        signs = product((1, -1), repeat=len(sums))
        hits = sum(sum(s * d for s, d in zip(row, sums, strict=True)) >= reached for row in signs)
        return float(hits / 2 ** len(sums))
    total, hits = sum(sums), 0
    for _ in range(DRAWS):
        bits = rng.getrandbits(len(sums))
        flipped = sum(d for place, d in enumerate(sums) if bits >> place & 1)
        hits += total - 2 * flipped >= reached
    return (1 + hits) / (DRAWS + 1)


def bootstrap(clusters: Clusters, alpha: float, rng: Random) -> tuple[float, float]:
    """Expanded percentile interval of the mean difference at 1 - alpha, whole clusters drawn.

    The plain one is too narrow for few clusters: the tails are moved out to where Student's t
    would have them (Hesterberg 2015, arXiv:1411.5279). Raises ValueError without differences.
    """
    parts = [(sum(cluster), len(cluster)) for cluster in clusters if cluster]
    if not parts:
        raise ValueError("an interval needs at least one difference")
    means = []
    for _ in range(RESAMPLES):
        drawn = rng.choices(parts, k=len(parts))
        means.append(sum(total for total, _ in drawn) / sum(count for _, count in drawn))
    return _expanded(means, alpha, len(parts))


def interval(clusters: Clusters, alpha: float) -> tuple[float, float]:
    """bootstrap() with Random(0), whose draws are kept: a sixth of the time for one of many."""
    totals = [sum(cluster) for cluster in clusters if cluster]
    counts = [len(cluster) for cluster in clusters if cluster]
    n = len(totals)
    if n < 2:
        return bootstrap(clusters, alpha, Random(0))
    if len(set(counts)) == 1:
        whole = counts[0] * n
        means = [sum(draw(totals)) / whole for draw in _same_draws(n)]
    else:
        means = [sum(draw(totals)) / sum(draw(counts)) for draw in _same_draws(n)]
    return _expanded(means, alpha, n)


@lru_cache(maxsize=4)  # of 30 clusters: 3 MB
def _same_draws(n: int) -> list[Callable[[Sequence[float]], Sequence[float]]]:
    rng, places = Random(0), range(n)
    return [itemgetter(*rng.choices(places, k=n)) for _ in range(RESAMPLES)]


def _expanded(means: list[float], alpha: float, n: int) -> tuple[float, float]:
    means.sort()
    tail = expanded_tail(alpha / 2, n)
    return quantile(means, tail), quantile(means, 1 - tail)


def expanded_tail(tail: float, n: int) -> float:
    """The share to cut from either end of n clusters' bootstrap means for a true `tail`."""
    if n < 2:
        return 0.0
    return NormalDist().cdf(sqrt(n / (n - 1)) * student_quantile(tail, n - 1))


def student_quantile(share: float, df: int) -> float:
    """The quantile of Student's t with df whole degrees of freedom, share below 0.5."""
    low, high = -1e6, 0.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if _student_cdf(middle, df) < share else (low, middle)
    return (low + high) / 2


def _student_cdf(t: float, df: int) -> float:
    """Abramowitz & Stegun 26.7.3 and 26.7.4."""
    angle = atan(t / sqrt(df))
    cosine = cos(angle)
    odd = df % 2
    term = total = cosine if odd else 1.0
    for k in range(2 + odd, df - 1, 2):
        term *= cosine * cosine * (k - 1) / k
        total += term
    within = sin(angle) * total
    if odd:
        within = 2 / pi * (angle + (within if df > 1 else 0.0))
    return (1 + within) / 2


def quantile(ordered: Sequence[float], share: float) -> float:
    """Linear between the two nearest of ordered values (Hyndman & Fan 1996, type 7)."""
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Adjusted p-values, in the order given (Holm 1979)."""
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    adjusted = [1.0] * len(p_values)
    largest = 0.0
    for rank, place in enumerate(order):
        largest = max(largest, min(1.0, (len(order) - rank) * p_values[place]))
        adjusted[place] = largest
    return tuple(adjusted)


def standard_error(clusters: Clusters) -> float:
    """Of the mean difference, from the spread between clusters; 0.0 for fewer than two."""
    sums = [sum(cluster) for cluster in clusters if cluster]
    count = sum(len(cluster) for cluster in clusters)
    if len(sums) < 2:
        return 0.0
    mean = fmean(d for cluster in clusters for d in cluster)
    sizes = [len(cluster) for cluster in clusters if cluster]
    rest = [total - size * mean for total, size in zip(sums, sizes, strict=True)]
    return sqrt(len(sums) / (len(sums) - 1) * sum(r * r for r in rest)) / count


def fewest_clusters(alpha: float) -> int:
    """With fewer, even a win on each cannot reach p <= alpha."""
    return ceil(log(1 / alpha) / log(2) - _ROUNDING)


def examples_needed(clusters: Clusters, alpha: float, effect: float) -> int:
    """How many examples in all would find an effect with a power of 0.8.

    n = ((z(1-alpha) + z(0.8)) * sd / effect)^2 clusters of the present mean size.
    """
    means = [fmean(cluster) for cluster in clusters if cluster]
    size = fmean(len(cluster) for cluster in clusters if cluster) if means else 1.0
    least = fewest_clusters(alpha)
    if len(means) < 2 or effect <= 0:
        return ceil(least * size)
    normal = NormalDist()
    distance = normal.inv_cdf(1 - alpha) + normal.inv_cdf(POWER)
    return ceil(max(least, (distance * stdev(means) / effect) ** 2) * size)
