"""A guideline over a whole text: code where it can, a model for the rest, a verdict a rule."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel

from digest.fallbacks import reason
from digest.guideline.folded import Folded, Span
from digest.guideline.judging import Verdicts, doubt, holds, question
from digest.guideline.literal import LITERALS, NG, OK, UNSURE
from digest.guideline.rules import Rule, Rules, parse
from digest.guideline.split import batches, parts
from llm.errors import LLMError
from llm.prompt import Prompt
from storage.records import RuleFinding, RuleVerdict

T = TypeVar("T", bound=BaseModel)
Told = Callable[[int, int], None]  # questions answered, of how many
Found = tuple[str, RuleFinding]

NO_MODEL = "モデル未設定のため未確認"
NO_RULES = "ガイドラインに規則がありません。見出しごとに1つの規則を書いてください。"
NOT_READ = "文章が空のため、判定していません"
_ORDER = {OK: 0, UNSURE: 1, NG: 2}


class Asks(Protocol):
    """digest.asker.Asker, or a fake of it."""

    def ask(self, prompt: Prompt, reply_type: type[T]) -> Awaitable[T]:
        """Raises LLMError."""
        ...


async def review(
    guideline: str, text: str, asker: Asks | None, *, told: Told = lambda _done, _of: None
) -> tuple[RuleVerdict, ...]:
    """A verdict for every rule, in their order; asker None: no model is set.

    What a model cannot be asked (no server, no money left) is 要確認 with the reason.
    """
    rules, folded = parse(guideline), Folded(text)
    found = [(rule.id, one) for rule in rules.rules for one in by_code(rule, folded)]
    asked = [rule for rule in rules.rules if rule.asked]
    if asker is None:
        found += [(rule.id, doubt(rule, NO_MODEL)) for rule in asked]
    elif not text.strip():
        found += [(rule.id, doubt(rule, NOT_READ)) for rule in asked]
    else:
        found += await _by_model(rules, asked, folded, asker, told)
    return verdicts(rules.rules, found)


def by_code(rule: Rule, text: Folded) -> list[RuleFinding]:
    """What the literal parts of a rule find."""
    return [found for one in rule.literals for found in LITERALS[one.kind](one, text)]


def questions(guideline: str, text: str) -> int:
    """How many questions a review asks a model, at most."""
    asked = [rule for rule in parse(guideline).rules if rule.asked]
    return len(list(batches(asked))) * len(parts(text))


async def _by_model(
    rules: Rules, asked: Sequence[Rule], text: Folded, asker: Asks, told: Told
) -> list[Found]:
    spans = parts(text.text)
    todo = [(batch, n, span) for batch in batches(asked) for n, span in enumerate(spans, 1)]
    done = 0

    async def one(batch: tuple[Rule, ...], number: int, span: Span) -> list[Found]:
        nonlocal done
        shown = text.text[slice(*span)]
        try:
            reply = await asker.ask(
                question(batch, rules.introduction, shown, number, len(spans)), Verdicts
            )
            found = list(holds(reply, batch, text, span))
        except LLMError as error:
            why = f"モデルに確かめられませんでした: {reason(error.kind)}"
            found = [(rule.id, doubt(rule, why)) for rule in batch]
        done += 1
        told(done, len(todo))
        return found

    answers = await asyncio.gather(*(one(*job) for job in todo))
    return [found for answer in answers for found in answer]


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


def plain(rules: Rules, found: Sequence[RuleVerdict]) -> list[Mapping[str, Any]]:
    """The verdicts as JSON values, each with the rule's own words."""
    words = {rule.id: rule.quoted for rule in rules.rules}
    return [
        {
            "id": one.rule,
            "heading": one.heading,
            "rule": words.get(one.rule, ""),
            "verdict": one.verdict,
            "findings": [asdict(finding) for finding in one.findings],
        }
        for one in found
    ]
