"""English sentences of the workbench on Japanese screens."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from llm.faults import FAULTS, describe
from prompt_tuner.in_japanese import all_said, said
from prompt_tuner.sentences import COMPLAINTS, SENTENCES
from tests.tools import ROOT

MODULES = ("choose", "finals", "gate", "evaluate", "examples", "estimate", "outcome", "taskfile")
MODULES += (
    "jsonlines",
    "sources",
    "registry",
    "tasks",
    "starting",
    "aa",
    "watch",
    "meter",
    "arena",
)
COMMANDS_ONLY = ("Session 7", "7 is no version", "`report", "Start a new", "7 version of", "Name a")
COMMANDS_ONLY += (
    "7 names no model",
    "Write it like judge",
    "`resume",
    "Use a number",
    "7 cannot be a name",
    "Use up to 100",
    "No strategy 7",
)
SLOTS = {"where": "x line 7", "file": "task.yaml", "mark": "<!-- lock -->"}
SLOTS |= {"OPEN": "<!-- lock -->", "CLOSE": "<!-- /lock -->", "closed": ""}


def sentences(module: str) -> Iterator[str]:
    """What a module can say: its English sentences with 7 in every slot."""
    tree = ast.parse((ROOT / "prompt_tuner" / f"{module}.py").read_text("utf-8"))
    docs = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)
    }  # docstrings stand alone
    parts = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
    }
    for node in ast.walk(tree):
        if id(node) in docs or id(node) in parts:
            continue
        if isinstance(node, ast.JoinedStr):
            text = "".join(
                str(part.value)
                if isinstance(part, ast.Constant)
                else SLOTS.get(ast.unparse(getattr(part, "value", part)), "7")
                for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        if re.search(r"[A-Za-z`] ?.* .*[.]$", text.strip()):
            yield text.strip().removeprefix("7: ")


@pytest.mark.parametrize("module", MODULES)
def test_whatever_it_says_has_a_japanese_sentence(module: str) -> None:
    left = [
        text
        for text in sentences(module)
        if not text.startswith(COMMANDS_ONLY) and re.search(r"[a-z]{3,} [a-z]{2,}", said(text))
    ]
    assert left == []


@pytest.mark.parametrize("english", [*SENTENCES, *COMPLAINTS])
def test_each_sentence_is_found_with_what_stands_in_it(english: str) -> None:
    slots = re.findall(r"\{(\w+)\}", english)
    values = {name: "0.25" if name in ("p", "least", "value") else "7" for name in slots}
    values |= {"kind": "timeout", "split": "train", "role": "task"}
    told = said(english.format(**values))
    assert re.search(r"[ぁ-んァ-ヶ一-龠]", told)
    assert not re.search(r"\{\w+\}", told)
    numbers = {name: value for name, value in values.items() if name in slots}
    for name in numbers.keys() - {"kind", "split", "role"}:
        assert values[name] in told or name == "name"


def test_sentences_follow_one_another() -> None:
    given = "The difference may be chance (p = 0.064). About 16 more sealed examples would tell."
    assert said(given) == (
        "この差は偶然かもしれません(p = 0.064)。未公開の例があと約16件あれば判定できる見込みです。"
    )
    assert said("3 left out: The model declined.").startswith("3件を除外:")
    assert said("reflect: stopped after 30 rounds") == "reflect: 30ラウンドで打ち切りました。"
    assert said("短い。Nobody knows this.") == "短い。Nobody knows this."


@pytest.mark.parametrize("kind", list(FAULTS))
def test_a_fault_is_told_in_japanese_with_what_to_do(kind: str) -> None:
    fault = FAULTS[kind]
    told = said(f"{fault.message} {fault.hint}")
    assert told.endswith("。")
    assert told.count("。") >= 2
    assert not re.search(r"[a-z]{3,} [a-z]{2,}", told)


def test_the_words_of_a_server_stay_and_what_follows_is_told() -> None:
    fault, end = FAULTS["auth"], "The session keeps what it found; `resume s1` goes on."
    told = said(f"{describe('auth', 'HTTP 401: bad key (sk-***)')} {fault.hint} {end}")
    assert told.startswith(
        "APIキーが受け付けられませんでした。(HTTP 401: bad key (sk-***))このサーバー"
    )
    assert told.endswith("「再開する」を押すと続きから進みます。")
    assert said("empty reply (never closed").endswith(" (never closed")
    assert said("(alone) empty reply") == "(alone) empty reply"
    assert said("empty reply (a) (b) empty reply") == "答えが空でした。(a) (b) empty reply"


def test_the_words_of_a_parser_are_set_off_from_what_to_do() -> None:
    told = said("x.jsonl line 2 is not JSON: Expecting value: line 1 (char 0) One object a line.")
    assert "(char 0))。1行に1件ずつ" in told


def test_what_says_nothing_is_left_out() -> None:
    assert all_said(["", "shipped"]) == ["同梱の本文"]
