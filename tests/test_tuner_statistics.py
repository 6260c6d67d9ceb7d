"""The tests and intervals that decide over a promotion, against scipy and by hand."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from prompt_tuner.statistics import (
    bootstrap,
    examples_needed,
    expanded_tail,
    fewest_clusters,
    holm,
    interval,
    quantile,
    sign_flip,
    standard_error,
    student_quantile,
)


def singles(differences: list[float]) -> list[list[float]]:
    return [[d] for d in differences]


def by_scipy(differences: list[float]) -> float:
    test = stats.permutation_test(
        (np.array(differences),),
        np.sum,
        permutation_type="samples",
        alternative="greater",
        n_resamples=np.inf,
    )
    return float(test.pvalue)


@pytest.mark.parametrize("count", [2, 5, 8, 12])
@pytest.mark.parametrize("shift", [-0.3, 0.0, 0.2])
def test_the_exact_sign_flip_test_is_scipys(count: int, shift: float) -> None:
    rng = Random(count)
    differences = [rng.gauss(shift, 0.4) for _ in range(count)]
    assert sign_flip(singles(differences), Random(0)) == pytest.approx(by_scipy(differences))


@given(st.lists(st.sampled_from([-1.0, -0.5, 0.0, 0.1, 0.5, 1.0]), min_size=2, max_size=9))
@settings(max_examples=40, deadline=None)
def test_ties_and_zeros_are_counted_as_scipy_counts_them(differences: list[float]) -> None:
    assert sign_flip(singles(differences), Random(0)) == pytest.approx(by_scipy(differences))


def test_many_examples_are_drawn_and_near_the_normal_approximation() -> None:
    rng = Random(1)
    differences = [rng.gauss(0.1, 0.5) for _ in range(80)]
    drawn = sign_flip(singles(differences), Random(0))
    z = sum(differences) / sum(d * d for d in differences) ** 0.5
    assert drawn == pytest.approx(float(stats.norm.sf(z)), abs=0.01)
    assert drawn == sign_flip(singles(differences), Random(0))


def test_a_drawn_p_value_is_never_zero() -> None:
    assert sign_flip(singles([1.0] * 40), Random(0)) == pytest.approx(1e-4)


def test_examples_of_one_cluster_flip_together() -> None:
    assert sign_flip([[0.5, 0.5, 0.5, 0.5]], Random(0)) == 0.5
    assert sign_flip(singles([0.5] * 4), Random(0)) == 1 / 16


def test_nothing_proves_nothing() -> None:
    assert sign_flip([], Random(0)) == 1.0
    assert sign_flip(singles([0.0, 0.0]), Random(0)) == 1.0
    with pytest.raises(ValueError, match="at least one"):
        bootstrap([], 0.05, Random(0))


@pytest.mark.parametrize("seed", range(4))
def test_the_bootstrap_interval_is_scipys(seed: int) -> None:
    rng = Random(seed)
    data = [rng.gauss(0.2, 0.3) for _ in range(25)]
    ours = bootstrap(singles(data), 0.05, Random(seed))
    theirs = stats.bootstrap(
        (np.array(data),),
        np.mean,
        method="percentile",
        confidence_level=1 - 2 * expanded_tail(0.025, 25),
        rng=np.random.default_rng(seed),
    ).confidence_interval
    assert ours == pytest.approx((theirs.low, theirs.high), abs=0.012)


def test_clusters_widen_the_interval() -> None:
    rng = Random(3)
    weeks = [[base + rng.gauss(0, 0.01) for _ in range(5)] for base in (0.0, 0.3, -0.1, 0.4)]
    apart = bootstrap(singles([d for week in weeks for d in week]), 0.05, Random(0))
    together = bootstrap(weeks, 0.05, Random(0))
    assert together[1] - together[0] > 1.5 * (apart[1] - apart[0])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.floats(0, 1))
def test_quantiles_are_numpys(values: list[float], share: float) -> None:
    values.sort()
    assert quantile(values, share) == pytest.approx(float(np.quantile(values, share)), abs=1e-9)


def test_holm_by_hand() -> None:
    # Holm's steps for 0.01, 0.04, 0.03, 0.005: 4*0.005, 3*0.01, 2*0.03, then no smaller
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))
    assert holm([]) == ()
    assert holm([0.7, 0.9]) == (1.0, 1.0)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_holm_lies_between_the_raw_value_and_bonferroni(p_values: list[float]) -> None:
    for raw, adjusted in zip(p_values, holm(p_values), strict=True):
        assert raw <= adjusted <= min(1.0, raw * len(p_values)) + 1e-12


def test_the_standard_error_of_single_examples_is_scipys() -> None:
    data = [0.1, 0.4, -0.2, 0.3, 0.9, 0.0]
    assert standard_error(singles(data)) == pytest.approx(float(stats.sem(data)))
    assert standard_error([[0.1, 0.2]]) == 0.0


def test_fewest_clusters_is_where_all_wins_first_suffice() -> None:
    for alpha in (0.05, 0.01, 0.1):
        least = fewest_clusters(alpha)
        assert sign_flip(singles([1.0] * least), Random(0)) <= alpha
        assert sign_flip(singles([1.0] * (least - 1)), Random(0)) > alpha


def test_the_examples_needed_reach_the_promised_power() -> None:
    rng = Random(5)
    n = examples_needed(singles([rng.gauss(0.2, 0.4) for _ in range(400)]), 0.05, 0.2)
    wins = sum(
        stats.ttest_1samp([rng.gauss(0.2, 0.4) for _ in range(n)], 0, alternative="greater").pvalue
        <= 0.05
        for _ in range(1000)
    )
    assert 0.72 < wins / 1000 < 0.88


def test_needed_examples_count_whole_clusters() -> None:
    weeks = [[0.1, 0.3], [0.2, 0.0], [-0.1, 0.1], [0.3, 0.3]]
    assert examples_needed(weeks, 0.05, 0.02) > examples_needed(weeks, 0.05, 0.1) >= 10
    assert examples_needed([[0.5, 0.5]], 0.05, 0.1) == 10


@pytest.mark.parametrize("df", [1, 2, 3, 4, 7, 12, 29, 100])
@pytest.mark.parametrize("share", [0.001, 0.025, 0.2])
def test_students_quantile_is_scipys(df: int, share: float) -> None:
    assert student_quantile(share, df) == pytest.approx(float(stats.t.ppf(share, df)), rel=1e-6)


def test_the_interval_of_few_examples_covers_as_often_as_it_says() -> None:
    rng = Random(11)
    rounds = 80
    covered = 0
    for _ in range(rounds):
        low, high = bootstrap(singles([rng.gauss(0.1, 0.3) for _ in range(8)]), 0.1, rng)
        covered += low <= 0.1 <= high
    assert 0.82 <= covered / rounds <= 0.97


@pytest.mark.parametrize("sizes", [(1,), (3,), (1,) * 9, (2,) * 5, (1, 3, 2, 1)])
def test_an_interval_with_kept_draws_is_the_bootstraps(sizes: tuple[int, ...]) -> None:
    rng = Random(7)
    clusters = [[rng.random() for _ in range(size)] for size in sizes]
    for _ in range(2):
        assert interval(clusters, 0.05) == bootstrap(clusters, 0.05, Random(0))
    with pytest.raises(ValueError):
        interval([], 0.05)
