"""Splits: stable by id, stratified, nothing on both sides."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prompt_tuner.examples import SHARES, assign
from prompt_tuner.records import Example, Split


def examples(count: int) -> list[Example]:
    return [Example(f"e{n}", f"入力 {n}", {"label": "ab"[n % 2]}) for n in range(count)]


def splits(found: tuple[Example, ...]) -> dict[str, Split]:
    return {example.id: example.split for example in found}


def test_shares_hold_within_each_stratum() -> None:
    found, notes = assign(examples(100))
    assert notes == ()
    assert Counter(splits(found).values()) == {"train": 45, "sealed": 35, "validation": 20}
    labels = Counter((e.split, (e.expected or {})["label"]) for e in found)
    for split in ("train", "validation", "sealed"):
        assert abs(labels[split, "a"] - labels[split, "b"]) <= 1


def test_what_two_examples_share_is_trained_on() -> None:
    made = [
        Example(f"e{n}", f"入力 {n}", {"mentions": [f"語{n % 8}", f"語{(n * 3 + n // 8) % 8}"]})
        for n in range(20)
    ]
    found, _ = assign(made)
    taught = {word for e in found if e.split == "train" for word in (e.expected or {})["mentions"]}
    assert taught == {f"語{n}" for n in range(8)}
    counts = Counter(splits(found).values())
    assert all(abs(counts[split] - share * 20) <= 1 for split, share in SHARES.items())


@pytest.mark.parametrize("sharing", [2, 3, 4, 5])
def test_every_split_gets_its_share_however_few_share_a_label(sharing: int) -> None:
    made = [Example(f"e{n}", f"入力 {n}", {"mentions": [f"語{n // sharing}"]}) for n in range(60)]
    counts = Counter(splits(assign(made)[0]).values())
    assert all(abs(counts[split] - share * 60) <= 1 for split, share in SHARES.items())


def test_order_does_not_matter_and_stored_splits_stay() -> None:
    first = splits(assign(examples(40))[0])
    assert splits(assign(examples(40)[::-1])[0]) == first
    grown = splits(assign(examples(80), first)[0])
    assert {key: grown[key] for key in first} == first
    assert abs(Counter(grown.values())["sealed"] - 28) <= 2


def test_a_cluster_stands_on_one_side() -> None:
    weeks = [
        Example(f"{w}-{n}", f"記事 {w} {n}", cluster=f"w{w}") for w in range(10) for n in range(3)
    ]
    found, _ = assign(weeks)
    for week in range(10):
        assert len({e.split for e in found if e.cluster == f"w{week}"}) == 1
    assert len({e.split for e in found}) == 3


def test_the_same_input_written_again_is_found() -> None:
    twins = [*examples(20), Example("twin", "入力  3!", {"label": "a"})]
    found, notes = assign(twins)
    assert splits(found)["twin"] == splits(found)["e3"]
    assert notes == ("The same input stands in examples e3, twin.",)


def test_a_copy_in_the_sealed_set_moves_out_of_it() -> None:
    twins = [*examples(20), Example("twin", "入力 3", {"label": "a"})]
    found, notes = assign(twins, {"e3": "train", "twin": "sealed"})
    assert splits(found)["twin"] == "train"
    assert "now all in train" in notes[1]


@given(st.lists(st.tuples(st.integers(0, 8), st.sampled_from("abcdef")), max_size=30))
@settings(max_examples=60, deadline=None)
def test_whatever_comes_nothing_is_lost_or_parted(rows: list[tuple[int, str]]) -> None:
    made = [
        Example(f"e{n}", f"text {text}", cluster=f"c{c}" if c else "")
        for n, (c, text) in enumerate(rows)
    ]
    found, _ = assign(made)
    assert [e.id for e in found] == [e.id for e in made]
    for tie in ("input", "cluster"):
        sides: dict[str, set[str]] = {}
        for example in found:
            if getattr(example, tie):
                sides.setdefault(getattr(example, tie), set()).add(example.split)
        assert all(len(side) == 1 for side in sides.values())


def test_tens_of_thousands_of_examples_are_dealt_out() -> None:
    """In a second or two; minutes where each step counts everything anew."""
    rows = [Example(f"e{n}", f"問{n}", {"kind": str(n // 20)}, f"c{n % 9}") for n in range(30_000)]
    made, _ = assign(rows)
    assert {e.split for e in made} == {"train", "validation", "sealed"}
    alone, _ = assign([replace(one, cluster="") for one in rows])
    shares = Counter(e.split for e in alone)
    assert (shares["train"], shares["validation"], shares["sealed"]) == (13_500, 6_000, 10_500)
