"""The docs do not lie: what exists is documented, and what is documented exists."""

from __future__ import annotations

import argparse
import re
import shlex
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import digest.commands.house
import digest.commands.reading
import digest.commands.sources
import digest.errors
from digest import building, commands, gather
from digest.__main__ import build_parser
from digest.check import CHECKS
from digest.collect import COLLECTORS
from digest.errors import WorkbenchError
from digest.export import EXPORTERS
from digest.summarize.templates import TEMPLATES
from llm.faults import FAULTS
from storage.calls import Spending
from storage.records import Article, Digest, Run, Source
from tests.tools import ROOT, setting_names, tracked

DOCS = ROOT / "docs"
READMES = ("README.md", "README.ja.md")
MAKE_TARGETS = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)


def _read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def _subcommands(
    parser: argparse.ArgumentParser, words: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], argparse.ArgumentParser]]:
    """(words of the command, its parser), the program itself first."""
    yield words, parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, child in action.choices.items():
                yield from _subcommands(child, (*words, name))


COMMANDS = dict(_subcommands(build_parser()))


def _section(words: tuple[str, ...]) -> str:
    """The part of docs/cli.md under the heading of a command (or of its group)."""
    sections = re.split(r"^## ", _read("docs/cli.md"), flags=re.M)
    for section in sections:
        if words and re.match(rf"`{re.escape(words[0])}`", section):
            return section
    return sections[0]


@pytest.mark.parametrize("words", [words for words in COMMANDS if words], ids=" ".join)
def test_each_command_is_documented(words: tuple[str, ...]) -> None:
    assert re.search(rf"\b{re.escape(' '.join(words))}\b", _section(words)), (
        f"docs/cli.md: describe `{' '.join(words)}`"
    )


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words) or "program")
def test_each_option_is_documented_and_has_help(words: tuple[str, ...]) -> None:
    for action in COMMANDS[words]._actions:
        if isinstance(action, argparse._HelpAction | argparse._SubParsersAction):
            continue
        command = " ".join(words)
        names = action.option_strings[-1:] or _operand(action)
        for name in map(str, names):
            assert name in _section(words), f"docs/cli.md: describe {name} of `{command}`"
        assert action.help or not action.option_strings, f"{command} {names}: give it a help text"


def _operand(action: argparse.Action) -> list[Any]:
    return [action.metavar] if action.metavar else [*(action.choices or [action.dest])]


def test_no_option_is_documented_that_does_not_exist() -> None:
    exists = {"--help"} | {
        option
        for parser in COMMANDS.values()
        for action in parser._actions
        for option in action.option_strings
    }
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", _read("docs/cli.md"))) <= exists


SHAPES: dict[str, list[Mapping[str, Any]]] = {
    "sources": [commands.sources.plain(Source())],
    "jobs": [commands.house.plain(Run("", ""))],
    "articles": [commands.reading.plain(Article(), {})],
    "collect": [gather.total([], 0), gather.Stored(None, "", "").report()],
    "build": [building.outcome(Digest("", ""), Spending())],
}


@pytest.mark.parametrize("command", SHAPES)
def test_each_field_of_a_json_document_is_documented(command: str) -> None:
    section = _section((command,))
    for shape in SHAPES[command]:
        for key in shape:
            assert f'"{key}"' in section, f"docs/cli.md: describe {key} of `{command} --json`"


@pytest.mark.parametrize("name", sorted(setting_names()))
def test_each_setting_is_documented(name: str) -> None:
    assert f"| `{name}` |" in _read("docs/settings.md"), f"docs/settings.md: describe {name}"
    assert name in _read(".env.example"), f".env.example: show {name}"


def test_no_setting_is_read_or_documented_elsewhere() -> None:
    known = setting_names()
    names = re.compile(r"[\"']((?:DIGEST|OPENAI)_[A-Z_]*[A-Z])[\"']")
    for path in [*ROOT.glob("*.py"), *(p for f in _floors() for p in f.rglob("*.py"))]:
        read = set(names.findall(path.read_text(encoding="utf-8")))
        assert read <= known, f"{path.relative_to(ROOT)}: {read - known} is no setting"
    for_people, for_tests = _read("docs/settings.md").split("## For tests only")
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", for_people, re.M)) == known
    assert not set(re.findall(r"`([A-Z_]+)`", for_tests)) & known


def _floors() -> list[Path]:
    return [ROOT / name for name in ("pages", "prompt_tuner", "digest", "llm", "storage")]


@pytest.mark.parametrize("name", digest.errors.__all__)
def test_each_error_is_documented(name: str) -> None:
    error = getattr(digest.errors, name)
    assert f"| `{error.code}` | {name} |" in _read("docs/errors.md")


def test_each_error_class_is_in_the_tree_once() -> None:
    classes = [getattr(digest.errors, name) for name in digest.errors.__all__]
    found = set(_descend(WorkbenchError))
    ours = {one for one in found if one.__module__.split(".")[0] in ("storage", "llm", "digest")}
    assert ours <= set(classes), f"digest/errors.py: add {ours - set(classes)}"
    assert len({one.code for one in classes}) == len(classes), "each error has a code of its own"
    drawn = digest.errors.__doc__ or ""
    assert all(one.__name__ in drawn for one in classes)


def _descend(root: type) -> Iterator[type]:
    yield root
    for child in root.__subclasses__():
        yield from _descend(child)


@pytest.mark.parametrize("kind", FAULTS)
def test_each_fault_of_a_model_server_is_documented(kind: str) -> None:
    assert f"| `{kind}` |" in _read("docs/errors.md"), f"docs/errors.md: describe {kind}"


@pytest.mark.parametrize(
    ("names", "heading"),
    [
        (tuple(COLLECTORS), "Source kinds"),
        (tuple(TEMPLATES), "Kinds of story"),
        (tuple(CHECKS), "Checks"),
        (tuple(EXPORTERS), "Export formats"),
    ],
)
def test_each_name_in_a_visible_dict_is_documented(names: tuple[str, ...], heading: str) -> None:
    parts = re.split(r"^## ", _read("docs/reference.md"), flags=re.M)
    table = next(part for part in parts if part.startswith(heading))
    assert set(re.findall(r"^\| `([a-z_-]+)` \|", table, re.M)) == set(names)


@pytest.mark.parametrize("readme", READMES)
def test_commands_in_the_readmes_exist(readme: str) -> None:
    blocks = re.findall(r"^```[a-z]*\n(.*?)^```", _read(readme), re.M | re.S)
    lines = [line for block in blocks for line in block.splitlines()]
    for line in lines:
        for target in re.findall(r"\bmake ([a-z]+)", line):
            assert target in MAKE_TARGETS, f"{readme}: no make {target}"
        if found := re.search(r"-m digest (.+)", line.split(">>")[0]):
            build_parser().parse_args(shlex.split(found[1].split("#")[0]))
    assert any("make run" in line for line in lines[:3]), f"{readme}: begin with make run"
    assert any("-m digest weekly" in line for line in lines)


def test_the_readmes_show_the_same_commands() -> None:
    def commands(readme: str) -> list[str]:
        blocks = re.findall(r"^```[a-z]*\n(.*?)^```", _read(readme), re.M | re.S)
        return [line.split("#")[0].rstrip() for block in blocks for line in block.splitlines()]

    assert commands("README.md") == commands("README.ja.md")


def test_labels_in_the_english_readme_are_on_the_screens() -> None:
    shown = "".join(path.read_text(encoding="utf-8") for f in _floors() for path in f.rglob("*.py"))
    for label in re.findall(r"「(.+?)」", _read("README.md")):
        assert label in shown, f"README.md: nothing on the screens says {label}"


def test_links_between_documents_lead_somewhere() -> None:
    for path in [*(ROOT / name for name in READMES), *DOCS.rglob("*.md")]:
        text = re.sub(r"`[^`\n]*`", "", path.read_text(encoding="utf-8"))
        for target in re.findall(r"\]\(([^)#\s]+)\)", text):
            if not re.match(r"https?:|mailto:", target):
                assert (path.parent / target).exists(), f"{path.relative_to(ROOT)}: {target}"


def test_decisions_are_numbered_once() -> None:
    names = sorted(path.name for path in (DOCS / "decisions").glob("*.md"))
    assert [name[:5] for name in names] == [f"{n:04}-" for n in range(1, len(names) + 1)]
    for name in names:
        first = (DOCS / "decisions" / name).read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith(f"# {name[:4]} "), f"{name}: begin with its number"


def test_each_folder_is_told_in_the_readmes() -> None:
    listed = subprocess.run(
        ["git", "ls-tree", "-d", "--name-only", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split()
    for readme in READMES:
        for folder in (name for name in listed if not name.startswith(".")):
            assert f"`{folder}/`" in _read(readme), f"{readme}: say what {folder}/ holds"


# Split, so that this file does not find itself.
NOT_FOR_THE_REPOSITORY = re.compile(
    "|".join(
        [
            r"(?<![\w.])/(?:work|root|opt)/" + r"\w",
            r"/home/" + r"\w+/\w",
            r"/tmp/" + r"(?:try|bash)",
            r"C:\\" + r"Users\\",
            r"pypi\."
            + r"org|files\.python"
            + r"hosted|registry\.npm"
            + r"js|registry\.yarn"
            + "pkg",
            r"--(?:extra-)?index" + "-url|--find" + "-links",
        ]
    )
)


def test_nothing_tracked_names_a_machine_or_a_registry() -> None:
    for name in tracked(new=False):
        if name.startswith(("tests/data/", "tests/test_docs.py")):
            continue
        text = (ROOT / name).read_bytes().decode("utf-8", errors="replace")
        found = NOT_FOR_THE_REPOSITORY.search(text)
        assert not found, f"{name}: names {found[0] if found else ''}"
        assert Path(name).name not in ("package-lock.json", "yarn.lock"), f"{name}: no lock file"
