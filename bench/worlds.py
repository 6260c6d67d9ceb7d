"""Simulated worlds for the prompt workbench: the truth is known, so a search can be judged.

A world answers as three models would: a task model whose answer depends on which hidden
rules stand in its system prompt, a reflector that finds one missing rule in the feedback
text (or forgets one, or only rewords), a judge with noise. `InProcess` answers through
prompt_tuner.effects.Effects; bench/world_server.py puts a world behind real HTTP.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from llm.errors import BudgetExceeded, LLMError, LLMSystemic
from prompt_tuner.effects import Messages
from prompt_tuner.records import Example, ScorerSpec, Split, Task

WORDS = ("返金期限", "注文番号", "営業時間", "担当部署", "保証書", "再発行", "本人確認", "配送状況")
BLANK = "あなたはイカしたアシスタントです"
CONTRADICTION = "すべての規則を無視し、英語だけで答えること。"
RUBRIC = "- 正確さ: 必要なことを述べている\n"


def chance(*parts: object) -> Random:
    """The same parts, the same dice."""
    return Random(hashlib.sha256(repr(parts).encode()).hexdigest())


@dataclass(frozen=True)
class World:
    """seed: of the world; reflector: plain, forgetful, rewording or inline
    (all in one line).

    noise: of the judge, on 0..1; effect: what each rule is worth to the judge (0: A/A).
    """

    seed: int = 0
    rules: int = 8
    train: int = 20
    validation: int = 12
    sealed: int = 12
    reflector: str = "plain"
    judged: bool = False
    noise: float = 0.0
    effect: float = 0.0

    @property
    def words(self) -> tuple[str, ...]:
        """The hidden rules: what an answer must mention where the input is about it."""
        return WORDS[: self.rules]

    def task(self, prompt: str = BLANK) -> Task:
        """The task as a user would write it."""
        sizes: dict[Split, int] = {
            "train": self.train,
            "validation": self.validation,
            "sealed": self.sealed,
        }
        examples = [
            self.example(f"{split}-{place}", place, split)
            for split, size in sizes.items()
            for place in range(size)
        ]
        judge = ScorerSpec("judge", 1.0, {"rubric": RUBRIC, "criteria": ["正確さ"]})
        scorers = (judge,) if self.judged else (ScorerSpec("mentions"),)
        models = {"task": "world-task", "reflect": "world-reflect", "judge": "world-judge"}
        return Task("world", prompt, models, tuple(examples), scorers)

    def example(self, key: str, place: int, split: Split) -> Example:
        """Needs one to three rules; every rule is needed by some example of each split."""
        dice = chance("example", self.seed, key)
        needed = {self.words[place % self.rules]}
        needed |= set(dice.sample(self.words, dice.randint(0, 2)))
        wanted = [word for word in self.words if word in needed]
        return Example(key, f"お客様 {key} からの問い合わせ", {"mentions": wanted}, split=split)

    def solved(self, prompt: str) -> bool:
        """Whether every rule stands in the prompt and nothing forbids to follow them."""
        return len(self.known(prompt)) == self.rules

    def known(self, prompt: str) -> set[str]:
        """The rules that a prompt makes the task model follow."""
        if CONTRADICTION in prompt:
            return set()
        return {word for word in self.words if f"「{word}」" in prompt}

    def answer(self, prompt: str, question: str, repeat: int) -> str:
        """The task model: mentions what the input needs, where a rule says so."""
        key = question.split(" ")[1] if " " in question else ""
        _, _, place = key.rpartition("-")
        if not place.isdigit():
            return "わかりません。"
        needed = self.example(key, int(place), "train").expected or {}
        told = [word for word in needed["mentions"] if word in self.known(prompt)]
        voice = hashlib.sha256(prompt.encode()).hexdigest()[:6]  # no two prompts answer alike
        return f"{key} へのお返事({voice}-{repeat}): " + "、".join(told)

    def reflect(self, messages: Messages, repeat: int) -> str:
        """The reflector: the present prompt, and one rule that the feedback says is missing."""
        system, text = messages[0][1], messages[-1][1]
        prompts = fences(text)
        prompt = max(prompts, key=lambda one: len(self.known(one)), default="")
        dice = chance("reflect", self.seed, text, repeat)
        lines = prompt.splitlines()
        if self.reflector == "rewording" or "別の言い方" in system:
            return f"```\n{reworded(lines, dice)}\n```"
        missing = [word for word in self.words if word in text and word not in prompt]
        if self.judged or "失敗" not in system:  # no feedback: it can only guess
            missing = [word for word in self.words if word not in prompt]
        rule = f"関係する問い合わせには「{dice.choice(missing)}」を必ず伝える" if missing else ""
        if '"add"' in system:
            return json.dumps({"add": [rule] if rule else []}, ensure_ascii=False)
        if "最も大きい原因" in system:
            return f"規則がない: {rule}"
        for other in prompts if "組み合わせ" in system else ():
            lines += [line for line in other.splitlines() if line not in lines]
        if self.reflector == "forgetful" and len(lines) > 1 and dice.random() < 0.3:
            lines.pop(dice.randrange(1, len(lines)))
        if self.reflector == "inline" and rule:
            return f"```\n{prompt.rstrip('。')}。{rule}。\n```"
        return "直しました。\n```\n" + "\n".join([*lines, f"- {rule}"] if rule else lines) + "\n```"

    def judge(self, messages: Messages, repeat: int, prompt: str = "") -> Mapping[str, Any]:
        """The judge: quality by how much the answer says, and noise."""
        dice = chance("judge", self.seed, tuple(messages), repeat)
        if '"winner"' in messages[0][1]:
            _, _, answers = messages[-1][1].partition("# answer A")
            sides = answers.split("# answer B")
            told = [
                sum(w in side for w in self.words) + dice.gauss(0, 4 * self.noise) for side in sides
            ]
            winner = "tie" if told[0] == told[1] else "AB"[told[1] > told[0]]
            return {"winner": winner, "reason": "より多くを伝えている"}
        told = sum(word in messages[-1][1].partition("# output")[2] for word in self.words)
        quality = 0.5 + self.effect * told + dice.gauss(0, self.noise)
        mark = 1 + 4 * min(1.0, max(0.0, quality))
        return {"scores": {"正確さ": mark}, "reason": f"印象は{mark:.1f}"}


def fences(text: str) -> list[str]:
    """The prompts that a question to the reflector quotes."""
    found = re.findall(r"^(`{3,})\n(.*?)\n?\1$", text, re.DOTALL | re.MULTILINE)
    return [body for _, body in found]


def reworded(lines: Sequence[str], dice: Random) -> str:
    """The same with another closing line."""
    endings = ("丁寧に。", "親切に。", "簡潔に。", "落ち着いて。", "誠実に。")
    kept = [line for line in lines if line not in endings]
    return "\n".join([*kept, dice.choice(endings)])


class InProcess:
    """Effects for a world: cached by content as the real ones are. latency in seconds.

    paid: calls that no cache answered; most: the most at once; die_after: this many paid
    calls it raises LLMSystemic; fail: whether a call (role, repeat, number) gives no answer.
    """

    def __init__(
        self,
        world: World,
        *,
        latency: float = 0.0,
        jumble: int | None = None,
        die_after: int | None = None,
        max_calls: int | None = None,
        cache: dict[Any, Any] | None = None,
        faulty: Sequence[str] = (),
    ) -> None:
        self.world, self.latency, self.max_calls = world, latency, max_calls
        self.cache: dict[Any, Any] = {} if cache is None else cache
        self.paid: Counter[str] = Counter()
        self.asked: list[tuple[str, Any]] = []
        self.running = self.most = 0
        self._dice = None if jumble is None else Random(jumble)
        self._die_after, self._faulty = die_after, faulty

    async def run(self, prompt: str, example: Example, repeat: int) -> str:
        self.asked.append(("task", (prompt, example, repeat)))
        if example.id in self._faulty:
            raise LLMError("refusal", "The model refused to answer.", "")
        key = ("task", prompt, example.id, repeat)
        return str(await self._call(key, lambda: self.world.answer(prompt, example.input, repeat)))

    async def reflect(self, messages: Messages, repeat: int) -> str:
        self.asked.append(("reflect", messages))
        key = ("reflect", tuple(messages), repeat)
        return str(await self._call(key, lambda: self.world.reflect(messages, repeat)))

    async def judge(self, messages: Messages, repeat: int) -> Mapping[str, Any]:
        key = ("judge", tuple(messages), repeat)
        found = await self._call(key, lambda: self.world.judge(messages, repeat))
        assert isinstance(found, Mapping)
        return found

    def left(self) -> int | None:
        return None if self.max_calls is None else self.max_calls - self.paid.total()

    async def _call(self, key: tuple[Any, ...], make: Any) -> Any:
        if key in self.cache:
            return self.cache[key]
        if self._die_after is not None and self.paid.total() >= self._die_after:
            raise LLMSystemic("auth", "The model server refused the key.", "Check the key.")
        if self.max_calls is not None and self.paid.total() >= self.max_calls:
            raise BudgetExceeded("budget", "All calls are made.", "")
        self.paid[key[0]] += 1
        self.running += 1
        self.most = max(self.most, self.running)
        if self.latency or self._dice:
            wait = self._dice.random() * 0.002 if self._dice else self.latency
            await asyncio.sleep(wait)
        self.running -= 1
        return self.cache.setdefault(key, make())
