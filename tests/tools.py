"""External tools that tests need: one door, so that CI can insist on all of them.

`needs(tool)` returns where the tool is, or skips the test with the reason. With
DIGEST_TEST_REQUIRE=1 (set by .ci/run) a missing tool fails the test instead.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from digest.settings import Settings

HERE = Path(__file__).parent
ROOT = HERE.parent
SHARED = ROOT.parent / "shared"


def needs(tool: str) -> str:
    """The path (for postgres: the URL) of one of FINDERS' tools; skips or fails without it.

    `shared` (material beside the clone) is never insisted on.
    """
    finder, advice = FINDERS[tool]
    found = finder()
    if found:
        return found
    reason = f"{tool} is missing: {advice}"
    if os.environ.get("DIGEST_TEST_REQUIRE") == "1" and tool != "shared":
        pytest.fail(reason)
    pytest.skip(reason)


def tracked(*patterns: str, new: bool = True) -> list[str]:
    """The project's own files, as posix paths from ROOT; with new also those not added yet."""
    others = ["--others", "--exclude-standard"] if new else []
    run = ["git", "ls-files", "-z", "--cached", *others, "--", *patterns]
    try:
        listed = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):  # an archive without history
        found = [p for pattern in patterns or ["*"] for p in ROOT.rglob(pattern)]
        listed = "\0".join(p.relative_to(ROOT).as_posix() for p in found if _ours(p))
    return sorted(name for name in listed.split("\0") if (ROOT / name).is_file())


def _ours(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    return not any(p in (".venv", ".git", "node_modules", "__pycache__") for p in parts)


def shared(path: str) -> Path | None:
    """A file or folder of the material beside the clone, None where it is absent."""
    found = SHARED / path
    return found if found.exists() else None


def setting_names() -> frozenset[str]:
    """Every environment variable that Settings.from_env asks for."""
    asked = _Asked()
    Settings.from_env(asked)
    return frozenset(asked.names)


class _Asked(dict[str, str]):
    """An empty environment that remembers what was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.names.add(key)
        return super().get(key, default)


def chromium() -> str:
    """Debian's chromium, or any Chrome on the PATH, or DIGEST_TEST_CHROMIUM."""
    named = os.environ.get("DIGEST_TEST_CHROMIUM", "")
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return named or next(filter(None, map(shutil.which, names)), "")


def _node() -> str:
    return shutil.which("node") or ""


def _package(folder: str, package: str) -> str:
    inside = HERE / folder / "node_modules" / package
    return str(HERE / folder) if _node() and inside.is_dir() else ""


def _postgres() -> str:
    return os.environ.get("DIGEST_TEST_POSTGRES", "")


FINDERS = {
    "chromium": (chromium, "install Debian's chromium, or set DIGEST_TEST_CHROMIUM."),
    "node": (_node, "install Node.js 20.15 or newer."),
    "zenn": (lambda: _package("zenn", "zenn-cli"), "run npm install in tests/zenn."),
    "aimock": (
        lambda: _package("aimock", "@copilotkit/aimock"),
        "run npm install in tests/aimock.",
    ),
    "postgres": (_postgres, "set DIGEST_TEST_POSTGRES to the URL of a server for tests."),
    "shared": (lambda: str(SHARED) if SHARED.is_dir() else "", "it is not part of the clone."),
    "make": (lambda: shutil.which("make") or "", "install GNU make."),
    "git": (lambda: shutil.which("git") or "", "install git."),
}
