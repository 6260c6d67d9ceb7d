"""The workbench's English sentences in Japanese, for screens and the report. Pure.

Rows, JSON and the command line keep English; what no sentence here fits stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from digest.fallbacks import reason
from llm.faults import FAULTS
from prompt_tuner.sentences import COMPLAINTS, HINTS, SENTENCES
from prompt_tuner.strategies import PROPOSERS

_SLOT = re.compile(r"\\\{(\w+)\\\}")
_NAMED = {"n": r"[\d,.]+", "p": r"[\d.]+", "least": r"[-\d.e]+", "value": r"[-+\d.]+"}
_SPLITS = {"train": "学習用", "validation": "検証用", "sealed": "未公開"}
ROLES = {"task": "回答", "reflect": "改良案", "judge": "採点"}
SESSION_STATES = {
    "queued": "待機中",
    "running": "実行中",
    "pausing": "一時停止中",
    "paused": "一時停止",
    "stopped": "停止(モデルの問題)",
    "done": "完了",
    "cancelled": "取り消し",
    "failed": "失敗",
}


def said(text: str) -> str:
    """A text of known sentences, one after the other; from an unknown one on as it is.

    What stands in brackets behind a sentence are somebody else's words: they stay.
    """
    told: list[str] = []
    rest = text.strip()
    while rest:
        behind = bool(told) and not told[-1].startswith("(")  # one pair only: no long chains
        found = _next(rest) or (_bracketed(rest) if behind else None)
        if found is None:
            return " ".join(["".join(told), rest]).strip()
        words, rest = found
        told.append(words)
    return "".join(told)


def all_said(texts: Iterable[str]) -> list[str]:
    """Each of them, without what says nothing in Japanese."""
    return [words for words in map(said, texts) if words]


def _next(rest: str) -> tuple[str, str] | None:
    """The Japanese of the sentence that a text begins with, and what follows it."""
    for pattern, words in _patterns():
        found = pattern.match(rest)
        if found is not None:
            slots = {name: _slot(name, value) for name, value in found.groupdict().items()}
            return words.format(**slots), rest[found.end() :].lstrip(" ")
    return None


def _bracketed(rest: str) -> tuple[str, str] | None:
    """The brackets that a text begins with, up to where they close, and what follows them."""
    depth = 0
    for place, sign in enumerate(rest):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return (rest[: place + 1], rest[place + 1 :].lstrip(" ")) if place else None
    return None


def _slot(name: str, value: str) -> str:
    if name == "kind":
        return reason(value)
    return {"split": _SPLITS, "role": ROLES}.get(name, {}).get(value, value)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    faults = {fault.message: f"{reason(kind)}。" for kind, fault in FAULTS.items()}
    hints = {FAULTS[kind].hint: told for kind, told in HINTS.items()}
    names = {f"{name}:": f"{name}: " for name in (*PROPOSERS, "task.yaml")}
    table = {**SENTENCES, **COMPLAINTS, **faults, **hints, **names}
    ordered = sorted(table, key=lambda one: (one.startswith("{"), -len(one)))  # the vaguest last
    return tuple((_pattern(english), table[english]) for english in ordered)


def _pattern(english: str) -> re.Pattern[str]:
    """{n} takes a number, any other {name} as little as can be."""

    def group(slot: re.Match[str]) -> str:
        return f"(?P<{slot[1]}>{_NAMED.get(slot[1].rstrip('0123456789'), '.+?')})"

    ends = r"(?= Correct the | One object a line|$)" if english.endswith("}") else r"(?= |$)"
    plain = re.escape(english.replace("{{", "\0").replace("}}", "\1"))
    plain = _SLOT.sub(group, plain).replace("\0", r"\{").replace("\1", r"\}")
    return re.compile(plain + ends, re.DOTALL)
