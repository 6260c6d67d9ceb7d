"""The nouns of the workbench and where they are kept (SQLite through sqlite-utils)."""

from __future__ import annotations

import sys


def _import_lean() -> None:
    """Import sqlite-utils without pandas and numpy, which it takes in where they are installed.

    They cost every command and the first page 0.3 s; it needs them only to store their types.
    """
    optional = [name for name in ("pandas", "numpy") if name not in sys.modules]
    for name in optional:
        sys.modules[name] = None  # type: ignore[assignment]  # "not installed", for a moment
    try:
        import sqlite_utils  # noqa: F401
    finally:
        for name in optional:
            del sys.modules[name]


_import_lean()
