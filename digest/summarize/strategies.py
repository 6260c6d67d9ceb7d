"""How an item is written: STRATEGIES, one name a way; a setting of the prompt version. Pure.

A strategy yields questions and gets answers (turns.py); it returns the last reply, of the
brief's kind, or None after a fault. docs/digest.md describes each.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from digest.summarize.turns import Brief, Turn, Turns
from llm.prompt import Prompt

MOST_SAMPLES = 5
FACTS = """\
以上が資料である。要約を書く前に、要約に使う事実を資料から抜き出す。
- 1つの text に事実を1つ、数値・単位・固有名詞・条件を省かずに書き、根拠の文の番号を evidence に入れる。
- 結論、数値を伴う結果、条件、制約を優先し、多くても20件にする。
- {"facts": [{"text": …, "evidence": […]}]} の形のJSONだけを答える。"""
COMPOSE = """\
次に、抜き出した事実だけを使って、最初に示した規則に従い、指定の形のJSONで要約を答える。
- 事実に無いことを加えない。evidence には、使った事実の文の番号を写す。"""
TRANSLATE = """\
直前の回答は、同じ資料の英語の要約である。これを日本語の要約に書き直し、同じ形のJSONで答える。
- 文を加えも減らしもしない。evidence の番号はそのまま写す。
- 最初に示した規則の数値の書き方と文体に従う(103B → 1,030億、$1.5 billion → 15億ドル)。
- 直訳せず、日本の技術者が読んで自然な文にする。"""


@dataclass(frozen=True, slots=True)
class Strategy:
    """A way to write one draft."""

    write: Callable[[Brief], Turns]
    calls: Callable[[Brief], int]  # how many turns one draft takes at most


def direct(brief: Brief) -> Turns:
    """One turn: the material in, the summary out."""
    answer = yield Turn(brief.kind, brief.prompt)
    return answer.reply


def translate_first(brief: Brief) -> Turns:
    """An English summary, then its Japanese: many models read and reason better in English."""
    if brief.english is None:
        return (yield from direct(brief))
    in_english = replace(brief.english(), seed=brief.prompt.seed)
    first = yield Turn(brief.kind, in_english)
    if first.reply is None:
        return None
    second = yield Turn(brief.kind, continued(brief.prompt, first.reply, TRANSLATE))
    return second.reply


def chain(brief: Brief) -> Turns:
    """The facts with their evidence, then the summary made of them."""
    system, (role, text) = brief.prompt.messages
    asked = text.removesuffix(brief.closing) + FACTS if brief.closing else f"{text}\n\n{FACTS}"
    question = replace(brief.prompt, messages=(system, (role, asked)))
    facts = yield Turn("facts", question)
    if facts.reply is None:
        return None
    answer = yield Turn(brief.kind, continued(question, facts.reply, COMPOSE))
    return answer.reply


def plan(brief: Brief) -> Turns:
    """A paper that is too long for one question: notes from every part, then the summary."""
    if brief.parts is None:
        return (yield from direct(brief))
    notes: list[BaseModel] = []
    for prompt in brief.parts.prompts:
        answer = yield Turn("reading", prompt)
        if answer.reply is None:  # a part would stay unread
            return None
        notes.append(answer.reply)
    composed = replace(brief.parts.compose(notes), seed=brief.prompt.seed)
    last = yield Turn(brief.kind, composed)
    return last.reply


STRATEGIES: dict[str, Strategy] = {
    "direct": Strategy(direct, lambda _: 1),
    "single": Strategy(direct, lambda _: 1),
    "translate_first": Strategy(translate_first, lambda brief: 2 if brief.english else 1),
    "chain": Strategy(chain, lambda _: 2),
    "plan": Strategy(plan, lambda brief: len(brief.parts.prompts) + 1 if brief.parts else 1),
}


def known_before(brief: Brief) -> tuple[Turn, ...]:
    """The first questions of an item that hang on no answer: they may be asked side by side."""
    if brief.parts is None or STRATEGIES[way_of(brief.settings).strategy].write is not plan:
        return ()
    return tuple(Turn("reading", prompt) for prompt in brief.parts.prompts)


def continued(prompt: Prompt, reply: BaseModel, order: str) -> Prompt:
    """The talk so far, and what is asked next; the prefix stays the same."""
    said = ("assistant", as_json(reply))
    return replace(prompt, messages=(*prompt.messages, said, ("user", order)))


def as_json(reply: BaseModel) -> str:
    """A reply as the model gave it, without white space."""
    return json.dumps(reply.model_dump(), ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Way:
    """How a prompt version wants its items written. note: what was not understood, in Japanese."""

    strategy: str = "direct"
    samples: int = 1  # drafts to choose from
    note: str = ""

    def calls(self, brief: Brief) -> int:
        """How many turns the drafts take at most; a repair comes on top."""
        return self.samples * STRATEGIES[self.strategy].calls(brief)


def way_of(settings: str) -> Way:
    """The way of a version's settings (JSON); what is wrong there is direct, with a note."""
    try:
        given = json.loads(settings or "{}")
    except ValueError:
        given = {}
    if not isinstance(given, Mapping):
        return Way()
    wrong = complaints(given)
    if not wrong:
        return Way(given.get("strategy", "direct"), given.get("samples", 1))
    return Way(note=f"版の設定を読めないため、通常の1回の応答で書いた({'、'.join(wrong)})")


def for_long(settings: str) -> str | None:
    """The settings with the strategy plan, where they name none or that one; else None."""
    try:
        given = json.loads(settings or "{}")
    except ValueError:
        return None
    if not isinstance(given, Mapping) or given.get("strategy", "plan") != "plan":
        return None
    return json.dumps({**given, "strategy": "plan"}, ensure_ascii=False)


def complaints(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """What is wrong with the settings of a version: "strategy='x'", "samples=9"; () for nothing."""
    wrong = []
    if settings.get("strategy", "direct") not in (*STRATEGIES,):
        wrong.append(f"strategy={settings['strategy']!r}"[:80])
    samples = settings.get("samples", 1)
    if type(samples) is not int or not 1 <= samples <= MOST_SAMPLES:
        wrong.append(f"samples={samples!r}"[:80])
    return tuple(wrong)
