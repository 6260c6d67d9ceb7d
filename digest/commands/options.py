"""Kinds of option values, and the common shape of a command."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from storage import weeks


def command(
    commands: Any, name: str, run: Callable[..., int], words: str, *, json: bool = True
) -> argparse.ArgumentParser:
    """A command, with --json if it has something to say; run(context, args) is its exit code."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words)
    if json:
        parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    parser.set_defaults(run=run)
    return parser


def week(text: str) -> str:
    """An ISO week like 2026-W47."""
    try:
        weeks.first_day(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no week; write it like 2026-W47") from None
    return text


def positive(text: str) -> int:
    """A whole number from 1 to 1000."""
    if not text.isdigit() or not 1 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 1000")
    return int(text)
