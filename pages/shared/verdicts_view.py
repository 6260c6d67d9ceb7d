"""A review as HTML: every rule with its verdict, each passage beside the rule's words. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from pages.shared.markup import EMPTY, Html, badge, join, tag, text
from storage.records import RuleFinding, RuleVerdict

TONES = {"OK": "good", "NG": "bad", "要確認": "warn"}
AROUND = 24  # characters shown before and after a passage
MOST_RULES = 100
MOST_SHOWN = 50  # findings of one rule


def counted(counts: dict[str, int]) -> Html:
    """NG 2 要確認 1 OK 5."""
    shown = [
        badge(f"{verdict} {counts[verdict]}件", TONES[verdict])
        for verdict in ("NG", "要確認", "OK")
        if counts.get(verdict)
    ]
    return tag("div", *shown, cls="meta")


def verdicts(found: Sequence[RuleVerdict], written: str) -> Html:
    """The rules that are not OK; written: the text that was reviewed, "" when it has changed."""
    wrong = [one for one in found if one.verdict != "OK"]
    ordered = sorted(wrong, key=lambda one: one.verdict != "NG")
    more = len(ordered) - MOST_RULES
    rest = tag("p", text(f"ほか {more}個の規則"), cls="faint") if more > 0 else EMPTY
    shown = [_rule(one, written) for one in ordered[:MOST_RULES]]
    return tag("div", *shown, rest, cls="prose wide")


def passed(found: Sequence[RuleVerdict]) -> Html:
    """The rules that are OK, by name."""
    listed = [tag("li", text(_name(one))) for one in found if one.verdict == "OK"]
    return tag("div", tag("ul", *listed), cls="prose")


def _name(one: RuleVerdict) -> str:
    return f"{one.rule} {one.heading}".strip()


def _rule(one: RuleVerdict, written: str) -> Html:
    head = tag("h3", badge(one.verdict, TONES[one.verdict]), text(f" {_name(one)}"))
    more = len(one.findings) - MOST_SHOWN
    rest = tag("p", text(f"ほか {more} か所"), cls="faint") if more > 0 else EMPTY
    return join([head, *(_finding(f, written) for f in one.findings[:MOST_SHOWN]), rest])


def _finding(one: RuleFinding, written: str) -> Html:
    said = f"{one.reason} → {one.expected}" if one.expected else one.reason
    who = "モデルの判定" if one.by == "model" else "照合"
    parts = [
        tag("b", text(f"{one.verdict}: {said}")),
        _passage(one, written) if one.passage else EMPTY,
        tag("small", text(f"規則: {one.rule.lstrip('-*+・ ')}({who})")),
    ]
    return tag("div", *parts, cls="finding bad" if one.verdict == "NG" else "finding")


def _passage(one: RuleFinding, written: str) -> Html:
    before = after = ""
    if one.start is not None and one.end is not None and written:
        before = written[max(0, one.start - AROUND - 1) : one.start].rsplit("\n", 1)[-1]
        after = written[one.end : one.end + AROUND + 1].split("\n", 1)[0]
        before = f"…{before[-AROUND:]}" if len(before) > AROUND else before
        after = f"{after[:AROUND]}…" if len(after) > AROUND else after
    return tag("div", text(before), tag("mark", text(one.passage)), text(after))
