"""Findings → a verdict for each rule, and for the whole. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from digest.guideline.literal import NG, OK, UNSURE
from digest.guideline.rules import Rule
from storage.records import RuleFinding, RuleVerdict

Found = tuple[str, RuleFinding]  # of a rule's id; "" for no rule
_ORDER = {OK: 0, UNSURE: 1, NG: 2}


def verdicts(rules: Sequence[Rule], found: Iterable[Found]) -> tuple[RuleVerdict, ...]:
    """The findings under their rules, each place once; the worst of them is the verdict."""
    by_rule: dict[str, dict[tuple[Any, ...], RuleFinding]] = {}
    for name, one in found:
        same = (one.start, one.end, one.rule, one.reason if one.start is None else one.verdict)
        by_rule.setdefault(name, {}).setdefault(same, one)
    listed = [(rule.id, rule.heading) for rule in rules]
    if "" in by_rule:
        listed.append(("", "規則のない指摘"))
    out = []
    for name, heading in listed:
        findings = tuple(sorted(by_rule.get(name, {}).values(), key=_place))
        worst = max((one.verdict for one in findings), key=_ORDER.__getitem__, default=OK)
        out.append(RuleVerdict(name, heading, worst, findings))
    return tuple(out)


def _place(one: RuleFinding) -> tuple[bool, int, int]:
    return (one.start is None, one.start or 0, one.end or 0)


def worst(found: Iterable[RuleVerdict]) -> str:
    """The verdict of the whole: OK only where every rule is."""
    return max((one.verdict for one in found), key=_ORDER.__getitem__, default=OK)


def counts(found: Iterable[RuleVerdict]) -> dict[str, int]:
    """Rules by verdict."""
    counted = Counter(one.verdict for one in found)
    return {verdict: counted[verdict] for verdict in _ORDER}


def text_hash(guideline: str, text: str) -> str:
    """Says whether a review is still that of this guideline and this text."""
    return sha256(f"{guideline}\0{text}".encode("utf-8", "replace")).hexdigest()
