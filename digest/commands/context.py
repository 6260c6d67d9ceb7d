"""What every command gets: settings, the database, and where its words go."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from digest.errors import UsageError
from digest.settings import Settings
from storage import preferences
from storage.database import connect


@dataclass(frozen=True, slots=True)
class Context:
    """One run of the command line."""

    settings: Settings
    db: Database
    as_json: bool

    @property
    def now(self) -> datetime:
        """The clock."""
        return datetime.now(UTC)

    def say(self, text: str = "") -> None:
        """A line for people on stdout; nothing with --json."""
        if not self.as_json:
            print(text)

    def note(self, text: str) -> None:
        """A line on stderr."""
        print(text, file=sys.stderr)

    def give(self, document: Any) -> None:
        """The one JSON document of --json."""
        if self.as_json:
            print(json.dumps(document, ensure_ascii=False, indent=1))


def open_context(args: argparse.Namespace, env: Mapping[str, str] | None = None) -> Context:
    """Read .env and the environment, open (and create) the home folder's database.

    A command that only reads makes none: it sees an empty one. Raises UsageError for a setting
    that cannot be read, StorageError for the folder.
    """
    settings = read_settings(args.home, env)
    nothing = getattr(args, "reads", False) and not settings.database.exists()
    db = connect(":memory:" if nothing else settings.database)
    saved = preferences.get(db, "model", {})
    settings = read_settings(args.home, env, saved)
    return Context(settings, db, getattr(args, "json", False))


def read_settings(
    home: str | None, env: Mapping[str, str] | None = None, saved: Mapping[str, Any] | None = None
) -> Settings:
    """Environment over .env (in the working folder) over what a screen saved."""
    if env is None:
        from dotenv import dotenv_values

        filed = {k: v for k, v in dotenv_values(".env").items() if v is not None}
        env = {**filed, **os.environ}
    settings = Settings.from_env(env, saved)
    chosen = Path(home).expanduser() if home else settings.home.expanduser()
    if chosen.exists() and not chosen.is_dir():
        raise UsageError(f"{chosen} is a file.", "Name a folder with --home or DIGEST_HOME.")
    return replace(settings, home=chosen)


def table(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Columns aligned for a terminal, wide characters counted as two."""
    lines = [[str(cell) for cell in row] for row in rows]
    widths = [
        max(_width(line[i]) for line in [list(headings), *lines]) for i in range(len(headings))
    ]
    shown = [
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)
        )
        for line in [list(headings), *lines]
    ]
    return "\n".join(line.rstrip() for line in shown)


def one_line(text: str, limit: int = 70) -> str:
    """Text from outside for a terminal: no control characters, bounded."""
    clean = "".join(ch if ch.isprintable() else " " for ch in text)
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"


def _width(text: str) -> int:
    import unicodedata

    return sum(2 if unicodedata.east_asian_width(ch) in "WF" else 1 for ch in text)
