"""playbook: numbered rules below the prompt, changed one by one and never rewritten whole.

ACE (arXiv:2510.04618): a prompt that is rewritten again and again collapses. Here the model
only names changes (add, update, remove); code applies them. Each rule keeps its number, and
what was measured with and without it is told: helpful and harmful counts. Templates our own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from digest.summarize.fence import as_data
from llm.reading import objects
from prompt_tuner.effects import Messages
from prompt_tuner.merging import same_rule
from prompt_tuner.strategies.strategy import Brief, Proposal, Strategy, checked
from prompt_tuner.strategies.wording import DATA_GUARD, about, quoted, told

HEADING = {"ja": "## 規則集", "en": "## Playbook"}
MOST_RULES = 40
MOST_LETTERS = 300  # of one rule
_RULE = re.compile(r"^- \[r(\d{1,6})\] (.+)$")
_SYSTEM = {
    "ja": "あなたは規則集の管理者である。本文と規則集からなるプロンプトと、それで失敗した例を読み、規則集の変更だけを答える。\n"
    "- 本文は変えられない。規則は一つ一文の命令で、ほかの入力にも通じるように書く。\n"
    "- 同じ内容の規則を二つ作らない。害が益より多い規則は除く。\n- {guard}\n"
    '{{"add": ["新しい規則"], "update": {{"r1": "改めた規則"}}, "remove": ["r2"]}} の形のJSONだけを答える。',
    "en": "You keep a playbook. Read the prompt (a body and its playbook) and the examples on which"
    " it failed, and answer with changes to the playbook only.\n"
    "- The body cannot change. A rule is one imperative sentence that holds for other inputs.\n"
    "- No two rules that say the same. Remove a rule that harms more than it helps.\n- {guard}\n"
    'Reply with JSON only: {{"add": ["a new rule"], "update": {{"r1": "a better rule"}},'
    ' "remove": ["r2"]}}',
}
_WORDS = {
    "ja": ("今のプロンプト", "規則の成績(益・害)", "失敗した例"),
    "en": ("Present prompt", "Rules so far (helpful, harmful)", "Examples that failed"),
}


@dataclass(frozen=True, slots=True)
class Playbook:
    """body: everything but the rules; rules: number → text, in order."""

    body: str
    rules: Mapping[int, str]

    def text(self, language: str) -> str:
        """The prompt as the task model gets it."""
        if not self.rules:
            return self.body
        lines = [f"- [r{number}] {rule}" for number, rule in self.rules.items()]
        return "\n".join([self.body, "", HEADING[language], *lines]).strip()


def parse(text: str) -> Playbook:
    """The parts of a prompt; one without a playbook is all body."""
    rules: dict[int, str] = {}
    body: list[str] = []
    for line in text.splitlines():
        found = _RULE.match(line.strip())
        if found:
            rules[int(found[1])] = found[2].strip()
        elif line.strip() not in HEADING.values():
            body.append(line)
    return Playbook("\n".join(body).strip(), rules)


def apply(playbook: Playbook, changes: Mapping[str, object], next_number: int) -> Playbook:
    """The changes that make sense; unknown numbers, repetitions and overlong rules do not."""
    rules = dict(playbook.rules)
    removed = changes.get("remove")
    for name in removed if isinstance(removed, list) else []:
        rules.pop(_number(name), None)
    updated = changes.get("update")
    for name, rule in updated.items() if isinstance(updated, dict) else ():
        if _number(name) in rules and _fine(rule):
            rules[_number(name)] = as_data(str(rule))
    added = changes.get("add")
    for rule in added if isinstance(added, list) else []:
        known = any(same_rule(str(rule), other) for other in rules.values())
        if _fine(rule) and not known and len(rules) < MOST_RULES:
            rules[next_number] = as_data(str(rule))
            next_number += 1
    return Playbook(playbook.body, rules)


def counters(brief: Brief) -> dict[int, tuple[int, int]]:
    """Rule of the parent → how many candidates gained, and lost, when it came in."""
    means = {one.id: mean for one, mean in brief.ranked}
    texts = {one.id: parse(one.text).rules for one, _ in brief.ranked}
    out = dict.fromkeys(parse(brief.parent.text).rules, (0, 0))
    for one, mean in brief.ranked:
        if not one.parents or one.parents[0] not in means:
            continue
        gain = mean - means[one.parents[0]]
        for number in texts[one.id].keys() & out.keys():
            if texts[one.parents[0]].get(number) != texts[one.id][number] and gain:
                helpful, harmful = out[number]
                out[number] = (helpful + (gain > 0), harmful + (gain < 0))
    return out


def question(brief: Brief) -> Messages:
    """The question to the reflection model."""
    prompt, record, failed = _WORDS[brief.language]
    told_so_far = [f"- r{n}: {good}, {bad}" for n, (good, bad) in counters(brief).items()]
    parts = [f"# {prompt}\n{quoted(brief.parent.text)}"]
    parts += [f"# {record}\n" + "\n".join(told_so_far)] if told_so_far else []
    parts += [f"# {failed}\n{told(brief)}"]
    system = _SYSTEM[brief.language].format(guard=DATA_GUARD[brief.language])
    return (("system", system), ("user", about(brief) + "\n\n".join(parts)))


async def propose(brief: Brief) -> Proposal:
    """One call."""
    changes = _changes(await brief.ask(question(brief)))
    if not changes:
        return Proposal("", "no changes in the reply")
    playbook = parse(brief.parent.text)
    used = [number for one, _ in brief.ranked for number in parse(one.text).rules]
    # slots far apart: proposals of one round must not give two rules the same number
    first = (max(used, default=0) // 100 + 1) * 100 + brief.slot * 10
    text = apply(playbook, changes, first).text(brief.language)
    cause = "; ".join(lesson.feedback for lesson in brief.lessons if lesson.feedback)
    return checked(brief, text, cause)


def _changes(reply: str) -> Mapping[str, object]:
    start, end = reply.find("{"), reply.rfind("}")
    if start < 0 or end < start:
        return {}
    return next(iter(objects(reply[start : end + 1])), {})


def _number(name: object) -> int:
    found = re.fullmatch(r"\[?r?(\d{1,6})\]?", str(name).strip())
    return int(found[1]) if found else -1


def _fine(rule: object) -> bool:
    return isinstance(rule, str) and 0 < len(rule.strip()) <= MOST_LETTERS


PLAYBOOK = Strategy(propose, merges=True)
