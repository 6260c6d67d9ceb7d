"""docs/tuning.md tells every command and option of the workbench, and no other."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator

import pytest

from digest.check import CHECKS
from prompt_tuner.__main__ import build_parser
from prompt_tuner.scorers import SCORERS
from prompt_tuner.strategies import PROPOSERS
from tests.tools import ROOT

TEXT = (ROOT / "docs" / "tuning.md").read_text(encoding="utf-8").replace("\\|", "|")


def _commands(
    parser: argparse.ArgumentParser, words: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], argparse.ArgumentParser]]:
    yield words, parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, child in action.choices.items():
                yield from _commands(child, (*words, name))


COMMANDS = dict(_commands(build_parser()))


def _section(words: tuple[str, ...]) -> str:
    sections = re.split(r"^## ", TEXT, flags=re.M)
    for section in sections:
        heading = section.splitlines()[0] if section else ""
        if words and f"`{words[0]}`" in heading:
            return section
    return sections[0]


@pytest.mark.parametrize("words", [words for words in COMMANDS if words], ids=" ".join)
def test_each_command_is_documented(words: tuple[str, ...]) -> None:
    assert re.search(rf"\b{re.escape(' '.join(words))}\b", _section(words)), " ".join(words)


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words) or "program")
def test_each_option_is_documented_and_has_help(words: tuple[str, ...]) -> None:
    for action in COMMANDS[words]._actions:
        if isinstance(action, argparse._HelpAction | argparse._SubParsersAction):
            continue
        names = action.option_strings[-1:] or [action.metavar or action.dest]
        for name in names:
            assert str(name) in _section(words), f"docs/tuning.md: {name} of {' '.join(words)}"
        assert action.help or not action.option_strings, f"{' '.join(words)} {names}: help text"


def test_no_option_is_documented_that_does_not_exist() -> None:
    exists = {"--help"} | {
        option
        for parser in COMMANDS.values()
        for action in parser._actions
        for option in action.option_strings
    }
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", TEXT)) <= exists


@pytest.mark.parametrize(
    ("names", "heading"),
    [(tuple(SCORERS.keys() - CHECKS.keys()), "Scorers"), (tuple(PROPOSERS), "Strategies")],
)
def test_each_name_in_a_visible_dict_is_documented(names: tuple[str, ...], heading: str) -> None:
    parts = re.split(r"^## ", TEXT, flags=re.M)
    section = next(part for part in parts if part.startswith(heading))
    assert set(re.findall(r"^\| `([a-z_-]+)` \|", section, re.M)) == set(names)
