"""The house holds itself: floors, fences, sizes, names, fakes instead of patches.

docs/decisions/0001-floors.md says why. Everything is read with `ast`, so that an import
inside a function counts too.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.tools import ROOT, tracked

# A module may import its own floor and those to its right.
FLOORS = ("app", "pages", "prompt_tuner", "digest", "llm", "storage")

# What may be imported in some places only; a folder ends with a slash.
FENCES = {
    "streamlit": ("app.py", "pages/"),
    "pandas": ("app.py", "pages/"),
    "plotly": ("app.py", "pages/"),
    "openai": ("llm/",),
    "httpx2": ("llm/",),
    "feedparser": ("digest/collect/",),
    "trafilatura": ("digest/extract.py",),
    "pycurl": ("digest/transfer.py", "digest/wire.py"),
    "pypdfium2": ("digest/papers/pdf_process.py",),
    "sqlite3": ("storage/",),
    "sqlite_utils": ("storage/",),
    "sqlalchemy": ("storage/",),
    "psycopg": ("storage/",),
    "dbos": (
        "storage/engine.py",
        "storage/jobs.py",
        "digest/fan.py",
        "digest/workflows.py",
        "digest/writer_jobs.py",
        "prompt_tuner/workflows.py",
    ),
}
# The name of the type may be written in a signature: `db: Database` says that SQLite is touched.
TYPE_ONLY = {"sqlite_utils": {"Database"}}
NO_LLM = "pages/"  # a page reads rows and starts jobs

MODULE_LINES = 250
FUNCTION_LINES = 35
VAGUE = re.compile(r"utils?|helpers?|services?|managers?|common|misc")


ALL = [name for name in tracked("*.py") if not name.startswith(("tests/data/", "data/"))]
CODE = [name for name in ALL if not name.startswith(("tests/", "bench/", "docs/"))]
TESTS = [name for name in ALL if name.startswith("tests/")]


@cache
def _tree(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text(encoding="utf-8"), filename=name)


def _imports(name: str, tree: ast.AST | None = None) -> Iterator[tuple[int, str, frozenset[str]]]:
    """(line, module, names taken from it) of every import in a file, wherever it stands."""
    for node in ast.walk(tree or _tree(name)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, frozenset[str]()) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = _absolute(name, node)
            yield node.lineno, module, frozenset(alias.name for alias in node.names)
        elif isinstance(node, ast.Call) and _is_import_call(node):
            yield node.lineno, str(ast.literal_eval(node.args[0])), frozenset()


def _absolute(name: str, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = Path(name).with_suffix("").parts[: -node.level]
    return ".".join((*package, *filter(None, [node.module])))


def _is_import_call(node: ast.Call) -> bool:
    called = ast.unparse(node.func)
    named = bool(node.args) and isinstance(node.args[0], ast.Constant)
    return named and called in ("importlib.import_module", "import_module", "__import__")


def _floor(name: str) -> int | None:
    top = Path(name).parts[0].removesuffix(".py")
    return FLOORS.index(top) if top in FLOORS else None


def _functions(name: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(_tree(name)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_the_house_is_found() -> None:
    assert {"storage/database.py", "llm/errors.py", "digest/errors.py"} <= set(CODE)


def test_imports_are_seen_wherever_they_hide() -> None:
    source = """
import a.b, c
def f():
    from d import e
    async def g():
        import_module("h.i")
from .. import j
from .k import l
"""
    seen = {module for _, module, _ in _imports("digest/collect/feed.py", ast.parse(source))}
    assert seen == {"a.b", "c", "d", "h.i", "digest", "digest.collect.k"}


@pytest.mark.parametrize("name", CODE)
def test_floors_are_imported_downwards_only(name: str) -> None:
    own = _floor(name)
    assert own is not None, f"{name}: code lives on one of the floors {', '.join(FLOORS)}"
    for line, module, _ in _imports(name):
        other = _floor(module.replace(".", "/"))
        assert other is None or other >= own, (
            f"{name}:{line} imports {module}: {FLOORS[own]} may not look up to {FLOORS[other]}"
        )


@pytest.mark.parametrize("name", CODE)
def test_fences_around_what_must_stay_replaceable(name: str) -> None:
    for line, module, taken in _imports(name):
        top = module.split(".")[0]
        places = FENCES.get(top)
        allowed = not places or name in places or name.startswith(places)
        if not allowed and taken and taken <= TYPE_ONLY.get(top, set()):
            allowed = True
        assert allowed, f"{name}:{line} imports {module}: only {' and '.join(places or ())} may"
        page_to_model = name.startswith(NO_LLM) and top == "llm"
        assert not page_to_model, f"{name}:{line} imports llm: a page starts a job instead"


@pytest.mark.parametrize("name", CODE)
def test_modules_stay_small(name: str) -> None:
    lines = len((ROOT / name).read_text(encoding="utf-8").splitlines())
    assert lines <= MODULE_LINES, f"{name} has {lines} lines, {MODULE_LINES} at most: split it"


@pytest.mark.parametrize("name", CODE)
def test_functions_stay_small(name: str) -> None:
    for node in _functions(name):
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        assert lines <= FUNCTION_LINES, (
            f"{name}:{node.lineno} {node.name} has {lines} lines, {FUNCTION_LINES} at most"
        )


@pytest.mark.parametrize("name", CODE)
def test_functions_are_typed_and_modules_say_what_they_are(name: str) -> None:
    tree = _tree(name)
    assert ast.get_docstring(tree), f"{name}: begin with a docstring that says what it is"
    for node in _functions(name):
        assert node.returns is not None, f"{name}:{node.lineno} {node.name}: give a return type"


@pytest.mark.parametrize("name", ALL)
def test_names_say_what_is_inside(name: str) -> None:
    for part in Path(name).with_suffix("").parts:
        for word in part.split("_"):
            assert not VAGUE.fullmatch(word), f"{name}: {word!r} says nothing, name what it does"
    for node in ast.walk(_tree(name)):
        if isinstance(node, ast.ClassDef):
            vague = re.search(r"(Utils?|Helpers?|Services?|Managers?)$", node.name)
            assert not vague, f"{name}:{node.lineno} class {node.name}: name what it does"


@pytest.mark.parametrize("name", CODE)
def test_nothing_unfinished_is_left(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        marked = re.search(r"#.*\b(TODO|FIXME|XXX|HACK)\b|raise NotImplementedError", line)
        assert not marked, f"{name}:{number}: {line.strip()}"


@pytest.mark.parametrize("name", TESTS)
def test_tests_use_fakes_not_patches(name: str) -> None:
    for line, module, taken in _imports(name):
        assert module != "unittest.mock", f"{name}:{line}: write a fake instead of a mock"
        assert not (module == "unittest" and "mock" in taken), f"{name}:{line}: write a fake"
    for node in ast.walk(_tree(name)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            patch = (node.value.id, node.attr) == ("monkeypatch", "setattr")
            assert not patch, f"{name}:{node.lineno}: pass the effect as an argument instead"


@pytest.mark.parametrize("name", TESTS)
def test_tests_lie_flat_and_assert_something(name: str) -> None:
    parts = Path(name).parts
    for node in _tree(name).body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if node.name.startswith("test_"):
            assert len(parts) == 2, f"{name}: tests lie flat in tests/"
            assert _asserts(name, node), f"{name}:{node.lineno} {node.name} asserts nothing"


def _asserts(name: str, test: ast.AST) -> bool:
    """Whether a test asserts, expects an error, or calls a function of its file that does."""
    called = set()
    for node in ast.walk(test):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            words = ast.unparse(node.func)
            if re.search(r"pytest\.(raises|fail|warns)$|^(assert|check|expect)_|\.expect\b", words):
                return True
            if re.fullmatch(r"expect\(.+\)\.(not_)?to_\w+", words, re.DOTALL):  # Playwright's own
                return True
            called.add(words)
    own = {f.name: f for f in _functions(name) if f is not test}
    return any(word in own and _asserts(name, own[word]) for word in called)


@pytest.mark.parametrize("name", TESTS)
def test_skips_go_through_needs(name: str) -> None:
    if name == "tests/tools.py":
        return
    for node in ast.walk(_tree(name)):
        words = ast.unparse(node) if isinstance(node, ast.Call | ast.Attribute) else ""
        skip = re.match(r"pytest\.(skip|importorskip|xfail)\(|pytest\.mark\.(skip|xfail)", words)
        assert not skip, f"{name}:{getattr(node, 'lineno', 0)}: use tests.tools.needs(tool)"


@pytest.mark.parametrize("floor", FLOORS[1:])
def test_every_package_says_what_it_is(floor: str) -> None:
    folders = {path.parent for path in (ROOT / floor).rglob("*.py")}
    for folder in folders - {ROOT / floor / "prompts"}:
        init = folder / "__init__.py"
        assert init.is_file(), f"{folder.relative_to(ROOT)}: add __init__.py with a docstring"
        assert ast.get_docstring(ast.parse(init.read_text(encoding="utf-8"))), f"{init}: docstring"
