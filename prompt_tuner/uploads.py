"""A task that came through a browser: its files, or its text pasted → Task."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import yaml

from digest.errors import UsageError
from prompt_tuner.jsonlines import MAX_BYTES
from prompt_tuner.records import Split, Task
from prompt_tuner.taskfile import NAMES, UNREADABLE, load

MOST_FILES = 50
TASK, EXAMPLES = "task.yaml", "examples.jsonl"


def read_files(
    files: Mapping[str, bytes], known: Callable[[str], Mapping[str, Split]] = lambda _name: {}
) -> Task:
    """The task that some files make: name (perhaps with folders) → content.

    One YAML file of another name is taken for task.yaml. Raises UsageError, with names as
    they were given.
    """
    size = sum(map(len, files.values()))
    if len(files) > MOST_FILES or size > 2 * MAX_BYTES:
        raise UsageError(
            f"{len(files)} files with {size / 1e6:.0f} MB are too many.",
            f"Give at most {MOST_FILES} files and {2 * MAX_BYTES / 1e6:g} MB.",
        )
    with TemporaryDirectory(prefix="task-") as folder:
        root = Path(folder).resolve()
        try:
            for name, content in _plain(files).items():
                _write(root, name, content)
            return load(root, known)
        except UsageError as error:
            raise UsageError(_without(root, error.message), _without(root, error.hint)) from error


def _write(root: Path, name: str, content: bytes) -> None:
    try:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    except (OSError, UnicodeError) as error:  # too long, half a character, a folder of the name
        shown = name[:80].encode("utf-8", "replace").decode()
        raise UsageError(f"{shown!r} cannot be a file's name.", "Rename it.") from error


def pasted(task: str, examples: str) -> dict[str, bytes]:
    """Both texts as files; examples under the name that the task gives them."""
    name = EXAMPLES
    with suppress(*UNREADABLE):
        fields = yaml.safe_load(task) if len(task) < 1_000_000 and "*" not in task else None
        if isinstance(fields, dict) and isinstance(fields.get("examples"), str):
            name = fields["examples"]
    return {TASK: task.encode("utf-8", "replace"), name: examples.encode("utf-8", "replace")}


def sample() -> tuple[str, str]:
    """A small task to start from, as its two texts."""
    task = (
        "name: support-triage\n"
        "purpose: 問い合わせに短く答える\n"
        "prompt: あなたはイカしたアシスタントです\n"
        "examples: examples.jsonl\n"
        "scorers:\n"
        "  - {name: mentions}\n"
        "  - {name: length, max_chars: 400}\n"
        "guards: [length]\n"
    )
    rows = (
        ("a1", "返品はいつまでできますか", ["30日"]),
        ("a2", "送料はいくらですか", ["無料"]),
        ("a3", "領収書がほしい", ["マイページ"]),
        ("a4", "営業時間を教えて", ["9時"]),
    )
    lines = [{"id": key, "input": text, "expected": {"mentions": says}} for key, text, says in rows]
    return task, "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def _plain(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Names below one folder: the folder that all share is dropped, no way leads out."""
    parts = {name: PurePosixPath(name.replace("\\", "/")).parts for name in files}
    for name, found in parts.items():
        if not found or any(p in ("..", "/") or ":" in p or "\x00" in p for p in found):
            raise UsageError(f"{name[:80]!r} cannot be a file's name.", "Rename it.")
    heads = {found[0] for found in parts.values()}
    shared = len(heads) == 1 and all(len(found) > 1 for found in parts.values())
    named = {"/".join(parts[n][1:] if shared else parts[n]): c for n, c in files.items()}
    lone = [name for name in named if name.lower().endswith((".yaml", ".yml"))]
    if len(lone) == 1 and lone[0] not in NAMES:
        named[TASK] = named.pop(lone[0])
    return named


def _without(root: Path, words: str) -> str:
    return words.replace(f"{root}/", "").replace(str(root), "the upload")
