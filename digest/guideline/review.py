"""A guideline over a whole text: code where it can, a model for the rest, a verdict a rule."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from itertools import islice
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel

from digest.fallbacks import reason
from digest.guideline.folded import Folded, Span
from digest.guideline.judging import Verdicts, doubt, holds, question
from digest.guideline.literal import LITERALS
from digest.guideline.rules import Rule, Rules, parse
from digest.guideline.split import batches, parts
from digest.guideline.verdicts import Found, verdicts
from llm.errors import LLMError
from llm.prompt import Prompt
from storage.records import RuleFinding, RuleVerdict

T = TypeVar("T", bound=BaseModel)
Told = Callable[[int, int], None]  # questions answered, of how many

AT_ONCE = 64  # questions that are held in memory
MOST_PLACES = 1000  # of one line of a guideline
MOST_CALLS = 1000  # of one review, where nobody has set a limit
NO_MODEL = "モデル未設定のため未確認"
NO_RULES = "ガイドラインに規則がありません。見出しごとに1つの規則を書いてください。"
NOT_READ = "文章が空のため、判定していません"


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
    literals = dict.fromkeys(rule.literals)  # a line that stands there twice says it once
    return [found for one in literals for found in _told(LITERALS[one.kind](one, text))]


def _told(found: Iterator[RuleFinding]) -> list[RuleFinding]:
    """The first MOST_PLACES of them; the last says how many more there are."""
    listed = list(islice(found, MOST_PLACES))
    more = sum(1 for _ in found)
    if more:
        listed[-1] = replace(listed[-1], reason=f"{listed[-1].reason}(ほかに{more:,}か所)")
    return listed


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
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(batch: tuple[Rule, ...], number: int, span: Span) -> list[Found]:
        nonlocal done
        async with turns:
            found = await _asked(asker, rules, batch, text, (number, len(spans), span))
        done += 1
        told(done, len(todo))
        return found

    answers = await asyncio.gather(*(one(*job) for job in todo))
    return [found for answer in answers for found in answer]


async def _asked(
    asker: Asks, rules: Rules, batch: Sequence[Rule], text: Folded, part: tuple[int, int, Span]
) -> list[Found]:
    """One question: some rules over one part (its number, of how many, where)."""
    number, of, span = part
    prompt = question(batch, rules.introduction, text.text[slice(*span)], number, of)
    try:
        return list(holds(await asker.ask(prompt, Verdicts), batch, text, span))
    except LLMError as error:
        why = f"モデルに確かめられませんでした: {reason(error.kind)}"
        return [(rule.id, doubt(rule, why)) for rule in batch]


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
