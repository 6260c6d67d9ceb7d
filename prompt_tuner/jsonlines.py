"""examples.jsonl: one example a line, every fault with its line number."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from digest.errors import UsageError
from prompt_tuner.records import Example, Split
from prompt_tuner.sources import is_plain, path_of, read_text

MAX_BYTES = 20_000_000
MAX_INPUT = 200_000
FIELDS = ("id", "input", "expected", "cluster", "split")


def read_examples(folder: Path, name: str) -> tuple[tuple[Example, ...], dict[str, Split]]:
    """The examples of a file in the folder, and the splits that it gives. Raises UsageError."""
    path = path_of(folder, name)
    if not path.is_relative_to(folder.resolve()):
        raise UsageError(f"{name} lies outside the task's folder.", "Copy it beside task.yaml.")
    examples: dict[str, Example] = {}
    lines: dict[str, int] = {}
    given: dict[str, Split] = {}
    for number, line in enumerate(read_text(path, MAX_BYTES).split("\n"), 1):
        if not line.strip():
            continue
        fields = _fields(line, f"{path} line {number}")
        example = _example(fields, f"{path} line {number}")
        if example.id in examples:
            raise UsageError(
                f"{path} line {number}: the id {example.id!r} stands on line"
                f" {lines[example.id]} already.",
                "Give each example an id of its own that stays the same.",
            )
        examples[example.id], lines[example.id] = example, number
        if fields.get("split"):
            given[example.id] = fields["split"]
    return tuple(examples.values()), given


def _fields(line: str, where: str) -> Mapping[str, Any]:
    try:
        fields = json.loads(line)
        line.encode("utf-8")
        json.dumps(fields, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{where} is not JSON: {error}", "One object a line.") from error
    if not is_plain(fields):
        raise UsageError(f"{where} is nested too deep.", "Flatten it.")
    if not isinstance(fields, dict):
        raise UsageError(f"{where} is no object.", 'Write {"id": "...", "input": "..."}.')
    unknown = [name for name in fields if name not in FIELDS]
    if unknown:
        raise UsageError(
            f"{where}: unknown field {', '.join(unknown)}.", f"Known: {', '.join(FIELDS)}."
        )
    return fields


def _example(fields: Mapping[str, Any], where: str) -> Example:
    key, text = fields.get("id"), fields.get("input")
    if isinstance(key, int) and not isinstance(key, bool):
        key = str(key)
    if not isinstance(key, str) or not key.strip():
        raise UsageError(f"{where} has no id.", "Give each example an id that stays the same.")
    if not isinstance(text, str) or not text.strip():
        raise UsageError(f"{where} has no input.", "input is the text that the model is given.")
    if len(text) > MAX_INPUT or len(key) > 200:
        raise UsageError(f"{where} is too long.", f"An input has {MAX_INPUT} characters at most.")
    expected, cluster = fields.get("expected"), fields.get("cluster") or ""
    if expected is not None and not isinstance(expected, dict):
        raise UsageError(f"{where}: expected is no object.", 'Write {"mentions": ["..."]}.')
    if fields.get("split") not in (None, *get_args(Split)):
        raise UsageError(f"{where}: no such split.", f"There are {', '.join(get_args(Split))}.")
    return Example(key.strip(), text, expected, str(cluster))
