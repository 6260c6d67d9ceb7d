"""docs/checks.md describes every check, and names every reason that a finding can give."""

from __future__ import annotations

import ast
import re

import pytest

from digest.check import CHECKS
from digest.check.language import _REMAINS
from digest.summarize.extractive import LABELS, LIST, TITLE_ONLY, TITLE_ONLY_LIST
from tests.tools import ROOT

CHECKED = (ROOT / "docs/checks.md").read_text(encoding="utf-8")
MADE = (ROOT / "docs/digest.md").read_text(encoding="utf-8")

PARTS = {
    "numbers": ("relations", "numbered"),
    "language": ("prose",),
}  # modules that find for a check


def test_every_check_has_a_section_with_an_example() -> None:
    sections = dict(re.findall(r"^## `(\w+)`\n(.*?)(?=^## |\Z)", CHECKED, re.M | re.S))
    assert list(sections) == list(CHECKS)
    assert all("| Reason |" in section for section in sections.values())


@pytest.mark.parametrize("name", CHECKS)
def test_every_reason_is_named(name: str) -> None:
    """Reasons are the Japanese literals of a check's module that a finding can carry."""
    modules = [name, *PARTS.get(name, ())]
    trees = [
        ast.parse((ROOT / f"digest/check/{module}.py").read_text(encoding="utf-8"))
        for module in modules
    ]
    calls = [n for tree in trees for n in ast.walk(tree) if isinstance(n, ast.Call)]
    given = [a for call in calls if getattr(call.func, "attr", "") == "finding" for a in call.args]
    reasons = [a.value for a in given if isinstance(a, ast.Constant) and a.value]
    named = [n for tree in trees for n in ast.walk(tree) if isinstance(n, ast.Assign)]
    reasons += [
        n.value.value
        for n in named
        if isinstance(n.value, ast.Constant)
        and getattr(n.targets[0], "id", "").startswith("REASON")
    ]
    if name == "language":
        reasons += [reason for reason, _ in _REMAINS]
    assert reasons
    assert all(str(reason) in CHECKED for reason in reasons)


def test_every_label_is_explained() -> None:
    for label in (
        "抽出要約(原文のまま)",
        "抽出要約(原文のまま・英語)",
        LIST,
        TITLE_ONLY,
        TITLE_ONLY_LIST,
    ):
        assert label in MADE
    assert all(label.rstrip(")").rpartition("・")[2] in MADE for label in LABELS.values())
