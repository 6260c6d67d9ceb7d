"""Files of a user, read with care: size, encoding, and words about what is wrong."""

from __future__ import annotations

import json
from math import isfinite
from pathlib import Path
from typing import Any

from digest.errors import UsageError

DEEPEST = 100  # levels of nesting; real schemas and expectations have ten


def path_of(folder: Path, name: str) -> Path:
    """Where a name leads, links followed; a NUL, which no system takes, is seen to be there."""
    return (folder / name.replace("\0", "\ufffd")).resolve()


def read_text(path: Path, max_bytes: int) -> str:
    """The text of a UTF-8 file, with or without a byte order mark. Raises UsageError."""
    try:
        with path.open("rb") as stream:
            data = stream.read(max_bytes + 1)
    except OSError as error:
        reason = error.strerror or error
        raise UsageError(f"{path} cannot be read: {reason}.", "Check name and rights.") from error
    if len(data) > max_bytes:
        size = path.stat().st_size / 1e6
        raise UsageError(
            f"{path} is {size:.0f} MB; at most {max_bytes / 1e6:g} MB are read.",
            "Take a sample: some hundred examples are plenty.",
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UsageError(f"{path} line {line} is not UTF-8.", "Save it as UTF-8.") from error


def read_json(path: Path) -> Any:
    """The value of a JSON file. Raises UsageError."""
    try:
        return json.loads(read_text(path, 1_000_000))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path} is not JSON: {error}", "Correct the file.") from error


def is_plain(value: Any, depth: int = DEEPEST) -> bool:
    """Whether a value is JSON, with numbers that are some, and not nested too deep to copy."""
    if isinstance(value, float):
        return isfinite(value)
    if value is None or isinstance(value, str | int):
        return True
    if depth == 0 or not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    named = not isinstance(value, dict) or all(isinstance(name, str) for name in value)
    return named and all(is_plain(one, depth - 1) for one in inner)
