"""PROMOTE, REJECT, UNDECIDED: the paired gate on known numbers."""

from __future__ import annotations

from random import Random

import pytest

from prompt_tuner.choose import Comparison, Pair, compare, decide
from prompt_tuner.records import Evaluation, Example, Verdict


def pairs(differences: list[float], clusters: list[str] | None = None) -> tuple[Pair, ...]:
    names = clusters or [str(place) for place in range(len(differences))]
    return tuple(
        Pair(str(place), name, 0.5, 0.5 + difference)
        for place, (difference, name) in enumerate(zip(differences, names, strict=True))
    )


def verdict(comparison: Comparison) -> Verdict:
    return decide([comparison], alpha=0.05, min_effect=0.02, rng=Random(0))[0]


def test_a_clear_win_is_promoted() -> None:
    found = verdict(Comparison(pairs([0.2, 0.3, 0.1, 0.4, 0.2, 0.0, 0.3, 0.2])))
    assert found.decision == "PROMOTE"
    assert found.p_value == pytest.approx(1 / 128)
    assert found.mean_difference == pytest.approx(0.2125)
    assert found.n == 8
    assert found.needed is None
    assert "Better on 7, worse on 0 of 8" in found.reasons[0]


def test_a_loss_and_no_difference_are_rejected() -> None:
    assert verdict(Comparison(pairs([-0.2, -0.3, -0.1, -0.2]))).decision == "REJECT"
    assert verdict(Comparison(pairs([0.0] * 8))).decision == "REJECT"


def test_a_gain_too_small_to_matter_is_rejected() -> None:
    found = verdict(Comparison(pairs([0.01, 0.012, 0.009, 0.011, 0.01, 0.01])))
    assert found.decision == "REJECT"
    assert "below 0.02" in found.reasons[0]


def test_too_few_examples_say_how_many_it_takes() -> None:
    found = verdict(Comparison(pairs([0.4, 0.5, 0.4])))
    assert found.decision == "UNDECIDED"
    assert found.needed == 2
    assert "3 independent sealed examples cannot decide; 5 at least can" in found.reasons[0]


def test_a_noisy_gain_is_undecided_with_a_number() -> None:
    found = verdict(Comparison(pairs([0.4, -0.3, 0.2, -0.2, 0.3, -0.1])))
    assert found.decision == "UNDECIDED"
    assert found.needed is not None
    assert found.needed > 20


def test_one_week_is_one_observation() -> None:
    differences = [0.2, 0.3, 0.1, 0.4, 0.2, 0.25, 0.3, 0.2]
    assert verdict(Comparison(pairs(differences))).decision == "PROMOTE"
    weeks = ["w1"] * 4 + ["w2"] * 4
    assert verdict(Comparison(pairs(differences, weeks))).decision == "UNDECIDED"


def test_a_guard_that_surely_fell_rejects_a_better_score() -> None:
    won = pairs([0.3] * 8)
    found = verdict(Comparison(won, {"japanese": pairs([-0.4] * 8)}))
    assert found.decision == "REJECT"
    assert found.reasons[0].startswith("Guard japanese fell by 0.400")


def test_a_guard_that_fell_once_blocks_the_promotion() -> None:
    found = verdict(Comparison(pairs([0.3] * 8), {"length": pairs([0.0] * 7 + [-1.0])}))
    assert found.decision == "UNDECIDED"
    assert found.reasons[0].startswith("Guard length")


def test_a_guard_that_only_trembles_does_not_block() -> None:
    trembling = pairs([0.1, -0.12, 0.08, -0.1, 0.05, -0.06, 0.11, -0.1])
    assert verdict(Comparison(pairs([0.3] * 8), {"judge": trembling})).decision == "PROMOTE"


def test_a_guard_without_a_measurement_blocks() -> None:
    assert verdict(Comparison(pairs([0.3] * 8), {"length": ()})).decision == "UNDECIDED"


def test_several_finalists_pay_for_their_number() -> None:
    differences = [0.2, 0.3, 0.1, 0.4, 0.2]
    assert verdict(Comparison(pairs(differences))).decision == "PROMOTE"
    two = decide([Comparison(pairs(differences))] * 2, alpha=0.05, min_effect=0.02, rng=Random(0))
    assert [one.decision for one in two] == ["UNDECIDED", "UNDECIDED"]
    assert two[0].p_value == pytest.approx(2 / 32)


def test_without_pairs_nothing_is_decided() -> None:
    assert verdict(Comparison(())).decision == "UNDECIDED"


def test_pairs_are_means_over_repeats_of_examples_that_have_both() -> None:
    examples = [Example("a", "x", cluster="w1"), Example("b", "y"), Example("c", "z")]

    def made(name: str, example: str, repeat: int, score: float) -> Evaluation:
        return Evaluation(name, example, repeat, score, {"length": score / 2}, "", "")

    before = [made("s", "a", 0, 0.2), made("s", "a", 1, 0.4), made("s", "b", 0, 0.5)]
    after = [made("c", "a", 0, 0.9), made("c", "c", 0, 0.5)]
    comparison = compare(examples, before, after, ["length", "japanese"])
    assert len(comparison.pairs) == 1
    assert comparison.pairs[0].cluster == "w1"
    assert comparison.pairs[0].difference == pytest.approx(0.6)
    assert comparison.guards["length"][0].difference == pytest.approx(0.3)
    assert comparison.guards["japanese"] == ()


def test_false_promotions_stay_at_alpha_and_real_gains_get_through() -> None:
    def share(effect: float, noise: float) -> float:
        rng = Random(7)
        rounds = 60
        found = 0
        for _ in range(rounds):
            made = [rng.gauss(effect, noise) for _ in range(12)]
            found += verdict(Comparison(pairs(made))).decision == "PROMOTE"
        return found / rounds

    assert share(0.0, 0.2) <= 0.05
    assert share(0.3, 0.2) >= 0.95
