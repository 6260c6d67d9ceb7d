"""Sentences as digests print them about sources of a line or two: what is right passes, what is wrong is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from digest.check.texts import check_texts

SHORT = Path(__file__).parent / "data/checks/short.txt"


def _cases() -> list[tuple[str, bool, str]]:
    """Of every line its source, whether it is wrong, and the sentence."""
    cases: list[tuple[str, bool, str]] = []
    source = ""
    for line in SHORT.read_text(encoding="utf-8").splitlines():
        mark, _, text = line.partition(" ")
        if mark == "#":
            source = text
        else:
            cases.append((source, mark == "-", text))
    return cases


@pytest.mark.parametrize(("source", "wrong", "claim"), _cases())
def test_short_texts(source: str, wrong: bool, claim: str) -> None:
    found = [one.finding for one in check_texts(source, claim) if one.finding.verdict != "OK"]
    assert bool(found) == wrong, [(f.check, f.reason, f.found, f.expected) for f in found]
