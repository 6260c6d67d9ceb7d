"""What is installed is what is pinned, all of it imports, and nothing else is leant on."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import sys
from functools import cache
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.tools import ROOT, tracked

FILES = ("requirements.txt", "requirements-dev.txt")
FLOORS = ("storage", "llm", "digest", "prompt_tuner")
NOT_HERE = {"colorama"}  # wanted on Windows only


def _lines(file: str) -> list[str]:
    return (ROOT / file).read_text(encoding="utf-8").splitlines()


def _pins(lines: list[str]) -> dict[str, Requirement]:
    """Canonical name → requirement, of the lines that hold one."""
    wanted = (line.split("#")[0].strip() for line in lines)
    found = [Requirement(text) for text in wanted if text and not text.startswith("-r ")]
    return {canonicalize_name(one.name): one for one in found}


def _direct(file: str) -> dict[str, Requirement]:
    """The requirements above the heading of the transitive ones."""
    lines = _lines(file)
    return _pins(lines[: lines.index("# What those need in turn")])


@cache
def _all_pins() -> dict[str, Requirement]:
    return {name: pin for file in FILES for name, pin in _pins(_lines(file)).items()}


@pytest.mark.parametrize("file", FILES)
def test_each_line_is_one_exact_pin_without_address_or_hash(file: str) -> None:
    for name, pin in _pins(_lines(file)).items():
        assert re.fullmatch(r"==[0-9][0-9A-Za-z.]*", str(pin.specifier)), f"{name}: pin with =="
        assert pin.url is None, f"{name}: no address"
    assert not re.search(r"--hash|index-url|find-links|https?://", "\n".join(_lines(file)))


@pytest.mark.parametrize("file", FILES)
def test_each_direct_requirement_says_why(file: str) -> None:
    about = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    for line in _lines(file):
        if line == "# What those need in turn":
            break
        if "==" in line:
            assert re.search(r"  # \w", line), f"{line}: add one line why"
            assert f"`{line.split('==')[0]}`" in about, f"{line}: tell it in docs/dependencies.md"


def test_what_is_installed_is_what_is_pinned() -> None:
    for name, pin in _all_pins().items():
        if name not in NOT_HERE:
            version = distribution(name).version
            assert pin.specifier.contains(version), f"{name} {version} is installed, not {pin}"


def test_nothing_that_a_requirement_needs_is_left_to_chance() -> None:
    pins = _all_pins()
    for name in pins.keys() - NOT_HERE:
        for text in distribution(name).requires or []:
            need = Requirement(text)
            here = need.marker is None or need.marker.evaluate({"extra": ""})
            wanted = canonicalize_name(need.name)
            assert not here or wanted in pins or wanted == "pip", f"{name} needs {need}: pin it"


def test_everything_imports() -> None:
    modules = _modules()
    wanted = [module for file in FILES for name in _direct(file) for module in modules[name]]
    assert _broken(wanted) == []


def test_every_module_of_ours_imports() -> None:
    packages = [importlib.import_module(floor) for floor in FLOORS]
    found = [m.name for p in packages for m in pkgutil.walk_packages(p.__path__, f"{p.__name__}.")]
    assert _broken(found) == []


def _broken(modules: list[str]) -> list[str]:
    """What does not import, with the reason."""
    broken = []
    for module in modules:
        try:
            importlib.import_module(module)
        except Exception as error:
            broken.append(f"{module}: {type(error).__name__}: {error}")
    return broken


def test_what_we_import_is_a_direct_requirement() -> None:
    own = {path.stem for path in ROOT.glob("*.py")} | {path.name for path in ROOT.iterdir()}
    runtime = set(_direct(FILES[0]))
    both = runtime | set(_direct(FILES[1]))
    brought = packages_distributions()
    for name in tracked("*.py"):
        path, parts = ROOT / name, Path(name).parts
        if "data" in parts:
            continue
        allowed = both if parts[0] in ("tests", "bench") else runtime
        for module in _imported(path) - own - set(sys.stdlib_module_names):
            owners = {canonicalize_name(one) for one in brought.get(module, [])}
            missing = f"{name} imports {module}: add it to the direct ones"
            assert owners & (allowed | _transitively_ours(parts[0])), missing


def _transitively_ours(folder: str) -> set[str]:
    """Guaranteed by the purpose of a direct requirement: psycopg by dbos; in tests, more."""
    in_tests = {"packaging", "pyyaml", "httpx2", "werkzeug", "requests", "jsonschema"}
    return {"psycopg", "numpy"} | (in_tests if folder in ("tests", "bench") else set())


def _modules() -> dict[str, set[str]]:
    """Canonical distribution name → the top-level modules that it brings."""
    found: dict[str, set[str]] = {}
    for module, owners in packages_distributions().items():
        for owner in owners:
            if not module.startswith("_") and module.isidentifier():
                found.setdefault(canonicalize_name(owner), set()).add(module)
    stubs = {"pandas-stubs": set(), "types-pyyaml": set(), "tzdata": {"tzdata"}}
    return found | {
        name: found.get(name, set()) if modules else set() for name, modules in stubs.items()
    }


def _imported(path: Path) -> set[str]:
    """Top-level names of the absolute imports anywhere in a file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            found.add(node.module.split(".")[0])
    return found
